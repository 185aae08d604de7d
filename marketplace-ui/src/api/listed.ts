import type { InfiniteData, QueryClient } from "@tanstack/react-query";
import { api, body, type Plugin } from "./client";
import { asProblem } from "./problem";

/** What the search has found, query by query. */
const FOUND = ["plugins", "search"];

type Found = InfiniteData<{ items: Plugin[] }>;

function change(queries: QueryClient, of: (items: Plugin[]) => Plugin[]) {
  queries.setQueriesData<Found>({ queryKey: FOUND }, (found) =>
    found ? { ...found, pages: found.pages.map((page) => ({ ...page, items: of(page.items) })) } : found,
  );
}

/** Shows a plugin as it is now wherever it has been found. */
export const replaceListed = (queries: QueryClient, plugin: Plugin) =>
  change(queries, (items) => items.map((item) => (item.id === plugin.id ? plugin : item)));

/** Takes away what is no more. */
export const removeListed = (queries: QueryClient, id: string) =>
  change(queries, (items) => items.filter((item) => item.id !== id));

/** Reads what has been found again, quietly; of lists too long for that, what has changed alone. */
export async function refreshListed(queries: QueryClient, changed: Iterable<string>) {
  void queries.invalidateQueries({ queryKey: FOUND });
  const long = queries
    .getQueryCache()
    .findAll({ queryKey: FOUND })
    .filter((query) => query.isStatic());
  const ids = new Set(
    long.flatMap(({ state }) =>
      (state.data as Found).pages.flatMap(({ items }) => items.map(({ id }) => id)),
    ),
  );
  for (const id of changed) {
    if (!ids.has(id)) continue;
    await body(api.GET("/api/v1/plugins/{plugin}", { params: { path: { plugin: id } } }))
      .then((plugin) => replaceListed(queries, plugin))
      .catch((error: unknown) => asProblem(error).status === 404 && removeListed(queries, id));
  }
}
