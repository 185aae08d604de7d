import { expect, test } from "vitest";
import { symbols } from "./symbols";

const names = (path: string, text: string) => symbols(path, text).map(({ name, line }) => `${name}:${line}`);

test("what a file gives names to", () => {
  expect(names("a.py", "import x\n\nclass A:\n    async def b(self):\n        pass\n")).toEqual([
    "A:3",
    "b:4",
  ]);
  expect(names("a.js", "export function f() {}\nconst g = () => 1;\nlet h;")).toEqual(["f:1", "g:2"]);
  expect(names("README.md", "# Title\ntext\n## Part")).toEqual(["Title:1", "Part:3"]);
  expect(names("a.html", '<div id="main">\n{% block body %}')).toEqual(["main:1", "body:2"]);
  expect(names("a.bin", "def x():")).toEqual([]);
});
