import type { Schemas } from "@/api/client";
import { readFile, writeFile } from "../workspace/files";
import type { Workspace } from "../workspace/workspace";
import { has, replaced, type Wanted } from "./replace";

/** What was found in a file: its name, or lines of it. */
export interface Found {
  path: string;
  isName: boolean;
  lines: { line: number; text: string }[];
}

export function grouped(matches: Schemas["WorkspaceMatch"][], wanted: Wanted): Found[] {
  const files = new Map<string, Found>();
  for (const { path, line, text } of matches) {
    const isName = typeof line !== "number";
    if (!has(isName ? path : (text ?? ""), wanted)) continue;
    const found = files.get(path) ?? { path, isName: false, lines: [] };
    files.set(path, found);
    if (isName) found.isName = true;
    else found.lines.push({ line, text: text ?? "" });
  }
  return [...files.values()];
}

/** Replaces in these files, each as it is now. Tells how much was replaced, and where it could not be. */
export async function replaceIn(workspace: Workspace, paths: string[], wanted: Wanted, replacement: string) {
  let count = 0;
  const failed: { path: string; error: unknown }[] = [];
  await workspace.saveAll();
  for (const path of paths) {
    try {
      count += await replaceInFile(workspace, path, wanted, replacement);
    } catch (error) {
      failed.push({ path, error });
    }
  }
  return { count, failed };
}

async function replaceInFile(
  workspace: Workspace,
  path: string,
  wanted: Wanted,
  replacement: string,
): Promise<number> {
  const open = workspace.file(path);
  if (open?.kind === "text") {
    const { text, count } = replaced(open.text, wanted, replacement);
    workspace.setText(path, text);
    await workspace.save(path);
    const after = workspace.file(path);
    if (after?.isUnsaved) throw after.error ?? new Error(path);
    return count;
  }
  const { id } = workspace.plugin;
  const { text: before, etag } = await readFile(id, path);
  if (before === null) return 0;
  const { text, count } = replaced(before, wanted, replacement);
  if (count === 0) return 0;
  const { saved } = await writeFile(id, path, text, etag);
  await workspace.done(saved);
  return count;
}
