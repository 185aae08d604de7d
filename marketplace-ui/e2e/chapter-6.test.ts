import { afterAll, beforeAll, expect, test } from "vitest";
import { closeBrowser, visit } from "./support/browser";
import { type Account, Platform } from "./support/platform";

let platform: Platform;
let zhang: Account;

beforeAll(async () => {
  platform = await Platform.start();
  zhang = await platform.user("zhang");
});
afterAll(async () => {
  await closeBrowser();
  await platform.stop();
});

test("version 1's manual, chapter 6, in Chinese: create, preview, change, download, delete", async () => {
  const page = await visit(platform, "/", { as: zhang, language: "zh-CN" });
  await page.getByRole("link", { name: "创建插件" }).first().click();

  // What is wrong is told before anything is sent.
  await page.getByLabel("名称").fill("我的插件");
  await page.getByLabel("标题").fill("我的插件");
  await page.getByRole("button", { name: "创建" }).click();
  await page.getByText("请使用小写字母、数字和单个连字符").waitFor();
  await page.getByLabel("名称").fill("my-first");
  await page.getByLabel("版本").fill("1.0.0");
  await page.getByLabel("版权").fill("© 2026 张三");
  await page.getByLabel("关键词").fill("入门 示例");
  await page.getByLabel("描述").fill("第一个插件");
  await page.getByRole("button", { name: "创建" }).click();

  // It answers at once, in the page that made it.
  await page.getByText("我的插件 已创建").waitFor();
  await page.frameLocator("iframe[title='新插件']").getByText("Hi, this is a plugin!").waitFor();

  await page.getByRole("link", { name: "Mspf" }).click();
  const card = page.getByRole("article").filter({ hasText: "我的插件" });
  await card.getByRole("button", { name: /更多操作/ }).click();
  await page.getByRole("menuitem", { name: "编辑信息" }).click();
  const description = page.getByLabel("描述");
  await description.waitFor();
  expect(await description.inputValue()).toBe("第一个插件");
  await description.fill("第一个插件，已修改");
  await page.getByRole("button", { name: "保存" }).click();
  await page.waitForURL(/\/p\/zhang\/my-first/);

  await page.goto(`${platform.url}/`);
  await card.getByText("第一个插件，已修改").waitFor();
  const downloading = page.waitForEvent("download");
  await card.getByRole("button", { name: /更多操作/ }).click();
  await page.getByRole("menuitem", { name: "下载源代码" }).click();
  expect((await downloading).suggestedFilename()).toMatch(/^my-first.*\.zip$/);

  await card.getByRole("button", { name: /更多操作/ }).click();
  await page.getByRole("menuitem", { name: "删除" }).click();
  await page.getByRole("button", { name: "永久删除" }).click();
  await card.waitFor({ state: "detached" });
});

test("two who change the same information do not overwrite each other", async () => {
  const plugin = await platform.plugin(zhang, { name: "shared", template: "static" });
  const page = await visit(platform, "/p/zhang/shared/information", { as: zhang });
  await page.getByLabel("Title").waitFor();
  const current = await fetch(`${platform.url}/api/v1/plugins/${plugin.id}`, {
    headers: { authorization: `Bearer ${zhang.token}` },
  });
  await platform.call("PATCH", `/api/v1/plugins/${plugin.id}`, {
    by: zhang,
    body: { title: "Theirs" },
    headers: { "if-match": current.headers.get("etag") ?? "" },
  });
  await page.getByLabel("Title").fill("Mine");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("alert").waitFor();
  const now = await platform.call("GET", `/api/v1/plugins/${plugin.id}`, { by: zhang });
  expect(now.title).toBe("Theirs");
});
