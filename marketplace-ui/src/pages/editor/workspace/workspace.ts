import type { Text } from "@codemirror/state";
import { useSyncExternalStore } from "react";
import type { Plugin } from "@/api/client";
import { asProblem } from "@/api/problem";
import { Commands } from "./commands";
import { type Entry, readFile, readTree, type Saved, type Tree, writeFile } from "./files";
import { type Change, Observed } from "./observed";
import { OpenFile, SETTLED, toText } from "./open-file";
import { below, isImage, movedPath } from "./paths";

export type { Command } from "./commands";
export type { Entry } from "./files";
export type { Change, PluginEvent } from "./observed";
export type { OpenFile, SaveState } from "./open-file";

/** Something wrong with a line of a file. */
export interface ProblemAt {
  path: string;
  line: number;
  message: string;
  source: ProblemSource;
}
export type ProblemSource = "python" | "request" | "manifest";

/** Where in a file to go, from 1; without a line, to where its cursor is. Another object each time one goes there. */
export interface Place {
  path: string;
  line?: number;
  column?: number;
}

/** How long after the last key a file is saved, in milliseconds. */
const SAVE_DELAY = 600;
/** How long after a failure that may pass by itself saving is tried again. */
const RETRY_DELAY = 5000;

/**
 * The workspace of a plugin, open in the editor: its files, those in tabs, and what is wrong with them.
 * Plain and observable: `useWorkspace(workspace, ({ active }) => active)`. Whatever a selector may return (arrays, files)
 * is replaced and never changed in place.
 */
export class Workspace extends Observed {
  plugin: Plugin;
  entries: readonly Entry[];
  revision: number;
  /** Why the workspace cannot run as it is now, in the platform's words. */
  fault: string | null;
  open: readonly OpenFile[] = [];
  active: string | null = null;
  /** Where the editor is to go next; taken by it. */
  place: Place | null = null;
  /** Where the cursor of the active file is. */
  cursor: { line: number; column: number; selected: number } = { line: 1, column: 1, selected: 0 };
  problems: readonly ProblemAt[] = [];
  /** Whether the plugin has been deleted, here or elsewhere. */
  isDeleted = false;
  readonly commands = new Commands(() => this.tell());

  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();
  readonly #saving = new Map<string, Promise<void>>();
  readonly #operations = new Set<Promise<unknown>>();
  #refreshing: Promise<void> | undefined;
  #byPath: Map<string, Entry> | undefined;
  /** The revision that `entries` are of. */
  #treeRevision: number;

  constructor(plugin: Plugin, tree: Tree) {
    super(tree.revision);
    this.plugin = plugin;
    this.entries = tree.entries;
    this.revision = tree.revision;
    this.fault = tree.problem ?? null;
    this.#treeRevision = tree.revision;
  }

  set(changes: Partial<Pick<Workspace, "plugin" | "isDeleted" | "cursor" | "place">>) {
    Object.assign(this, changes);
    this.tell();
  }

  setProblems(source: ProblemSource, problems: Omit<ProblemAt, "source">[]) {
    const others = this.problems.filter((problem) => problem.source !== source);
    if (problems.length === 0 && others.length === this.problems.length) return;
    this.problems = [...others, ...problems.map((problem) => ({ ...problem, source }))];
    this.tell();
  }

  entry(path: string): Entry | undefined {
    this.#byPath ??= new Map(this.entries.map((entry) => [entry.path, entry]));
    return this.#byPath.get(path);
  }

  file(path: string | null): OpenFile | undefined {
    return this.open.find((file) => file.path === path);
  }

  #change(path: string, changes: Parameters<OpenFile["with"]>[0]) {
    this.#replace(path, (file) => file.with(changes));
  }

  #replace(path: string, change: (file: OpenFile) => OpenFile) {
    this.open = this.open.map((file) => (file.path === path ? change(file) : file));
    this.tell();
  }

  // Tabs.

  /** Brings a file to the front; with a place (`{}` for where its cursor is), also the keyboard. */
  async openFile(path: string, at?: { line?: number; column?: number }): Promise<void> {
    this.active = path;
    this.place = at ? { path, ...at } : null;
    if (this.file(path)) return this.tell();
    this.open = [...this.open, OpenFile.loading(path)];
    this.tell();
    await this.#load(path);
  }

  async #load(path: string): Promise<void> {
    const entry = this.entry(path);
    if (entry && isImage(path)) {
      return this.#change(path, { ...SETTLED, kind: "image", etag: entry.etag ?? null, size: entry.size });
    }
    try {
      const { text, etag, size } = await readFile(this.plugin.id, path);
      if (text === null) this.#change(path, { ...SETTLED, kind: "binary", etag, size });
      else this.#replace(path, (file) => file.holding(text, etag).with({ size }));
    } catch (error) {
      this.#change(path, { kind: "unreadable", error });
    }
  }

  /** Closes a tab as soon as what is in it is saved; whatever cannot be saved is thrown away only when that is wanted. */
  async close(path: string, discard = false): Promise<void> {
    if (!discard && this.file(path)?.isUnsaved) {
      await this.save(path);
      if (this.file(path)?.isUnsaved) return;
    }
    clearTimeout(this.#timers.get(path));
    const place = this.open.findIndex((file) => file.path === path);
    this.open = this.open.filter((file) => file.path !== path);
    if (this.active === path) this.active = (this.open[place] ?? this.open[place - 1])?.path ?? null;
    this.tell();
  }

  /** Tries again what failed to open. */
  reload(path: string): Promise<void> {
    this.#change(path, { ...SETTLED, kind: "loading" });
    return this.#load(path);
  }

  // Editing and saving.

  /** What the editor holds now; saved as soon as the typing stops. */
  edit(path: string, doc: Text) {
    const file = this.file(path);
    if (file?.kind !== "text" || file.doc === doc) return;
    // The editor's own copy of what it was given.
    if (file.doc.eq(doc)) return this.#change(path, { doc });
    if (file.state === "conflict" || file.state === "saving") return this.#change(path, { doc });
    this.#change(path, { doc, state: "dirty" });
    this.#saveIn(path, SAVE_DELAY);
  }

  /** As if it had been typed. */
  setText(path: string, text: string) {
    this.edit(path, toText(text));
  }

  #saveIn(path: string, delay: number) {
    clearTimeout(this.#timers.get(path));
    this.#timers.set(
      path,
      setTimeout(() => this.save(path), delay),
    );
  }

  get hasUnsaved(): boolean {
    return this.open.some((file) => file.isUnsaved);
  }

  /** Saves all that can be saved, at once. */
  async saveAll(): Promise<void> {
    const unsaved = this.open.filter((file) => file.isUnsaved && file.state !== "conflict");
    await Promise.all(unsaved.map((file) => this.save(file.path)));
  }

  async save(path: string): Promise<void> {
    clearTimeout(this.#timers.get(path));
    // One save of a file after the other: each needs the ETag of the one before.
    const before = this.#saving.get(path);
    if (before) {
      await before;
      return this.save(path);
    }
    const file = this.file(path);
    if (!file || (file.state !== "dirty" && file.state !== "failed")) return;
    const saving = this.#write(file).finally(() => this.#saving.delete(path));
    this.#saving.set(path, saving);
    await saving;
    if (this.file(path)?.state === "dirty") this.#saveIn(path, SAVE_DELAY);
  }

  async #write(file: OpenFile): Promise<void> {
    const { path, doc } = file;
    this.#change(path, { ...SETTLED, state: "saving" });
    try {
      const { saved, etag } = await writeFile(this.plugin.id, path, file.text, file.etag);
      const size = new Blob([file.text]).size;
      this.#replace(path, (now) =>
        now.with({ saved: doc, etag, size, state: now.doc.eq(doc) ? "saved" : "dirty" }),
      );
      this.#patch(path, etag, size, saved);
    } catch (error) {
      const problem = asProblem(error);
      if (problem.status === 412 || problem.code === "workspace.conflict") return this.#quarrel(path);
      this.#change(path, { state: "failed", error });
      if (problem.status === 0 || problem.status >= 500 || problem.status === 429)
        this.#saveIn(path, RETRY_DELAY);
    }
  }

  /** Somebody else has changed what is changed here: gets what they made of it, and lets the user choose. */
  async #quarrel(path: string): Promise<void> {
    try {
      const { text, etag } = await readFile(this.plugin.id, path);
      this.#change(path, { state: "conflict", theirs: { text, etag } });
    } catch (error) {
      if (asProblem(error).status !== 404) return this.#change(path, { state: "failed", error });
      this.#change(path, { state: "conflict", theirs: { text: null, etag: null } });
    }
  }

  /** Ends a conflict with a text; null takes away what is here. */
  async resolve(path: string, text: string | null): Promise<void> {
    const theirs = this.file(path)?.theirs;
    if (!theirs) return;
    if (text === null) return this.close(path, true);
    if (text === theirs.text) return this.#replace(path, (file) => file.holding(text, theirs.etag));
    this.#change(path, { ...SETTLED, state: "dirty", etag: theirs.etag, doc: toText(text) });
    await this.save(path);
  }

  // What the platform has.

  /** A file written from here needs no look at all of the tree. */
  #patch(path: string, etag: string | null, size: number, saved: Saved) {
    this.#changed(saved);
    const entry = this.entry(path);
    const file = this.file(path);
    // The tree is newer already: somebody else may have changed the file after that.
    if (saved.revision <= this.#treeRevision) return void (file && this.#compare(file));
    if (!entry || saved.revision > this.#treeRevision + 1) {
      return void this.#reach(saved.revision).catch(() => undefined);
    }
    const modified = new Date().toISOString();
    this.#setEntries(this.entries.map((one) => (one === entry ? { ...one, etag, size, modified } : one)));
    this.#treeRevision = saved.revision;
    this.fault = saved.problem ?? null;
    this.tell();
  }

  #setEntries(entries: readonly Entry[]) {
    this.entries = entries;
    this.#byPath = undefined;
  }

  #changed(change: Change) {
    this.revision = Math.max(this.revision, change.revision);
    this.tellSaved(change);
    this.tell();
  }

  /** Takes over an operation on files that the platform has done. */
  async done(saved: Saved): Promise<void> {
    this.#changed(saved);
    await this.#reach(saved.revision);
  }

  /** While something is done here, what the platform tells of it has to wait: it is known here better. */
  async during<T>(operation: () => Promise<T>): Promise<T> {
    const running = operation();
    this.#operations.add(running);
    return running.finally(() => this.#operations.delete(running));
  }

  /** Takes over a change that the platform tells of: somebody else's, unless a save from here explains it. */
  async heard(change: Change): Promise<void> {
    await Promise.allSettled([...this.#saving.values(), ...this.#operations]);
    this.#changed(change);
    await this.#reach(change.revision);
  }

  /** Brings the tree up to a revision. */
  async #reach(revision: number): Promise<void> {
    // A look that is under way may be too early: then a second one is not.
    for (let looks = 0; looks < 2 && this.#treeRevision < revision; looks++) await this.refresh();
  }

  /** Looks at the tree again, and at what is open of it. */
  refresh(): Promise<void> {
    this.#refreshing ??= this.#refresh().finally(() => {
      this.#refreshing = undefined;
    });
    return this.#refreshing;
  }

  async #refresh(): Promise<void> {
    const tree = await readTree(this.plugin.id, this.#treeRevision);
    if (!tree || tree.revision < this.#treeRevision) return;
    this.#setEntries(tree.entries);
    this.#treeRevision = tree.revision;
    this.fault = tree.problem ?? null;
    // Perhaps nobody has told of it: the way was cut, or this machine slept.
    this.#changed({ revision: tree.revision, paths: [] });
    await Promise.all(this.open.map((file) => this.#compare(file)));
  }

  /** Reloads what was changed elsewhere and not here; what was changed in both places is for the user to decide. */
  async #compare(file: OpenFile): Promise<void> {
    const { path, kind, state } = file;
    const etag = this.entry(path)?.etag ?? null;
    if (kind === "loading" || kind === "unreadable" || state === "saving" || etag === file.etag) return;
    if (state === "conflict" && etag === file.theirs?.etag) return;
    if (file.isUnsaved) return this.#quarrel(path);
    if (etag === null) return this.close(path);
    if (kind !== "text") return this.#load(path);
    const now = await readFile(this.plugin.id, path).catch(() => null);
    const text = now?.text ?? null;
    if (!now || text === null) return;
    // It may have been typed into while it was read.
    if (this.file(path)?.isUnsaved) return this.#quarrel(path);
    this.#replace(path, (file) => file.holding(text, now.etag));
  }

  /** Lets tabs follow what was moved, with all that is not saved in them. */
  moved(from: string, to: string) {
    this.open = this.open.map((file) =>
      below(file.path, from) ? file.with({ path: movedPath(file.path, from, to) }) : file,
    );
    if (this.active && below(this.active, from)) this.active = movedPath(this.active, from, to);
    this.tell();
  }
}

/** Renders again when what the selector takes from the workspace is another one. */
export function useWorkspace<T>(workspace: Workspace, selector: (workspace: Workspace) => T): T {
  return useSyncExternalStore(workspace.subscribe, () => selector(workspace));
}
