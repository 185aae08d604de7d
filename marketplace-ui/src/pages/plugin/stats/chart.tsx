import { useId } from "react";
import { cn } from "@/lib/class-names";
import { type Bucket, ceiling } from "./buckets";

/** The drawing's own units; it is stretched to the width there is. */
const [WIDTH, HEIGHT] = [600, 120];

export interface Series {
  name: string;
  of: (bucket: Bucket) => number | null;
  /** Told apart by shape as well: bars are filled, lines are whole or dashed. */
  tone: "accent" | "danger" | "muted";
}

interface ChartProps {
  title: string;
  /** One sentence for those who do not see it; the numbers are in the table. */
  summary: string;
  buckets: Bucket[];
  series: Series[];
  shape: "bars" | "lines";
  format: (value: number) => string;
  when: (time: Date) => string;
}

const STROKES = { accent: "stroke-accent", danger: "stroke-danger", muted: "stroke-muted" };
const FILLS = { accent: "fill-accent", danger: "fill-danger", muted: "fill-muted" };

/** A small chart over time. */
export function Chart({ title, summary, buckets, series, shape, format, when }: ChartProps) {
  const id = useId();
  const values = series.flatMap(({ of }) => buckets.map((bucket) => of(bucket) ?? 0));
  const top = ceiling(Math.max(...values, 0));
  const step = WIDTH / Math.max(buckets.length, 1);
  const y = (value: number) => HEIGHT - (value / top) * HEIGHT;
  const [first, last] = [buckets.at(0), buckets.at(-1)];
  return (
    <figure className="flex min-w-0 flex-col gap-2 rounded-md border bg-surface p-4">
      <figcaption id={id} className="flex flex-wrap items-center justify-between gap-2 font-medium">
        {title}
        {series.length > 1 && (
          <span className="flex gap-3 text-xs font-normal text-muted">
            {series.map(({ name, tone }) => (
              <span key={name} className="flex items-center gap-1">
                <svg aria-hidden="true" viewBox="0 0 16 4" className="h-1 w-4">
                  <path
                    d="M0 2H16"
                    strokeWidth="3"
                    strokeDasharray={dashes(tone)}
                    className={STROKES[tone]}
                  />
                </svg>
                {name}
              </span>
            ))}
          </span>
        )}
      </figcaption>
      <div className="flex gap-2 text-xs text-muted tabular-nums">
        <div aria-hidden className="flex w-14 shrink-0 flex-col justify-between text-right">
          <span>{format(top)}</span>
          <span>{format(0)}</span>
        </div>
        <svg
          role="img"
          aria-label={`${title}: ${summary}`}
          viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
          preserveAspectRatio="none"
          className="h-32 min-w-0 grow overflow-visible"
        >
          {[0, HEIGHT / 2, HEIGHT].map((height) => (
            <path
              key={height}
              d={`M0 ${height}H${WIDTH}`}
              vectorEffect="non-scaling-stroke"
              className="stroke-line"
            />
          ))}
          {series.map(({ name, of, tone }) =>
            shape === "bars" ? (
              buckets.map((bucket, place) => {
                const value = of(bucket) ?? 0;
                const height = value && Math.max(2, HEIGHT - y(value));
                const x = place * step + step * 0.1;
                return (
                  <rect
                    key={bucket.start.getTime()}
                    x={x}
                    y={HEIGHT - height}
                    width={step * 0.8}
                    height={height}
                    className={FILLS[tone]}
                  />
                );
              })
            ) : (
              <path
                key={name}
                d={line(buckets.map(of), step, y)}
                fill="none"
                strokeWidth="2"
                strokeLinecap="round"
                strokeDasharray={dashes(tone)}
                vectorEffect="non-scaling-stroke"
                className={STROKES[tone]}
              />
            ),
          )}
          {buckets.map((bucket, place) => (
            <rect
              key={bucket.start.getTime()}
              x={place * step}
              width={step}
              height={HEIGHT}
              className={cn("fill-transparent hover:fill-ink/5")}
            >
              <title>{told(bucket, series, format, when)}</title>
            </rect>
          ))}
        </svg>
      </div>
      <div aria-hidden className="flex justify-between pl-16 text-xs text-muted">
        <span>{first && when(first.start)}</span>
        <span>{last && when(last.start)}</span>
      </div>
    </figure>
  );
}

const dashes = (tone: Series["tone"]) => (tone === "muted" ? "6 4" : undefined);

/** A line through what is known; what stands alone is a short one. */
function line(values: (number | null)[], step: number, y: (value: number) => number): string {
  const half = step * 0.3;
  return values
    .map((value, place) => {
      if (value === null) return "";
      const isFirst = values[place - 1] == null;
      const isAlone = isFirst && values[place + 1] == null;
      const x = (place + 0.5) * step - (isAlone ? half : 0);
      const point = `${isFirst ? "M" : "L"}${x.toFixed(1)} ${y(value).toFixed(1)}`;
      return isAlone ? `${point}h${(2 * half).toFixed(1)}` : point;
    })
    .join("");
}

function told(
  bucket: Bucket,
  series: Series[],
  format: ChartProps["format"],
  when: ChartProps["when"],
): string {
  const parts = series.map(({ name, of }) => {
    const value = of(bucket);
    return `${name}: ${value === null ? "–" : format(value)}`;
  });
  return `${when(bucket.start)}\n${parts.join("\n")}`;
}
