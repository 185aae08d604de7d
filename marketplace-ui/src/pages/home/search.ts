import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { api, body } from "@/api/client";
import { follow } from "@/api/events";
import { useUser } from "@/api/session";
import { usePages } from "@/lib/use-pages";
import { useQueryWords } from "@/lib/use-query-words";

/** Plugins asked for at once: a few screens of a large display. */
const PER_PAGE = 48;
/** How long to wait for more news before the list is read again, in milliseconds. */
const SETTLE = 400;

export const SORTS = ["relevance", "uses", "likes", "newest"] as const;
type Sort = (typeof SORTS)[number];

/** What is looked for, as the address has it, and what has been found. */
export function usePluginSearch() {
  const [words, change] = useQueryWords();
  const user = useUser();
  const { q, category, license, owner } = words;
  const sort = SORTS.find((sort) => sort === words.sort) as Sort | undefined;
  const free = words.free === "true" ? true : words.free === "false" ? false : undefined;
  const query = { q: q || undefined, category, license, owner, free, sort };
  // Who asks decides what is found: their own plugins, and what they like.
  const pages = usePages(["plugins", "search", query, user?.id], (after) =>
    body(api.GET("/api/v1/plugins", { params: { query: { ...query, after, per_page: PER_PAGE } } })),
  );
  useNews();
  return { words, change, pages };
}

export type PluginSearch = ReturnType<typeof usePluginSearch>;

/** Reads the list again, quietly, when something has happened in the catalogue. */
function useNews() {
  const queries = useQueryClient();
  useEffect(() => {
    const end = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    void follow("/api/v1/events", end.signal, () => {
      clearTimeout(timer);
      timer = setTimeout(() => queries.invalidateQueries({ queryKey: ["plugins", "search"] }), SETTLE);
    }).catch(() => undefined);
    return () => {
      end.abort();
      clearTimeout(timer);
    };
  }, [queries]);
}
