import { expect, test } from "vitest";
import { matching } from "./matching";
import type { LogLine } from "./use-log";

const line = (seq: number, stream: LogLine["stream"], text: string, request_id = "a1"): LogLine => ({
  seq,
  stream,
  line: text,
  request_id,
  version: "1.0.0",
  at: "2026-01-01T00:00:00Z",
});

const LINES = [
  line(1, "debug", "starting"),
  line(2, "stdout", "Hello"),
  line(3, "warn", "slow"),
  line(4, "error", "KeyError", "b2"),
];
const ALL = { text: "", level: "all", request: undefined } as const;
const found = (wanted: Partial<Parameters<typeof matching>[1]>) =>
  matching(LINES, { ...ALL, ...wanted }).map(({ seq }) => seq);

test("all lines are the same lines", () => {
  expect(matching(LINES, ALL)).toBe(LINES);
});

test("lines are found by gravity, words and request", () => {
  expect(found({ level: "info" })).toEqual([2, 3, 4]);
  expect(found({ level: "error" })).toEqual([4]);
  expect(found({ text: " hello " })).toEqual([2]);
  expect(found({ text: "b2" })).toEqual([4]);
  expect(found({ request: "a1", level: "warn" })).toEqual([3]);
});
