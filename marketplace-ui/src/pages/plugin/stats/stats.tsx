import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { api, body, type Plugin, type Schemas } from "@/api/client";
import { Button } from "@/components/ui/button";
import { Empty, Skeleton, Trouble } from "@/components/ui/parts";
import { bytes, count } from "@/lib/format";
import { useQueryWords } from "@/lib/use-query-words";
import { bucketsOf, WINDOWS, type Window } from "./buckets";
import { Chart } from "./chart";
import { Numbers } from "./numbers";
import { useFormats } from "./use-formats";

/** How often what is shown is asked for again, in milliseconds. */
const REFRESH = 10_000;

/** What a plugin is used for, and what it uses. */
export function Stats({ plugin }: { plugin: Plugin }) {
  const { t } = useTranslation("plugin");
  const [words, setWords] = useQueryWords();
  const window: Window = WINDOWS.find((window) => window === words.window) ?? "24h";
  const { data, error, refetch, isPlaceholderData } = useQuery({
    queryKey: ["plugin", plugin.id, "stats", window],
    queryFn: async () => {
      const params = { path: { plugin: plugin.id }, query: { window } };
      return { window, stats: await body(api.GET("/api/v1/plugins/{plugin}/stats", { params })) };
    },
    placeholderData: keepPreviousData,
    refetchInterval: REFRESH,
  });
  return (
    <div className="flex flex-col gap-5">
      <fieldset className="flex flex-wrap gap-1">
        <legend className="sr-only">{t("stats.window")}</legend>
        {WINDOWS.map((choice) => (
          <Button
            key={choice}
            size="sm"
            kind={choice === window ? "plain" : "quiet"}
            aria-pressed={choice === window}
            onClick={() => setWords({ window: choice === "24h" ? undefined : choice })}
          >
            {t(`stats.windows.${choice}`)}
          </Button>
        ))}
      </fieldset>
      {error && <Trouble error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Waiting />}
      {data && (
        <div aria-busy={isPlaceholderData} className="flex flex-col gap-5 aria-busy:opacity-60">
          <Charts stats={data.stats} window={data.window} />
        </div>
      )}
    </div>
  );
}

function Charts({ stats, window }: { stats: Schemas["Stats"]; window: Window }) {
  const { t } = useTranslation("plugin");
  const { when, milliseconds } = useFormats(window);
  const buckets = useMemo(() => bucketsOf(stats, window), [stats, window]);
  const { total } = stats;
  if (!total.calls && !total.files) return <Empty title={t("stats.none")}>{t("stats.none_about")}</Empty>;
  const share = total.calls ? total.errors / total.calls : 0;
  const percent = share.toLocaleString(undefined, { style: "percent", maximumFractionDigits: 1 });
  const micros = (value: number | null | undefined) => (value == null ? "–" : milliseconds(value / 1000));
  const cpu = micros(total.cpu_micros);
  const all = { buckets, when };
  return (
    <>
      <dl className="grid grid-cols-2 gap-3 sm:grid-cols-4">
        <Total name={t("stats.calls")} value={count(total.calls)} />
        <Total name={t("stats.errors")} value={`${count(total.errors)} (${percent})`} />
        <Total name={t("stats.median")} value={micros(total.median_micros)} />
        <Total name={t("stats.p99")} value={micros(total.p99_micros)} />
        <Total name={t("stats.cpu")} value={cpu} />
        <Total
          name={t("stats.cpu_per_call")}
          value={total.calls ? micros(total.cpu_micros / total.calls) : "–"}
        />
        <Total name={t("stats.files")} value={count(total.files)} />
        <Total name={t("stats.sent")} value={bytes(total.bytes_out)} />
      </dl>
      <div className="grid gap-4 lg:grid-cols-2">
        <Chart
          {...all}
          title={t("stats.calls")}
          summary={t("stats.total", { value: count(total.calls) })}
          shape="bars"
          series={[{ name: t("stats.calls"), of: ({ calls }) => calls, tone: "accent" }]}
          format={count}
        />
        <Chart
          {...all}
          title={t("stats.errors")}
          summary={t("stats.total", { value: count(total.errors) })}
          shape="bars"
          series={[{ name: t("stats.errors"), of: ({ errors }) => errors, tone: "danger" }]}
          format={count}
        />
        <Chart
          {...all}
          title={t("stats.latency")}
          summary={`${t("stats.median")} ${micros(total.median_micros)}, ${t("stats.p99")} ${micros(total.p99_micros)}`}
          shape="lines"
          series={[
            { name: t("stats.median"), of: ({ median }) => median, tone: "accent" },
            { name: t("stats.p99"), of: ({ p99 }) => p99, tone: "muted" },
          ]}
          format={milliseconds}
        />
        <Chart
          {...all}
          title={t("stats.cpu")}
          summary={t("stats.total", { value: cpu })}
          shape="bars"
          series={[{ name: t("stats.cpu"), of: ({ cpu }) => cpu, tone: "accent" }]}
          format={milliseconds}
        />
      </div>
      <p className="text-xs text-muted">{t("stats.errors_about")}</p>
      <Numbers buckets={buckets} window={window} />
    </>
  );
}

function Total({ name, value }: { name: string; value: string }) {
  return (
    <div className="rounded-md border bg-surface p-3">
      <dt className="text-xs text-muted">{name}</dt>
      <dd className="text-lg font-semibold tabular-nums">{value}</dd>
    </div>
  );
}

function Waiting() {
  return (
    <div aria-hidden className="grid gap-4 lg:grid-cols-2">
      <Skeleton className="h-48" />
      <Skeleton className="h-48" />
      <Skeleton className="h-48" />
      <Skeleton className="h-48" />
    </div>
  );
}
