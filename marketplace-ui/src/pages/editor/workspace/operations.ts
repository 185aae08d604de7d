import { api, body, call, fileUrl, type Schemas } from "@/api/client";
import { upload } from "@/api/upload";
import { type Saved, writeFile } from "./files";
import { below, join, nameOf } from "./paths";
import type { Workspace } from "./workspace";

const at = (workspace: Workspace) => ({ params: { path: { plugin: workspace.plugin.id } } });

export async function makeFile(workspace: Workspace, path: string): Promise<void> {
  const { saved } = await writeFile(workspace.plugin.id, path, "", null);
  await workspace.done(saved);
}

export async function makeFolder(workspace: Workspace, path: string): Promise<void> {
  const made = api.POST("/api/v1/plugins/{plugin}/workspace/folders", { ...at(workspace), body: { path } });
  await workspace.done(await body(made));
}

export interface Destination {
  /** Of a single one: its new path. */
  to?: string;
  /** Or the folder they go into; the root is "". */
  folder?: string;
  overwrite?: boolean;
}

/** Takes back what was done; the history keeps both. */
export type Undo = () => Promise<void>;

const target = (path: string, { to, folder = "" }: Destination) => to ?? join(folder, nameOf(path));

export async function copy(workspace: Workspace, from: string[], destination: Destination): Promise<Undo> {
  await workspace.saveAll();
  const copied = api.POST("/api/v1/plugins/{plugin}/workspace/copy", {
    ...at(workspace),
    body: { from, ...destination },
  });
  const saved = await body(copied);
  await workspace.done(saved);
  const places = from.map((path) => target(path, destination));
  return () => before(workspace, saved, places);
}

/** Moves or renames; open tabs follow. */
export async function move(workspace: Workspace, from: string[], destination: Destination): Promise<Undo> {
  await workspace.saveAll();
  return workspace.during(async () => {
    const moved = api.POST("/api/v1/plugins/{plugin}/workspace/move", {
      ...at(workspace),
      body: { from, ...destination },
    });
    const saved = await body(moved);
    for (const path of from) workspace.moved(path, target(path, destination));
    await workspace.done(saved);
    return async () => {
      for (const path of from) {
        await move(workspace, [target(path, destination)], { to: path });
        // What it was merged with goes back again, and what was in the way comes back.
        if (destination.overwrite) await before(workspace, saved, [path, target(path, destination)]);
      }
    };
  });
}

/** Deletes files and folders, one after the other; the tabs of what is gone close. */
export async function remove(workspace: Workspace, paths: string[]): Promise<Undo> {
  const undo: Undo[] = [];
  for (const path of paths) {
    const response = await call(fileUrl(workspace.plugin.id, path), { method: "DELETE" });
    for (const file of workspace.open) if (below(file.path, path)) await workspace.close(file.path, true);
    const saved: Saved = await response.json();
    undo.push(() => before(workspace, saved, [path]));
    await workspace.done(saved);
  }
  return async () => {
    for (const one of undo) await one();
  };
}

/** Brings back what was there right after a save: everything, or one path. */
export async function restore(workspace: Workspace, save: number, path?: string): Promise<void> {
  await workspace.saveAll();
  const restored = api.POST("/api/v1/plugins/{plugin}/workspace/restore", {
    ...at(workspace),
    body: { save, path },
  });
  await workspace.done(await body(restored));
}

/** Brings back what was at these paths before a save. What changed nothing has none: its number is another's. */
async function before(workspace: Workspace, saved: Saved, paths: string[]): Promise<void> {
  if (!saved.paths.length) return;
  for (const path of paths) await restore(workspace, saved.save - 1, path);
}

export interface Upload {
  name: string;
  file: File;
}

/** Files that the platform takes in one request. */
const FILES_AT_ONCE = 400;

/** Sends files into a folder; tells how much of all bytes is sent, from 0 to 1. */
export async function send(
  workspace: Workspace,
  uploads: Upload[],
  options: { folder: string; overwrite?: boolean; unpack?: boolean; signal?: AbortSignal },
  onProgress: (part: number) => void,
): Promise<void> {
  const { folder, overwrite = false, unpack = false, signal } = options;
  const query = new URLSearchParams({ folder, overwrite: String(overwrite), unpack: String(unpack) });
  if (!folder) query.delete("folder");
  const total = uploads.reduce((sum, { file }) => sum + file.size, 0) || 1;
  let before = 0;
  for (let first = 0; first < uploads.length; first += FILES_AT_ONCE) {
    const batch = uploads.slice(first, first + FILES_AT_ONCE);
    const form = new FormData();
    for (const { name, file } of batch) form.append("file", file, name);
    const url = `/api/v1/plugins/${workspace.plugin.id}/workspace/upload?${query}`;
    const saved = await upload<Saved>(
      "POST",
      url,
      form,
      (sent) => onProgress(Math.min(1, (before + sent) / total)),
      signal,
    );
    before += batch.reduce((sum, { file }) => sum + file.size, 0);
    await workspace.done(saved);
  }
}

/** Hands a file to the user as it is, or a folder (or with "" everything) as a zip. */
export async function download(workspace: Workspace, path: string): Promise<void> {
  const { id, name } = workspace.plugin;
  await workspace.saveAll();
  const isFile = workspace.entry(path)?.kind === "file";
  const query = path ? `?path=${encodeURIComponent(path)}` : "";
  const response = await call(isFile ? fileUrl(id, path) : `/api/v1/plugins/${id}/workspace/archive${query}`);
  const url = URL.createObjectURL(await response.blob());
  const link = document.createElement("a");
  link.href = url;
  link.download = isFile ? nameOf(path) : `${nameOf(path) || name}.zip`;
  link.click();
  // Some browsers begin to read only after this task.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

export const search = (
  workspace: Workspace,
  q: string,
  signal?: AbortSignal,
): Promise<Schemas["WorkspaceMatches"]> =>
  body(
    api.GET("/api/v1/plugins/{plugin}/workspace/search", {
      params: { path: { plugin: workspace.plugin.id }, query: { q } },
      signal,
    }),
  );

export const history = (
  workspace: Workspace,
  path: string | undefined,
  after: string | undefined,
): Promise<Schemas["List_WorkspaceSave"]> =>
  body(
    api.GET("/api/v1/plugins/{plugin}/workspace/history", {
      params: { path: { plugin: workspace.plugin.id }, query: { path, after } },
    }),
  );
