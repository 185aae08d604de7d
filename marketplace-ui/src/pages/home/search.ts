import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { api, body, type Plugin } from "@/api/client";
import { follow } from "@/api/events";
import { refreshListed } from "@/api/listed";
import { useUser } from "@/api/session";
import { usePages } from "@/lib/use-pages";
import { useQueryWords } from "@/lib/use-query-words";

/** Plugins asked for at once: a few screens of a large display. */
const PER_PAGE = 48;
/** Pages up to which the whole list is read again when the catalogue has changed. */
const READ_AGAIN = 4;
/** How long to wait for more news before the list is read again, in milliseconds. */
const SETTLE = 400;

export const SORTS = ["uses", "likes", "newest"] as const;
export const KINDS = ["python", "static", "component"] as const satisfies Plugin["kind"][];

/** All that narrows what is found, but for the order. */
export const NOTHING_WANTED = {
  q: undefined,
  category: undefined,
  license: undefined,
  kind: undefined,
  free: undefined,
  liked: undefined,
  owner: undefined,
  parent: undefined,
};

/** What is looked for, as the address has it, and what has been found. */
export function usePluginSearch() {
  const [words, change] = useQueryWords();
  const user = useUser();
  const { q, category, license, owner, parent } = words;
  const kind = KINDS.find((kind) => kind === words.kind);
  const sort = SORTS.find((sort) => sort === words.sort);
  const free = words.free === "true" ? true : words.free === "false" ? false : undefined;
  const liked = (words.liked === "true" && Boolean(user)) || undefined;
  const query = { q: q || undefined, category, license, kind, owner, parent, free, liked, sort };
  const pages = usePages(
    // Who asks decides what is found: their own plugins, and what they like.
    ["plugins", "search", query, user?.id],
    (after) =>
      body(api.GET("/api/v1/plugins", { params: { query: { ...query, after, per_page: PER_PAGE } } })),
    { readAgain: READ_AGAIN },
  );
  useNews();
  return { words, change, pages };
}

export type PluginSearch = ReturnType<typeof usePluginSearch>;

/** Keeps the list as it is in the catalogue. */
function useNews() {
  const queries = useQueryClient();
  useEffect(() => {
    const end = new AbortController();
    const changed = new Set<string>();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const settle = () => {
      void refreshListed(queries, [...changed]);
      changed.clear();
    };
    void follow("/api/v1/events", end.signal, ({ event, data }) => {
      // Builds and failures change nothing of what a card says.
      if (!/^plugin\./.test(event) || event === "plugin.failed") return;
      changed.add((JSON.parse(data) as { plugin: string }).plugin);
      clearTimeout(timer);
      timer = setTimeout(settle, SETTLE);
    }).catch(() => undefined);
    return () => {
      end.abort();
      clearTimeout(timer);
    };
  }, [queries]);
}
