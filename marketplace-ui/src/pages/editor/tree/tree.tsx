import { useVirtualizer } from "@tanstack/react-virtual";
import { type MouseEvent, type RefObject, useEffect, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { ContextMenu } from "@/components/ui/context-menu";
import { cn } from "@/lib/class-names";
import type { Upload } from "../workspace/operations";
import { useWorkspace, type Workspace } from "../workspace/workspace";
import type { Action } from "./actions";
import { useDragging } from "./dragging";
import { useTreeKeys } from "./keyboard";
import { ContextActions } from "./menus";
import { NOTHING, only, ranged, toggled } from "./model";
import { TreeRow } from "./row";
import type { TreeState } from "./use-tree";

/** Fingers need more room than a mouse. */
const ROW_HEIGHT = matchMedia("(pointer: coarse)").matches ? 38 : 26;
const OVERSCAN = 12;

interface TreeProps {
  workspace: Workspace;
  tree: TreeState;
  actions: Action[][];
  /** What has the focus. */
  list: RefObject<HTMLDivElement | null>;
  onMove: (paths: string[], folder: string) => void;
  onUpload: (uploads: Upload[], folder: string) => void;
}

/** The files and folders. Only those in sight are in the page: ten thousand are as quick as ten. */
export function Tree({ workspace, tree, actions, list, onMove, onUpload }: TreeProps) {
  const { t } = useTranslation("editor");
  const { rows, selection, select, fold } = tree;
  const problems = useProblemCounts(workspace);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => list.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: OVERSCAN,
  });
  const focused = rows.findIndex(({ entry }) => entry.path === selection.focus);
  useEffect(() => {
    if (focused >= 0) virtual.scrollToIndex(focused, { align: "auto" });
  }, [focused, virtual]);

  const run = (id: string) => {
    const action = actions.flat().find((action) => action.id === id);
    if (action && !action.disabled) action.run();
  };
  const onKeyDown = useTreeKeys(tree, {
    open: (path) => void workspace.openFile(path, {}),
    rename: () => run("rename"),
    remove: () => run("delete"),
    page: () => Math.max(1, Math.floor((list.current?.clientHeight ?? 0) / ROW_HEIGHT) - 1),
  });
  const { folder: dropFolder, handlers } = useDragging(workspace, tree, { move: onMove, upload: onUpload });

  const rowAt = ({ target }: MouseEvent) => {
    const path = target instanceof Element ? target.closest("[data-path]")?.getAttribute("data-path") : null;
    return rows.find(({ entry }) => entry.path === path);
  };
  const click = (event: MouseEvent) => {
    const row = rowAt(event);
    if (!row) return select(NOTHING);
    const { path, kind } = row.entry;
    if (event.shiftKey) return select(ranged(selection, path, rows));
    if (event.ctrlKey || event.metaKey) return select(toggled(selection, path));
    select(only(path));
    if (kind === "folder") fold(path, !row.isOpen);
    else void workspace.openFile(path);
  };
  const contextMenu = (event: MouseEvent) => {
    const row = rowAt(event);
    if (row && !selection.chosen.has(row.entry.path)) select(only(row.entry.path));
    // The menu key is about what is chosen; a right click beside all lines is about the root.
    if (!row && event.button === 2) select(NOTHING);
  };

  const id = (index: number) => `tree-row-${index}`;
  return (
    <ContextMenu
      target={
        <div
          ref={list}
          role="tree"
          aria-label={t("files")}
          aria-multiselectable
          aria-activedescendant={focused >= 0 ? id(focused) : undefined}
          tabIndex={0}
          onKeyDown={onKeyDown}
          onClick={click}
          onContextMenu={contextMenu}
          {...handlers}
          className={cn(
            "group min-h-0 grow overflow-auto py-1 outline-none",
            dropFolder === "" && "outline-2 -outline-offset-2 outline-accent outline-dashed",
          )}
        >
          <div role="presentation" className="relative w-full" style={{ height: virtual.getTotalSize() }}>
            {virtual.getVirtualItems().map(({ index, start, size }) => {
              const row = rows[index];
              if (!row) return null;
              const { path } = row.entry;
              return (
                <div
                  key={path}
                  role="presentation"
                  className="absolute inset-x-0 top-0"
                  style={{ height: size, transform: `translateY(${start}px)` }}
                >
                  <TreeRow
                    id={id(index)}
                    row={row}
                    isChosen={selection.chosen.has(path)}
                    isFocused={index === focused}
                    isDropTarget={dropFolder === path}
                    problems={problems.get(path) ?? 0}
                  />
                </div>
              );
            })}
          </div>
        </div>
      }
    >
      <ContextActions actions={actions} />
    </ContextMenu>
  );
}

function useProblemCounts(workspace: Workspace): ReadonlyMap<string, number> {
  const problems = useWorkspace(workspace, ({ problems }) => problems);
  return useMemo(() => {
    const counts = new Map<string, number>();
    for (const { path } of problems) counts.set(path, (counts.get(path) ?? 0) + 1);
    return counts;
  }, [problems]);
}
