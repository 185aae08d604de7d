import { Link } from "@tanstack/react-router";
import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { PluginCard } from "@/components/plugin-card";
import { Button } from "@/components/ui/button";
import { Empty, Skeleton, Trouble } from "@/components/ui/parts";
import type { PluginSearch } from "./search";

/** The least width of a card and the space between two, in CSS pixels. */
const [CARD_WIDTH, GAP] = [300, 16];
/** About how high a card is until it has been measured. */
const CARD_HEIGHT = 340;
/** Rows kept beyond the screen's edges. */
const OVERSCAN = 3;

/** The plugins that were found. Only rows near the screen exist, so that 10,000 plugins scroll as 10 do. */
export function PluginGrid({ search: { words, change, pages } }: { search: PluginSearch }) {
  const { t } = useTranslation("home");
  const { items, isPending, error, refetch } = pages;
  const list = useRef<HTMLDivElement>(null);
  const { columns, offset } = useColumns(list);
  const rows = useWindowVirtualizer({
    count: Math.ceil(items.length / columns),
    estimateSize: () => CARD_HEIGHT,
    gap: GAP,
    overscan: OVERSCAN,
    scrollMargin: offset,
  });
  const shown = rows.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = pages;
  useEffect(() => {
    const isNearEnd = (last + OVERSCAN) * columns >= items.length;
    if (isNearEnd && hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [last, columns, items.length, hasNextPage, isFetchingNextPage, fetchNextPage]);

  if (error && !items.length) return <Trouble error={error} onRetry={refetch} />;
  const isEmpty = !isPending && !items.length;
  const isNarrowed = Object.values(words).some(Boolean);
  return (
    <section aria-label={t("list")} aria-busy={isPending}>
      <p role="status" className="sr-only">
        {isPending ? "" : t("found", { count: items.length })}
      </p>
      {isEmpty && isNarrowed && (
        <Empty
          title={t("nothing.title")}
          action={
            <Button
              onClick={() =>
                change({
                  q: undefined,
                  category: undefined,
                  license: undefined,
                  free: undefined,
                  owner: undefined,
                })
              }
            >
              {t("nothing.clear")}
            </Button>
          }
        >
          {t("nothing.text")}
        </Empty>
      )}
      {isEmpty && !isNarrowed && (
        <Empty
          title={t("first.title")}
          action={
            <Button asChild kind="primary">
              <Link to="/new">{t("create")}</Link>
            </Button>
          }
        >
          {t("first.text")}
        </Empty>
      )}
      <div ref={list} className="relative" style={{ height: isPending ? undefined : rows.getTotalSize() }}>
        {isPending && <Placeholders columns={columns} />}
        {shown.map((row) => (
          <div
            key={row.key}
            ref={rows.measureElement}
            data-index={row.index}
            className="absolute inset-x-0 top-0 grid"
            style={{
              gap: GAP,
              gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`,
              transform: `translateY(${row.start - offset}px)`,
            }}
          >
            {items.slice(row.index * columns, (row.index + 1) * columns).map((plugin) => (
              <PluginCard key={plugin.id} plugin={plugin} />
            ))}
          </div>
        ))}
      </div>
      {error && <Trouble error={error} onRetry={fetchNextPage} />}
    </section>
  );
}

function Placeholders({ columns }: { columns: number }) {
  return (
    <div className="grid" style={{ gap: GAP, gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))` }}>
      {Array.from({ length: columns * 2 }, (_, card) => card).map((card) => (
        <Skeleton key={card} className="h-80" />
      ))}
    </div>
  );
}

/** How many cards stand beside each other, and how far below the top of the page the first does. */
function useColumns(list: React.RefObject<HTMLDivElement | null>) {
  const [layout, setLayout] = useState({ columns: 1, offset: 0 });
  useLayoutEffect(() => {
    const element = list.current;
    if (!element) return;
    const measure = () => {
      const columns = Math.max(1, Math.floor((element.clientWidth + GAP) / (CARD_WIDTH + GAP)));
      const offset = element.getBoundingClientRect().top + window.scrollY;
      setLayout((before) =>
        before.columns === columns && before.offset === offset ? before : { columns, offset },
      );
    };
    const resized = new ResizeObserver(measure);
    resized.observe(document.body);
    measure();
    return () => resized.disconnect();
  }, [list]);
  return layout;
}
