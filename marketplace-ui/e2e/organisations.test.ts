import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { closeBrowser, visit } from "./support/browser";
import { type Account, Platform } from "./support/platform";

let platform: Platform;
let ada: Account;
let grace: Account;
let jean: Account;

beforeAll(async () => {
  platform = await Platform.start();
  await platform.admin();
  [ada, grace, jean] = [
    await platform.user("lovelace"),
    await platform.user("grace"),
    await platform.user("jean"),
  ];
});

afterAll(async () => {
  await closeBrowser();
  await platform?.stop();
});

const member = (page: Page, name: string) =>
  page.getByRole("row").filter({ has: page.getByRole("cell", { name }) });

async function members(name: string): Promise<Record<string, string>> {
  const { items } = await platform.call("GET", `/api/v1/organisations/${name}/members`, { by: ada });
  return Object.fromEntries(
    items.map((item: { username: string; role: string }) => [item.username, item.role]),
  );
}

test("an organisation is made, gets members with roles, and is left again", async () => {
  const page = await visit(platform, "/organisations", { as: ada });
  await page.getByText("No organisation yet").waitFor();
  await page.getByRole("button", { name: "Make an organisation" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name", { exact: true }).fill("grace");
  await dialog.getByLabel("Display name").fill("Analytical Engines");
  await dialog.getByRole("button", { name: "Make an organisation" }).click();
  await dialog.getByText("There is an account of this name already").waitFor();
  await dialog.getByLabel("Name", { exact: true }).fill("analytical-engines");
  await dialog.getByLabel("Description").fill("Weaving algebraical patterns.");
  await dialog.getByRole("button", { name: "Make an organisation" }).click();
  await page.getByRole("heading", { name: "Analytical Engines", level: 1 }).waitFor();
  await page.getByText("Weaving algebraical patterns.").waitFor();

  await page.getByLabel("Add a user by name").fill("nobody");
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await page.getByText("There is no user of this name").waitFor();
  for (const name of ["grace", "jean"]) {
    await page.getByLabel("Add a user by name").fill(name);
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await member(page, name).waitFor();
  }
  expect(await member(page, "lovelace").getByRole("button", { name: "Leave" }).count()).toBe(0);
  await page.getByLabel("Role of grace").selectOption("Owner");
  await expect.poll(() => members("analytical-engines")).toMatchObject({ grace: "owner", jean: "developer" });
  await page.getByRole("button", { name: "Remove jean" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
  await expect.poll(() => members("analytical-engines")).toEqual({ lovelace: "owner", grace: "owner" });
  await expect.poll(() => member(page, "jean").count()).toBe(0);

  await page.getByRole("button", { name: "Leave this organisation" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Leave" }).click();
  await page.waitForURL(`${platform.url}/organisations`);
  await page.getByText("No organisation yet").waitFor();
});

test("members see its drafts and edit them; strangers see what is public, and no member", async () => {
  await platform.call("POST", "/api/v1/organisations", {
    by: ada,
    body: { name: "weavers", display_name: "Weavers" },
  });
  const add = { username: "grace", role: "developer" };
  await platform.call("POST", "/api/v1/organisations/weavers/members", { by: ada, body: add });
  await platform.plugin(ada, { name: "loom", title: "Loom", owner: "weavers" });
  await platform.plugin(ada, { name: "secret", title: "Secret", owner: "weavers", visibility: "private" });

  const inside = await visit(platform, "/organisations/weavers", { as: grace });
  await inside.getByRole("link", { name: "Secret", exact: true }).waitFor();
  await inside.getByRole("link", { name: "Edit the source of Loom" }).waitFor();
  await inside.getByRole("button", { name: "Leave this organisation" }).waitFor();
  expect(await inside.getByLabel("Add a user by name").count()).toBe(0);
  expect(await inside.getByLabel("Role of lovelace").count()).toBe(0);

  for (const as of [jean, undefined]) {
    const outside = await visit(platform, "/organisations/weavers", { as });
    await outside.getByRole("link", { name: "Loom", exact: true }).waitFor();
    expect(await outside.getByRole("link", { name: "Secret", exact: true }).count()).toBe(0);
    expect(await outside.getByRole("table", { name: "Members" }).count()).toBe(0);
  }
});

test("the list leads to each, with one's role, in Chinese and on a narrow screen", async () => {
  await platform.call("POST", "/api/v1/organisations", {
    by: jean,
    body: { name: "engines", display_name: "机器" },
  });
  const page = await visit(platform, "/organisations", { as: jean, language: "zh-CN", width: 360 });
  await page.getByText("所有者").waitFor();
  await page.getByRole("link", { name: "机器" }).click();
  await page.getByRole("heading", { name: "成员", level: 2 }).waitFor();
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
});
