import type { Schemas } from "@/api/client";

export type Window = "1h" | "24h" | "7d" | "30d";
export const WINDOWS: Window[] = ["1h", "24h", "7d", "30d"];

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** How long each stretch of a chart is, in milliseconds: at most sixty stretches fit. */
const STEP: Record<Window, number> = { "1h": MINUTE, "24h": HOUR, "7d": 6 * HOUR, "30d": 24 * HOUR };

/** What was used in one stretch of time, by all versions together. */
export interface Bucket {
  start: Date;
  calls: number;
  errors: number;
  /** CPU time in milliseconds. */
  cpu: number;
  /** Milliseconds; null where nothing was called. */
  median: number | null;
  p99: number | null;
}

/**
 * The stretches of a window, those in which nothing happened too. Of several measurements in one stretch, the median is
 * their mean by calls, and the 99th percentile the worst of them: the whole of what was measured is not known here.
 */
export function bucketsOf(stats: Schemas["Stats"], window: Window): Bucket[] {
  const step = STEP[window];
  const end = Date.parse(stats.to);
  const first = alignedTo(Date.parse(stats.from), step);
  const buckets: Bucket[] = [];
  for (let start = first; start <= end; start += step) {
    buckets.push({ start: new Date(start), calls: 0, errors: 0, cpu: 0, median: null, p99: null });
  }
  for (const measured of stats.windows) {
    const bucket = buckets[Math.floor((Date.parse(measured.starts_at) - first) / step)];
    if (bucket) add(bucket, measured);
  }
  return buckets;
}

/** By the reader's clock: a day begins at midnight. */
function alignedTo(time: number, step: number): number {
  const offset = new Date(time).getTimezoneOffset() * MINUTE;
  return Math.floor((time - offset) / step) * step + offset;
}

function add(bucket: Bucket, measured: Schemas["UsageWindow"]) {
  const { calls, errors, cpu_micros, median_micros, p99_micros } = measured;
  if (median_micros != null && calls > 0) {
    const before = (bucket.median ?? 0) * bucket.calls;
    bucket.median = (before + (median_micros / 1000) * calls) / (bucket.calls + calls);
  }
  if (p99_micros != null) bucket.p99 = Math.max(bucket.p99 ?? 0, p99_micros / 1000);
  bucket.calls += calls;
  bucket.errors += errors;
  bucket.cpu += cpu_micros / 1000;
}

/** A round number at or above a value, for the top of a chart. */
export function ceiling(value: number): number {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  const round = [1, 2, 2.5, 5, 10].find((step) => step * power >= value) ?? 10;
  return round * power;
}
