import { expect, test, vi } from "vitest";
import type { LogLine } from "../problems/tracebacks";
import { grouped, Log } from "./log";

const line = (
  seq: number,
  request_id: string,
  text = "x",
  stream: LogLine["stream"] = "stdout",
): LogLine => ({
  seq,
  version: "workspace",
  request_id,
  stream,
  line: text,
  at: "2026-01-01T00:00:00Z",
});

test("lines are grouped by the request that they were written for", () => {
  const groups = grouped([line(1, "a"), line(2, "b"), line(3, "a", "y", "error"), line(4, "")], {
    text: "",
    badOnly: false,
  });
  expect(
    groups.map(({ requestId, lines, isBad }) => [requestId, lines.map(({ seq }) => seq), isBad]),
  ).toEqual([
    ["a", [1, 3], true],
    ["b", [2], false],
    ["", [4], false],
  ]);
});

test("a log is looked through by text, by request and by how bad it is", () => {
  const lines = [line(1, "a1", "Hello"), line(2, "b2", "bye"), line(3, "b2", "no", "error")];
  const seen = (text: string, badOnly = false) =>
    grouped(lines, { text, badOnly }).flatMap(({ lines }) => lines.map(({ seq }) => seq));
  expect(seen("hello")).toEqual([1]);
  expect(seen("b2")).toEqual([2, 3]);
  expect(seen("", true)).toEqual([3]);
});

test("what is heard twice is there once", () => {
  vi.useFakeTimers();
  const log = new Log();
  expect([log.add(line(1, "a")), log.add(line(2, "a")), log.add(line(1, "a"))]).toEqual([true, true, false]);
  vi.runAllTimers();
  expect(log.lines.map(({ seq }) => seq)).toEqual([1, 2]);
  log.clear();
  expect(log.add(line(2, "a"))).toBe(false);
  vi.useRealTimers();
});
