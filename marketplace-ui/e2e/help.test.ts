import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { closeBrowser, type Visit, visit } from "./support/browser";
import { Platform } from "./support/platform";

let platform: Platform;
beforeAll(async () => {
  platform = await Platform.start();
});

afterAll(async () => {
  await closeBrowser();
  await platform?.stop();
});

async function open(path: string, how?: Visit): Promise<Page> {
  return await visit(platform, path, how);
}

/** Where the links of a guide lead within the guides, and the places that can be linked to in it. */
async function read(page: Page, guide: string): Promise<{ links: string[]; places: string[] }> {
  await page.goto(platform.url + guide);
  const article = page.getByRole("article");
  await article.getByRole("heading", { level: 1 }).waitFor();
  const links = await article
    .getByRole("link")
    .evaluateAll((links) => links.map((link) => link.getAttribute("href") ?? ""));
  const places = await article.getByRole("heading").evaluateAll((headings) => headings.map(({ id }) => id));
  return { links: links.filter((href) => /^(#|\/help\/)/.test(href)), places };
}

for (const language of ["en", "zh-CN"] as const) {
  test(`every guide is there, and so is whatever it links to (${language})`, async () => {
    const page = await open("/help", { language });
    const listed = page.getByRole("main").getByRole("link");
    await listed.first().waitFor();
    const guides = await listed.evaluateAll((links) => links.map((link) => link.getAttribute("href") ?? ""));
    expect(guides.length).toBeGreaterThanOrEqual(9);
    const wanted: string[] = [];
    const places = new Map<string, string[]>();
    for (const guide of guides) {
      const found = await read(page, guide);
      places.set(guide, found.places);
      for (const link of found.links) {
        const target = link.startsWith("#") ? guide + link : link;
        const name = target.replace(/#.*/, "");
        wanted.push(target);
        if (!guides.includes(name)) guides.push(name);
      }
    }
    expect(wanted.length).toBeGreaterThan(20);
    const missing = wanted.filter((target) => {
      const [guide = "", anchor] = decodeURIComponent(target).split("#");
      return anchor !== undefined && !places.get(guide)?.includes(anchor);
    });
    expect(missing).toEqual([]);
  });
}

test("one goes from guide to guide, and by the sections of one", async () => {
  const page = await open("/help");
  await page.getByRole("link", { name: "Quick start" }).click();
  await page.getByRole("heading", { name: "Quick start", level: 1 }).waitFor();
  const guides = page.getByRole("navigation", { name: "Guides" });
  expect(await guides.getByRole("link", { name: "Quick start" }).getAttribute("aria-current")).toBe("page");
  await guides.getByRole("link", { name: "4. Publish it" }).click();
  await page.waitForURL(/#4-publish-it$/);
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
  await expect.poll(top).toBeLessThan(300);
});

test("the quick start can be taken along", async () => {
  const page = await open("/help/quick-start", { language: "zh-CN" });
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "下载" }).click(),
  ]);
  expect(download.suggestedFilename()).toBe("quick-start.md");
  const text = await readFile(await download.path(), "utf8");
  expect(text).toMatch(/^# 快速入门/);
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
    const textOf = async (path: string) =>
      (
        await fetch(platform.url + file(path), { headers: { authorization: `Bearer ${author.token}` } })
      ).text();
    const write = (path: string, text: string, headers: Record<string, string>) =>
      platform.call("PUT", file(path), { by: author, body: new TextEncoder().encode(text), headers });
    await write("templates/home.html", html, { "if-none-match": "*" });
    await write("views.py", `${await textOf("views.py")}\n\n${views}`, { "if-match": "*" });
    const routes = await textOf("urls.py");
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
