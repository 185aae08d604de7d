import { type ReactNode, useSyncExternalStore } from "react";
import { asProblem } from "@/api/problem";

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

export const useNotes = () => useSyncExternalStore(subscribe, () => notes);

export const closeNote = (id: number) => change(notes.filter((note) => note.id !== id));
