import type { Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { closeBrowser, type Visit, visit } from "./support/browser";
import { type Account, Platform } from "./support/platform";

const APP = `import logging

from flask import Flask, request

app = Flask(__name__)
log = logging.getLogger("units")


@app.get("/")
def index():
    return "<title>Units</title><h1>Units</h1>"


@app.get("/convert")
def convert():
    print("converting", request.args["value"])
    if float(request.args["value"]) > 100:
        log.warning("that is far")
    return {"miles": float(request.args["value"]) * 0.62}


@app.get("/boom")
def boom():
    return str(1 / 0)
`;
const README = `# Unit converter

Converts **lengths**, see [the source](app.py) and [the site](https://example.org/).

<script>document.title = "taken over"</script>
<img src="x" onerror="document.title = 'taken over'">
`;
const MANIFEST = (name: string) => `manifest_version = 1

[plugin]
name = "${name}"
version = "0.1.0"
title = "Units"

[runtime]
kind = "python"
framework = "flask"
app = "app:app"

[capabilities]
outbound_hosts = ["api.example.com"]

[limits]
memory_mb = 64
`;

/** How long publishing may take on a small machine, in milliseconds. */
const BUILD_LIMIT = 60_000;

let platform: Platform;
let owner: Account;
let admin: Account;
let id: string;
beforeAll(async () => {
  platform = await Platform.start();
  owner = await platform.user("lin");
  const files = { "app.py": APP, "README.md": README, "mspf.toml": MANIFEST("units") };
  const fields = { name: "units", title: "Units", template: "flask", licence: "MIT" };
  id = (await platform.plugin(owner, fields, files)).id;
  await publish("0.1.0", "The first one.");
  await write("app.py", APP.replace("0.62", "0.621371"));
  await write("static/new.css", "p { color: red }\n");
  await publish("0.2.0", "More exact.");
}, 180_000);

// A token ends sooner than all of this on a small machine.
beforeEach(async () => {
  owner = await platform.signIn("lin");
  admin = await platform.admin();
});

afterAll(async () => {
  await closeBrowser();
  await platform?.stop();
});

async function write(path: string, text: string) {
  const body = new TextEncoder().encode(text);
  const file = `/api/v1/plugins/${id}/workspace/files/${path}`;
  await platform
    .call("PUT", file, { by: owner, body, headers: { "if-match": "*" } })
    .catch(() => platform.call("PUT", file, { by: owner, body }));
}

async function publish(version: string, changelog: string) {
  const body = { from: "workspace", version, changelog };
  await platform.call("POST", `/api/v1/plugins/${id}/versions`, { by: owner, body });
  const state = async () =>
    (await platform.call("GET", `/api/v1/plugins/${id}/versions/${version}`, { by: owner })).released;
  await vi.waitFor(async () => expect(await state()).toBe(true), { timeout: BUILD_LIMIT });
}

async function open(tab: string, how: Visit = {}): Promise<Page> {
  return await visit(platform, `/p/lin/units${tab && `?tab=${tab}`}`, how);
}

const dialog = (page: Page) => page.getByRole("dialog");
const answered = (path: string) => fetch(`${platform.url}/plugins.${id}${path}`);

test("the readme is shown as Markdown, and nothing in it runs", async () => {
  const page = await open("");
  await page.getByRole("heading", { name: "Units", level: 1 }).waitFor();
  await page.getByRole("heading", { name: "Unit converter", level: 2 }).waitFor();
  const site = page.getByRole("link", { name: "the site" });
  expect(await site.getAttribute("target")).toBe("_blank");
  expect(await site.getAttribute("rel")).toContain("noopener");
  expect(await page.title()).toContain("Units");
  await page.getByRole("link", { name: "the source" }).click();
  await page.getByRole("textbox", { name: "app.py" }).getByText("def convert").waitFor();
  expect(new URL(page.url()).searchParams.get("tab")).toBe("source");
});

test("a like counts at once and stays", async () => {
  const page = await open("", { as: admin });
  const kept = page.waitForResponse((response) => response.url().endsWith("/like"));
  await page.getByRole("button", { name: "Like, 0 so far" }).click();
  await page.getByRole("button", { name: "Like, 1 so far", pressed: true }).waitFor();
  await kept;
  await page.reload();
  await page.getByRole("button", { name: "Like, 1 so far", pressed: true }).click();
  await page.getByRole("button", { name: "Like, 0 so far", pressed: false }).waitFor();
});

test("the plugin can be tried on its own origin, and version by version", async () => {
  const page = await open("try");
  const frame = page.getByTitle("Page of Units").contentFrame();
  await frame.getByRole("heading", { name: "Units" }).waitFor();
  await page.getByRole("textbox", { name: "Path" }).fill("/convert?value=10");
  await page.keyboard.press("Enter");
  await frame.getByText("6.21371").waitFor();
  await page.getByText(`curl '${platform.url}/plugins.${id}/convert?value=10'`).waitFor();
  const elsewhere = await page.getByRole("link", { name: "Open in a new window" }).getAttribute("href");
  expect(new URL(elsewhere ?? "").origin).not.toBe(platform.url);
  await page.getByRole("combobox", { name: "Version" }).selectOption("0.1.0");
  await frame.getByRole("heading", { name: "Units" }).waitFor();
  await page.getByRole("textbox", { name: "Path" }).fill("/convert?value=10");
  await page.keyboard.press("Enter");
  await frame.getByText("6.2}").waitFor();
  await page.getByRole("textbox", { name: "Path" }).fill("//elsewhere.example/");
  await page.keyboard.press("Enter");
  await frame.getByRole("heading", { name: "Not Found" }).waitFor();
});

test("any two versions can be compared, by file and by line", async () => {
  const page = await open("versions");
  await page.getByText("More exact.").waitFor();
  await page.getByRole("button", { name: "Compare 0.1.0 with 0.2.0" }).click();
  await page.getByText("1 file added").waitFor();
  await page.getByText("app.py").click();
  const lines = page.getByRole("region", { name: "app.py" });
  await lines.getByText(/return .* 0\.62\}/).waitFor();
  await lines.getByText(/return .* 0\.621371\}/).waitFor();
  // The number in the manifest is another one too.
  await page.reload();
  await page.getByText("2 files changed").waitFor();
});

test("a maintainer compares the draft with a version", async () => {
  const page = await open("versions", { as: owner });
  await page.getByRole("button", { name: "Compare versions" }).click();
  await page.getByRole("combobox", { name: "To version" }).selectOption("0.2.0");
  await page.getByText("There is no difference.").waitFor();
  await page.getByRole("combobox", { name: "To version" }).selectOption("Workspace (draft)");
  await page.getByRole("combobox", { name: "From version" }).selectOption("0.1.0");
  await page.getByText("1 file added").waitFor();
  await page.getByText("app.py").click();
  await page
    .getByRole("region", { name: "app.py" })
    .getByText(/return .* 0\.621371\}/)
    .waitFor();
});

test("a maintainer rolls back and releases again, after a question", async () => {
  const page = await open("versions", { as: owner });
  await page.getByRole("button", { name: "Roll back…" }).click();
  await dialog(page).getByText("0.1.0 answers again instead of 0.2.0").waitFor();
  await dialog(page).getByRole("button", { name: "Roll back" }).click();
  await page.getByText("Rolled back: 0.1.0 answers now.").first().waitFor();
  await expect.poll(async () => (await answered("/convert?value=1")).text()).toContain("0.62}");
  await page.getByRole("button", { name: "Release 0.2.0" }).click();
  await dialog(page).getByRole("button", { name: "Release" }).click();
  await page.getByText("0.2.0 answers now.").first().waitFor();
  await page.getByText("What answered when").click();
  await page.getByText("rolled back to").waitFor();
});

test("a version is deprecated and yanked with a reason that everybody reads", async () => {
  const page = await open("versions", { as: owner });
  await page.getByRole("button", { name: "More for 0.1.0" }).click();
  await page.getByRole("menuitem", { name: "Yank" }).click();
  await dialog(page).getByRole("textbox", { name: "Reason" }).fill("It is not exact.");
  await dialog(page).getByRole("button", { name: "Yank" }).click();
  await dialog(page).waitFor({ state: "detached" });
  const stranger = await open("versions");
  await stranger.getByText("It is not exact.").waitFor();
  await page.getByRole("button", { name: "More for 0.1.0" }).click();
  await page.getByRole("menuitem", { name: "Undo yank" }).click();
  await dialog(page).getByRole("button", { name: "Undo yank" }).click();
  await page.getByText("It is not exact.").waitFor({ state: "detached" });
  await page.getByRole("button", { name: "More for 0.2.0" }).click();
  expect(await page.getByRole("menuitem", { name: "Yank" }).getAttribute("aria-disabled")).toBe("true");
});

test("what a version asks for is said in plain words", async () => {
  const page = await open("permissions");
  await page.getByRole("heading", { name: "Call these hosts over the network" }).waitFor();
  await page.getByText("api.example.com").waitFor();
  await page.getByText("64 MiB").waitFor();
  await page.getByRole("heading", { name: "Everything else is denied" }).waitFor();
  const chinese = await open("permissions", { language: "zh-CN" });
  await chinese.getByRole("heading", { name: "其余一律禁止" }).waitFor();
});

test("calls and errors are counted and drawn", async () => {
  await answered("/convert?value=1");
  await answered("/boom");
  const page = await open("stats", { as: owner });
  await page.getByRole("img", { name: /^Calls: \d+ in all$/ }).waitFor();
  await page.getByRole("button", { name: "Last hour" }).click();
  await page.getByText("As a table").click();
  await page.getByRole("table", { name: "As a table" }).getByRole("row").nth(1).waitFor();
  expect(new URL(page.url()).searchParams.get("window")).toBe("1h");
});

test("the log comes live, can be narrowed down and be held", async () => {
  const page = await open("logs", { as: owner });
  const log = page.getByRole("log");
  await answered("/convert?value=4321");
  await log.getByText("converting 4321").waitFor();
  await page.getByRole("combobox", { name: "Level" }).selectOption("Warnings and worse");
  await log.getByText("that is far").first().waitFor();
  await log.getByText("converting 4321").waitFor({ state: "detached" });
  await page.getByRole("combobox", { name: "Level" }).selectOption("All lines");
  const line = log.getByText("converting 4321");
  await line.waitFor();
  await page.getByRole("searchbox", { name: "Filter lines" }).fill("4321");
  await log.getByRole("button", { name: /^Only lines of request/ }).click();
  await page.getByRole("searchbox", { name: "Filter lines" }).fill("");
  await log.getByText("that is far").waitFor();
  await page.getByRole("button", { name: /^Request/ }).click();
  await page.getByRole("button", { name: "Pause" }).click();
  await answered("/convert?value=77");
  await page.getByRole("button", { name: /^Follow \(\d+ new/ }).click();
  await log.getByText("converting 77").waitFor();
});

test("only maintainers see logs and statistics", async () => {
  const page = await open("logs");
  await page.getByRole("tab", { name: "Source" }).waitFor();
  expect(await page.getByRole("tab", { name: "Logs" }).count()).toBe(0);
  expect(await page.getByRole("link", { name: "Edit source" }).count()).toBe(0);
});

test("the source of a published version can be read, file by file", async () => {
  const page = await open("source");
  const files = page.getByRole("navigation", { name: "Files" });
  await files.getByRole("button", { name: "mspf.toml" }).click();
  await page.getByRole("textbox", { name: "mspf.toml" }).getByText("outbound_hosts").waitFor();
  await files.getByRole("button", { name: "new.css" }).click();
  await page.getByRole("textbox", { name: "static/new.css" }).waitFor();
  await page.getByRole("combobox", { name: "Version" }).selectOption("0.1.0");
  await files.getByRole("button", { name: "app.py" }).waitFor();
  expect(await files.getByRole("button", { name: "new.css" }).count()).toBe(0);
});

test("a plugin is forked, and says where it came from", async () => {
  const reader = await platform.user("mei");
  const page = await open("", { as: reader });
  await page.getByRole("button", { name: "More actions" }).click();
  await page.getByRole("menuitem", { name: "Fork…" }).click();
  await dialog(page).getByRole("textbox", { name: "Name" }).fill("my-units");
  await dialog(page).getByRole("button", { name: "Fork" }).click();
  await page.waitForURL(`${platform.url}/p/mei/my-units`);
  await page.getByRole("link", { name: "lin/units" }).click();
  await page.getByRole("definition").getByRole("link", { name: "1", exact: true }).click();
  await page.getByRole("button", { name: "Not only forks" }).waitFor();
  const link = page.getByRole("article").getByRole("link", { name: "Units", exact: true });
  expect(await link.getAttribute("href")).toBe("/p/mei/my-units");
});

test("a plugin is offered to another account, and the offer withdrawn", async () => {
  const page = await open("", { as: owner });
  const transfer = async () => {
    await page.getByRole("button", { name: "More actions" }).click();
    await page.getByRole("menuitem", { name: "Transfer…" }).click();
  };
  await transfer();
  await dialog(page).getByRole("textbox", { name: "New owner" }).fill("nobody-here");
  await dialog(page).getByRole("button", { name: "Offer", exact: true }).click();
  await dialog(page).getByRole("alert").waitFor();
  await dialog(page).getByRole("textbox", { name: "New owner" }).fill("ada");
  await dialog(page).getByRole("button", { name: "Offer", exact: true }).click();
  await page
    .getByText(/^Offered to ada/)
    .first()
    .waitFor();
  await transfer();
  await dialog(page)
    .getByText(/^Offered to ada/)
    .waitFor();
  await dialog(page).getByRole("button", { name: "Withdraw" }).click();
  await page.getByText("The offer is withdrawn.").first().waitFor();
});

test("an administrator stops a plugin for a reason, and lets it go on", async () => {
  const page = await open("", { as: admin });
  await page.getByRole("button", { name: "More actions" }).click();
  await page.getByRole("menuitem", { name: "Ban…" }).click();
  await dialog(page).getByRole("textbox", { name: "Reason" }).fill("It was unkind.");
  await dialog(page).getByRole("button", { name: "Ban" }).click();
  await dialog(page).waitFor({ state: "detached" });
  const stranger = await open("");
  await stranger
    .getByRole("region", { name: "An administrator has banned this plugin" })
    .getByText("It was unkind.")
    .waitFor();
  await expect.poll(async () => (await answered("/")).status).toBe(403);
  await page.getByRole("button", { name: "More actions" }).click();
  await page.getByRole("menuitem", { name: "Lift the ban" }).click();
  await dialog(page).getByRole("button", { name: "Lift the ban" }).click();
  await dialog(page).waitFor({ state: "detached" });
  await expect.poll(async () => (await answered("/")).status).toBe(200);
});
