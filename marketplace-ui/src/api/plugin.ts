import { type QueryClient, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { api, body, call, type Plugin, type Schemas } from "@/api/client";
import { follow } from "@/api/events";
import { replaceListed } from "@/api/listed";
import { useUser } from "@/api/session";

export type Version = Schemas["Version"];

/** A plugin by its owner and name, with the tag that a change of it needs. */
export function usePlugin(owner: string, name: string) {
  return useQuery({
    queryKey: ["plugin", `${owner}/${name}`],
    queryFn: () =>
      body(api.GET("/api/v1/plugins/{plugin}", { params: { path: { plugin: `${owner}/${name}` } } })),
  });
}

/** Shows a plugin as the platform has just described it. */
export function adopt(queries: QueryClient, plugin: Plugin) {
  queries.setQueryData(["plugin", `${plugin.owner.name}/${plugin.name}`], plugin);
  replaceListed(queries, plugin);
  void queries.invalidateQueries({ queryKey: ["plugin", plugin.id] });
  void queries.invalidateQueries({ queryKey: ["plugins"] });
}

export interface Rights {
  /** Sees the inside and publishes: developers of the owning account and better. */
  maintains: boolean;
  /** Gives it away: owners of the owning account. */
  owns: boolean;
  /** Stops it. */
  administers: boolean;
}

const NONE: Rights = { maintains: false, owns: false, administers: false };

/** What the caller may do with a plugin; undefined until that is known. The platform decides by the same rules. */
export function useRights({ owner }: Plugin): Rights | undefined {
  const user = useUser();
  const isMembersOnly = Boolean(user) && !user?.is_admin && owner.kind === "organisation";
  const { data } = useQuery({
    queryKey: ["whoami", user?.id],
    queryFn: () => body(api.GET("/api/v1/whoami")),
    enabled: isMembersOnly,
    staleTime: 60_000,
  });
  if (user === undefined) return undefined;
  if (user === null) return NONE;
  if (user.is_admin) return { maintains: true, owns: true, administers: true };
  if (!isMembersOnly) return user.id === owner.id ? { ...NONE, maintains: true, owns: true } : NONE;
  if (!data) return undefined;
  const role = data.organisations.find(({ name }) => name === owner.name)?.role;
  return { maintains: role !== undefined, owns: role === "owner", administers: false };
}

/** All versions that the caller may see, newest first. */
export function useVersions(plugin: Plugin) {
  return useQuery({
    queryKey: ["plugin", plugin.id, "versions"],
    queryFn: async () => {
      const versions: Version[] = [];
      let after: string | undefined;
      do {
        const path = { plugin: plugin.id };
        const page = await body(
          api.GET("/api/v1/plugins/{plugin}/versions", {
            params: { path, query: { after, per_page: 100 } },
          }),
        );
        versions.push(...page.items);
        after = page.next ?? undefined;
      } while (after);
      return versions;
    },
  });
}

/** Keeps what is shown of a plugin as it is: releases, builds that end, changes by others. */
export function useLive(plugin: Plugin | undefined) {
  const queries = useQueryClient();
  const id = plugin?.id;
  useEffect(() => {
    if (!id) return;
    const end = new AbortController();
    void follow(`/api/v1/plugins/${id}/events`, end.signal, ({ event }) => {
      if (!/^(plugin|version)\./.test(event) || event === "plugin.failed") return;
      void queries.invalidateQueries({
        predicate: ({ queryKey: [kind, of, what] }) =>
          kind === "plugin" && (of === id ? what !== "source" : String(of).includes("/")),
      });
    }).catch(() => undefined);
    return () => end.abort();
  }, [id, queries]);
}

/** Up to how many forks are counted: a list has no length, only pages. */
const COUNTED = 20;

/** How many forks of a plugin the caller may find, in words; undefined for none. */
export function useForks({ id }: Plugin): string | undefined {
  const { data } = useQuery({
    queryKey: ["plugin", id, "forks"],
    queryFn: () => body(api.GET("/api/v1/plugins", { params: { query: { parent: id, per_page: COUNTED } } })),
    staleTime: 60_000,
  });
  if (!data?.items.length) return undefined;
  return `${data.items.length}${data.next ? "+" : ""}`;
}

/** Another plugin by its identifier; undefined also where the caller may not see it. */
export function useOther(id: string | null | undefined): Plugin | undefined {
  const { data } = useQuery({
    queryKey: ["plugin", id, "summary"],
    queryFn: async (): Promise<Plugin> => (await call(`/api/v1/plugins/${id}`)).json(),
    enabled: Boolean(id),
    staleTime: 60_000,
  });
  return data;
}
