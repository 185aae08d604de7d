import { type QueryClient, queryOptions, useQuery } from "@tanstack/react-query";
import { api, body, type Plugin, type Schemas } from "@/api/client";
import { type Platform, platformQuery } from "@/api/platform";
import { draftUrl, pluginUrl } from "@/lib/address";

type Ticket = Schemas["Preview"];

/** Where what is being edited answers. */
export interface Draft {
  /** The root to show, in a frame too: on an origin of its own where that can be reached. */
  url: string;
  /** The root on this origin, from which alone this page may read an answer. */
  path: string;
  /** The published version that answers there; null for the draft itself. */
  version: string | null;
}

/** How long before its end a ticket is replaced, in milliseconds. */
const EARLY = 10 * 60_000;

/** For how long after `since` a ticket is good enough, in milliseconds. */
const lasts = (ticket: Ticket | undefined, since: number) =>
  ticket ? Math.max(60_000, Date.parse(ticket.expires_at) - EARLY - since) : 0;

/** A component is what has been built: its draft does not change as one types. */
export const showsVersion = (plugin: Plugin): boolean =>
  plugin.kind === "component" && Boolean(plugin.version) && plugin.visibility !== "private";

const ticketQuery = ({ id }: Plugin) =>
  queryOptions({
    queryKey: ["workspace", id, "ticket"],
    queryFn: () => body(api.POST("/api/v1/plugins/{plugin}/preview", { params: { path: { plugin: id } } })),
    staleTime: ({ state }) => lasts(state.data, state.dataUpdatedAt),
    refetchInterval: ({ state }) => lasts(state.data, Date.now()) || false,
  });

const byTicket = (ticket: Ticket): Draft => ({ url: draftUrl(ticket), path: ticket.path, version: null });

const byVersion = (plugin: Plugin, { plugin_domain }: Platform): Draft => ({
  url: pluginUrl(plugin, plugin_domain),
  path: plugin.address,
  version: plugin.version ?? null,
});

/** Where the draft of a plugin answers; undefined until that is known. */
export function useDraft(plugin: Plugin): { draft: Draft | undefined; error: unknown; retry: () => void } {
  const isDraft = !showsVersion(plugin);
  const platform = useQuery(platformQuery);
  const ticket = useQuery({ ...ticketQuery(plugin), enabled: isDraft });
  const byPlatform = platform.data && byVersion(plugin, platform.data);
  return {
    draft: isDraft ? ticket.data && byTicket(ticket.data) : byPlatform,
    error: isDraft && !ticket.data ? ticket.error : null,
    retry: () => void ticket.refetch(),
  };
}

/** The same, for who has something to send there and waits for it. */
export async function askDraft(queries: QueryClient, plugin: Plugin): Promise<Draft> {
  if (!showsVersion(plugin)) return byTicket(await queries.fetchQuery(ticketQuery(plugin)));
  return byVersion(plugin, await queries.fetchQuery(platformQuery));
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
export function asPath(text: string, draft: Draft | undefined): string {
  const typed = text.trim();
  for (const root of draft ? [draft.url, new URL(draft.path, location.href).href] : []) {
    if (typed.startsWith(root)) return `/${typed.slice(root.length)}`;
  }
  return typed.startsWith("/") ? typed : `/${typed}`;
}
