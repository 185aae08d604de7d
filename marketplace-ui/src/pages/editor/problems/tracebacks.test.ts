import { expect, test } from "vitest";
import { type LogLine, placeIn, readFault, Tracebacks } from "./tracebacks";

const says = (line: string, request_id = "a", stream: LogLine["stream"] = "error"): LogLine => ({
  seq: 1,
  version: "workspace",
  request_id,
  stream,
  line,
  at: "2026-01-01T00:00:00Z",
});
const faults = (lines: LogLine[]) => {
  const tracebacks = new Tracebacks();
  return lines.flatMap((line) => tracebacks.read(line) ?? []);
};

test("an error is told at the plugin's own line that led to it", () => {
  const found = faults(
    [
      "app: Exception on /boom [GET]",
      "Traceback (most recent call last):",
      '  File "/2/flask/app.py", line 902, in dispatch_request',
      '  File "/plugin/app.py", line 20, in boom',
      "    return str(1 / 0)",
      "               ~~^~~",
      "ZeroDivisionError: division by zero",
      "and on it goes",
    ].map((line) => says(line)),
  );
  expect(found).toMatchObject([
    { path: "app.py", line: 20, message: "ZeroDivisionError: division by zero", isLoad: false },
  ]);
});

test("a file that cannot be read is an error of loading", () => {
  const found = faults([
    says("the plugin could not be loaded: SyntaxError: invalid syntax (app.py, line 15)", "a", "platform"),
    says('  File "/plugin/app.py", line 15', "a", "platform"),
    says("    def x(:", "a", "platform"),
    says("          ^", "a", "platform"),
    says("SyntaxError: invalid syntax", "a", "platform"),
  ]);
  expect(found).toMatchObject([
    { path: "app.py", line: 15, message: "SyntaxError: invalid syntax", isLoad: true },
  ]);
});

test("requests whose lines come mixed are kept apart", () => {
  const found = faults([
    says('  File "/plugin/a.py", line 1, in f', "a"),
    says('  File "/plugin/b.py", line 2, in g', "b"),
    says("ValueError", "a"),
    says("KeyError: 'x'", "b"),
  ]);
  expect(found.map(({ path, message }) => [path, message])).toEqual([
    ["a.py", "ValueError"],
    ["b.py", "KeyError: 'x'"],
  ]);
});

test("an error that never was in the plugin's files leads nowhere", () => {
  expect(faults([says('  File "/2/flask/app.py", line 1, in f'), says("ValueError: x")])).toEqual([]);
});

test("a place is found in its line", () => {
  expect(placeIn('  File "/plugin/a/b.py", line 3, in f')).toEqual({
    start: 2,
    end: 31,
    place: { path: "a/b.py", line: 3 },
  });
  expect(placeIn("nothing")).toBeUndefined();
});

test("a manifest's fault has a line", () => {
  expect(readFault("mspf.toml, line 4: this is no valid TOML: x: y")).toEqual({
    path: "mspf.toml",
    line: 4,
    message: "this is no valid TOML: x: y",
  });
  expect(readFault("mspf.toml is missing")).toEqual({
    path: "mspf.toml",
    line: 1,
    message: "mspf.toml is missing",
  });
});
