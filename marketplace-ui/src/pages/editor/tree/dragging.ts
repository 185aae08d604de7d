import { type DragEvent, useEffect, useRef, useState } from "react";
import type { Upload } from "../workspace/operations";
import type { Workspace } from "../workspace/workspace";
import { targetFolder } from "./actions";
import { canMove, only } from "./model";
import type { TreeState } from "./use-tree";

const PATHS = "application/x-mspf-paths";
/** How long something is held over a folder until it unfolds, in milliseconds. */
const UNFOLD_DELAY = 600;

const pathAt = (event: DragEvent): string | null =>
  event.target instanceof Element
    ? (event.target.closest("[data-path]")?.getAttribute("data-path") ?? null)
    : null;

interface Drops {
  move: (paths: string[], folder: string) => void;
  upload: (uploads: Upload[], folder: string) => void;
}

/** Dragging lines onto folders, and files from elsewhere. The root is wherever there is no line. */
export function useDragging(workspace: Workspace, tree: TreeState, { move, upload }: Drops) {
  const [folder, setFolder] = useState<string | null>(null);
  const dragged = useRef<string[]>([]);
  const { fold } = tree;
  useEffect(() => {
    if (!folder) return;
    const timer = setTimeout(() => fold(folder, true), UNFOLD_DELAY);
    return () => clearTimeout(timer);
  }, [folder, fold]);

  const handlers = {
    onDragStart: (event: DragEvent) => {
      const path = pathAt(event);
      if (path === null) return;
      const isChosen = tree.selection.chosen.has(path);
      dragged.current = isChosen ? [...tree.selection.chosen] : [path];
      if (!isChosen) tree.select(only(path));
      event.dataTransfer.setData(PATHS, JSON.stringify(dragged.current));
      event.dataTransfer.effectAllowed = "move";
    },
    onDragOver: (event: DragEvent) => {
      const target = targetFolder(workspace, pathAt(event));
      const isFromElsewhere = event.dataTransfer.types.includes("Files");
      const fits =
        isFromElsewhere || (event.dataTransfer.types.includes(PATHS) && canMove(dragged.current, target));
      setFolder(fits ? target : null);
      if (!fits) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = isFromElsewhere ? "copy" : "move";
    },
    onDragLeave: (event: DragEvent) => {
      const to = event.relatedTarget;
      if (!(to instanceof Node && event.currentTarget.contains(to))) setFolder(null);
    },
    onDragEnd: () => setFolder(null),
    onDrop: (event: DragEvent) => {
      event.preventDefault();
      setFolder(null);
      const target = targetFolder(workspace, pathAt(event));
      if (event.dataTransfer.types.includes("Files")) {
        void filesOf(event.dataTransfer).then((uploads) => uploads.length && upload(uploads, target));
      } else if (canMove(dragged.current, target)) move(dragged.current, target);
      dragged.current = [];
    },
  };
  return { folder, handlers };
}

/** All files that were dropped, those in folders with their paths. */
async function filesOf(transfer: DataTransfer): Promise<Upload[]> {
  const items = [...transfer.items].filter((item) => item.kind === "file");
  // Both can only be asked for now.
  const dropped = items.map((item) => ({ entry: item.webkitGetAsEntry?.(), file: item.getAsFile() }));
  const uploads = await Promise.all(
    dropped.map(({ entry, file }) => {
      if (entry?.isDirectory) return inside(entry, "");
      return file ? [{ name: file.name, file }] : [];
    }),
  );
  return uploads.flat();
}

async function inside(entry: FileSystemEntry, folder: string): Promise<Upload[]> {
  const name = folder + entry.name;
  if (entry.isFile) {
    const file = await new Promise<File>((done, fail) => (entry as FileSystemFileEntry).file(done, fail));
    return [{ name, file }];
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const uploads: Upload[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((done, fail) => reader.readEntries(done, fail));
    if (some.length === 0) return uploads;
    for (const one of some) uploads.push(...(await inside(one, `${name}/`)));
  }
}
