import { Command } from "cmdk";
import { Dialog } from "radix-ui";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { complain } from "@/components/ui/toast";
import { matches } from "../workspace/commands";
import { useWorkspace, type Workspace } from "../workspace/workspace";
import { entries, read } from "./entries";

/** What opens it, and with what typed already. */
const KEYS = [
  { keys: "F1", typed: ">" },
  { keys: "Mod-K", typed: ">" },
  { keys: "Mod-Shift-P", typed: ">" },
  { keys: "Mod-P", typed: "" },
];

/** Everything that can be done and every file, by a few letters of its name. */
export function Palette({ workspace }: { workspace: Workspace }) {
  const { t } = useTranslation("editor-run");
  const [isOpen, setOpen] = useState(false);
  const [typed, setTyped] = useState("");
  const input = useRef<HTMLInputElement>(null);

  useEffect(() => {
    const open = (typed: string) => {
      setTyped(typed);
      setOpen(true);
    };
    const press = (event: KeyboardEvent) => {
      const opening = KEYS.find(({ keys }) => matches(keys, event));
      if (!opening || event.isComposing) return;
      // Before the browser prints, and before the editor takes it for its own.
      event.preventDefault();
      event.stopPropagation();
      open(opening.typed);
    };
    window.addEventListener("keydown", press, { capture: true });
    const takeAway = workspace.commands.register(
      { id: "palette", title: t("palette.commands"), keys: "F1", run: () => open(">") },
      { id: "palette.files", title: t("palette.files"), keys: "Mod-P", run: () => open("") },
      { id: "palette.symbols", title: t("palette.symbols"), run: () => open("@") },
      { id: "palette.line", title: t("palette.line"), run: () => open(":") },
    );
    return () => {
      window.removeEventListener("keydown", press, { capture: true });
      takeAway();
    };
  }, [workspace, t]);

  return (
    <Dialog.Root open={isOpen} onOpenChange={setOpen}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-black/40" />
        <Dialog.Content
          aria-describedby={undefined}
          onOpenAutoFocus={(event) => {
            // It would select what is there, and the first key would take it away.
            event.preventDefault();
            input.current?.focus();
            input.current?.setSelectionRange(typed.length, typed.length);
          }}
          className="fixed top-[10dvh] left-1/2 z-50 w-[min(36rem,calc(100vw-2rem))] -translate-x-1/2 overflow-hidden rounded-md border bg-surface shadow-xl"
        >
          <Dialog.Title className="sr-only">{t("palette.title")}</Dialog.Title>
          <Command label={t("palette.title")} shouldFilter={false} loop>
            <Command.Input
              ref={input}
              value={typed}
              onValueChange={setTyped}
              placeholder={t("palette.placeholder")}
              className="h-11 w-full border-b bg-transparent px-4 text-sm outline-none placeholder:text-muted"
            />
            <Found workspace={workspace} typed={typed} onChosen={() => setOpen(false)} />
          </Command>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

interface FoundProps {
  workspace: Workspace;
  typed: string;
  onChosen: () => void;
}

function Found({ workspace, typed, onChosen }: FoundProps) {
  const { t } = useTranslation("editor-run");
  useWorkspace(workspace, ({ entries }) => entries);
  const found = entries(workspace, typed, (line) => t("palette.line_of", { line }));
  return (
    <Command.List className="max-h-[60dvh] overflow-y-auto p-1" label={t("palette.found")}>
      <Command.Empty className="px-3 py-6 text-center text-muted">
        {t(`palette.none.${read(typed).mode}`)}
      </Command.Empty>
      {found.map(({ id, text, places, note, staysOpen, run }) => (
        <Command.Item
          key={id}
          value={id}
          onSelect={() => {
            if (staysOpen) return run();
            onChosen();
            // The dialog gives the focus back first: what is done may want it.
            setTimeout(() => void Promise.resolve(run()).catch(complain));
          }}
          className="flex cursor-default items-center gap-3 rounded px-3 py-1.5 data-[selected=true]:bg-accent-soft"
        >
          <span className="min-w-0 grow truncate">{marked(text, places)}</span>
          {note && <span className="shrink-0 font-mono text-xs text-muted">{note}</span>}
        </Command.Item>
      ))}
    </Command.List>
  );
}

/** A text with the letters that were typed in bold. */
function marked(text: string, places: number[]): ReactNode {
  if (!places.length) return text;
  const at = new Set(places);
  return [...text].map((letter, place) =>
    // biome-ignore lint/suspicious/noArrayIndexKey: the letters of a text do not change places
    at.has(place) ? <b key={place}>{letter}</b> : letter,
  );
}
