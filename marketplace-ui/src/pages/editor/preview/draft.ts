import { useQuery } from "@tanstack/react-query";
import { call, type Plugin } from "@/api/client";
import { usePlatform } from "@/api/platform";
import { asProblem } from "@/api/problem";
import { draftUrl, pluginUrl } from "@/lib/address";

/** Leave to see a draft, as the platform gives it. */
interface Ticket {
  ticket: string;
  path: string;
  host: string | null;
  expires_at: string;
}

/** Where what is being edited answers. */
export interface Draft {
  /** The root to show: on an origin of its own where that can be reached. */
  url: string;
  /** The root on this origin, from which alone this page may read an answer. */
  path: string;
  /** The published version that answers there; null for the draft itself. */
  version: string | null;
}

/** How long before its end a ticket is replaced, in milliseconds. */
const EARLY = 10 * 60_000;

const untilStale = (ticket: Ticket | null | undefined) =>
  ticket ? Math.max(60_000, Date.parse(ticket.expires_at) - EARLY - Date.now()) : Number.POSITIVE_INFINITY;

/** Gets a ticket; null where the draft answers without one. */
async function getTicket(plugin: Plugin): Promise<Ticket | null> {
  try {
    return await (await call(`/api/v1/plugins/${plugin.id}/preview`, { method: "POST" })).json();
  } catch (error) {
    const isOpen = !plugin.version && plugin.visibility !== "private";
    if (isOpen && asProblem(error).status === 404) return null;
    throw error;
  }
}

/** A component is what has been built: its draft does not change as one types. */
export const showsVersion = (plugin: Plugin): boolean =>
  plugin.kind === "component" && Boolean(plugin.version) && plugin.visibility !== "private";

/** Where the draft of a plugin answers; undefined until that is known. */
export function useDraft(plugin: Plugin): { draft: Draft | undefined; error: unknown; retry: () => void } {
  const platform = usePlatform();
  const needsTicket = !showsVersion(plugin);
  const query = useQuery({
    queryKey: ["workspace", plugin.id, "ticket"],
    queryFn: () => getTicket(plugin),
    enabled: needsTicket,
    staleTime: ({ state }) => (state.data ? Math.max(0, untilStale(state.data)) : Number.POSITIVE_INFINITY),
    refetchInterval: ({ state }) => (state.data ? untilStale(state.data) : false),
  });
  const ticket = query.data;
  const retry = () => void query.refetch();
  if (needsTicket && ticket === undefined) return { draft: undefined, error: query.error, retry };
  if (ticket)
    return { draft: { url: draftUrl(ticket), path: ticket.path, version: null }, error: null, retry };
  const url = pluginUrl(plugin, platform?.plugin_domain);
  return {
    draft: { url, path: plugin.address, version: needsTicket ? null : (plugin.version ?? null) },
    error: null,
    retry,
  };
}

/** A path below a plugin's root, as an address; null for what leads out of it. */
export function below(root: string, path: string): string | null {
  const base = new URL(root, location.href);
  const relative = path.trim().replace(/^\/+/, "");
  try {
    const url = new URL(`./${relative}`, base);
    return url.origin === base.origin && url.pathname.startsWith(base.pathname) ? url.href : null;
  } catch {
    return null;
  }
}

/** What somebody means who types a path, or pastes a whole address of the plugin. */
export function asPath(text: string, draft: Draft): string {
  const typed = text.trim();
  for (const root of [draft.url, new URL(draft.path, location.href).href]) {
    if (typed.startsWith(root)) return `/${typed.slice(root.length)}`;
  }
  return typed.startsWith("/") ? typed : `/${typed}`;
}
