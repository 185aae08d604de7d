import { CircleAlert, CircleCheck, X } from "lucide-react";
import { Toast as Radix } from "radix-ui";
import { type ReactNode, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import { asProblem } from "@/api/problem";
import { Button } from "./button";

interface Note {
  id: number;
  kind: "good" | "bad";
  text: ReactNode;
  action?: { label: string; run: () => void };
}

let notes: Note[] = [];
let next = 0;
const listeners = new Set<() => void>();

function change(changed: Note[]) {
  notes = changed;
  for (const listener of listeners) listener();
}

/** Says that something is done, with a way back where there is one. */
export function tell(text: ReactNode, action?: Note["action"]) {
  change([...notes, { id: next++, kind: "good", text, action }]);
}

/** Says why something is not done. */
export function complain(error: unknown) {
  if (error instanceof DOMException && error.name === "AbortError") return;
  const problem = asProblem(error);
  const id = problem.requestId;
  const text = (
    <>
      {problem.words}
      {id && problem.status >= 500 && <code className="block text-xs text-muted">{id}</code>}
    </>
  );
  change([...notes, { id: next++, kind: "bad", text }]);
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Where they are shown; once, around the whole of the UI. */
export function Toasts() {
  const { t } = useTranslation();
  const shown = useSyncExternalStore(subscribe, () => notes);
  const close = (id: number) => change(notes.filter((note) => note.id !== id));
  return (
    <Radix.Provider label={t("notices")} duration={6000}>
      {shown.map(({ id, kind, text, action }) => (
        <Radix.Root
          key={id}
          duration={kind === "bad" ? 12_000 : 6000}
          onOpenChange={(open) => !open && close(id)}
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
