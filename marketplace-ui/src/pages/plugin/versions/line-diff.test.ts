import { expect, test } from "vitest";
import { diffLines, hunksOf, parseUnified } from "./line-diff";

const shown = (before: string, after: string) =>
  diffLines(before, after).map(({ mark, text }) => mark + text);

test("a changed line goes and comes", () => {
  expect(shown("a\nb\nc\n", "a\nB\nc\n")).toEqual([" a", "-b", "+B", " c"]);
});

test("lines that moved are found with few marks", () => {
  expect(shown("a\nb\nc\na\nb\nb\na", "c\nb\na\nb\na\nc").filter((line) => line[0] !== " ")).toHaveLength(5);
});

test("nothing, and all", () => {
  expect(shown("", "a\nb")).toEqual(["+a", "+b"]);
  expect(shown("a\nb", "")).toEqual(["-a", "-b"]);
  expect(shown("a", "a")).toEqual([" a"]);
  expect(shown("a\nb", "c\nd")).toEqual(["-a", "-b", "+c", "+d"]);
});

test("whatever the texts are, the marks tell both of them", () => {
  let seed = 7;
  const random = (below: number) => {
    seed = (seed * 1103515245 + 12345) % 2 ** 31;
    return seed % below;
  };
  for (let round = 0; round < 200; round++) {
    const [a, b] = [1, 2].map(() => Array.from({ length: random(30) }, () => "xyz"[random(3)] ?? ""));
    const lines = diffLines(a?.join("\n") ?? "", b?.join("\n") ?? "");
    expect(lines.filter(({ mark }) => mark !== "+").map(({ text }) => text)).toEqual(a);
    expect(lines.filter(({ mark }) => mark !== "-").map(({ text }) => text)).toEqual(b);
  }
});

test("what is far from a change is left out", () => {
  const before = Array.from({ length: 40 }, (_, line) => `line ${line}`);
  const after = before.with(5, "five").with(30, "thirty").with(8, "eight");
  const hunks = hunksOf(diffLines(before.join("\n"), after.join("\n")));
  expect(hunks).toHaveLength(2);
  expect(hunks[0]?.[0]).toEqual({ mark: " ", text: "line 2", before: 3, after: 3 });
  expect(hunks[0]).toHaveLength(12);
  expect(hunks[1]).toHaveLength(8);
});

test("a unified diff is read", () => {
  const diff = "--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n one\n-two\n+Two\n\\ No newline at end of file\n";
  expect(parseUnified(diff)).toEqual([
    [
      { mark: " ", text: "one", before: 1, after: 1 },
      { mark: "-", text: "two", before: 2 },
      { mark: "+", text: "Two", after: 2 },
    ],
  ]);
});
