import { expect, test } from "vitest";
import type { Entry } from "../workspace/files";
import { canMove, childrenOf, nameFault, only, ranged, toggled, typedAhead, visibleRows } from "./model";

const entries = [
  "static",
  "static/css",
  "static/css/site.css",
  "static/b10.js",
  "static/b9.js",
  "urls.py",
  "views.py",
].map(
  (path): Entry => ({
    path,
    name: path.slice(path.lastIndexOf("/") + 1),
    kind: path.includes(".") ? "file" : "folder",
    size: 1,
    modified: "2026-01-01T00:00:00Z",
  }),
);
const rows = visibleRows(childrenOf(entries), new Set(["static"]));
const paths = rows.map(({ entry }) => entry.path);

test("folders come first, and numbers as people count", () => {
  expect(paths).toEqual(["static", "static/css", "static/b9.js", "static/b10.js", "urls.py", "views.py"]);
  expect(rows[2]).toMatchObject({ level: 2, position: 2, siblings: 3, isOpen: false });
});

test("a range goes from where it began", () => {
  const selection = ranged(only("urls.py"), "static/b9.js", rows);
  expect([...selection.chosen]).toEqual(["static/b9.js", "static/b10.js", "urls.py"]);
  expect([...ranged(selection, "views.py", rows).chosen]).toEqual(["urls.py", "views.py"]);
  expect([...toggled(selection, "urls.py").chosen]).toEqual(["static/b9.js", "static/b10.js"]);
});

test("what is typed finds names, and a letter again the next", () => {
  expect(typedAhead(rows, "static", "v")).toBe("views.py");
  expect(typedAhead(rows, "static/b9.js", "b")).toBe("static/b10.js");
  expect(typedAhead(rows, "static/b10.js", "bb")).toBe("static/b9.js");
  expect(typedAhead(rows, "static", "b1")).toBe("static/b10.js");
  expect(typedAhead(rows, "static", "x")).toBeUndefined();
});

test("nothing moves into itself or to where it is", () => {
  expect(canMove(["static"], "static/css")).toBe(false);
  expect(canMove(["static/b9.js"], "static")).toBe(false);
  expect(canMove(["static/b9.js"], "")).toBe(true);
  expect(canMove(["static/b9.js", "urls.py"], "static")).toBe(true);
});

test("names are checked before they are sent", () => {
  const fault = (name: string) => nameFault(name, name, (path) => path === "urls.py");
  expect(["", " ", "a//b", "../a", "urls.py", "a/b.py"].map(fault)).toEqual([
    "empty",
    "empty",
    "slash",
    "dots",
    "taken",
    undefined,
  ]);
});
