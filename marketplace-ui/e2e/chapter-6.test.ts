import type { Locator, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { closeBrowser, visit } from "./support/browser";
import { item } from "./support/editor";
import { Platform, zip } from "./support/platform";

let platform: Platform;

beforeAll(async () => {
  platform = await Platform.start();
});
afterAll(async () => {
  await closeBrowser();
  await platform?.stop();
});

/** An app as version 1 took it: `startapp` made it, its name begins with `plugins.`. */
const APP = {
  "__init__.py": "",
  "apps.py": `from django.apps import AppConfig


class MytestConfig(AppConfig):
    default_auto_field = 'django.db.models.BigAutoField'
    name = 'plugins.Mytest'
`,
  "models.py": "from django.db import models\n",
  "urls.py":
    "from django.urls import path\nfrom . import views\n\nurlpatterns = [path('', views.pluginIndex)]\n",
  "views.py": `from django.http import HttpResponse


def pluginIndex(request):
    return HttpResponse('Hi, I was uploaded!')
`,
};

const VIEW = `

def test(request):
    return HttpResponse('Hello, This is mytest!')
`;

/** The same as a file that is dragged over the page. */
const dragged = (page: Page, name: string, bytes: Uint8Array) =>
  page.evaluateHandle(
    ([name, text]) => {
      const transfer = new DataTransfer();
      const bytes = Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
      transfer.items.add(new File([bytes], name, { type: "application/zip" }));
      return transfer;
    },
    [name, Buffer.from(bytes).toString("base64")] as const,
  );

/** Where the plugin of a card answers. */
async function addressOf(card: Locator): Promise<string> {
  const href = await card.getByRole("link", { name: "预览" }).getAttribute("href");
  const [id] = /sp-\d+/.exec(href ?? "") ?? [];
  // In the form that needs no name resolution.
  return `${platform.url}/plugins.${id?.toUpperCase().replace("-", "_")}/`;
}

/** What answers at an address, once something does. */
const answer = (address: string) => expect.poll(async () => (await fetch(address)).text());

const cardOf = (page: Page, name: string) =>
  page.getByRole("article").filter({ has: page.getByRole("heading", { name, exact: true }) });
const more = async (page: Page, card: Locator, action: string) => {
  await card.getByRole("button", { name: /更多操作/ }).click();
  await page.getByRole("menuitem", { name: action }).click();
};

const code = (page: Page, path: string) => page.getByRole("textbox", { name: `${path} 的代码` });
const tool = (page: Page, name: string) =>
  page.getByRole("toolbar", { name: "文件操作" }).getByRole("button", { name, exact: true });
const act = async (page: Page, name: string, action: string) => {
  await item(page, name).last().click({ button: "right" });
  // With or without its key.
  await page.getByRole("menuitem", { name: new RegExp(`^${action}\\s*(F2|Delete)?$`) }).click();
};
const press = (page: Page, name: string) =>
  page.getByRole("dialog").getByRole("button", { name, exact: true }).click();

/** Types a name in the dialog that asks for one, once it has the focus, as a person would. */
async function call(page: Page, name: string) {
  const box = page.getByRole("dialog").getByRole("textbox", { name: "名称" });
  await expect.poll(() => box.evaluate((box) => box === document.activeElement)).toBe(true);
  await box.fill(name);
}

test("软件功能：主界面、上传、创建、编辑信息、编辑源程序、下载、删除", async () => {
  const zhang = await platform.user("zhang");
  const page = await visit(platform, "/", { as: zhang, language: "zh-CN" });

  // 6.1 主界面：快速入门，下载 Mspf。
  await page.getByRole("link", { name: "快速入门" }).first().click();
  await page.getByRole("heading", { level: 1, name: "快速入门" }).waitFor();
  const [guide] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("main").getByRole("button", { name: "下载", exact: true }).click(),
  ]);
  expect(guide.suggestedFilename()).toMatch(/^quick-start/);
  await page.getByRole("link", { name: "Mspf" }).first().click();
  await page.getByRole("button", { name: "下载 Mspf" }).click();
  const downloading = page.waitForEvent("download");
  await page.getByRole("menuitem", { name: "源代码" }).click();
  expect((await downloading).suggestedFilename()).toMatch(/\.zip$/);

  // 6.2 上传插件：把压缩文件拖到页面上。
  const dataTransfer = await dragged(page, "mytest.zip", zip(APP));
  await page.locator("body").dispatchEvent("dragenter", { dataTransfer });
  await page.getByText("松开鼠标").waitFor();
  await page.locator("body").dispatchEvent("drop", { dataTransfer });
  await page.getByText("已创建，可以访问了").waitFor();
  const uploaded = cardOf(page, "Mytest");
  await uploaded.waitFor();
  await answer(await addressOf(uploaded)).toBe("Hi, I was uploaded!");

  // 6.3 创建插件：填错的当场指出，创建后即可预览。
  await page.getByRole("link", { name: "创建插件" }).first().click();
  const name = page.getByLabel("名称", { exact: true });
  await name.fill("我的插件");
  await page.getByRole("button", { name: "创建", exact: true }).click();
  await page.getByText("请使用小写字母、数字和单个连字符").first().waitFor();
  await name.fill("my-first");
  await page.getByLabel("标题").fill("我的插件");
  await page.getByLabel("版本").fill("1.0.0");
  await page.getByLabel("版权").fill("© 2026 张三");
  await page.getByLabel("关键词").fill("入门 示例");
  await page.getByLabel("描述").fill("第一个插件");
  await page.getByRole("button", { name: "创建", exact: true }).click();
  await page.getByText("我的插件 已创建").waitFor();
  await page.frameLocator("iframe[title='新插件']").getByText("Hi, this is a plugin!").waitFor();

  // 在列表中搜索它，预览它的 hello/。
  await page.getByRole("link", { name: "Mspf" }).first().click();
  await page.keyboard.press("/");
  await page.keyboard.type("我的插件");
  const card = cardOf(page, "我的插件");
  await card.waitFor();
  await uploaded.waitFor({ state: "detached" });
  const address = await addressOf(card);
  await answer(`${address}hello/`).toBe("Hello, This is Mspf!");

  // 6.5 编辑插件信息。
  await more(page, card, "编辑信息");
  const description = page.getByLabel("描述");
  await expect.poll(() => description.inputValue()).toBe("第一个插件");
  await description.fill("第一个插件，已修改");
  await page.getByRole("button", { name: "保存" }).click();
  await page.waitForURL(`${platform.url}/p/zhang/my-first`);
  await page.getByRole("link", { name: "Mspf" }).first().click();
  await card.getByText("第一个插件，已修改").waitFor();

  // 6.6 编辑插件源程序：新建目录和文件，刷新。
  await card.getByRole("link", { name: "编辑源代码" }).click();
  await item(page, "static").click();
  await tool(page, "新建文件夹").click();
  await call(page, "dddd");
  await press(page, "创建");
  await item(page, "dddd").click();
  await tool(page, "新建文件").click();
  await call(page, "djdjd.js");
  await press(page, "创建");
  await code(page, "static/dddd/djdjd.js").waitFor();
  await tool(page, "刷新").click();

  // 拷贝文件，移动目录，重命名文件。
  const into = (folder: string) => page.getByRole("radio", { name: folder, exact: true });
  await act(page, "djdjd.js", "复制到…");
  await into("templates").check({ force: true });
  await press(page, "复制到此处");
  await expect.poll(() => item(page, "djdjd.js").count()).toBe(2);
  await act(page, "dddd", "移动到…");
  await into("templates").check({ force: true });
  await press(page, "移动到此处");
  await code(page, "templates/dddd/djdjd.js").waitFor();
  await act(page, "djdjd.js", "重命名");
  await call(page, "test.js");
  await press(page, "重命名");
  await item(page, "test.js").waitFor();

  // 上传到选中的目录，下载，删除。
  await item(page, "dddd").click();
  const choosing = page.waitForEvent("filechooser");
  await tool(page, "上传文件").click();
  const file = { name: "test.log", mimeType: "text/plain", buffer: Buffer.from("一行日志\n") };
  await (await choosing).setFiles(file);
  await item(page, "test.log").click();
  await code(page, "templates/dddd/test.log").getByText("一行日志").waitFor();
  const [log] = await Promise.all([page.waitForEvent("download"), act(page, "test.log", "下载")]);
  expect(log.suggestedFilename()).toBe("test.log");
  await act(page, "dddd", "删除");
  await press(page, "删除");
  await item(page, "dddd").waitFor({ state: "detached" });

  // 第一版没有的搜索。
  await page.getByRole("tab", { name: "搜索" }).click();
  await page.getByRole("searchbox", { name: "搜索" }).fill("def hello");
  await page.getByRole("list", { name: "搜索结果" }).getByText("def hello").waitFor();
  await page.getByRole("tab", { name: "文件" }).click();

  // 编辑自动保存，保存后新的地址就能访问。
  await item(page, "views.py").click();
  await code(page, "views.py").click();
  await page.keyboard.press("ControlOrMeta+End");
  await page.keyboard.insertText(VIEW);
  await item(page, "urls.py").click();
  await code(page, "urls.py").getByText("path('hello/', views.hello),").click();
  await page.keyboard.press("End");
  await page.keyboard.insertText("\n    path('mytest/', views.test),");
  await answer(`${address}mytest/`).toBe("Hello, This is mytest!");

  // 6.7 下载插件源程序。
  const marketplace = await page.context().newPage();
  await marketplace.goto(`${platform.url}/?q=my-first`);
  const [source] = await Promise.all([
    marketplace.waitForEvent("download"),
    more(marketplace, cardOf(marketplace, "我的插件"), "下载源代码"),
  ]);
  expect(source.suggestedFilename()).toMatch(/^my-first.*\.zip$/);

  // 6.4 删除插件：先确认，卡片消失，第一版关不掉的编辑器也随之关闭。
  await more(marketplace, cardOf(marketplace, "我的插件"), "删除");
  expect(await marketplace.getByRole("dialog").textContent()).toContain("全部历史");
  await press(marketplace, "永久删除");
  await cardOf(marketplace, "我的插件").waitFor({ state: "detached" });
  await page.getByRole("dialog", { name: "插件已不存在" }).waitFor();
  await expect.poll(async () => (await fetch(address)).status).toBe(404);
});
