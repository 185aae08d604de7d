import { beforeEach, expect, test, vi } from "vitest";
import type { Plugin } from "@/api/client";
import { Problem } from "@/api/problem";
import type { Entry, Tree } from "./files";

/** A platform that keeps files, with the text itself as the ETag. */
const platform = vi.hoisted(() => ({
  files: new Map<string, string>(),
  revision: 1,
  writes: [] as string[],
}));

vi.mock("./files", () => ({
  readFile: async (_: string, path: string) => {
    const text = platform.files.get(path);
    if (text === undefined) throw new Problem(404, "file.not_found", "");
    return { text, etag: text, size: text.length };
  },
  readTree: async () => tree(),
  writeFile: async (_: string, path: string, text: string, etag: string | null) => {
    if ((platform.files.get(path) ?? null) !== etag) throw new Problem(412, "workspace.conflict", "");
    platform.writes.push(text);
    put(path, text);
    return { saved: { revision: platform.revision, save: 1, paths: [path] }, etag: text };
  },
}));

const { Workspace } = await import("./workspace");
const { toText } = await import("./open-file");

function put(path: string, text: string) {
  platform.files.set(path, text);
  platform.revision++;
}

function tree(): Tree {
  const entries = [...platform.files].map(
    ([path, text]): Entry => ({
      path,
      name: path,
      kind: "file",
      size: text.length,
      modified: "",
      etag: text,
    }),
  );
  return { revision: platform.revision, bytes: 0, bytes_max: 0, entries_max: 0, last_save: 0, entries };
}

async function opened(path = "a.py") {
  const workspace = new Workspace({ id: "SP_1" } as Plugin, tree());
  await workspace.openFile(path);
  return workspace;
}

beforeEach(() => {
  vi.useFakeTimers();
  platform.files = new Map([["a.py", "one"]]);
  platform.revision = 1;
  platform.writes = [];
});

test("a file is saved when the typing stops, once", async () => {
  const workspace = await opened();
  const told = vi.fn();
  workspace.onSaved(told);
  for (const text of ["t", "tw", "two"]) {
    workspace.edit("a.py", toText(text));
    await vi.advanceTimersByTimeAsync(300);
  }
  expect(platform.writes).toEqual([]);
  await vi.advanceTimersByTimeAsync(400);
  expect(platform.writes).toEqual(["two"]);
  expect(workspace.file("a.py")).toMatchObject({ state: "saved", etag: "two", isUnsaved: false });
  // The platform's own word of it comes later, and is no news.
  await workspace.heard({ revision: 2, paths: ["a.py"] });
  expect(told.mock.calls).toEqual([[{ revision: 2, paths: ["a.py"], save: 1 }]]);
});

test("a change that nobody told of is found by looking, and told once", async () => {
  const workspace = await opened();
  const told = vi.fn();
  workspace.onSaved(told);
  put("a.py", "theirs");
  await workspace.refresh();
  expect(workspace.file("a.py")?.text).toBe("theirs");
  await workspace.heard({ revision: 2, paths: ["a.py"] });
  expect(told.mock.calls).toEqual([[{ revision: 2, paths: [] }]]);
});

test("what is typed during a save is saved after it", async () => {
  const workspace = await opened();
  workspace.edit("a.py", toText("two"));
  const saving = workspace.save("a.py");
  workspace.edit("a.py", toText("three"));
  expect(workspace.file("a.py")?.state).toBe("saving");
  await saving;
  expect(workspace.file("a.py")?.state).toBe("dirty");
  await workspace.saveAll();
  expect(platform.writes).toEqual(["two", "three"]);
});

test("line ends stay as they were", async () => {
  platform.files.set("a.py", "one\r\ntwo");
  const workspace = await opened();
  workspace.edit("a.py", toText("one\ntwo\nthree"));
  await workspace.saveAll();
  expect(platform.writes).toEqual(["one\r\ntwo\r\nthree"]);
});

test("what changed elsewhere is reloaded where nothing changed here", async () => {
  const workspace = await opened();
  put("a.py", "theirs");
  await workspace.heard({ revision: 2, paths: ["a.py"] });
  expect(workspace.file("a.py")).toMatchObject({ text: "theirs", state: "clean" });
});

test.each([
  ["mine", "mine"],
  ["theirs", "theirs"],
  ["both", "both"],
])("a conflict ends with a choice: %s", async (choice, result) => {
  const workspace = await opened();
  workspace.edit("a.py", toText("mine"));
  put("a.py", "theirs");
  await workspace.saveAll();
  expect(workspace.file("a.py")).toMatchObject({ state: "conflict", theirs: { text: "theirs" } });
  await workspace.saveAll();
  expect(platform.files.get("a.py")).toBe("theirs");
  await workspace.resolve("a.py", choice);
  expect(platform.files.get("a.py")).toBe(result);
  expect(workspace.file("a.py")?.isUnsaved).toBe(false);
});

test("what was deleted elsewhere closes, unless it was changed here", async () => {
  platform.files.set("b.py", "b");
  const workspace = await opened();
  await workspace.openFile("b.py");
  workspace.edit("b.py", toText("changed"));
  platform.files.clear();
  platform.revision++;
  await workspace.heard({ revision: 2, paths: ["a.py", "b.py"] });
  expect(workspace.open.map(({ path, state }) => [path, state])).toEqual([["b.py", "conflict"]]);
  await workspace.resolve("b.py", "changed");
  expect(platform.files.get("b.py")).toBe("changed");
});

test("closing saves first, and keeps what cannot be saved", async () => {
  const workspace = await opened();
  workspace.edit("a.py", toText("two"));
  await workspace.close("a.py");
  expect(platform.writes).toEqual(["two"]);
  expect(workspace.active).toBeNull();
  await workspace.openFile("a.py");
  workspace.edit("a.py", toText("mine"));
  put("a.py", "theirs");
  await workspace.close("a.py");
  expect(workspace.open).toHaveLength(1);
  await workspace.close("a.py", true);
  expect(workspace.open).toHaveLength(0);
});

test("tabs follow what is moved", async () => {
  platform.files.set("old/b.py", "b");
  const workspace = await opened("old/b.py");
  const id = workspace.file("old/b.py")?.id;
  workspace.moved("old", "new/old");
  expect(workspace.file("new/old/b.py")?.id).toBe(id);
  expect(workspace.active).toBe("new/old/b.py");
});
