import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { closeBrowser, visit } from "./support/browser";
import { Platform } from "./support/platform";

/** Chapter 7 of the manual of version 1, as it stands there but for what a browser no longer needs to be told. */
const HOME = `<!DOCTYPE html>
<html lang="zh-CN">
<head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1.0">
    <!-- Bootstrap CSS CDN -->
    <link rel="stylesheet" href="../static/base-plugins/bootstrap-5.1.0-dist/css/bootstrap.min.css">
    <link rel="stylesheet" href="../static/base-plugins/font-awesome-4.7.0/css/font-awesome.css">
    <link rel="stylesheet" href="../static/base-plugins/bootstrap-icons-1.5.0/bootstrap-icons.css">
    <title>主界面</title>
</head>
<body>
    <button type="button" name="getdata" class="btn btn-primary bi bi-play-fill" onclick="getdata()">获得数据</button>&nbsp;
    <div id="label" role="status"></div>
<!-- jQuery CDN - Slim version (=without AJAX) -->
<script src="../static/base-plugins/jquery-3.5.1.min.js"></script>
<!-- Popper.JS -->
<script src="../static/base-plugins/popper.min.js"></script>
<!-- Bootstrap JS -->
<script src="../static/base-plugins/bootstrap-5.1.0-dist/js/bootstrap.bundle.js"></script>
<script>
function getdata() {
    $.ajax({
        url: "../getdata",
        data: { a: 1 },
        type: 'GET',
        dataType: 'JSON',
        complete: function (data) {
            data = data.responseJSON;
            var el = document.getElementById("label");
            el.innerHTML = data.msg;
        },
    });
}
</script>
</body>
</html>
`;

const VIEWS = `

def home(request):
    return render(request, 'home.html')


def api1(request):
    a = request.GET
    s = a.get('a')
    return JsonResponse({'msg': 'Hi, This is '+s+' rubby!'})
`;

const URLS = `
    path('home/', views.home),
    path('getdata/', views.api1),`;

/** How long a new platform may take to compile the Python runtime, in milliseconds. */
const COMPILING = 240_000;

let platform: Platform;

beforeAll(async () => {
  platform = await Platform.start();
});

afterAll(async () => {
  await closeBrowser();
  await platform?.stop();
});

/** The text of a file, once it is open. */
const code = (page: Page, path: string) => page.getByRole("textbox", { name: `${path} 的代码` });
/** All that was typed is on the platform; while that compiles the Python runtime, it is slow. */
const saved = (page: Page) =>
  page
    .getByRole("region", { name: "状态" })
    .getByText("已保存", { exact: true })
    .waitFor({ timeout: COMPILING });

test("实战开发指南：从创建插件到前后端都能访问", { timeout: COMPILING + 120_000 }, async () => {
  const author = await platform.user("xiaoming");
  const page = await visit(platform, "/", { as: author, language: "zh-CN" });

  // 第一步：创建一个插件。
  await page.getByRole("link", { name: "创建插件" }).first().click();
  await page.getByLabel("标题").fill("我的测试插件");
  await page.getByLabel("名称", { exact: true }).fill("ceshi");
  await page.getByRole("button", { name: "创建", exact: true }).click();

  // 第二步：打开代码编辑界面。
  await page.getByRole("link", { name: "编辑源代码" }).click();
  await page.waitForURL(/\/edit\/SP_/);
  const id = new URL(page.url()).pathname.split("/").at(-1);

  // 第三步：在 templates 目录下面创建 home.html。
  await page.getByRole("treeitem", { name: "templates", exact: true }).click();
  await page
    .getByRole("toolbar", { name: "文件操作" })
    .getByRole("button", { name: "新建文件", exact: true })
    .click();
  await page.getByRole("textbox", { name: "名称" }).fill("home.html");
  await page.getByRole("button", { name: "创建", exact: true }).click();

  // 第四步：用编辑器打开这个页面，输入代码。
  await code(page, "templates/home.html").click();
  await page.keyboard.insertText(HOME);
  await saved(page);

  // 第五步：后端接口设计，打开 views.py。
  await page.getByRole("treeitem", { name: "views.py", exact: true }).click();
  await code(page, "views.py").click();
  await page.keyboard.press("ControlOrMeta+End");
  await page.keyboard.insertText(VIEWS);

  // 第六步：修改 urls.py，注册一个 REST API。
  await page.getByRole("treeitem", { name: "urls.py", exact: true }).click();
  await code(page, "urls.py").getByText("path('hello/', views.hello),").click();
  await page.keyboard.press("End");
  await page.keyboard.insertText(URLS);
  await saved(page);

  // 第七步：在浏览器访问，并点击获得数据按钮。
  const address = `${platform.url}/plugins.${id}/home/`;
  await expect
    .poll(async () => (await fetch(address)).status, { timeout: COMPILING, interval: 500 })
    .toBe(200);
  const plugin = await page.context().newPage();
  await plugin.goto(address);
  await plugin.getByRole("button", { name: "获得数据" }).click();
  await plugin.getByText("Hi, This is 1 rubby!").waitFor();

  // 保存之后，下一次访问就是新的。
  await page.getByRole("treeitem", { name: "views.py", exact: true }).click();
  await code(page, "views.py").getByText("rubby").click();
  await page.keyboard.press("ControlOrMeta+F");
  await page.getByRole("textbox", { name: "查找" }).fill("rubby");
  await page.getByRole("textbox", { name: "替换" }).fill("ruby");
  await page.getByRole("button", { name: "全部替换" }).click();
  await saved(page);
  await plugin.reload();
  await plugin.getByRole("button", { name: "获得数据" }).click();
  await plugin.getByText("Hi, This is 1 ruby!").waitFor();
});
