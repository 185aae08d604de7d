import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { closeBrowser, visit } from "./support/browser";
import { type Account, Platform } from "./support/platform";

/** More than a page of any list. */
const MANY = 35;

let platform: Platform;
let ada: Account;
let grace: Account;

beforeAll(async () => {
  platform = await Platform.start();
  ada = await platform.admin();
  grace = await platform.user("grace");
});

afterAll(async () => {
  await closeBrowser();
  await platform?.stop();
});

const row = (page: Page, text: string) => page.getByRole("row").filter({ hasText: text });

/** Opens a user's menu by keyboard and chooses from it. */
async function act(page: Page, name: string, action: string) {
  await page.getByRole("button", { name: `Actions for ${name}` }).press("Enter");
  await page.getByRole("menuitem", { name: action }).press("Enter");
}

test("it is for administrators alone", async () => {
  const stranger = await visit(platform, "/admin");
  await stranger.getByText("Sign in to see this page").waitFor();
  const user = await visit(platform, "/admin", { as: grace });
  await user.getByText("Only for administrators").waitFor();
});

test("users are made, found, disabled and enabled, and made administrators", async () => {
  const page = await visit(platform, "/admin", { as: ada });
  await page.getByRole("button", { name: "Create user" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name", { exact: true }).fill("charles");
  await dialog.getByLabel("Email address").fill("charles@example.org");
  await dialog.getByLabel("Password", { exact: true }).fill(ada.password);
  await dialog.getByRole("button", { name: "Create user" }).click();
  await row(page, "charles@example.org").waitFor();
  const charles = await platform.signIn("charles", ada.password);

  await page.getByRole("searchbox").fill("charl");
  await expect.poll(() => row(page, "grace@example.org").count()).toBe(0);
  expect(new URL(page.url()).searchParams.get("q")).toBe("charl");

  await act(page, "charles", "Disable");
  await page.getByRole("dialog").getByRole("button", { name: "Disable" }).click();
  await row(page, "charles@example.org").getByText("Disabled").waitFor();
  await expect(platform.call("GET", "/api/v1/whoami", { by: charles })).rejects.toThrow("401");
  await act(page, "charles", "Enable");
  await page.getByRole("dialog").getByRole("button", { name: "Enable" }).click();
  await expect.poll(() => row(page, "charles@example.org").getByText("Disabled").count()).toBe(0);
  await act(page, "charles", "Make administrator");
  await page.getByRole("dialog").getByRole("button", { name: "Make administrator" }).click();
  await row(page, "charles@example.org").getByText("Administrator").waitFor();
  await act(page, "charles", "Take administration away");
  await page.getByRole("dialog").getByRole("button", { name: "Take administration away" }).click();
  await expect.poll(() => row(page, "charles@example.org").getByText("Administrator").count()).toBe(0);
});

test("a plugin is banned with a reason that its callers are told, and let go again", async () => {
  const { id } = await platform.site(grace, "leaky", { "index.html": "Give me your data." });
  const page = await visit(platform, "/admin?tab=plugins", { as: ada });
  await page.getByRole("searchbox").fill("leaky");
  await page.getByRole("button", { name: "Ban leaky" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Reason").fill("It sends its users' data elsewhere.");
  await dialog.getByRole("button", { name: "Ban" }).click();
  await row(page, "leaky").getByText("It sends its users' data elsewhere.").waitFor();
  const answer = () => fetch(`${platform.url}/plugins.${id}/`, { headers: { accept: "application/json" } });
  await expect.poll(async () => (await answer()).status).toBe(403);
  expect(await (await answer()).text()).toContain("It sends its users' data elsewhere.");
  await page.getByRole("button", { name: "Lift the ban of leaky" }).click();
  await page.getByRole("button", { name: "Ban leaky" }).waitFor();
  await expect.poll(async () => (await answer()).status).not.toBe(403);
});

test("the audit log is endless, and filtered by who and by what", async () => {
  for (let made = 0; made < MANY; made++) {
    const token = { name: `token ${made}`, scopes: ["plugins:read"] };
    await platform.call("POST", "/api/v1/tokens", { by: grace, body: token });
  }
  const page = await visit(platform, "/admin?tab=audit", { as: ada });
  await page.getByLabel("Kind of deed").selectOption("Made a token");
  const rows = page
    .getByRole("table", { name: "Audit log" })
    .getByRole("row")
    .filter({ hasText: "Made a token" });
  const scrolled = async () => {
    await rows.last().scrollIntoViewIfNeeded();
    return rows.count();
  };
  await expect.poll(scrolled).toBe(MANY);

  await page.getByLabel("Kind of deed").selectOption("Every kind of deed");
  await page.getByRole("button", { name: "ada" }).last().click();
  await page.getByRole("button", { name: "By ada" }).waitFor();
  await expect.poll(() => rows.count()).toBe(0);
  await page.reload();
  await page.getByRole("button", { name: "By ada" }).click();
  await rows.first().waitFor();
});

test("jobs and nodes are shown", async () => {
  const page = await visit(platform, "/admin?tab=jobs", { as: ada });
  await page.getByLabel("State").selectOption("Failed");
  await page.getByText("No jobs").waitFor();
  await page.getByRole("tab", { name: "Nodes" }).click();
  await page.getByRole("table", { name: "Nodes" }).getByText("Alive").waitFor();
});

test("tabs go by arrow keys, and nothing is wider than a narrow screen", async () => {
  const page = await visit(platform, "/admin", { as: ada, language: "zh-CN", width: 360 });
  await page.getByRole("tab", { name: "用户" }).focus();
  for (const name of ["插件", "审计日志", "任务", "节点"]) {
    await page.keyboard.press("ArrowRight");
    const tab = page.getByRole("tab", { name, exact: true });
    await expect.poll(() => tab.getAttribute("aria-selected")).toBe("true");
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  }
});
