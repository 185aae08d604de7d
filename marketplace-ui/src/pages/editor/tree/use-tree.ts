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
    const paths = new Set(entries.map(({ path }) => path));
    const chosen = [...selection.chosen].filter((path) => paths.has(path));
    const focus = selection.focus !== null && paths.has(selection.focus) ? selection.focus : null;
    const isSame = focus === selection.focus && chosen.length === selection.chosen.size;
    return isSame ? selection : { ...selection, focus, chosen: new Set(chosen) };
  }, [selection, entries]);
  return { rows, selection: there, select, fold, reveal };
}
