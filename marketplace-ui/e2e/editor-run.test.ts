import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { closeBrowser, type Visit, visit } from "./support/browser";
import { type Account, Platform } from "./support/platform";

/** An application whose page says who it is, that has something to call, and something that breaks. */
const APP = `from flask import Flask, jsonify, request

app = Flask(__name__)


@app.get("/")
def index():
    print("asked for the page")
    return "<title>t</title><h1>First</h1><a href='greet'>on</a>"


@app.route("/greet", methods=["GET", "POST"])
def greet():
    return jsonify(text="Hello", body=request.get_data(as_text=True), agent=request.headers.get("x-test"))


@app.get("/boom")
def boom():
    return str(1 / 0)
`;
const LINE_OF_BOOM = 19;
/** What comes after all of it: an empty line, and a line that nothing can read. */
const BROKEN = `${APP}\ndef x(:\n`;
const LINE_OF_BREAK = 21;

let platform: Platform;
let ada: Account;
let count = 0;

beforeAll(async () => {
  platform = await Platform.start();
  ada = await platform.admin();
});

// A token ends sooner than all of this on a small machine.
beforeEach(async () => {
  ada = await platform.admin();
});

afterAll(async () => {
  await closeBrowser();
  await platform?.stop();
});

async function make(files: Record<string, string> = { "app.py": APP }, template = "flask") {
  const plugin = await platform.plugin(ada, { name: `run-${++count}`, title: "Workshop", template }, files);
  return plugin.id as string;
}

async function open(id: string, how: Visit = {}): Promise<Page> {
  return await visit(platform, `/edit/${id}`, { as: ada, ...how });
}

async function edit(files?: Record<string, string>, how?: Visit): Promise<{ page: Page; id: string }> {
  const id = await make(files);
  return { id, page: await open(id, how) };
}

async function write(id: string, path: string, text: string) {
  await platform.call("PUT", `/api/v1/plugins/${id}/workspace/files/${path}`, {
    by: ada,
    body: new TextEncoder().encode(text),
    headers: { "if-match": "*" },
  });
}

const frame = (page: Page) => page.getByTitle("Preview of Workshop").contentFrame();
const heading = (page: Page, name: string) => frame(page).getByRole("heading", { name });
const tab = (page: Page, name: string | RegExp) => page.getByRole("tab", { name });
const status = (page: Page) => page.getByRole("region", { name: "Status" });
const dialog = (page: Page) => page.getByRole("dialog");

async function show(page: Page, path: string) {
  await page.getByRole("textbox", { name: "Path below the plugin" }).fill(path);
  await page.keyboard.press("Enter");
}

test("the preview shows the draft, and follows what is saved", async () => {
  const { page, id } = await edit();
  await heading(page, "First").waitFor();
  await write(id, "app.py", APP.replace("First", "Second"));
  await heading(page, "Second").waitFor();
  await show(page, "/greet");
  await frame(page).getByText("Hello").waitFor();
  await page.getByRole("button", { name: "Back to the start" }).click();
  await heading(page, "Second").waitFor();
});

test("the preview goes on to show the draft when a version answers", async () => {
  const { page, id } = await edit();
  await heading(page, "First").waitFor();
  await publish(page);
  await dialog(page).getByText("Version 0.1.0 answers now").waitFor();
  await page.keyboard.press("Escape");
  await write(id, "app.py", APP.replace("First", "Draft"));
  await heading(page, "Draft").waitFor();
  await status(page).getByText("0.1.0 is released").waitFor();
});

test("a page that went on by itself comes back with a reload", async () => {
  const { page } = await edit();
  await frame(page).getByRole("link", { name: "on" }).click();
  await frame(page).getByText("Hello").waitFor();
  await page.getByRole("button", { name: "The page has gone on by itself" }).click();
  await heading(page, "First").waitFor();
});

test("the page is as wide as the screen that is chosen", async () => {
  const told = "<h1 id=told></h1><script>(onresize = () => (told.textContent = innerWidth))()</script>";
  const { page } = await edit({ "app.py": APP.replace("<h1>First</h1>", told) });
  await frame(page).getByRole("heading").waitFor();
  for (const [name, width] of [
    ["Phone", "390"],
    ["Tablet", "820"],
  ] as const) {
    await page.getByRole("button", { name, exact: true }).click();
    await heading(page, width).waitFor();
  }
});

test("a page of Django, which forbids frames, is shown, and its forms can be sent", async () => {
  const views = `from django.http import HttpResponse
from django.template import RequestContext, Template

PAGE = "<title>t</title><form method=post>{% csrf_token %}<input name=who aria-label=Who><button>Send</button></form>"


def index(request):
    if request.method == "POST":
        return HttpResponse(f"<title>t</title><h1>Hello {request.POST['who']}</h1>")
    return HttpResponse(Template(PAGE).render(RequestContext(request)))


hello = index
`;
  const page = await open(await make({ "views.py": views }, "django"));
  await frame(page).getByRole("textbox", { name: "Who" }).fill("Grace");
  await frame(page).getByRole("button", { name: "Send" }).click();
  await heading(page, "Hello Grace").waitFor();
});

test("a plugin of static files is shown as it is in the workspace", async () => {
  const id = await make({}, "static");
  const page = await open(id);
  await frame(page).getByRole("heading").waitFor();
  await write(id, "static/index.html", "<!doctype html><title>t</title><h1>Changed</h1>");
  await heading(page, "Changed").waitFor();
});

test("the console shows what is written, by request, and can be filtered, held and cleared", async () => {
  const { page } = await edit();
  const log = page.getByRole("log", { name: "Console" });
  await log.getByText("asked for the page").first().waitFor();
  await show(page, "/boom");
  await log.getByText("ZeroDivisionError: division by zero").first().waitFor();
  await page.getByRole("searchbox", { name: "Filter by text or request" }).fill("asked for");
  await expect.poll(() => log.getByText("ZeroDivisionError").count()).toBe(0);
  await page.getByRole("searchbox", { name: "Filter by text or request" }).fill("");
  await page.getByRole("button", { name: "Errors only" }).click();
  await expect.poll(() => log.getByText("asked for the page").count()).toBe(0);
  await page.getByRole("button", { name: "Errors only" }).click();
  await page.getByRole("button", { name: "Pause" }).click();
  await page.getByRole("button", { name: "Back to the start" }).click();
  await page.getByText(/Paused; .* more/).waitFor();
  // Lines of the last request may come a moment later.
  await expect
    .poll(async () => {
      await page.getByRole("button", { name: "Clear" }).click();
      return page.getByText("What the plugin writes appears here").count();
    })
    .toBe(1);
});

test("a traceback leads to its line", async () => {
  const { page } = await edit();
  await show(page, "/boom");
  await page
    .getByRole("button", { name: `Open app.py, line ${LINE_OF_BOOM}` })
    .first()
    .click();
  await status(page).getByText(`Ln ${LINE_OF_BOOM}, Col 1`).waitFor();
  await tab(page, /^Problems/).click();
  await page.getByRole("button", { name: /ZeroDivisionError.*While answering a request/ }).waitFor();
});

test("what cannot be loaded is a problem until it can", async () => {
  const { page, id } = await edit();
  await heading(page, "First").waitFor();
  await tab(page, /^Problems/).click();
  await write(id, "app.py", BROKEN);
  const problem = page.getByRole("button", {
    name: new RegExp(`SyntaxError.*app\\.py, line ${LINE_OF_BREAK}.*Cannot be loaded`),
  });
  await problem.waitFor();
  await status(page).getByRole("button", { name: "1 problem" }).waitFor();
  await problem.click();
  await status(page).getByText(`Ln ${LINE_OF_BREAK}`).waitFor();
  await write(id, "app.py", APP);
  await page.getByText("No problems.").waitFor();
});

test("a broken manifest is a problem, and keeps from publishing", async () => {
  const { page, id } = await edit();
  await heading(page, "First").waitFor();
  await write(id, "mspf.toml", "x = [");
  await tab(page, /^Problems/).click();
  await page.getByRole("button", { name: /mspf\.toml, line 1.*Manifest/ }).waitFor();
  await page.getByRole("button", { name: "Publish", exact: true }).click();
  await dialog(page).getByText("The manifest has to be right first.").waitFor();
  expect(await dialog(page).getByRole("button", { name: "Publish" }).isDisabled()).toBe(true);
});

test("a request is sent, answered, remembered and found in the log", async () => {
  const { page, id } = await edit();
  await tab(page, "Request").click();
  const form = page.getByRole("form", { name: "Request" });
  await form.getByRole("combobox", { name: "Method" }).selectOption("POST");
  await form.getByRole("textbox", { name: "Path" }).fill("/greet");
  await form.getByRole("textbox", { name: "Headers" }).fill("X-Test: by hand");
  await form.getByRole("textbox", { name: "Body" }).fill('{"a": 1}');
  await page.keyboard.press("Control+Enter");
  await page.getByText("200 OK").waitFor();
  const body = page.getByRole("region", { name: "Body of the answer" });
  await body.getByText('"agent": "by hand"').waitFor();
  await body.getByText('"body": "{\\"a\\": 1}"').waitFor();

  await form.getByRole("combobox", { name: "Method" }).selectOption("GET");
  await form.getByRole("textbox", { name: "Path" }).fill("/boom");
  await form.getByRole("button", { name: "Send" }).click();
  await page.getByText("500 Internal Server Error", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Log of the request" }).click();
  await page.getByRole("log").getByText("ZeroDivisionError: division by zero").waitFor();

  await tab(page, "Request").click();
  await form.getByRole("button", { name: "Earlier requests" }).click();
  await page.getByRole("menuitem", { name: "POST /greet 200" }).click();
  expect(await form.getByRole("textbox", { name: "Body" }).inputValue()).toBe('{"a": 1}');

  await form.getByRole("textbox", { name: "Path" }).fill("/../api/v1/whoami");
  await form.getByRole("button", { name: "Send" }).click();
  await page.getByRole("alert").getByText("leads out of the plugin").waitFor();
  await form.getByRole("textbox", { name: "Path" }).fill("/");
  await write(id, "app.py", BROKEN);
  await form.getByRole("button", { name: "Send" }).click();
  await tab(page, "Problems 1").waitFor();
});

async function publish(page: Page, fill?: () => Promise<void>) {
  await page.getByRole("button", { name: "Publish", exact: true }).click();
  await dialog(page).getByRole("textbox", { name: "Version" }).waitFor();
  await fill?.();
  await dialog(page).getByRole("button", { name: "Publish", exact: true }).click();
}

test("the workspace becomes a version, the next one says what changed, and there is a way back", async () => {
  const { page, id } = await edit();
  await publish(page, () => dialog(page).getByRole("textbox", { name: "What is new" }).fill("All of it"));
  await dialog(page).getByText("Version 0.1.0 answers now").waitFor();
  await dialog(page).getByRole("region", { name: "Log of the build" }).getByText("done").waitFor();
  await page.keyboard.press("Escape");

  await write(id, "app.py", APP.replace("First", "Second"));
  await status(page).getByText("0.1.0 is released").waitFor();
  await publish(page, async () => {
    await dialog(page).getByText("1 changed", { exact: true }).waitFor();
    await dialog(page).getByText("app.py").click();
    await dialog(page).getByText('+    return "<title>t</title><h1>Second').waitFor();
    await dialog(page).getByRole("button", { name: "Minor 0.2.0" }).click();
    await dialog(page).getByRole("checkbox", { name: "Release at once" }).uncheck();
  });
  await dialog(page).getByText("Version 0.2.0 is ready. 0.1.0 goes on to answer").waitFor();
  await dialog(page).getByRole("button", { name: "Release 0.2.0" }).click();
  await dialog(page).getByRole("button", { name: "Roll back to 0.1.0" }).click();
  await dialog(page).getByText("0.1.0 goes on to answer").waitFor();
  await page.keyboard.press("Escape");
  await status(page).getByText("0.1.0 is released").waitFor();
  const versions = await platform.call("GET", `/api/v1/plugins/${id}/versions`, { by: ada });
  expect(
    versions.items.map(({ version, changelog, released }: Record<string, unknown>) => [
      version,
      changelog,
      released,
    ]),
  ).toEqual([
    ["0.2.0", "", false],
    ["0.1.0", "All of it", true],
  ]);
});

test("a version whose tests fail says which and where, and the form is as it was", async () => {
  const failing =
    "import unittest\n\n\nclass T(unittest.TestCase):\n    def test_it(self):\n        self.assertEqual(1, 2)\n";
  const { page, id } = await edit();
  await platform.call("PUT", `/api/v1/plugins/${id}/workspace/files/test_it.py`, {
    by: ada,
    body: new TextEncoder().encode(failing),
  });
  await publish(page, async () => {
    await dialog(page).getByRole("textbox", { name: "Version" }).fill("0.3.0");
    await dialog(page).getByRole("checkbox", { name: "Run the tests" }).check();
  });
  await dialog(page).getByText("The version could not be built").waitFor();
  await dialog(page).getByRole("button", { name: "Open test_it.py, line 6" }).first().waitFor();
  await dialog(page).getByRole("button", { name: "Back to the form" }).click();
  const version = dialog(page).getByRole("textbox", { name: "Version" });
  await expect.poll(() => version.inputValue()).toBe("0.3.0");
  await version.fill("three");
  await dialog(page).getByText("Three numbers with dots").waitFor();
});

test("everything is done from the palette, by keyboard alone", async () => {
  const { page } = await edit();
  await page.getByRole("treeitem", { name: "app.py" }).waitFor();
  await page.keyboard.press("ControlOrMeta+P");
  await page.keyboard.type("app:7");
  await page.keyboard.press("Enter");
  await status(page).getByText("Ln 7, Col 1").waitFor();
  await page.keyboard.press("F1");
  await page.keyboard.type("go to name");
  await page.keyboard.press("Enter");
  await page.keyboard.type("boo");
  await page.keyboard.press("Enter");
  await status(page)
    .getByText(`Ln ${LINE_OF_BOOM - 1}, Col 1`)
    .waitFor();
  await page.keyboard.press("ControlOrMeta+K");
  await page.keyboard.type("show problems");
  await page.keyboard.press("Enter");
  await expect.poll(() => tab(page, /^Problems/).getAttribute("aria-selected")).toBe("true");
  await page.keyboard.press("F1");
  await page.keyboard.type("no such thing");
  await page.getByText("There is no such command.").waitFor();
  await page.keyboard.press("Escape");
});

test("on a narrow screen, problems come to the front", async () => {
  const { page } = await edit(undefined, { width: 360 });
  await status(page).getByRole("button", { name: "0 problems" }).click();
  await page.getByText("No problems.").waitFor();
});

for (const theme of ["light", "dark"] as const) {
  test(`nothing here keeps anybody out: ${theme}`, async () => {
    const { page } = await edit(undefined, { theme, language: "zh-CN" });
    const check = async () => {
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => [id, nodes.map(({ target }) => target)])).toEqual([]);
    };
    await page.getByRole("textbox", { name: "插件内的路径" }).fill("/boom");
    await page.keyboard.press("Enter");
    await page.getByRole("log").getByText("ZeroDivisionError: division by zero").first().waitFor();
    await check();
    await tab(page, /^问题/).click();
    await page.getByRole("button", { name: /ZeroDivisionError/ }).waitFor();
    await check();
    await tab(page, "请求").click();
    await page.getByRole("button", { name: "发送" }).click();
    await page.getByText("200 OK").waitFor();
    await check();
    await page.keyboard.press("F1");
    await page.getByRole("option", { name: "发布版本" }).waitFor();
    await check();
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").getByRole("textbox", { name: "版本" }).waitFor();
    await check();
  }, 180_000);
}
