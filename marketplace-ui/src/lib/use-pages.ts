import { keepPreviousData, type QueryKey, useInfiniteQuery } from "@tanstack/react-query";

interface PageOf<T> {
  items: T[];
  next?: string | null;
}

/** A list of the platform that comes in pages; each begins where the one before ended. */
export function usePages<T>(queryKey: QueryKey, load: (after?: string) => Promise<PageOf<T>>) {
  const query = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam }) => load(pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page: PageOf<T>) => page.next ?? undefined,
    placeholderData: keepPreviousData,
  });
  return { ...query, items: query.data?.pages.flatMap((page) => page.items) ?? [] };
}

export type Pages<T> = ReturnType<typeof usePages<T>>;
