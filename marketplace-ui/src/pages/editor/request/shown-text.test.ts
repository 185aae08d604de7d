import { expect, test } from "vitest";
import { shownText } from "./shown-text";

const shown = (body: string | number[], type: string) =>
  shownText({ bytes: typeof body === "string" ? new TextEncoder().encode(body) : new Uint8Array(body), type })
    ?.text;

test("JSON is laid out, whatever it is called", () => {
  expect(shown('{"a":[1]}', "application/json")).toBe('{\n  "a": [\n    1\n  ]\n}');
  expect(shown('{"a":1}', "application/problem+json; charset=utf-8")).toBe('{\n  "a": 1\n}');
  expect(shown('{"id":913570217157529245}', "application/json")).toBe('{"id":913570217157529245}');
  expect(shown("{oops", "application/json")).toBe("{oops");
});

test("other text stays as it is, and what is none is not shown", () => {
  expect(shown("<p>你好", "text/html")).toBe("<p>你好");
  expect(shown([0xc4, 0xe3], "text/plain; charset=gbk")).toBe("你");
  expect(shown([0xff, 0xfe, 0], "application/octet-stream")).toBeUndefined();
});
