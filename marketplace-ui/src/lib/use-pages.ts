import { keepPreviousData, type QueryKey, useInfiniteQuery } from "@tanstack/react-query";
import { useMemo } from "react";

interface PageOf<T> {
  items: T[];
  next?: string | null;
}

interface Options {
  /** Pages up to which the list is read again when something has changed: all of hundreds for one change is too much. */
  readAgain?: number;
}

/** How long a list counts as fresh, in milliseconds. */
const FRESH = 10_000;

/** A list of the platform that comes in pages; each begins where the one before ended. */
export function usePages<T>(
  queryKey: QueryKey,
  load: (after?: string) => Promise<PageOf<T>>,
  { readAgain = Number.POSITIVE_INFINITY }: Options = {},
) {
  const query = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam }) => load(pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page: PageOf<T>) => page.next ?? undefined,
    placeholderData: keepPreviousData,
    staleTime: ({ state }) => ((state.data?.pages.length ?? 0) > readAgain ? "static" : FRESH),
  });
  const pages = query.data?.pages;
  const items = useMemo(() => pages?.flatMap((page) => page.items) ?? [], [pages]);
  return { ...query, items };
}

export type Pages<T> = ReturnType<typeof usePages<T>>;
