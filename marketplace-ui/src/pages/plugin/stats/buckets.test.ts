import { expect, test } from "vitest";
import type { Schemas } from "@/api/client";
import { bucketsOf, ceiling } from "./buckets";

const measured = (starts_at: string, more: Partial<Schemas["UsageWindow"]> = {}): Schemas["UsageWindow"] => ({
  starts_at,
  version: "1.0.0",
  calls: 1,
  errors: 0,
  files: 0,
  cpu_micros: 1000,
  bytes_in: 0,
  bytes_out: 0,
  median_micros: 2000,
  p99_micros: 4000,
  ...more,
});

const stats = (windows: Schemas["UsageWindow"][]): Schemas["Stats"] => ({
  from: "2026-01-01T10:00:30Z",
  to: "2026-01-01T11:00:30Z",
  total: measured(""),
  windows,
});

test("stretches without calls are there too", () => {
  const buckets = bucketsOf(stats([measured("2026-01-01T10:30:00Z")]), "1h");
  expect(buckets).toHaveLength(61);
  expect(buckets.filter(({ calls }) => calls > 0)).toHaveLength(1);
  expect(buckets[30]).toMatchObject({ calls: 1, cpu: 1, median: 2, p99: 4 });
  expect(buckets[29]).toMatchObject({ calls: 0, median: null });
});

test("versions are counted together", () => {
  const buckets = bucketsOf(
    stats([
      measured("2026-01-01T10:30:00Z", { calls: 3, errors: 1, median_micros: 1000 }),
      measured("2026-01-01T10:30:00Z", { version: "2.0.0", median_micros: 5000, p99_micros: 9000 }),
      measured("2026-01-01T10:31:00Z", { calls: 0, median_micros: null, p99_micros: null }),
    ]),
    "1h",
  );
  expect(buckets[30]).toMatchObject({ calls: 4, errors: 1, median: 2, p99: 9 });
  expect(buckets[31]).toMatchObject({ calls: 0, median: null, p99: null });
});

test("the top of a chart is round", () => {
  expect([0, 0.3, 1, 3, 7, 12, 21, 99, 1001].map(ceiling)).toEqual([1, 0.5, 1, 5, 10, 20, 25, 100, 2000]);
});
