import { afterAll, beforeAll, expect, test } from "vitest";
import { closeBrowser, visit } from "./support/browser";
import { type Account, Platform, zip } from "./support/platform";

let platform: Platform;
let lin: Account;

beforeAll(async () => {
  platform = await Platform.start();
  lin = await platform.user("lin");
  await platform.plugin(lin, { name: "weather", title: "天气预报", keywords: ["天气"], template: "static" });
  await platform.plugin(lin, { name: "charts", title: "Charts", description: "Draws", template: "static" });
});
afterAll(async () => {
  await closeBrowser();
  await platform.stop();
});

test("search finds as one types, in Chinese too, and the address remembers it", async () => {
  const page = await visit(platform, "/");
  await page.getByRole("heading", { name: "Charts" }).waitFor();
  await page.keyboard.press("/");
  await page.keyboard.type("天气");
  await page.getByRole("heading", { name: "Charts" }).waitFor({ state: "detached" });
  await page.getByRole("heading", { name: "天气预报" }).waitFor();
  await page.waitForURL(/q=/);
  await page.reload();
  await page.getByRole("heading", { name: "天气预报" }).waitFor();
  expect(await page.getByRole("searchbox").inputValue()).toBe("天气");
  await page.getByRole("searchbox").fill("nothing is called like this");
  await page.getByText("Nothing was found").waitFor();
  await page.getByRole("button", { name: "Show all plugins" }).click();
  await page.getByRole("heading", { name: "Charts" }).waitFor();
});

test("filters narrow the list, stand in the address and are taken back together", async () => {
  await platform.plugin(lin, {
    name: "priced",
    price: 500,
    currency: "EUR",
    category: "games",
    template: null,
  });
  const page = await visit(platform, "/?sort=newest");
  const priced = page.getByRole("heading", { name: "Priced" });
  const charts = page.getByRole("heading", { name: "Charts" });
  await priced.waitFor();
  await page.getByLabel("Price").selectOption("Free");
  await priced.waitFor({ state: "detached" });
  await page.getByLabel("Price").selectOption("Priced");
  await charts.waitFor({ state: "detached" });
  await page.getByText("€5.00").waitFor();
  await page.getByLabel("Category").selectOption("Tools");
  await page.getByText("Nothing was found").waitFor();
  await page.getByRole("button", { name: "Show all plugins" }).click();
  await charts.waitFor();
  await page.getByLabel("Kind").selectOption("WebAssembly");
  await charts.waitFor({ state: "detached" });
  await priced.waitFor();
  const others = await visit(platform, `/?owner=${lin.name}`);
  await others.getByRole("heading", { name: "Charts" }).waitFor();
  await others.getByRole("button", { name: `Not only plugins of ${lin.name}` }).click();
  await others.waitForURL((url) => !url.search.includes("owner"));
});

test("what happens in the catalogue is seen without a reload", async () => {
  const page = await visit(platform, "/?q=newcomer");
  await page.getByText("Nothing was found").waitFor();
  const { id } = await platform.plugin(lin, { name: "newcomer", template: null });
  await page.getByRole("heading", { name: "Newcomer" }).waitFor();
  await platform.call("DELETE", `/api/v1/plugins/${id}`, { by: lin });
  await page.getByText("Nothing was found").waitFor();
});

test("a card shows the page of its plugin, where it has one", async () => {
  await platform.site(lin, "pretty", {
    "index.html": "<!doctype html><title>Pretty</title><h1>I am pretty</h1>",
  });
  const page = await visit(platform, "/?q=pretty");
  const frame = page.getByTitle("The page of Pretty");
  await frame.contentFrame().getByText("I am pretty").waitFor();
  expect(await frame.getAttribute("sandbox")).toBe("allow-scripts");
});

test("a stranger sees no way to change a plugin, its owner does", async () => {
  const stranger = await visit(platform, "/?q=charts");
  await stranger.getByRole("heading", { name: "Charts" }).waitFor();
  expect(await stranger.getByRole("link", { name: "Edit source" }).count()).toBe(0);
  const owner = await visit(platform, "/?q=charts", { as: lin });
  await owner.getByRole("link", { name: "Edit source" }).waitFor();
});

test("a like counts at once and stays", async () => {
  const page = await visit(platform, "/?q=charts", { as: lin });
  const kept = page.waitForResponse((response) => response.url().endsWith("/like"));
  await page.getByRole("article").getByRole("button", { name: /like/i }).click();
  await page.getByRole("article").getByRole("button", { name: /like/i, pressed: true }).waitFor();
  await kept;
  await page.reload();
  await page.getByRole("article").getByRole("button", { name: /like/i, pressed: true }).waitFor();
});

const PAGE = "<!doctype html><title>dropped</title><h1>I was dropped</h1>";
const manifest = (name: string, version: string) =>
  `manifest_version = 1\n[plugin]\nname = "${name}"\nversion = "${version}"\n[runtime]\nkind = "static"\n[static]\ndir = "public"\nmount = "/"\n`;

test("a zip that is chosen becomes a plugin that answers, and a bad one names its entry", async () => {
  const page = await visit(platform, "/", { as: lin });
  const choose = (name: string, files: Record<string, string>) =>
    page
      .getByLabel("Choose a zip")
      .setInputFiles({ name, mimeType: "application/zip", buffer: Buffer.from(zip(files)) });
  await choose("bad.zip", { "mspf.toml": manifest("dropped", "1.0.0"), ".env": "SECRET=1" });
  await page.getByRole("alert").filter({ hasText: ".env" }).waitFor();
  await choose("dropped.zip", { "mspf.toml": manifest("dropped", "1.0.0"), "public/index.html": PAGE });
  await page.getByText("is made and answers").waitFor();
  const card = page.getByRole("article").filter({ hasText: "Dropped" });
  await card.waitFor();
  const address = await card.getByRole("link", { name: "Preview" }).getAttribute("href");
  const plugin = await page.context().newPage();
  await plugin.goto(address ?? "");
  await plugin.getByRole("heading", { name: "I was dropped" }).waitFor();
});

test("a file that is dragged over the page makes it one drop zone", async () => {
  const page = await visit(platform, "/", { as: lin });
  await page.getByRole("button", { name: /^Drop a plugin/ }).waitFor();
  const dataTransfer = await page.evaluateHandle(() => {
    const transfer = new DataTransfer();
    transfer.items.add(new File(["no zip"], "notes.txt"));
    return transfer;
  });
  const body = page.locator("body");
  await body.dispatchEvent("dragenter", { dataTransfer });
  await page.getByText("Drop it: it runs").waitFor();
  await body.dispatchEvent("dragleave", { dataTransfer });
  await page.getByText("Drop it: it runs").waitFor({ state: "detached" });
  await body.dispatchEvent("dragenter", { dataTransfer });
  await body.dispatchEvent("drop", { dataTransfer });
  await page.getByRole("alert").filter({ hasText: "This is no zip file" }).waitFor();
});

test("on a narrow screen nothing is cut off, and the filters fold away", async () => {
  const page = await visit(platform, "/", { width: 360, height: 720 });
  await page.getByRole("article").first().waitFor();
  expect(await page.getByLabel("Category").isVisible()).toBe(false);
  await page.getByRole("button", { name: "Filters" }).click();
  await page.getByLabel("Category").waitFor();
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
});

test("deleting asks first, says what goes too, and takes the card away", async () => {
  await platform.plugin(lin, { name: "doomed", template: "static" });
  const page = await visit(platform, "/?q=doomed", { as: lin });
  await page.getByRole("button", { name: /^More for/ }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  const dialog = page.getByRole("dialog");
  expect(await dialog.textContent()).toContain("workspace with all its history");
  await dialog.getByRole("button", { name: "Delete for ever" }).click();
  await page.getByText("Nothing was found").waitFor();
});

test("many plugins scroll with a few cards in the page", async () => {
  const many = Array.from({ length: 90 }, (_, number) => `many-${number}`);
  for (let from = 0; from < many.length; from += 10) {
    await Promise.all(
      many.slice(from, from + 10).map((name) => platform.plugin(lin, { name, template: null })),
    );
  }
  const page = await visit(platform, "/?q=many");
  const seen = new Set<string>();
  const cards = page.getByRole("article");
  await cards.first().waitFor();
  while (seen.size < many.length) {
    const before = seen.size;
    await expect
      .poll(async () => {
        await page.mouse.wheel(0, 700);
        for (const text of await cards.getByRole("heading").allTextContents()) seen.add(text);
        return seen.size;
      })
      .toBeGreaterThan(before);
    expect(await cards.count()).toBeLessThan(40);
  }
});
