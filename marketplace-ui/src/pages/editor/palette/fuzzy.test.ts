import { expect, test } from "vitest";
import { best, fuzzy } from "./fuzzy";

const order = (texts: string[], typed: string) =>
  best(texts, typed, (text) => text, 10).map(({ thing }) => thing);

test("letters are found in their order", () => {
  expect(fuzzy("templates/home.html", "thm")).toBeDefined();
  expect(fuzzy("views.py", "vz")).toBeUndefined();
  expect(fuzzy("打开 文件", "文件")?.places).toEqual([3, 4]);
});

test("the name of a file counts more than its folders", () => {
  expect(order(["views/a.py", "a/views.py"], "views")[0]).toBe("a/views.py");
  expect(order(["static/index.css", "templates/index.html"], "ind html")).toEqual(["templates/index.html"]);
  expect(order(["a/b/url_helpers.py", "urls.py"], "url")[0]).toBe("urls.py");
});

test("with nothing typed all are there, in their order", () => {
  expect(order(["b", "a"], "")).toEqual(["b", "a"]);
});

test("the last of five thousand files is found", () => {
  const files = Array.from({ length: 5000 }, (_, index) => `folder${index % 50}/sub/file_${index}.py`);
  expect(order(files, "file4999")[0]).toContain("file_4999");
});
