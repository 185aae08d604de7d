import type { Schemas } from "@/api/client";
import { decode } from "@/pages/editor/workspace/files";
import type { Files } from "../source/zip";
import { diffLines, type Hunk, hunksOf, parseUnified } from "./line-diff";

/** How a file differs between two versions. */
export interface FileChange {
  path: string;
  status: "added" | "removed" | "changed";
  /** In bytes; undefined where there is no such file. */
  before: number | undefined;
  after: number | undefined;
  /** What differs in its lines; null where it is no text. Found out when somebody wants to see it. */
  hunks: () => Hunk[] | null;
}

const isSame = (a: Uint8Array, b: Uint8Array) =>
  a.length === b.length && a.every((byte, place) => byte === b[place]);

/** What differs between two sets of files, by path. */
export function changesBetween(before: Files, after: Files): FileChange[] {
  const paths = [...new Set([...before.keys(), ...after.keys()])].sort();
  return paths.flatMap((path): FileChange[] => {
    const [a, b] = [before.get(path), after.get(path)];
    if (a && b && isSame(a, b)) return [];
    const status = a ? (b ? "changed" : "removed") : "added";
    return [{ path, status, before: a?.length, after: b?.length, hunks: () => hunksBetween(a, b) }];
  });
}

function hunksBetween(before?: Uint8Array<ArrayBuffer>, after?: Uint8Array<ArrayBuffer>): Hunk[] | null {
  const [a, b] = [before, after].map((bytes) => (bytes ? decode(bytes.slice().buffer) : ""));
  return a === null || b === null || a === undefined || b === undefined ? null : hunksOf(diffLines(a, b));
}

/** The same of a workspace, which the platform compares by itself. */
export const changesOf = (diff: Schemas["WorkspaceDiff"]): FileChange[] =>
  diff.files.map(({ path, status, size_before, size_after, diff }) => ({
    path,
    status,
    before: size_before ?? undefined,
    after: size_after ?? undefined,
    hunks: () => (diff == null ? null : parseUnified(diff)),
  }));
