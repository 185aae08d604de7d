import { useCallback, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { asProblem } from "@/api/problem";
import { complain, tell } from "@/components/ui/toast";
import { send, type Upload } from "../workspace/operations";
import { join } from "../workspace/paths";
import type { Workspace } from "../workspace/workspace";
import { isSameSelection } from "./model";
import type { TreeState } from "./use-tree";

interface Batch {
  uploads: Upload[];
  folder: string;
}

export interface UploadsState {
  /** How much is sent, from 0 to 1, while something is. */
  part: number | undefined;
  count: number;
  /** What waits for an answer: whether zips shall be unpacked, or files replaced. */
  asks: "unpack" | "overwrite" | undefined;
  begin: (uploads: Upload[], folder: string) => void;
  answer: (yes: boolean) => void;
  cancel: () => void;
}

/** Sends files to a folder, and asks before it does what may not be meant. */
export function useUploads(workspace: Workspace, { selection, reveal }: TreeState): UploadsState {
  const { t } = useTranslation("editor");
  const chosen = useRef(selection);
  chosen.current = selection;
  const [part, setPart] = useState<number>();
  const [asks, setAsks] = useState<UploadsState["asks"]>();
  const batch = useRef<Batch>({ uploads: [], folder: "" });
  const unpack = useRef(false);
  const stop = useRef<AbortController>(undefined);

  const run = useCallback(
    async (overwrite: boolean) => {
      const { uploads, folder } = batch.current;
      const chosenBefore = chosen.current;
      stop.current = new AbortController();
      setPart(0);
      try {
        const options = { folder, overwrite, unpack: unpack.current, signal: stop.current.signal };
        await send(workspace, uploads, options, setPart);
        tell(t("uploaded", { count: uploads.length }));
        // Whoever has gone on to something else is left there.
        if (!isSameSelection(chosen.current, chosenBefore)) return;
        const first = uploads[0];
        if (first && workspace.entry(join(folder, first.name))) reveal(join(folder, first.name));
      } catch (error) {
        if (asProblem(error).code === "workspace.exists") setAsks("overwrite");
        else complain(error);
      } finally {
        setPart(undefined);
      }
    },
    [workspace, reveal, t],
  );

  const begin = useCallback(
    (uploads: Upload[], folder: string) => {
      batch.current = { uploads, folder };
      unpack.current = false;
      if (uploads.some(({ name }) => /\.zip$/i.test(name))) setAsks("unpack");
      else void run(false);
    },
    [run],
  );
  const answer = (yes: boolean) => {
    setAsks(undefined);
    if (asks === "unpack") {
      unpack.current = yes;
      void run(false);
    } else if (yes) void run(true);
  };
  const cancel = () => {
    setAsks(undefined);
    stop.current?.abort();
  };
  return { part, count: batch.current.uploads.length, asks, begin, answer, cancel };
}
