import type { EditorState, StateEffect } from "@codemirror/state";
import type { Workspace } from "../workspace/workspace";

interface Kept {
  state: EditorState;
  scroll?: StateEffect<unknown>;
}

const shelves = new WeakMap<Workspace, Map<number, Kept>>();

/** The states of all open files with their undo history, cursors and folds, by the files' ids. */
export function shelfOf(workspace: Workspace): Map<number, Kept> {
  const shelf = shelves.get(workspace) ?? new Map<number, Kept>();
  shelves.set(workspace, shelf);
  for (const id of shelf.keys()) {
    if (!workspace.open.some((file) => file.id === id)) shelf.delete(id);
  }
  return shelf;
}
