import { follow, type ServerEvent } from "@/api/events";
import { asProblem } from "@/api/problem";
import type { Change, PluginEvent, Workspace } from "./workspace";

/** Events after which a plugin says something else of itself. */
const DESCRIBING = /^(plugin\.(updated|banned|unbanned|transferred)|version\.)/;

/** Keeps a workspace up to date with what happens to it and its plugin elsewhere, until the signal is aborted. */
export async function keepUp(workspace: Workspace, signal: AbortSignal, onPlugin: () => void): Promise<void> {
  const hear = ({ data }: ServerEvent) => {
    const event: PluginEvent = JSON.parse(data);
    workspace.happened(event);
    if (event.kind === "workspace.changed") void workspace.heard(asChange(event.data)).catch(() => undefined);
    else if (event.kind === "plugin.deleted") workspace.set({ isDeleted: true });
    else if (DESCRIBING.test(event.kind)) onPlugin();
  };
  // What happened after the tree was read and before this is told by nobody.
  const catchUp = () => void workspace.refresh().catch(() => undefined);
  try {
    await follow(`/api/v1/plugins/${workspace.plugin.id}/events`, signal, hear, catchUp);
  } catch (error) {
    if ([404, 410].includes(asProblem(error).status)) workspace.set({ isDeleted: true });
  }
}

function asChange({ revision, paths }: Record<string, unknown>): Change {
  return { revision: Number(revision), paths: Array.isArray(paths) ? paths.map(String) : [] };
}
