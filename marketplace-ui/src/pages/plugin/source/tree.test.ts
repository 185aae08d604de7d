import { expect, test } from "vitest";
import { type Node, treeOf } from "./tree";

const shown = (nodes: Node[], depth = 0): string[] =>
  nodes.flatMap(({ name, children }) => [
    `${" ".repeat(depth)}${name}${children ? "/" : ""}`,
    ...shown(children ?? [], depth + 1),
  ]);

test("folders come first, in the order of names", () => {
  const paths = ["views.py", "static/css/a.css", "README.md", "static/b.js", "app/urls.py"];
  expect(shown(treeOf(paths))).toEqual([
    "app/",
    " urls.py",
    "static/",
    " css/",
    "  a.css",
    " b.js",
    "README.md",
    "views.py",
  ]);
  expect(treeOf(["a/b/c.txt"])[0]?.children?.[0]?.children?.[0]?.path).toBe("a/b/c.txt");
});
