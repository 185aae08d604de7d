import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import type { Account, Platform } from "./platform";

/** Debian's. */
const CHROMIUM = process.env.MSPF_E2E_CHROMIUM ?? "/usr/bin/chromium";
/** How long a test waits for what it expects to see, in milliseconds: many browsers may share a small machine. */
export const PATIENCE = 15_000;

let browser: Browser | undefined;

export interface Visit {
  as?: Account;
  language?: "en" | "zh-CN";
  theme?: "light" | "dark";
  width?: number;
  height?: number;
}

/** A fresh browser profile, signed in if an account is given. Whatever its pages log as an error fails the test. */
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
  context.setDefaultTimeout(PATIENCE);
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
