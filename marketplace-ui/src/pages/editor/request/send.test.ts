import { beforeAll, expect, test, vi } from "vitest";

beforeAll(() => vi.stubGlobal("location", new URL("http://localhost:8899/edit/SP_1")));
vi.mock("@/lib/address", () => ({}));
vi.mock("@/api/client", () => ({}));
vi.mock("@/api/platform", () => ({}));
const { loadFailure, readHeaders, Unsendable } = await import("./send");
const { remember } = await import("./history");
type Sent = Parameters<typeof remember>[1];
const { asPath, below } = await import("../preview/draft");

test("headers are typed a line each", () => {
  expect([...readHeaders("Accept: text/plain\n\nX-A:b:c\n")]).toEqual([
    ["accept", "text/plain"],
    ["x-a", "b:c"],
  ]);
  expect(() => readHeaders("no colon")).toThrow(Unsendable);
});

test("no path leads out of the plugin", () => {
  const root = "/plugins.SP_1@preview-x/";
  expect(below(root, "/notes/3?a=b#c")).toBe("http://localhost:8899/plugins.SP_1@preview-x/notes/3?a=b#c");
  expect(below(root, "")).toBe("http://localhost:8899/plugins.SP_1@preview-x/");
  expect(below(root, "/../api/v1/whoami")).toBeNull();
  expect(below(root, "/..%2f../x")).toContain("/plugins.SP_1@preview-x/");
  expect(below(root, "//evil.example/")).toBe("http://localhost:8899/plugins.SP_1@preview-x/evil.example/");
  expect(below(root, "http://evil.example/")).not.toMatch(/^http:\/\/evil/);
});

test("an address of the plugin is a path of it", () => {
  const draft = { url: "http://a.plugins.localhost/", path: "/plugins.SP_1/", version: null };
  expect(asPath("http://a.plugins.localhost/x?y", draft)).toBe("/x?y");
  expect(asPath("http://localhost:8899/plugins.SP_1/x", draft)).toBe("/x");
  expect(asPath(" x ", draft)).toBe("/x");
});

test("a request is remembered once, and the newest twenty of them", () => {
  const sent = (path: string): Sent => ({ method: "GET", path, headers: "", body: "", status: 200 });
  let history = [sent("/a"), sent("/b")];
  history = remember(history, sent("/b"));
  expect(history.map(({ path }) => path)).toEqual(["/b", "/a"]);
  for (let index = 0; index < 30; index++) history = remember(history, sent(`/${index}`));
  expect(history).toHaveLength(20);
});

test("the platform says why a plugin cannot be loaded", () => {
  const failure = { summary: "SyntaxError: invalid syntax", file: "app.py", line: 3 };
  const bytes = new TextEncoder().encode(JSON.stringify({ failure }));
  const answer = { status: 500, statusText: "", headers: [], took: 1, requestId: null, movedTo: null, bytes };
  expect(loadFailure({ ...answer, type: "application/problem+json" })).toEqual(failure);
  expect(loadFailure({ ...answer, type: "text/html" })).toBeUndefined();
});
