import { readFile } from "node:fs/promises";
import type { FrameLocator, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { closeBrowser, visit } from "./support/browser";
import { type Account, Platform } from "./support/platform";

/** How long all attacks of the page may take together, in milliseconds. */
const ALL_ATTACKS = 60_000;
const SECRET = "the victim's own";

let platform: Platform;
let ada: Account;
let id: string;

beforeAll(async () => {
  platform = await Platform.start();
  ada = await platform.admin();
  const names = ["index.html", "attack.js", "worker.js"];
  const files = names.map(async (name) => [
    name,
    await readFile(new URL(`hostile/${name}`, import.meta.url), "utf8"),
  ]);
  ({ id } = await platform.site(
    await platform.user("mallory"),
    "hostile",
    Object.fromEntries(await Promise.all(files)),
  ));
});

afterAll(async () => {
  await closeBrowser();
  await platform?.stop();
});

/** A page of the UI whose user has something to lose. */
async function victim(path = "/"): Promise<Page> {
  const page = await visit(platform, path, { as: ada });
  await page.getByRole("banner").getByRole("button", { name: "ada" }).waitFor();
  await page.evaluate((secret) => localStorage.setItem("planted", secret), SECRET);
  await page.context().addCookies([{ name: "planted", value: "secret", url: platform.url }]);
  return page;
}

/** What the hostile page says of its attacks. */
async function report(page: Page | FrameLocator): Promise<Record<string, string>> {
  await page.getByText("That was all.").waitFor({ timeout: ALL_ATTACKS });
  const lines = await page.getByRole("listitem").allTextContents();
  return Object.fromEntries(lines.map((line) => line.split(/: (.*)/s).slice(0, 2)));
}

/** The victim is as signed in as before, alone on the origin, and nobody else has the session. */
async function nothingIsLost(page: Page) {
  const refresh = (await page.context().cookies(`${platform.url}/api/v1/auth`)).filter(
    ({ name }) => name === "mspf_refresh",
  );
  expect(refresh.map(({ domain, httpOnly, sameSite }) => ({ domain, httpOnly, sameSite }))).toEqual([
    { domain: "localhost", httpOnly: true, sameSite: "Strict" },
  ]);
  await page.goto(`${platform.url}/account?tab=sessions`);
  await page.getByText("This session").waitFor();
  const kept = await page.evaluate(async () => ({
    planted: localStorage.getItem("planted"),
    workers: (await navigator.serviceWorker.getRegistrations()).length,
    isControlled: navigator.serviceWorker.controller !== null,
  }));
  expect(kept).toEqual({ planted: SECRET, workers: 0, isControlled: false });
}

/** What both forms of address have in common. */
const REFUSED = {
  "the address of the page around": "got null",
  "leading the page around elsewhere": "got null",
  "who is signed in": "refused",
  "access token": "refused",
  // The browser sends it without the session, and shows nothing of the answer.
  "access token, unseen": 'got "opaque"',
  "sign-out, unseen": 'got "opaque"',
  "access token by a form": "refused",
  "frame of the UI": "refused",
  "frame of a file": "refused",
  "window of the UI": "refused",
  "storage of the window": "refused",
  messages: "got []",
  "window of one's own making": "got null",
  "service worker of the platform": "refused",
  "cookie for the platform": "refused",
};

test("below a path of the platform's own host it gets nothing", { timeout: 120_000 }, async () => {
  const page = await victim();
  const hostile = await page.context().newPage();
  await hostile.goto(`${platform.url}/plugins.${id}/`);
  expect(await report(hostile)).toEqual({
    ...REFUSED,
    storage: "refused",
    database: "refused",
    cookies: "refused",
    "service worker": "refused",
  });
  await nothingIsLost(page);
});

test("on an origin of its own it gets what is its own", { timeout: 120_000 }, async () => {
  const page = await victim();
  const hostile = await page.context().newPage();
  const origin = `http://${id.toLowerCase().replaceAll("_", "-")}.plugins.localhost:${new URL(platform.url).port}`;
  await hostile.goto(`${origin}/`);
  expect(await report(hostile)).toEqual({
    ...REFUSED,
    storage: "got null",
    database: "got 0",
    cookies: 'got ""',
    "cookie for the platform": "got false",
    "service worker": `got "${origin}/"`,
  });
  await nothingIsLost(page);
});

test("shown within the UI it gets no further, and the page around it stays", {
  timeout: 120_000,
}, async () => {
  const page = await victim("/p/mallory/hostile?tab=try");
  const told = await report(page.frameLocator("iframe"));
  expect(told).toMatchObject({
    "who is signed in": "refused",
    messages: "got []",
    "window of the UI": "refused",
  });
  expect(told["the address of the page around"]).toBe("refused");
  expect(JSON.stringify(told)).not.toContain(SECRET);
  expect(page.url()).toBe(`${platform.url}/p/mallory/hostile?tab=try`);
  await nothingIsLost(page);
});

test("even a page of the platform cannot be made to install a plugin's service worker", async () => {
  const page = await victim();
  const registered = page.evaluate(
    (path) => navigator.serviceWorker.register(path),
    `/plugins.${id}/worker.js`,
  );
  await expect(registered).rejects.toThrow();
  const asked = await fetch(`${platform.url}/plugins.${id}/worker.js`, {
    headers: { "service-worker": "script" },
  });
  expect(asked.ok).toBe(false);
});
