import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import { type ReactNode, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { cn } from "@/lib/class-names";
import { Button } from "./button";

interface DialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: ReactNode;
  description?: ReactNode;
  children?: ReactNode;
  className?: string;
}

export function Dialog({ open, onOpenChange, title, description, children, className }: DialogProps) {
  const { t } = useTranslation();
  const opener = useRef<Element | null>(null);
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-black/40" />
        <Radix.Content
          {...(description ? {} : { "aria-describedby": undefined })}
          onOpenAutoFocus={(event) => {
            opener.current = document.activeElement;
            focusField(event);
          }}
          // There is no trigger that Radix could give the focus back to.
          onCloseAutoFocus={(event) => {
            if (!(opener.current instanceof HTMLElement) || !opener.current.isConnected) return;
            event.preventDefault();
            opener.current.focus();
          }}
          // Radix gives the key to what was opened last alone: where a toast is, that would be the toast.
          onKeyDown={({ key, target, currentTarget }) => {
            if (key === "Escape" && currentTarget.contains(target as Node)) onOpenChange(false);
          }}
          className={cn("dialog", className)}
        >
          <div className="flex items-start justify-between gap-4">
            <Radix.Title className="text-base font-semibold">{title}</Radix.Title>
            <Radix.Close asChild>
              <Button kind="quiet" size="icon-sm" aria-label={t("close")}>
                <X />
              </Button>
            </Radix.Close>
          </div>
          {description && <Radix.Description className="text-muted">{description}</Radix.Description>}
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** What is to be filled in comes first. A menu that opened the dialog takes the focus once more as it closes. */
function focusField(event: Event) {
  const field = (event.target as HTMLElement).querySelector<HTMLElement>(
    "input:enabled:not([hidden], [type=hidden]), textarea, select",
  );
  if (!field) return;
  event.preventDefault();
  field.focus();
}

interface ConfirmProps extends Omit<DialogProps, "children"> {
  /** The verb on the button. */
  action: ReactNode;
  danger?: boolean;
  onConfirm: () => Promise<unknown> | unknown;
  children?: ReactNode;
}

/** Asks before something is done that is hard to undo. Stays open until it is done, or says why it is not. */
export function Confirm({ action, danger, onConfirm, children, ...dialog }: ConfirmProps) {
  const { t } = useTranslation();
  const [busy, setBusy] = useState(false);
  const confirm = async () => {
    setBusy(true);
    try {
      await onConfirm();
      dialog.onOpenChange(false);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog {...dialog}>
      {children}
      <div className="flex justify-end gap-2">
        <Button onClick={() => dialog.onOpenChange(false)}>{t("cancel")}</Button>
        <Button kind={danger ? "danger" : "primary"} disabled={busy} onClick={confirm}>
          {action}
        </Button>
      </div>
    </Dialog>
  );
}
