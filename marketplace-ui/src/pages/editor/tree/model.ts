import type { Entry } from "../workspace/files";
import { below, folderOf } from "../workspace/paths";

/** A line of the tree. */
export interface Row {
  entry: Entry;
  level: number;
  isOpen: boolean;
  /** Its place among its siblings, from 1, and how many they are. */
  position: number;
  siblings: number;
}

export type Children = ReadonlyMap<string, readonly Entry[]>;

const order = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });

/** What is in each folder: folders first, then by name as people count. */
export function childrenOf(entries: readonly Entry[]): Children {
  const children = new Map<string, Entry[]>();
  for (const entry of entries) {
    const folder = folderOf(entry.path);
    const list = children.get(folder);
    if (list) list.push(entry);
    else children.set(folder, [entry]);
  }
  for (const list of children.values()) {
    list.sort((a, b) => (a.kind === b.kind ? order.compare(a.name, b.name) : a.kind === "folder" ? -1 : 1));
  }
  return children;
}

/** The lines that are seen when these folders are unfolded. */
export function visibleRows(children: Children, unfolded: ReadonlySet<string>): Row[] {
  const rows: Row[] = [];
  const add = (folder: string, level: number) => {
    const list = children.get(folder) ?? [];
    list.forEach((entry, index) => {
      const isOpen = entry.kind === "folder" && unfolded.has(entry.path);
      rows.push({ entry, level, isOpen, position: index + 1, siblings: list.length });
      if (isOpen) add(entry.path, level + 1);
    });
  };
  add("", 1);
  return rows;
}

export interface Selection {
  /** The line that the keyboard acts on. */
  focus: string | null;
  /** Where a range begins. */
  anchor: string | null;
  chosen: ReadonlySet<string>;
}

export const NOTHING: Selection = { focus: null, anchor: null, chosen: new Set() };

export const only = (path: string): Selection => ({ focus: path, anchor: path, chosen: new Set([path]) });

export const isSameSelection = (one: Selection, other: Selection): boolean =>
  one.focus === other.focus &&
  one.chosen.size === other.chosen.size &&
  [...one.chosen].every((path) => other.chosen.has(path));

/** With one more or one less. */
export function toggled(selection: Selection, path: string): Selection {
  const chosen = new Set(selection.chosen);
  if (!chosen.delete(path)) chosen.add(path);
  return { focus: path, anchor: path, chosen };
}

/** All from the anchor to `path`. */
export function ranged(selection: Selection, path: string, rows: readonly Row[]): Selection {
  const index = (wanted: string | null) => rows.findIndex(({ entry }) => entry.path === wanted);
  const [from, to] = [index(selection.anchor), index(path)];
  if (from < 0 || to < 0) return only(path);
  const range = rows.slice(Math.min(from, to), Math.max(from, to) + 1);
  return { ...selection, focus: path, chosen: new Set(range.map(({ entry }) => entry.path)) };
}

/** The next line whose name begins with what was typed; one letter again goes on to the next. */
export function typedAhead(rows: readonly Row[], focus: string | null, typed: string): string | undefined {
  const isRepeat = [...typed].every((letter) => letter === typed[0]);
  const prefix = (isRepeat ? typed.slice(0, 1) : typed).toLowerCase();
  const now = rows.findIndex(({ entry }) => entry.path === focus);
  const first = now + (isRepeat ? 1 : 0);
  for (let step = 0; step < rows.length; step++) {
    const row = rows[(Math.max(first, 0) + step) % rows.length];
    if (row?.entry.name.toLowerCase().startsWith(prefix)) return row.entry.path;
  }
  return undefined;
}

/** Whether some paths can go into a folder: not into themselves, and not where they all are already. */
export function canMove(paths: readonly string[], folder: string): boolean {
  return (
    paths.length > 0 &&
    !paths.some((path) => below(folder, path)) &&
    paths.some((path) => folderOf(path) !== folder)
  );
}

/** What may be wrong with a name, as far as can be seen here; the platform knows more. */
export type NameFault = "empty" | "slash" | "dots" | "taken";

export function nameFault(
  path: string,
  name: string,
  isTaken: (path: string) => boolean,
): NameFault | undefined {
  const parts = name.split("/");
  if (name.trim() === "") return "empty";
  if (parts.some((part) => part.trim() === "") || name.includes("\\")) return "slash";
  if (parts.some((part) => part === "." || part === "..")) return "dots";
  return isTaken(path) ? "taken" : undefined;
}
