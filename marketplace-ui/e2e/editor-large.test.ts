import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { closeBrowser, visit } from "./support/browser";
import { code, item } from "./support/editor";
import { type Account, Platform, zip } from "./support/platform";

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

/** Seconds that the page itself has to work for something, whatever else the machine does. */
async function work(page: Page, run: () => Promise<void>): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  const now = async () => {
    const { metrics } = await session.send("Performance.getMetrics");
    return metrics.find(({ name }) => name === "TaskDuration")?.value ?? 0;
  };
  const before = await now();
  await run();
  return (await now()) - before;
}

test("the tree is used with the keyboard alone, and stays quick with 5,000 files", async () => {
  const { id } = await platform.plugin(ada, { name: "large-tree" });
  const page = await visit(platform, `/edit/${id}`, { as: ada });
  const many = Array.from(
    { length: 5000 },
    (_, file) => `many/f${file % 10}/file-${Math.floor(file / 10)}.txt`,
  );
  const form = new FormData();
  form.append(
    "file",
    new Blob([Buffer.from(zip(Object.fromEntries(many.map((path) => [path, "x"]))))]),
    "many.zip",
  );
  const response = await fetch(`${platform.url}/api/v1/plugins/${id}/workspace/upload?unpack=true`, {
    method: "POST",
    headers: { authorization: `Bearer ${ada.token}` },
    body: form,
  });
  expect(response.status).toBe(201);
  const tree = page.getByRole("tree", { name: "Files" });
  await item(page, "many").waitFor();
  await tree.focus();
  await Promise.all([..."man"].map((letter) => page.keyboard.press(letter)));
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowRight");
  await item(page, "file-0.txt").waitFor();
  for (let folder = 1; folder < 10; folder++) {
    // At once: a pause would begin another word.
    await Promise.all([page.keyboard.press("f"), page.keyboard.press(String(folder))]);
    await expect
      .poll(() => tree.getByRole("treeitem", { name: `f${folder}`, selected: true }).count())
      .toBe(1);
    await page.keyboard.press("ArrowRight");
  }
  await page.keyboard.press("End");
  await page.keyboard.press("Home");
  const steps = 40;
  const each = await work(page, async () => {
    for (let step = 0; step < steps; step++) await page.keyboard.press(step % 4 ? "ArrowDown" : "PageDown");
  });
  expect(each / steps).toBeLessThan(0.05);
  await page.keyboard.press("End");
  await page.keyboard.press("Home");
  await page.keyboard.press("Shift+ArrowDown");
  await page.keyboard.press("Shift+ArrowDown");
  await expect.poll(() => tree.getByRole("treeitem", { selected: true }).count()).toBe(3);
  await page.keyboard.press("Delete");
  await page.getByRole("dialog").waitFor();
  await page.keyboard.press("Escape");
  await tree.and(page.locator(":focus")).waitFor();
  await page.keyboard.press("End");
  await page.keyboard.press("Enter");
  await code(page, "views.py").and(page.locator(":focus")).waitFor();
});

test("typing in a file of 5,000 lines stays fluid", async () => {
  const lines = Array.from(
    { length: 5000 },
    (_, line) => `def function_${line}(request): return ${line}  # a line`,
  );
  const { id } = await platform.plugin(ada, { name: "long-file" }, { "long.py": lines.join("\n") });
  const page = await visit(platform, `/edit/${id}`, { as: ada });
  await item(page, "long.py").click();
  await code(page, "long.py").click();
  await page.keyboard.press("ControlOrMeta+Home");
  const letters = "x = 'typed in a long file'";
  const all = await work(page, async () => {
    for (const letter of letters) await page.keyboard.press(letter);
  });
  expect(all / letters.length).toBeLessThan(0.05);
});
