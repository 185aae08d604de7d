import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { closeBrowser, PATIENCE, type Visit, visit } from "./support/browser";
import { Platform } from "./support/platform";

let platform: Platform;
const pages: Page[] = [];

beforeAll(async () => {
  platform = await Platform.start();
});

afterEach(async () => {
  for (const page of pages.splice(0)) await page.context().close();
});

afterAll(async () => {
  await closeBrowser();
  await platform?.stop();
});

async function open(path: string, how?: Visit): Promise<Page> {
  const page = await visit(platform, path, how);
  pages.push(page);
  return page;
}

/** All links of a guide that lead to another one, or to a place in one. */
const linksOf = (page: Page): Promise<string[]> =>
  page
    .getByRole("article")
    .getByRole("link")
    .evaluateAll((links) =>
      links.map((link) => link.getAttribute("href") ?? "").filter((href) => /^(#|\/help\/)/.test(href)),
    );

for (const language of ["en", "zh-CN"] as const) {
  test(`every guide is there, and so is whatever it links to (${language})`, async () => {
    const page = await open("/help", { language });
    const main = page.getByRole("main");
    await main.getByRole("link").first().waitFor();
    const guides = await main
      .getByRole("link")
      .evaluateAll((links) => links.map((link) => link.getAttribute("href") ?? ""));
    expect(guides.length).toBeGreaterThanOrEqual(9);
    const places = new Set<string>();
    for (const guide of guides) {
      await page.goto(platform.url + guide);
      await page.getByRole("article").getByRole("heading", { level: 1 }).waitFor();
      for (const href of await linksOf(page)) places.add(href.startsWith("#") ? guide + href : href);
    }
    expect(places.size).toBeGreaterThan(10);
    const missing: string[] = [];
    for (const place of places) {
      await page.goto(platform.url + place);
      await page.getByRole("article").getByRole("heading", { level: 1 }).waitFor();
      const anchor = decodeURIComponent(new URL(page.url()).hash.slice(1));
      const isThere = await page.evaluate((id) => !id || document.getElementById(id) !== null, anchor);
      if (!isThere) missing.push(place);
    }
    expect(missing).toEqual([]);
  });
}

test("one goes from guide to guide, and by the sections of one", async () => {
  const page = await open("/help");
  await page.getByRole("link", { name: "Quick start" }).click();
  await page.getByRole("heading", { name: "Quick start", level: 1 }).waitFor();
  const guides = page.getByRole("navigation", { name: "Guides" });
  expect(await guides.getByRole("link", { name: "Quick start" }).getAttribute("aria-current")).toBe("page");
  await guides.getByRole("link", { name: "3. Publish it" }).click();
  await page.waitForURL(/#3-publish-it$/);
  await page.getByRole("article").getByRole("link", { name: "Plugins in Python" }).click();
  await page.getByRole("heading", { name: "Plugins in Python", level: 1 }).waitFor();
  await page.goBack();
  await page.getByRole("heading", { name: "Quick start", level: 1 }).waitFor();
});

test("a place in a guide can be linked to", async () => {
  const page = await open("/help/package-format#without-a-manifest");
  const heading = page.getByRole("heading", { name: "Without a manifest" });
  await heading.waitFor();
  const top = () => heading.evaluate((heading) => heading.getBoundingClientRect().top);
  await expect.poll(top, { timeout: PATIENCE }).toBeLessThan(300);
});

test("the quick start can be taken along", async () => {
  const page = await open("/help/quick-start", { language: "zh-CN" });
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "下载" }).click(),
  ]);
  expect(download.suggestedFilename()).toBe("quick-start.md");
  const text = await readFile(await download.path(), "utf8");
  expect(text).toMatch(/^# 快速开始/);
});

test("a guide follows the language", async () => {
  const page = await open("/help/first-plugin");
  await page.getByRole("heading", { name: "Your first plugin", level: 1 }).waitFor();
  await page.getByRole("button", { name: "Language" }).click();
  await page.getByRole("menuitem", { name: "简体中文" }).click();
  await page.getByRole("heading", { name: "第一个插件", level: 1 }).waitFor();
});

test("there is no guide of another name", async () => {
  const page = await open("/help/nonsense");
  await page.getByRole("heading", { level: 1 }).or(page.getByText("There is no such page")).first().waitFor();
});

/** The code that a guide shows, in order. */
async function codeOf(guide: string, language: "en" | "zh-CN"): Promise<string[]> {
  const page = await open(`/help/${guide}`, { language });
  await page.getByRole("article").getByRole("heading", { level: 1 }).waitFor();
  return page
    .getByRole("article")
    .getByRole("code")
    .evaluateAll((codes) =>
      codes.filter((code) => code.parentElement?.tagName === "PRE").map((code) => code.textContent ?? ""),
    );
}

for (const language of ["en", "zh-CN"] as const) {
  test(`the first plugin works as the guide says (${language})`, async () => {
    const [html = "", views = "", urls = "", shown = "", , answer = ""] = await codeOf(
      "first-plugin",
      language,
    );
    const author = await platform.user(`author-${language.toLowerCase()}`);
    const plugin = await platform.plugin(author, { name: "first", title: "First", template: "django" });
    const file = (path: string) => `/api/v1/plugins/${plugin.id}/workspace/files/${path}`;
    const read = async (path: string) =>
      (
        await fetch(platform.url + file(path), { headers: { authorization: `Bearer ${author.token}` } })
      ).text();
    const write = (path: string, text: string, headers: Record<string, string>) =>
      platform.call("PUT", file(path), { by: author, body: new TextEncoder().encode(text), headers });
    await write("templates/home.html", html, { "if-none-match": "*" });
    await write("views.py", `${await read("views.py")}\n\n${views}`, { "if-match": "*" });
    const routes = await read("urls.py");
    await write(
      "urls.py",
      routes.replace("urlpatterns = [\n", (start) => start + urls),
      { "if-match": "*" },
    );
    const page = await open(`/plugins.${plugin.id}/home/`);
    await page.getByRole("button").click();
    await page.getByRole("status").getByText(shown.trim()).waitFor();
    const told = await fetch(`${platform.url}/plugins.${plugin.id}/getdata/?a=you`);
    expect(await told.json()).toEqual(JSON.parse(answer));
  });
}
