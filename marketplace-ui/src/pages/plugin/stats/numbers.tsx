import { useTranslation } from "react-i18next";
import { Cell, Row, Table } from "@/components/ui/table";
import type { Bucket, Window } from "./buckets";
import { useFormats } from "./use-formats";

/** The same as the charts in numbers; stretches without calls are left out. */
export function Numbers({ buckets, window }: { buckets: Bucket[]; window: Window }) {
  const { t } = useTranslation("plugin");
  const { when, milliseconds } = useFormats(window);
  const columns = ["time", "calls", "errors", "median", "p99", "cpu"] as const;
  const spanOf = (value: number | null) => (value === null ? "–" : milliseconds(value));
  return (
    <details>
      <summary className="cursor-pointer font-medium">{t("stats.table")}</summary>
      <div className="mt-3 tabular-nums">
        <Table label={t("stats.table")} columns={columns.map((name) => ({ name: t(`stats.${name}`) }))}>
          {buckets
            .filter(({ calls }) => calls > 0)
            .map(({ start, calls, errors, median, p99, cpu }) => (
              <Row key={start.getTime()}>
                <Cell>{when(start)}</Cell>
                <Cell>{calls}</Cell>
                <Cell>{errors}</Cell>
                <Cell>{spanOf(median)}</Cell>
                <Cell>{spanOf(p99)}</Cell>
                <Cell>{spanOf(cpu)}</Cell>
              </Row>
            ))}
        </Table>
      </div>
    </details>
  );
}
