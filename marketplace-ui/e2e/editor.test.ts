import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { closeBrowser, type Visit, visit } from "./support/browser";
import { code, item } from "./support/editor";
import { type Account, Platform } from "./support/platform";

let platform: Platform;
let ada: Account;
let count = 0;

beforeAll(async () => {
  platform = await Platform.start();
  ada = await platform.admin();
});

afterAll(async () => {
  await closeBrowser();
  await platform?.stop();
});

/** The editor of a new plugin. */
async function edit(
  files: Record<string, string> = {},
  how: Visit = {},
): Promise<{ page: Page; id: string }> {
  const { id } = await platform.plugin(ada, { name: `editor-${++count}`, title: "Workshop" }, files);
  return { id, page: await visit(platform, `/edit/${id}`, { as: ada, ...how }) };
}

const tab = (page: Page, name: string) =>
  page.getByRole("list", { name: "Open files" }).getByRole("button", { name });
const saved = (page: Page) =>
  page.getByRole("region", { name: "Status" }).getByText("Saved", { exact: true });
const toolbar = (page: Page, name: string) =>
  page.getByRole("toolbar", { name: "Files" }).getByRole("button", { name });

/** An action on what is chosen, from the menu of a line. */
async function act(page: Page, name: string, action: string) {
  await item(page, name).click({ button: "right" });
  await page.getByRole("menuitem", { name: action, exact: true }).click();
}

async function read(id: string, path: string): Promise<string | undefined> {
  const response = await fetch(`${platform.url}/api/v1/plugins/${id}/workspace/files/${path}`, {
    headers: { authorization: `Bearer ${ada.token}` },
  });
  return response.ok ? response.text() : undefined;
}

async function write(id: string, path: string, text: string) {
  const body = new TextEncoder().encode(text);
  await platform.call("PUT", `/api/v1/plugins/${id}/workspace/files/${path}`, {
    by: ada,
    body,
    headers: { "if-match": "*" },
  });
}

const eventually = (check: () => Promise<unknown>) => expect.poll(check);

/** Puts a text in the place of all that is in the editor. */
async function type(page: Page, path: string, text: string) {
  await code(page, path).click();
  await page.keyboard.press("ControlOrMeta+A");
  await page.keyboard.insertText(text);
}

test("a file is made, written, saved by itself and undone across saves and tabs", async () => {
  const { page, id } = await edit();
  await item(page, "templates").click();
  await toolbar(page, "New file").click();
  await page.getByRole("textbox", { name: "Name" }).fill("home.html");
  await page.getByRole("button", { name: "Create" }).click();
  await type(page, "templates/home.html", "<h1>{{ one }}</h1>");
  await eventually(() => read(id, "templates/home.html")).toBe("<h1>{{ one }}</h1>");
  await saved(page).waitFor();

  await page.keyboard.press("End");
  await page.keyboard.insertText("<p>two</p>");
  // At once, and not in a while.
  await page.keyboard.press("ControlOrMeta+S");
  await eventually(() => read(id, "templates/home.html")).toBe("<h1>{{ one }}</h1><p>two</p>");

  await item(page, "urls.py").click();
  await code(page, "urls.py").waitFor();
  await tab(page, "home.html").first().click();
  await code(page, "templates/home.html").click();
  await page.keyboard.press("ControlOrMeta+Z");
  await eventually(() => read(id, "templates/home.html")).toBe("<h1>{{ one }}</h1>");

  await tab(page, "Close home.html").click();
  await expect.poll(() => tab(page, "home.html").count()).toBe(0);
  await tab(page, "urls.py").first().click({ button: "middle" });
  await page.getByText("Choose a file on the left").waitFor();
});

test("files are renamed, copied, moved and deleted, and their tabs follow", async () => {
  const { page, id } = await edit({ "notes.md": "# Notes", "docs/a.txt": "a", "templates/readme.md": "" });
  await item(page, "notes.md").click();
  await code(page, "notes.md").waitFor();

  await page.getByRole("tree", { name: "Files" }).press("F2");
  await page.getByRole("textbox", { name: "Name" }).fill("readme.md");
  await page.getByRole("button", { name: "Rename" }).click();
  await code(page, "readme.md").waitFor();
  expect(await read(id, "notes.md")).toBeUndefined();

  await act(page, "readme.md", "Copy to…");
  await page.getByRole("radio", { name: "static", exact: true }).check({ force: true });
  await page.getByRole("button", { name: "Copy here" }).click();
  await eventually(() => read(id, "static/readme.md")).toBe("# Notes");

  await act(page, "docs", "Move to…");
  expect(await page.getByRole("radio", { name: "docs", exact: true }).isDisabled()).toBe(true);
  await page.getByRole("radio", { name: "static", exact: true }).check({ force: true });
  await page.getByRole("button", { name: "Move here" }).click();
  await eventually(() => read(id, "static/docs/a.txt")).toBe("a");

  // Onto a folder, with what is in the way.
  await write(id, "static/readme.md", "other");
  await item(page, "readme.md").last().dragTo(item(page, "static"));
  await page.getByText("Something of this name is there already").waitFor();
  await page.getByRole("button", { name: "Overwrite" }).click();
  await code(page, "static/readme.md").waitFor();
  expect(await read(id, "readme.md")).toBeUndefined();
  const undo = (done: string) =>
    page.getByRole("listitem").filter({ hasText: done }).last().getByRole("button", { name: "Undo" }).click();
  await undo("Moved to static");
  await code(page, "readme.md").waitFor();
  await eventually(() => read(id, "static/readme.md")).toBe("other");
  expect(await read(id, "readme.md")).toBe("# Notes");

  // A copy that changes nothing has nothing to take back.
  await write(id, "readme.md", "the same");
  await write(id, "templates/readme.md", "the same");
  await item(page, "readme.md").last().click({ button: "right" });
  await page.getByRole("menuitem", { name: "Copy to…" }).click();
  await page.getByRole("radio", { name: "templates", exact: true }).check({ force: true });
  await page.getByRole("button", { name: "Copy here" }).click();
  await undo("Copied to templates");
  await item(page, "static").click({ button: "right" });
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await page.getByRole("button", { name: "Delete" }).click();
  await eventually(() => read(id, "static/readme.md")).toBeUndefined();
  await undo("static is deleted");
  await eventually(() => read(id, "static/docs/a.txt")).toBe("a");
  expect(await read(id, "static/readme.md")).toBe("other");
  expect(await read(id, "templates/readme.md")).toBe("the same");

  await item(page, "readme.md").last().click({ button: "right" });
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await page.getByRole("button", { name: "Delete" }).click();
  await eventually(() => read(id, "readme.md")).toBeUndefined();
  await page.getByText("Choose a file on the left").waitFor();
});

test("files are uploaded by button and by drop, and downloaded", async () => {
  const { page, id } = await edit();
  await item(page, "static").click();
  const choosing = page.waitForEvent("filechooser");
  await toolbar(page, "Upload files").click();
  await (await choosing).setFiles({ name: "data.bin", mimeType: "", buffer: Buffer.from([0, 1, 2, 255]) });
  await item(page, "data.bin").click();
  await page.getByText("This file is no text").waitFor();

  const dragged = (name: string) =>
    page.evaluateHandle((name) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File(["dropped"], name));
      return transfer;
    }, name);
  const transfer = await dragged("dropped.txt");
  for (const event of ["dragover", "drop"]) {
    await item(page, "templates").dispatchEvent(event, { dataTransfer: transfer });
  }
  await eventually(() => read(id, "templates/dropped.txt")).toBe("dropped");

  // Something else of the same name.
  await write(id, "templates/dropped.txt", "other");
  await item(page, "templates").dispatchEvent("drop", { dataTransfer: transfer });
  await page
    .getByRole("dialog", { name: "Overwrite files?" })
    .getByRole("button", { name: "Overwrite" })
    .click();
  await page.getByText("1 file uploaded").last().waitFor();

  const download = async (action: string) => {
    const [file] = await Promise.all([page.waitForEvent("download"), act(page, "views.py", action)]);
    return file.suggestedFilename();
  };
  expect(await download("Download")).toBe("views.py");
  expect(await download("Download all as a zip")).toMatch(/\.zip$/);

  // An upload that ends while a menu is open changes nothing of what the menu is about.
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route("**/workspace/upload*", async (route) => {
    await held;
    await route.continue();
  });
  await item(page, "templates").dispatchEvent("drop", { dataTransfer: await dragged("late.txt") });
  await item(page, "views.py").click({ button: "right" });
  release();
  await page.locator("[data-path='templates/late.txt']").waitFor();
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("menuitem", { name: "Download", exact: true }).click(),
  ]);
  expect(file.suggestedFilename()).toBe("views.py");
});

test("pictures are shown", async () => {
  const { page, id } = await edit();
  const png = Buffer.from(
    "iVBORw0KGgoAAAANSUhEUgAAAAUAAAAFCAYAAACNbyblAAAAHElEQVQI12P4//8/w38GIAXDIBKE0DHxgljNBAAO9TXL0Y4OHwAAAABJRU5ErkJggg==",
    "base64",
  );
  await platform.call("PUT", `/api/v1/plugins/${id}/workspace/files/dot.png`, {
    by: ada,
    body: new Uint8Array(png),
  });
  await item(page, "dot.png").click();
  await page.getByText("5 × 5").waitFor();
});

test("a search finds names and lines, and replaces what was previewed", async () => {
  const { page, id } = await edit({
    "a.py": "rubby = 1\nRubby = 2\n",
    "b/rubby.txt": "rubby",
    "c.md": "rubby",
  });
  await item(page, "a.py").click();
  await page.keyboard.press("ControlOrMeta+Shift+F");
  await page.getByRole("searchbox", { name: "Search" }).fill("rubby");
  await page.getByText("4 lines in 3 files").waitFor();
  await page.getByRole("button", { name: "2 Rubby = 2" }).click();
  await page.getByText("Ln 2, Col 1").waitFor();

  await page.getByRole("button", { name: "Match case" }).click();
  await page.getByText("3 lines in 3 files").waitFor();
  await page.getByRole("button", { name: "Replace", exact: true }).click();
  await page.getByLabel("Replace with").fill("ruby");
  await page.getByRole("deletion").first().waitFor();
  await page.getByRole("checkbox", { name: "Replace in c.md" }).uncheck();
  await page.getByRole("button", { name: "Replace in 2 files" }).click();
  await eventually(() => read(id, "b/rubby.txt")).toBe("ruby");
  expect(await read(id, "a.py")).toBe("ruby = 1\nRubby = 2\n");
  expect(await read(id, "c.md")).toBe("rubby");
  expect(await code(page, "a.py").innerText()).toContain("ruby = 1");
});

test("the history shows what was changed and brings it back", async () => {
  const { page, id } = await edit({ "poem.txt": "one\n" });
  await item(page, "poem.txt").click();
  await write(id, "poem.txt", "one\ntwo\n");
  await eventually(() => code(page, "poem.txt").innerText()).toContain("two");
  // Its own save, since another kind of change came between.
  await platform.call("POST", `/api/v1/plugins/${id}/workspace/folders`, {
    by: ada,
    body: { path: "drafts" },
  });
  await write(id, "poem.txt", "one\nthree\n");
  await eventually(() => code(page, "poem.txt").innerText()).toContain("three");

  await page.getByRole("tab", { name: "History" }).click();
  const saves = page.getByRole("list", { name: "Saves" });
  await expect.poll(() => saves.getByText("ada").count()).toBeGreaterThan(1);
  await saves.getByRole("button", { name: "poem.txt" }).first().click();
  const dialog = page.getByRole("dialog", { name: "What changed in poem.txt" });
  await expect.poll(() => dialog.getByRole("textbox").last().innerText()).toContain("three");
  expect(await dialog.getByRole("textbox").first().innerText()).not.toContain("three");
  await page.keyboard.press("Escape");

  await saves
    .getByRole("button", { name: /^Restore/ })
    .last()
    .click();
  await page.getByRole("dialog").getByRole("button", { name: "Restore" }).click();
  await eventually(() => read(id, "poem.txt")).not.toContain("three");
  await eventually(() => code(page, "poem.txt").innerText()).not.toContain("three");
});

test("a file that was changed elsewhere is reloaded, and one changed in both places is a choice", async () => {
  const { page, id } = await edit({ "shared.txt": "theirs\n" });
  await item(page, "shared.txt").click();
  await code(page, "shared.txt").waitFor();
  await write(id, "shared.txt", "reloaded\n");
  await eventually(() => code(page, "shared.txt").innerText()).toContain("reloaded");

  /** Both change it at once: what is sent from here is held back until the other change is there. */
  const quarrel = async (mine: string, theirs: string) => {
    const path = "**/workspace/files/shared.txt";
    await page.route(path, async (route) => {
      if (route.request().method() === "PUT") await write(id, "shared.txt", theirs);
      await route.continue();
      await page.unroute(path);
    });
    await type(page, "shared.txt", mine);
    await page.getByRole("alert").getByText("Somebody else has saved shared.txt").waitFor();
  };

  await quarrel("mine 1", "theirs 1");
  await page.getByRole("button", { name: "Keep mine" }).click();
  await eventually(() => read(id, "shared.txt")).toBe("mine 1");

  await quarrel("mine 2", "theirs 2");
  await page.getByRole("button", { name: "Take theirs" }).click();
  await eventually(() => code(page, "shared.txt").innerText()).toContain("theirs 2");

  await quarrel("mine 3", "theirs 3");
  await page.getByRole("button", { name: "Compare and merge" }).click();
  const merge = page.getByRole("dialog", { name: "Merge shared.txt" });
  expect(await merge.getByRole("textbox", { name: "Theirs" }).innerText()).toContain("theirs 3");
  await merge.getByRole("textbox", { name: "Yours" }).click();
  await page.keyboard.press("ControlOrMeta+A");
  await page.keyboard.insertText("both 3");
  await merge.getByRole("button", { name: "Take over the right side" }).click();
  await eventually(() => read(id, "shared.txt")).toBe("both 3");
  await saved(page).waitFor();
});

test("what cannot be saved is not lost unasked", async () => {
  const { page } = await edit();
  await item(page, "views.py").click();
  await page.route("**/workspace/files/**", (route) =>
    route.request().method() === "PUT" ? route.abort() : route.continue(),
  );
  await type(page, "views.py", "unsaved");
  await page.getByText("The platform could not be reached").waitFor();
  await page.getByRole("link", { name: /to the plugin's page/ }).click();
  await page
    .getByRole("dialog", { name: "Leave the editor?" })
    .getByRole("button", { name: "Cancel" })
    .click();
  const asking = page.waitForEvent("dialog");
  void page.reload().catch(() => undefined);
  const dialog = await asking;
  expect(dialog.type()).toBe("beforeunload");
  await dialog.dismiss();
  await page.unroute("**/workspace/files/**");
  await page.getByRole("button", { name: "Try again" }).click();
  await saved(page).waitFor();
});

test("deleting the plugin closes its editor", async () => {
  const { page, id } = await edit();
  await item(page, "views.py").click();
  await platform.call("DELETE", `/api/v1/plugins/${id}`, { by: ada });
  await page
    .getByRole("dialog", { name: "The plugin is gone" })
    .getByRole("button", { name: "To the marketplace" })
    .click();
  await page.waitForURL(`${platform.url}/`);
});

test("on a narrow screen the panes are tabs", async () => {
  const { page } = await edit({}, { width: 360, height: 720 });
  await item(page, "views.py").click();
  await code(page, "views.py").waitFor();
  const panes = page.getByRole("navigation", { name: "Panes" });
  await panes.getByRole("button", { name: "Preview" }).click();
  await expect.poll(() => code(page, "views.py").isVisible()).toBe(false);
  await panes.getByRole("button", { name: "Code" }).click();
  await code(page, "views.py").waitFor();
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(overflow).toBeLessThanOrEqual(0);
});

test.each(["light", "dark"] as const)("axe finds nothing to say about the editor (%s)", async (theme) => {
  const { page } = await edit({}, { theme });
  await item(page, "views.py").click();
  await code(page, "views.py").waitFor();
  const check = async () => {
    const { violations } = await new AxeBuilder({ page }).exclude("iframe").analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  };
  await check();
  await page.getByRole("tab", { name: "Search" }).click();
  await page.getByRole("searchbox", { name: "Search" }).fill("request");
  await page.getByRole("list", { name: "Results" }).waitFor();
  await check();
  await page.getByRole("tab", { name: "History" }).click();
  await page.getByRole("list", { name: "Saves" }).waitFor();
  await check();
});
