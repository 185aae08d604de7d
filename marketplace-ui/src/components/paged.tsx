import { type ReactNode, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { Pages } from "@/lib/use-pages";
import { Button } from "./ui/button";
import { Skeleton, Trouble } from "./ui/parts";

interface Props<T> {
  pages: Pages<T>;
  /** What to say where there is nothing. */
  empty: ReactNode;
  children: (items: T[]) => ReactNode;
}

/** An endless list: the next page comes when its end is near, or when asked for. */
export function Paged<T>({ pages, empty, children }: Props<T>) {
  const { items, isPending, error, isPlaceholderData, refetch } = pages;
  if (isPending) return <Rows />;
  if (error && !items.length) return <Trouble error={error} onRetry={refetch} />;
  return (
    <div aria-busy={isPlaceholderData} className="flex flex-col gap-3">
      {items.length ? children(items) : empty}
      {error && <Trouble error={error} onRetry={pages.fetchNextPage} />}
      {pages.hasNextPage && !error && <More load={pages.fetchNextPage} loading={pages.isFetchingNextPage} />}
    </div>
  );
}

/** Where the rows of a list will be. */
export function Rows({ count = 4 }: { count?: number }) {
  return (
    <div aria-hidden className="flex flex-col gap-2">
      {Array.from({ length: count }, (_, row) => row).map((row) => (
        <Skeleton key={row} className="h-12" />
      ))}
    </div>
  );
}

function More({ load, loading }: { load: () => unknown; loading: boolean }) {
  const { t } = useTranslation();
  const end = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (loading || !end.current) return;
    const near = new IntersectionObserver(([entry]) => entry?.isIntersecting && load(), {
      rootMargin: "400px",
    });
    near.observe(end.current);
    return () => near.disconnect();
  }, [load, loading]);
  return (
    <div ref={end} className="flex justify-center">
      <Button disabled={loading} onClick={() => load()}>
        {t("show_more")}
      </Button>
    </div>
  );
}
