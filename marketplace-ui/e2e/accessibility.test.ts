import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { closeBrowser, visit } from "./support/browser";
import { type Account, Platform } from "./support/platform";

/** How long all pages of one test may take together, in milliseconds. */
const ALL_PAGES = 300_000;

let platform: Platform;
let ada: Account;
let draft: string;

beforeAll(async () => {
  platform = await Platform.start();
  ada = await platform.admin();
  await platform.site(ada, "hello", { "index.html": "<!doctype html><title>Hello</title><h1>Hello</h1>" });
  draft = (await platform.plugin(ada, { name: "draft", title: "Draft", visibility: "private" })).id;
  await platform.call("POST", "/api/v1/organisations", {
    by: ada,
    body: { name: "engines", display_name: "Engines" },
  });
  await platform.call("POST", "/api/v1/tokens", {
    by: ada,
    body: { name: "pipeline", scopes: ["plugins:read"] },
  });
  const banned = await platform.site(ada, "banned", { "index.html": "Hello" });
  await platform.call("PUT", `/api/v1/plugins/${banned.id}/ban`, {
    by: ada,
    body: { reason: "It was unkind." },
  });
});

afterAll(async () => {
  await closeBrowser();
  await platform?.stop();
});

/** Nothing moves any more: what is waited for pulses, what changes fades. */
const isStill = (page: Page) => page.evaluate(() => document.getAnimations().length === 0);

/** What axe finds wrong with what is shown, or a part of it; the pages of plugins in frames are their authors'. */
async function violations(page: Page, part = "html"): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).include(part).exclude("iframe").analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}

/** The violations of several places, each after it has been loaded. */
async function look(page: Page, places: string[]): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {};
  for (const place of places) {
    await page.goto(platform.url + place);
    await page.getByRole("main").first().waitFor();
    await page.getByRole("heading", { level: 1 }).first().waitFor();
    await expect.poll(() => isStill(page)).toBe(true);
    const wrong = await violations(page);
    if (wrong.length) found[place] = wrong;
  }
  return found;
}

const tabs = (place: string, names: string[]) => names.map((name) => `${place}?tab=${name}`);

const STRANGERS = [
  "/",
  "/sign-in",
  "/sign-up",
  "/setup",
  "/setup#secret",
  "/account",
  "/help",
  "/help/quick-start",
  "/nowhere",
];
const USERS = [
  "/",
  "/new",
  ...tabs("/p/ada/hello", ["readme", "try", "versions", "permissions", "stats", "logs", "source"]),
  "/p/ada/draft",
  "/p/ada/banned",
  "/p/ada/hello/information",
  ...tabs("/account", ["profile", "password", "sessions", "tokens", "plugins", "transfers"]),
  "/organisations",
  "/organisations/engines",
];
const ADMINISTRATORS = tabs("/admin", ["users", "plugins", "audit", "jobs", "nodes"]);

for (const theme of ["light", "dark"] as const) {
  test(`no page has a violation in the ${theme} theme`, { timeout: ALL_PAGES }, async () => {
    const stranger = await visit(platform, "/", { theme });
    expect(await look(stranger, STRANGERS)).toEqual({});
    const user = await visit(platform, "/", { theme, as: ada });
    expect(await look(user, [...USERS, ...ADMINISTRATORS, `/edit/${draft}`])).toEqual({});
  });

  test(`nor has a dialog or a menu in the ${theme} theme`, { timeout: ALL_PAGES }, async () => {
    const page = await visit(platform, "/", { theme, as: ada });
    const openings: [string, string, "dialog" | "menu"][] = [
      ["/account?tab=tokens", "Make a token", "dialog"],
      ["/organisations", "Make an organisation", "dialog"],
      ["/admin", "Create user", "dialog"],
      ["/admin?tab=plugins", "Ban hello", "dialog"],
      ["/admin", "Actions for ada", "menu"],
    ];
    const found: Record<string, string[]> = {};
    for (const [place, opener, role] of openings) {
      await page.goto(platform.url + place);
      await page.getByRole("button", { name: opener }).click();
      await page.getByRole(role).waitFor();
      await expect.poll(() => isStill(page)).toBe(true);
      const wrong = await violations(page, `[role=${role}]`);
      if (wrong.length) found[opener] = wrong;
    }
    expect(found).toEqual({});
  });

  test(`nor on a narrow screen, in Chinese, in the ${theme} theme`, { timeout: ALL_PAGES }, async () => {
    const page = await visit(platform, "/", { theme, as: ada, language: "zh-CN", width: 360 });
    expect(
      await look(page, [
        "/",
        "/p/ada/hello",
        "/account?tab=sessions",
        "/organisations/engines",
        ...ADMINISTRATORS,
      ]),
    ).toEqual({});
  });
}
