import { useRef } from "react";
import { folderOf } from "../workspace/paths";
import { only, ranged, toggled, typedAhead } from "./model";
import type { TreeState } from "./use-tree";

/** How long letters typed one after the other count as one word, in milliseconds. */
const TYPING_PAUSE = 700;

interface Doings {
  open: (path: string) => void;
  rename: () => void;
  remove: () => void;
  /** Lines that a page key goes over. */
  page: () => number;
}

/** The keys of a tree, as in every file manager. */
export function useTreeKeys(tree: TreeState, { open, rename, remove, page }: Doings) {
  const typed = useRef({ text: "", at: 0 });
  return (event: React.KeyboardEvent) => {
    const { rows, selection, select, fold } = tree;
    const index = rows.findIndex(({ entry }) => entry.path === selection.focus);
    const row = rows[index];
    const mod = event.ctrlKey || event.metaKey;
    if (event.altKey) return;

    const go = (place: number) => {
      const path = rows[Math.min(Math.max(place, 0), rows.length - 1)]?.entry.path;
      if (path === undefined) return;
      if (event.shiftKey) select(ranged(selection, path, rows));
      else if (mod) select({ ...selection, focus: path });
      else select(only(path));
    };
    const keys: Record<string, () => void> = {
      ArrowDown: () => go(index + 1),
      ArrowUp: () => go(index < 0 ? rows.length - 1 : index - 1),
      Home: () => go(0),
      End: () => go(rows.length - 1),
      PageDown: () => go(index + page()),
      PageUp: () => go(index - page()),
      ArrowRight: () => {
        if (row?.entry.kind !== "folder") return;
        if (row.isOpen) go(index + 1);
        else fold(row.entry.path, true);
      },
      ArrowLeft: () => {
        if (!row) return;
        if (row.isOpen) return fold(row.entry.path, false);
        const folder = folderOf(row.entry.path);
        if (folder) select(only(folder));
      },
      Enter: () => {
        if (row?.entry.kind === "folder") fold(row.entry.path, !row.isOpen);
        else if (row) open(row.entry.path);
      },
      " ": () => row && select(toggled(selection, row.entry.path)),
      Escape: () => row && select(only(row.entry.path)),
      F2: rename,
      Delete: remove,
      // A Mac's keyboard has no other.
      Backspace: () => event.metaKey && remove(),
    };
    if (mod && event.key.toLowerCase() === "a") {
      event.preventDefault();
      return select({ ...selection, chosen: new Set(rows.map(({ entry }) => entry.path)) });
    }
    // When it was pressed, however busy the page was meanwhile.
    const now = event.timeStamp;
    const isTyping = now - typed.current.at < TYPING_PAUSE;
    const isLetter = event.key.length === 1 && !mod && (event.key !== " " || isTyping);
    if (isLetter) {
      const text = (isTyping ? typed.current.text : "") + event.key;
      typed.current = { text, at: now };
      const found = typedAhead(rows, selection.focus, text);
      if (found) select(only(found));
      event.preventDefault();
      return;
    }
    typed.current.at = 0;
    const press = keys[event.key];
    if (!press) return;
    event.preventDefault();
    press();
  };
}
