import { setTimeout as pause } from "node:timers/promises";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { afterEach, expect } from "vitest";
import type { Account, Platform } from "./platform";

/** Debian's. */
const CHROMIUM = process.env.MSPF_E2E_CHROMIUM ?? "/usr/bin/chromium";
/** How long a test waits for what it expects to see, in milliseconds: many browsers may share a small machine. */
const PATIENCE = 30_000;
/** Up to so many milliseconds each request of a page waits: brings out tests that look before the page has moved. */
const SLOWED = Number(process.env.MSPF_E2E_SLOWED ?? 0);

let browser: Browser | undefined;
/** The profiles of the present test. */
const contexts: BrowserContext[] = [];
/** What the pages of the present test threw and did not catch. */
const thrown: string[] = [];

// No test leaves pages at work, and none passes whose pages have failed.
afterEach(async () => {
  for (const context of contexts.splice(0)) await context.close();
  expect(thrown.splice(0)).toEqual([]);
});

export interface Visit {
  as?: Account;
  language?: "en" | "zh-CN";
  theme?: "light" | "dark";
  width?: number;
  height?: number;
}

/** A page in a fresh browser profile, signed in if an account is given. It is closed after the test. */
export async function visit(
  platform: Platform,
  path: string,
  { as, language = "en", theme = "light", width = 1280, height = 800 }: Visit = {},
): Promise<Page> {
  browser ??= await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: theme,
    locale: language,
  });
  contexts.push(context);
  if (SLOWED) {
    await context.route("**/*", async (route) => {
      await pause(Math.random() * SLOWED);
      await route.continue().catch(() => undefined);
    });
  }
  context.setDefaultTimeout(PATIENCE);
  context.on("weberror", (failure) => {
    const { stack = "" } = failure.error();
    // What plugins' own pages throw is theirs.
    if (stack.includes(`${platform.url}/assets/`)) thrown.push(stack);
  });
  if (as) await signIn(context, platform, as);
  const page = await context.newPage();
  await page.goto(platform.url + path);
  return page;
}

async function signIn(context: BrowserContext, platform: Platform, { name, password }: Account) {
  const answer = await context.request.post(`${platform.url}/api/v1/auth/login`, {
    data: { username: name, password },
  });
  if (!answer.ok()) throw new Error(`${name} could not sign in: ${answer.status()}`);
  const origin = platform.url;
  await context.addInitScript((origin) => {
    if (location.origin === origin) localStorage.setItem("mspf-signed-in", "1");
  }, origin);
}

/** Ends the browser; after the last test of a file. */
export async function closeBrowser() {
  await browser?.close();
  browser = undefined;
}
