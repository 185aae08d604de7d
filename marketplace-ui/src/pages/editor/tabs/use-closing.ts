import { useState } from "react";
import type { Workspace } from "../workspace/workspace";

/** Closes tabs; what cannot be saved (a conflict, no connection) is thrown away only after a question. */
export function useClosing(workspace: Workspace) {
  const [closing, setClosing] = useState<string>();
  const close = async (path: string) => {
    await workspace.close(path);
    if (workspace.file(path)?.isUnsaved) setClosing(path);
  };
  const discard = async () => {
    if (closing !== undefined) await workspace.close(closing, true);
  };
  return { closing, close, discard, keep: () => setClosing(undefined) };
}
