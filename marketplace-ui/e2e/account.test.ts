import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { closeBrowser, visit } from "./support/browser";
import { type Account, Platform } from "./support/platform";

const PASSWORD = "a sentence that nobody guesses";

let platform: Platform;
let ada: Account;

beforeAll(async () => {
  platform = await Platform.start();
  ada = await platform.admin();
});

afterAll(async () => {
  await closeBrowser();
  await platform?.stop();
});

const whoami = (page: Page, name: string) => page.getByRole("banner").getByRole("button", { name });
const notice = (page: Page, text: string) => page.getByRole("listitem").filter({ hasText: text }).first();

/** Whether a secret works as an API token. */
async function works(secret: string, path = "/api/v1/whoami"): Promise<boolean> {
  const response = await fetch(platform.url + path, { headers: { authorization: `Bearer ${secret}` } });
  return response.ok;
}

test("a stranger signs up, signs out and in again, and is told at each field what is wrong", async () => {
  const page = await visit(platform, "/sign-in");
  await page.getByRole("link", { name: "Create an account" }).click();
  await page.getByLabel("Name", { exact: true }).fill("Grace Hopper");
  await page.getByText("none of them at an end").waitFor();
  await page.getByLabel("Name", { exact: true }).fill("ada");
  await page.getByLabel("Email address").fill("grace@example.org");
  await page.getByLabel("Password", { exact: true }).fill("short");
  await page.getByRole("button", { name: "Create account" }).click();
  await page.getByText("Use 10 to 256 characters").waitFor();
  expect(
    await page.getByLabel("Password", { exact: true }).evaluate((field) => field === document.activeElement),
  ).toBe(true);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Create account" }).click();
  await page.getByText("There is an account of this name already").waitFor();
  await page.getByLabel("Name", { exact: true }).fill("grace");
  await page.getByRole("button", { name: "Create account" }).click();

  await whoami(page, "grace").click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await page.getByRole("banner").getByRole("link", { name: "Sign in" }).click();
  await page.getByLabel("Name or email address").fill("grace@example.org");
  await page.getByLabel("Password", { exact: true }).fill("not this one");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("alert").getByText("The name or the password is wrong").waitFor();
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  await whoami(page, "grace").waitFor();
});

test("signing in leads back to where one came from", async () => {
  const page = await visit(platform, "/organisations");
  await page.getByRole("main").getByRole("link", { name: "Sign in" }).click();
  await page.getByLabel("Name or email address").fill(ada.name);
  await page.getByLabel("Password", { exact: true }).fill(ada.password);
  await page.getByLabel("Password", { exact: true }).press("Enter");
  await page.getByRole("heading", { name: "Organisations", level: 1 }).waitFor();
  expect(new URL(page.url()).pathname).toBe("/organisations");

  const elsewhere = await visit(platform, "/sign-in?to=https://example.org/", { as: ada });
  await whoami(elsewhere, "ada").waitFor();
  await elsewhere.waitForURL(`${platform.url}/`);
});

test("too many wrong passwords have to wait, and are told how long", async () => {
  await platform.user("mallory");
  const page = await visit(platform, "/sign-in");
  await page.getByLabel("Name or email address").fill("mallory");
  await page.getByLabel("Password", { exact: true }).fill("wrong");
  const throttled = page.getByRole("alert").filter({ hasText: "You can try again in" });
  for (let tries = 0; tries < 12 && !(await throttled.isVisible()); tries++) {
    const answer = page.waitForResponse((response) => response.url().endsWith("/auth/login"));
    await page.getByRole("button", { name: "Sign in" }).click();
    await answer;
    await page.getByRole("alert").first().waitFor();
  }
  await throttled.waitFor();
  const button = page.getByRole("main").getByRole("button", { name: /^Wait \d+ s$/ });
  expect(await button.isDisabled()).toBe(true);
  await page.getByRole("button", { name: "Sign in" }).waitFor();
});

test("where sign-up is closed, the platform says so", async () => {
  const closed = await Platform.start({ MSPF_SIGN_UP: "closed" });
  try {
    const page = await visit(closed, "/sign-up");
    await page.getByText("Sign-up is closed here").waitFor();
    expect(await page.getByLabel("Email address").count()).toBe(0);
  } finally {
    await closed.stop();
  }
});

test("the link that the server prints makes the first administrator, once", async () => {
  const empty = await Platform.startEmpty();
  try {
    await expect.poll(() => empty.setupLink).toBeDefined();
    const path = (empty.setupLink ?? "").replace(/^http:\/\/[^/]+/, "");
    const page = await visit(empty, path);
    await page.getByLabel("Name", { exact: true }).fill("grace");
    await page.getByLabel("Email address").fill("grace@example.org");
    await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await page.getByRole("button", { name: "Make administrator" }).click();
    await whoami(page, "grace").click();
    await page.getByRole("menuitem", { name: "Administration" }).click();
    await page
      .getByRole("table", { name: "Users" })
      .getByRole("cell", { name: "grace@example.org" })
      .waitFor();

    const late = await visit(empty, path);
    await late.getByLabel("Name", { exact: true }).fill("mallory");
    await late.getByLabel("Email address").fill("mallory@example.org");
    await late.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await late.getByRole("button", { name: "Make administrator" }).click();
    await late.getByRole("alert").getByText("This link has been used or has expired").waitFor();
  } finally {
    await empty.stop();
  }
});

test("the profile and the password can be changed", async () => {
  const user = await platform.user("jean");
  const page = await visit(platform, "/account", { as: user });
  await page.getByLabel("Display name").fill("Jean Jennings");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("heading", { name: "Jean Jennings", level: 1 }).waitFor();

  await page.getByRole("tab", { name: "Password" }).click();
  await page.getByLabel("Present password").fill("not this one");
  await page.getByLabel("New password").fill(PASSWORD);
  await page.getByRole("button", { name: "Change password" }).click();
  await page.getByText("This is not your present password").waitFor();
  await page.getByLabel("Present password").fill(user.password);
  await page.getByRole("button", { name: "Change password" }).click();
  await notice(page, "The password is changed").waitFor();
  await platform.signIn("jean", PASSWORD);
  expect(await works(user.token)).toBe(false);
});

test("sessions are listed, and can be ended one by one or all at once", async () => {
  const user = await platform.user("betty");
  const [second, third] = [await platform.signIn("betty"), await platform.signIn("betty")];
  const page = await visit(platform, "/account?tab=sessions", { as: user });
  const ends = page.getByRole("button", { name: /^End the session of/ });
  await expect.poll(() => ends.count()).toBe(4);
  await page.getByText("This session").waitFor();
  await ends.first().click();
  await expect.poll(() => ends.count()).toBe(3);
  await page.getByRole("button", { name: "End all others" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "End all others" }).click();
  await expect.poll(() => ends.count()).toBe(0);
  for (const { token } of [user, second, third]) await expect.poll(() => works(token)).toBe(false);
  await page.reload();
  await page.getByText("This session").waitFor();
});

test("a token is made for one plugin, shown once, and deleted", async () => {
  const user = await platform.user("kay");
  const { id } = await platform.plugin(user, { name: "bound", title: "Bound" });
  await platform.plugin(user, { name: "other", title: "Other" });
  const page = await visit(platform, "/account?tab=tokens", { as: user });
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"], { origin: platform.url });
  await page.getByRole("button", { name: "Make a token" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name", { exact: true }).fill("continuous integration");
  await dialog.getByRole("button", { name: "Make a token" }).click();
  await dialog.getByText("Choose at least one").waitFor();
  await dialog.getByRole("checkbox", { name: "plugins:read" }).check();
  expect(await dialog.getByRole("checkbox", { name: "admin" }).count()).toBe(0);
  await dialog.getByLabel("Only for one plugin").selectOption("kay/bound");
  await dialog.getByLabel("Works for").selectOption("30 days");
  await dialog.getByRole("button", { name: "Make a token" }).click();
  await dialog.getByRole("button", { name: "Copy the token" }).click();
  const secret = await page.evaluate(() => navigator.clipboard.readText());
  expect(await works(secret, `/api/v1/plugins/${id}`)).toBe(true);
  await dialog.getByRole("button", { name: "Done" }).click();
  await page.getByText("continuous integration").waitFor();
  expect(await page.getByText(secret).count()).toBe(0);

  await page.getByRole("button", { name: "Delete the token continuous integration" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await page.getByText("No token yet").waitFor();
  expect(await works(secret)).toBe(false);
});

test("my plugins are there with their states, private ones too, and what I like", async () => {
  const user = await platform.user("ruth");
  await platform.plugin(user, { name: "hidden", title: "Hidden", visibility: "private" });
  const { id } = await platform.plugin(user, { name: "quiet", title: "Quiet", visibility: "unlisted" });
  const liked = await platform.plugin(ada, { name: "loved", title: "Loved" });
  await platform.call("PUT", `/api/v1/plugins/${liked.id}/like`, { by: user });
  const page = await visit(platform, "/account?tab=plugins", { as: user });
  const line = (name: string) =>
    page.getByRole("listitem").filter({ has: page.getByRole("link", { name, exact: true }) });
  await line("Hidden").getByText("Private").waitFor();
  await line("Hidden").getByText("Draft").waitFor();
  await line("Quiet").getByText("Unlisted").waitFor();
  expect(await line("Loved").count()).toBe(0);
  await page.getByText("Liked", { exact: true }).click();
  await line("Loved").waitFor();
  expect(await line("Hidden").count()).toBe(0);
  await page.goBack();
  await page.goto(`${platform.url}/account?tab=plugins`);
  await page.getByRole("link", { name: "Edit the source of Quiet" }).click();
  await page.waitForURL(`${platform.url}/edit/${id}`);
});

test("an offered plugin is accepted, another declined", async () => {
  const user = await platform.user("frances");
  const gift = await platform.plugin(ada, { name: "gift", title: "Gift", visibility: "private" });
  const burden = await platform.plugin(ada, { name: "burden", title: "Burden" });
  for (const { id } of [gift, burden]) {
    await platform.call("POST", `/api/v1/plugins/${id}/transfer`, { by: ada, body: { to: "frances" } });
  }
  const page = await visit(platform, "/account?tab=transfers", { as: user });
  await page.getByText("ada/gift → frances").waitFor();
  await page.getByRole("button", { name: "Accept Gift" }).click();
  await notice(page, "The plugin is yours now").waitFor();
  await page.getByRole("button", { name: "Decline Burden" }).click();
  await notice(page, "The offer is declined").waitFor();
  await page.getByText("No offer", { exact: true }).waitFor();
  expect((await platform.call("GET", `/api/v1/plugins/${gift.id}`, { by: user })).owner.name).toBe("frances");
  expect((await platform.call("GET", `/api/v1/plugins/${burden.id}`, { by: ada })).owner.name).toBe("ada");
});

test("all of it speaks Chinese", async () => {
  const page = await visit(platform, "/account", { as: ada, language: "zh-CN" });
  for (const name of ["个人资料", "密码", "会话", "API 令牌", "插件", "转让"]) {
    await page.getByRole("tab", { name, exact: true }).click();
    await page.getByRole("heading", { name, level: 2 }).waitFor();
  }
});
