import { type Command, keyNames } from "../workspace/commands";
import type { Workspace } from "../workspace/workspace";
import { best } from "./fuzzy";
import { symbols } from "./symbols";

/** Something that can be chosen. */
export interface Entry {
  id: string;
  text: string;
  /** Letters of the text that were typed. */
  places: number[];
  note?: string;
  /** Asks for more right here. */
  staysOpen?: boolean;
  run: () => unknown;
}

/** Entries that are shown at once: more are found by typing on. */
const MOST = 50;

export type Mode = "commands" | "files" | "line" | "symbols";

/** What the first letter says is looked for, and what was typed after it. */
export function read(typed: string): { mode: Mode; rest: string } {
  const modes: Record<string, Mode> = { ">": "commands", ":": "line", "@": "symbols" };
  const mode = modes[typed[0] ?? ""];
  return mode ? { mode, rest: typed.slice(1).trim() } : { mode: "files", rest: typed.trim() };
}

/** What fits to what was typed; `lineText` says "Line 7" to the reader. */
export function entries(workspace: Workspace, typed: string, lineText: (line: number) => string): Entry[] {
  const { mode, rest } = read(typed);
  if (mode === "commands") return commands(workspace.commands.all, rest);
  if (mode === "files") return files(workspace, rest);
  const path = workspace.active;
  const file = workspace.file(path);
  if (!path || !file) return [];
  const go = (line: number) => () => workspace.openFile(path, { line });
  if (mode === "line") {
    const line = Number.parseInt(rest, 10);
    if (!(line > 0)) return [];
    const reachable = Math.min(line, file.doc.lines);
    return [{ id: "line", text: lineText(reachable), places: [], note: path, run: go(reachable) }];
  }
  return best(symbols(path, file.text), rest, ({ name }) => name, MOST).map(
    ({ thing: { name, line }, places }) => ({
      id: `${name}:${line}`,
      text: name,
      places,
      note: lineText(line),
      run: go(line),
    }),
  );
}

function commands(all: readonly Command[], typed: string): Entry[] {
  // Whoever sees this list has opened it.
  const others = all.filter(({ id }) => id !== "palette");
  return best(others, typed, ({ title }) => title, MOST).map(({ thing, places }) => ({
    id: thing.id,
    text: thing.title,
    places,
    note: thing.keys && keyNames(thing.keys),
    staysOpen: thing.id.startsWith("palette."),
    run: thing.run,
  }));
}

function files(workspace: Workspace, typed: string): Entry[] {
  // "views.py:12" is a line of a file.
  const [, name = typed, line] = /^(.*?):(\d*)$/.exec(typed) ?? [];
  const at = line ? { line: Number(line) } : undefined;
  const paths = workspace.entries.filter(({ kind }) => kind === "file").map(({ path }) => path);
  // What is open comes first while nothing is typed.
  const open = workspace.open.map(({ path }) => path);
  const all = name ? paths : [...open, ...paths.filter((path) => !open.includes(path))];
  return best(all, name, (path) => path, MOST).map(({ thing: path, places }) => ({
    id: path,
    text: path,
    places,
    run: () => workspace.openFile(path, at),
  }));
}
