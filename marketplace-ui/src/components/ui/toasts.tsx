import { CircleAlert, CircleCheck, X } from "lucide-react";
import { Toast as Radix } from "radix-ui";
import { useTranslation } from "react-i18next";
import { Button } from "./button";
import { closeNote, useNotes } from "./toast";

/** Where they are shown; once, around the whole of the UI. */
export function Toasts() {
  const { t } = useTranslation();
  const shown = useNotes();
  return (
    <Radix.Provider label={t("notices")} duration={6000}>
      {shown.map(({ id, kind, text, action }) => (
        <Radix.Root
          key={id}
          duration={kind === "bad" ? 12_000 : 6000}
          onOpenChange={(open) => !open && closeNote(id)}
          className="flex items-start gap-3 rounded-md border bg-surface p-3 shadow-lg"
        >
          {kind === "bad" ? (
            <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-danger" />
          ) : (
            <CircleCheck aria-hidden className="mt-0.5 size-4 shrink-0 text-success" />
          )}
          <Radix.Description className="min-w-0 grow break-words">{text}</Radix.Description>
          {action && (
            <Radix.Action altText={action.label} asChild>
              <Button size="sm" onClick={action.run}>
                {action.label}
              </Button>
            </Radix.Action>
          )}
          <Radix.Close asChild>
            <Button kind="quiet" size="icon-sm" aria-label={t("close")}>
              <X />
            </Button>
          </Radix.Close>
        </Radix.Root>
      ))}
      <Radix.Viewport className="fixed right-4 bottom-4 z-50 flex w-[min(24rem,calc(100vw-2rem))] flex-col gap-2" />
    </Radix.Provider>
  );
}
