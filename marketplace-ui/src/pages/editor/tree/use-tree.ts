import { useCallback, useEffect, useMemo, useState } from "react";
import { folderOf } from "../workspace/paths";
import { useWorkspace, type Workspace } from "../workspace/workspace";
import { childrenOf, NOTHING, only, type Row, type Selection, visibleRows } from "./model";

export interface TreeState {
  rows: Row[];
  selection: Selection;
  select: (selection: Selection) => void;
  fold: (path: string, isOpen: boolean) => void;
  /** Unfolds what something is in, and chooses it. */
  reveal: (path: string) => void;
}

/** What is unfolded and chosen in the tree. */
export function useTree(workspace: Workspace): TreeState {
  const entries = useWorkspace(workspace, ({ entries }) => entries);
  const active = useWorkspace(workspace, ({ active }) => active);
  const [unfolded, setUnfolded] = useState<ReadonlySet<string>>(new Set());
  const [selection, select] = useState(NOTHING);
  const children = useMemo(() => childrenOf(entries), [entries]);
  const rows = useMemo(() => visibleRows(children, unfolded), [children, unfolded]);

  const fold = useCallback((path: string, isOpen: boolean) => {
    setUnfolded((before) => {
      const after = new Set(before);
      if (isOpen) after.add(path);
      else after.delete(path);
      return after;
    });
  }, []);
  const reveal = useCallback((path: string) => {
    setUnfolded((before) => {
      const after = new Set(before);
      for (let folder = folderOf(path); folder; folder = folderOf(folder)) after.add(folder);
      return after.size === before.size ? before : after;
    });
    select(only(path));
  }, []);
  useEffect(() => {
    if (active !== null) reveal(active);
  }, [active, reveal]);

  // What is gone is chosen no more.
  const there = useMemo(() => {
    const chosen = [...selection.chosen].filter((path) => workspace.entry(path));
    if (entries.length === 0 || chosen.length < selection.chosen.size) {
      const focus = selection.focus !== null && workspace.entry(selection.focus) ? selection.focus : null;
      return { ...selection, focus, chosen: new Set(chosen) };
    }
    return selection;
  }, [selection, entries, workspace]);
  return { rows, selection: there, select, fold, reveal };
}
