import { Link } from "@tanstack/react-router";
import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { PluginCard } from "@/components/plugin-card";
import { Button } from "@/components/ui/button";
import { Empty, Skeleton, Trouble } from "@/components/ui/parts";
import { cn } from "@/lib/class-names";
import { NOTHING_WANTED, type PluginSearch } from "./search";

/** The least width of a card and the space between two, in CSS pixels. */
const [CARD_WIDTH, GAP] = [288, 16];
/** About how high a card is until it has been measured. */
const CARD_HEIGHT = 350;
/** Rows kept beyond the screen's edges. */
const OVERSCAN = 2;
/** Rows left below the screen when more are asked for. */
const AHEAD = 6;

/** The plugins that were found. Only rows near the screen exist, so that 10,000 plugins scroll as 10 do. */
export function PluginGrid({ search }: { search: PluginSearch }) {
  const { t } = useTranslation("home");
  const { items, isPending, isPlaceholderData, error, refetch } = search.pages;
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = search.pages;
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
  const isNearEnd = (last + AHEAD) * columns >= items.length;
  useEffect(() => {
    if (isNearEnd && hasNextPage && !isFetchingNextPage && !error) void fetchNextPage();
  }, [isNearEnd, hasNextPage, isFetchingNextPage, error, fetchNextPage]);

  if (error && !items.length) return <Trouble error={error} onRetry={refetch} />;
  const isEmpty = !isPending && !items.length && !hasNextPage;
  const template = { gap: GAP, gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))` };
  return (
    <section
      aria-label={t("list")}
      aria-busy={isPending || isPlaceholderData}
      className="flex flex-col gap-4"
    >
      <p role="status" className="sr-only">
        {isPending || isPlaceholderData ? "" : t("found", { count: items.length })}
      </p>
      {isEmpty && <Nothing search={search} />}
      <div
        ref={list}
        className={cn("relative transition-opacity", isPlaceholderData && "opacity-60")}
        style={{ height: items.length ? rows.getTotalSize() : undefined }}
      >
        {!items.length && !isEmpty && <Placeholders count={columns * 2} template={template} />}
        {shown.map((row) => (
          <div
            key={row.key}
            ref={rows.measureElement}
            data-index={row.index}
            className="absolute inset-x-0 top-0 grid"
            style={{ ...template, transform: `translateY(${row.start - offset}px)` }}
          >
            {items.slice(row.index * columns, (row.index + 1) * columns).map((plugin) => (
              <PluginCard key={plugin.id} plugin={plugin} />
            ))}
          </div>
        ))}
      </div>
      {isFetchingNextPage && items.length > 0 && <Placeholders count={columns} template={template} />}
      {error && <Trouble error={error} onRetry={fetchNextPage} />}
    </section>
  );
}

/** What to do where nothing was found, or nothing is there yet. */
function Nothing({ search: { words, change } }: { search: PluginSearch }) {
  const { t } = useTranslation("home");
  if (Object.keys(NOTHING_WANTED).some((name) => words[name])) {
    return (
      <Empty
        title={t("nothing.title")}
        action={<Button onClick={() => change(NOTHING_WANTED)}>{t("nothing.clear")}</Button>}
      >
        {t("nothing.text")}
      </Empty>
    );
  }
  return (
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
  );
}

/** Where cards will be. */
function Placeholders({ count, template }: { count: number; template: React.CSSProperties }) {
  return (
    <div className="grid" style={template}>
      {Array.from({ length: count }, (_, card) => card).map((card) => (
        <Skeleton key={card} className="h-[350px]" />
      ))}
    </div>
  );
}

/** How many cards stand beside each other, and how far below the top of the page the first does. */
function useColumns(list: RefObject<HTMLDivElement | null>) {
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
