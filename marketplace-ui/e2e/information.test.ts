import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { closeBrowser, visit } from "./support/browser";
import { type Account, Platform } from "./support/platform";

let platform: Platform;
let mei: Account;

beforeAll(async () => {
  platform = await Platform.start();
  mei = await platform.user("mei");
});
afterAll(async () => {
  await closeBrowser();
  await platform?.stop();
});

const field = (page: Page, name: string) => page.getByLabel(name, { exact: true });

test("a stranger is asked to sign in, and comes back to the form", async () => {
  const page = await visit(platform, "/new");
  await page.getByRole("main").getByRole("link", { name: "Sign in" }).click();
  await page.getByLabel("Name or email address").fill(mei.name);
  await page.getByLabel("Password", { exact: true }).fill(mei.password);
  await page.getByRole("main").getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("heading", { name: "Create a plugin" }).waitFor();
  await field(page, "Name").waitFor();
});

test("what is typed is checked as the platform would, and nothing wrong is sent", async () => {
  const page = await visit(platform, "/new", { as: mei });
  const wrong = async (name: string, value: string, words: string) => {
    await field(page, name).fill(value);
    await field(page, name).blur();
    await page.getByRole("alert").filter({ hasText: words }).waitFor();
    expect(await field(page, name).getAttribute("aria-invalid")).toBe("true");
  };
  await wrong("Name", "My Plugin", "Use lower-case letters");
  await wrong("Version", "1.0", "Write three numbers");
  await wrong("Licence", "my own!", "Write an SPDX expression");
  await wrong("Price", "ten", "Write a number");
  await wrong("Homepage", "example.org", "Write a whole address");
  await wrong("Default options", "[1]", "Write a JSON object");
  await wrong("Keywords", "a b c d e f g h i j k", "Use at most 10");
  await page.getByRole("button", { name: "Create" }).click();
  // The first that is wrong.
  await expect
    .poll(() => field(page, "Name").evaluate((input) => input === document.activeElement))
    .toBe(true);
  await field(page, "Name").fill("my-plugin");
  await expect.poll(() => field(page, "Name").getAttribute("aria-invalid")).toBeNull();
});

test("all that is said of a plugin is kept, and it answers in the page that made it", async () => {
  const page = await visit(platform, "/new", { as: mei });
  await page.getByRole("radio", { name: /Flask/ }).check();
  const said = {
    Name: "weather",
    Title: "天气 Weather",
    Developer: "Mei Li",
    Version: "1.2.3",
    Copyright: "© 2026 Mei Li",
    Keywords: "weather 天气",
    Category: "data",
    Licence: "MIT OR Apache-2.0",
    Price: "9.90",
    Homepage: "https://example.org/weather",
    Description: "Tells the **weather**.",
    "Default options": '{"unit": "C"}',
  };
  for (const [name, value] of Object.entries(said)) await field(page, name).fill(value);
  await field(page, "Currency").selectOption("EUR");
  await field(page, "Who can find it").selectOption("unlisted");
  await page.getByRole("button", { name: "Create" }).click();
  await page.getByText("天气 Weather is made").waitFor();
  // Nobody has used Flask on this platform before: it is compiled now.
  await page.getByTitle("The new plugin").contentFrame().getByText("a greeting").waitFor({ timeout: 60_000 });

  const plugin = await platform.call("GET", "/api/v1/plugins/mei/weather", { by: mei });
  expect(plugin).toMatchObject({
    title: "天气 Weather",
    developer: "Mei Li",
    copyright: "© 2026 Mei Li",
    keywords: ["weather", "天气"],
    category: "data",
    licence: "MIT OR Apache-2.0",
    price: 990,
    currency: "EUR",
    homepage: "https://example.org/weather",
    visibility: "unlisted",
    default_options: { unit: "C" },
  });
  await page.getByRole("link", { name: "Edit its source" }).click();
  await page.waitForURL(`${platform.url}/edit/${plugin.id}`);
});

test("a name that is taken is told at its field", async () => {
  await platform.plugin(mei, { name: "taken", template: null });
  const page = await visit(platform, "/new", { as: mei });
  await page.getByRole("radio", { name: /Static pages/ }).check();
  await field(page, "Name").fill("taken");
  await page.getByRole("button", { name: "Create" }).click();
  await page.getByRole("alert").filter({ hasText: "of this name already" }).waitFor();
  expect(await field(page, "Name").getAttribute("aria-invalid")).toBe("true");
});

test("a plugin can be made for an organisation", async () => {
  await platform.call("POST", "/api/v1/organisations", { by: mei, body: { name: "sky-watch" } });
  const page = await visit(platform, "/new", { as: mei });
  await page.getByRole("radio", { name: /Static pages/ }).check();
  await field(page, "Name").fill("clouds");
  await field(page, "Owner").selectOption("sky-watch");
  await page.getByRole("button", { name: "Create" }).click();
  await page.getByText("Clouds is made").waitFor();
  await platform.call("GET", "/api/v1/plugins/sky-watch/clouds", { by: mei });
});

test("information is changed, and what is emptied is empty", async () => {
  await platform.plugin(mei, { name: "old", category: "tools", licence: "MIT", template: "static" });
  const page = await visit(platform, "/p/mei/old/information", { as: mei });
  await field(page, "Title").fill("New");
  await field(page, "Category").fill("");
  await field(page, "Name").fill("new");
  await page.getByRole("button", { name: "Save" }).click();
  await page.waitForURL(`${platform.url}/p/mei/new`);
  await page.getByRole("heading", { name: "New", level: 1 }).waitFor();
  const plugin = await platform.call("GET", "/api/v1/plugins/mei/new", { by: mei });
  expect(plugin).toMatchObject({ title: "New", category: null, licence: "MIT" });
});

/** A picture of one pixel. */
const PIXEL = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

test("a logo is an image that is uploaded, or an address, or a mark of its own", async () => {
  await platform.plugin(mei, { name: "seen", template: "static" });
  const page = await visit(platform, "/p/mei/seen/information", { as: mei });
  const choose = (name: string, buffer: Buffer) =>
    page.locator("input[type=file]").setInputFiles({ name, mimeType: "image/png", buffer });
  const save = () => page.getByRole("button", { name: "Save" }).click();
  const logo = async () => (await platform.call("GET", "/api/v1/plugins/mei/seen", { by: mei })).logo;
  await choose("huge.png", Buffer.alloc(600 << 10));
  await page.getByRole("alert").filter({ hasText: "At most 512 KiB" }).waitFor();
  await choose("none.png", Buffer.from("surely an image"));
  await save();
  await page.getByRole("alert").filter({ hasText: "Choose a PNG" }).waitFor();
  await choose("pixel.png", PIXEL);
  await save();
  await page.waitForURL(`${platform.url}/p/mei/seen`);
  const shown = page.getByRole("main").locator("header img");
  await expect.poll(() => shown.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(1);

  await page.goto(`${platform.url}/p/mei/seen/information`);
  await page.getByRole("button", { name: "Remove the logo" }).click();
  await choose("another.png", PIXEL);
  await save();
  await page.waitForURL(`${platform.url}/p/mei/seen`);
  expect(await logo()).toMatch(/^\/api\//);
  await page.goto(`${platform.url}/p/mei/seen/information`);
  await page.getByRole("button", { name: "Remove the logo" }).click();
  await save();
  await page.waitForURL(`${platform.url}/p/mei/seen`);
  expect(await logo()).toBeNull();
  await page.goto(`${platform.url}/p/mei/seen/information`);
  await field(page, "Logo").fill("https://example.org/logo.svg");
  await save();
  await page.waitForURL(`${platform.url}/p/mei/seen`);
  expect(await logo()).toBe("https://example.org/logo.svg");
});

test("two who change the same information do not overwrite each other", async () => {
  const plugin = await platform.plugin(mei, { name: "shared", template: "static" });
  const page = await visit(platform, "/p/mei/shared/information", { as: mei });
  await field(page, "Title").fill("Mine");
  const current = await fetch(`${platform.url}/api/v1/plugins/${plugin.id}`, {
    headers: { authorization: `Bearer ${mei.token}` },
  });
  await platform.call("PATCH", `/api/v1/plugins/${plugin.id}`, {
    by: mei,
    body: { title: "Theirs" },
    headers: { "if-match": current.headers.get("etag") ?? "" },
  });
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("alert").filter({ hasText: "Somebody else" }).waitFor();
  const now = await platform.call("GET", `/api/v1/plugins/${plugin.id}`, { by: mei });
  expect(now.title).toBe("Theirs");
  await page.getByRole("button", { name: "Discard mine" }).click();
  await expect.poll(() => field(page, "Title").inputValue()).toBe("Theirs");
});

test.each(["light", "dark"] as const)("axe finds nothing to say about the form (%s)", async (theme) => {
  const page = await visit(platform, "/new", { as: mei, theme, width: 360 });
  await field(page, "Name").waitFor();
  await page.getByRole("button", { name: "Create" }).click();
  await page.getByRole("alert").first().waitFor();
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
});
