import { expect, test } from "vitest";
import { columnOf, excerpt, has, pieces, replaced } from "./replace";

const any = (text: string) => ({ text, matchCase: false });
const exact = (text: string) => ({ text, matchCase: true });

test("a line is cut at what was found", () => {
  expect(pieces("a = request.a", any("A"))).toEqual([
    { text: "a", isFound: true },
    { text: " = request.", isFound: false },
    { text: "a", isFound: true },
  ]);
  expect(pieces("none", any(""))).toEqual([{ text: "none", isFound: false }]);
});

test("what is looked for is text, not a pattern", () => {
  expect(replaced("f(x) + fx", any("f(x)"), "$1$&")).toEqual({ text: "$1$& + fx", count: 1 });
  expect(replaced("a-b\\c/d", any("-b\\c/"), "")).toEqual({ text: "ad", count: 1 });
});

test("case counts where it shall", () => {
  expect(replaced("Mspf mspf", any("mspf"), "x")).toEqual({ text: "x x", count: 2 });
  expect(replaced("Mspf mspf", exact("mspf"), "x")).toEqual({ text: "Mspf x", count: 1 });
  expect(has("Mspf", exact("mspf"))).toBe(false);
  expect(columnOf("  插件 Mspf", any("mspf"))).toBe(6);
});

test("a long line is shown around what was found", () => {
  expect(excerpt("    return request", any("request"))).toBe("return request");
  expect(excerpt(`${"x".repeat(50)} request here`, any("request"))).toBe(`…${"x".repeat(11)} request here`);
  expect(excerpt("  nothing", any("request"))).toBe("nothing");
});
