/** Makes the pictures of `docs/images`: the main pages, in both languages. No test: `make screenshots`. */
import { mkdir } from "node:fs/promises";
import type { Page } from "playwright-core";
import { afterAll, test } from "vitest";
import { closeBrowser, visit } from "./support/browser";
import { type Account, Platform } from "./support/platform";

const IMAGES = new URL("../../docs/images/", import.meta.url);

interface Texts {
  plugins: { name: string; title: string; description: string; keywords: string[]; colour: string }[];
  greeting: string;
}

const TEXTS: Record<"en" | "zh-CN", Texts> = {
  en: {
    plugins: [
      {
        name: "weather",
        title: "Weather",
        description: "Tomorrow's weather for any city, as JSON and as a page.",
        keywords: ["forecast"],
        colour: "#0369a1",
      },
      {
        name: "invoices",
        title: "Invoices",
        description: "Writes invoices and numbers them without a gap.",
        keywords: ["billing"],
        colour: "#7c2d12",
      },
      {
        name: "charts",
        title: "Charts",
        description: "Draws an SVG chart of whatever numbers it is sent.",
        keywords: ["svg"],
        colour: "#4d7c0f",
      },
      {
        name: "dice",
        title: "Dice",
        description: "Rolls dice of any number of sides, fairly.",
        keywords: ["game"],
        colour: "#6d28d9",
      },
      {
        name: "units",
        title: "Units",
        description: "Converts miles, pounds and pints into the metric system.",
        keywords: ["tools"],
        colour: "#be123c",
      },
      {
        name: "colours",
        title: "Colours",
        description: "Finds colours that go together and can be read.",
        keywords: ["design"],
        colour: "#0f766e",
      },
    ],
    greeting: "Good morning, Ada",
  },
  "zh-CN": {
    plugins: [
      {
        name: "weather",
        title: "天气预报",
        description: "任意城市明天的天气，既有 JSON 接口也有页面。",
        keywords: ["天气"],
        colour: "#0369a1",
      },
      {
        name: "invoices",
        title: "发票助手",
        description: "开具发票，编号连续不断。",
        keywords: ["财务"],
        colour: "#7c2d12",
      },
      {
        name: "charts",
        title: "图表",
        description: "把收到的数字画成 SVG 图表。",
        keywords: ["图表"],
        colour: "#4d7c0f",
      },
      {
        name: "dice",
        title: "骰子",
        description: "公平地掷任意面数的骰子。",
        keywords: ["游戏"],
        colour: "#6d28d9",
      },
      {
        name: "units",
        title: "单位换算",
        description: "把英里、磅、品脱换算成公制。",
        keywords: ["工具"],
        colour: "#be123c",
      },
      {
        name: "colours",
        title: "配色",
        description: "寻找和谐且清晰易读的配色。",
        keywords: ["设计"],
        colour: "#0f766e",
      },
    ],
    greeting: "早上好，小明",
  },
};

/** How often the first plugin is called before the pictures are made, for its statistics. */
const CALLS = 40;

afterAll(closeBrowser);

test.each(["en", "zh-CN"] as const)("pictures (%s)", { timeout: 180_000 }, async (language) => {
  const folder = new URL(`${language}/`, IMAGES);
  await mkdir(folder, { recursive: true });
  const platform = await Platform.start();
  try {
    const ada = await platform.admin();
    const first = await fill(platform, ada, TEXTS[language]);
    const shoot = async (name: string, path: string, ready: (page: Page) => Promise<unknown>) => {
      const page = await visit(platform, path, { as: ada, language });
      await ready(page);
      await page.evaluate(() => document.fonts.ready);
      await page.screenshot({ path: new URL(`${name}.png`, folder).pathname, animations: "disabled" });
      await page.context().close();
    };
    await shoot("home", "/", async (page) => {
      await page.getByRole("article").nth(5).waitFor();
      await page.waitForFunction(() => {
        const frames = [...document.querySelectorAll("iframe")];
        return frames.length > 3 && frames.every((frame) => getComputedStyle(frame).opacity === "1");
      });
    });
    await shoot("create", "/new", (page) => page.getByRole("radio").first().waitFor());
    await shoot("plugin", "/p/ada/weather?tab=try", (page) =>
      page.locator("iframe").first().contentFrame().getByRole("heading").waitFor(),
    );
    await shoot("editor", `/edit/${first}`, async (page) => {
      await page.getByRole("tree").getByText("app.py").dblclick();
      await page.locator(".cm-content").waitFor();
      await page.locator("iframe").first().contentFrame().getByRole("heading").waitFor();
    });
    await shoot("statistics", "/p/ada/weather?tab=stats", (page) =>
      page.locator("figure svg, main svg[role=img]").first().waitFor(),
    );
    await shoot("help", "/help/first-plugin", (page) =>
      page.getByRole("heading", { level: 2 }).first().waitFor(),
    );
  } finally {
    await platform.stop();
  }
});

/** Makes the plugins, the first of them with code. */
async function fill(platform: Platform, ada: Account, { plugins, greeting }: Texts): Promise<string> {
  let first = "";
  for (const { colour, ...fields } of plugins.toReversed()) {
    const app = `from flask import Flask\n\napp = Flask(__name__)\n\nPAGE = """<!doctype html>
<title>${fields.title}</title>
<style>
  body { margin: 0; min-height: 100vh; display: grid; place-content: center; background: ${colour}; color: white; font-family: system-ui; text-align: center }
  h1 { font-size: 64px; margin: 0 } p { font-size: 24px; opacity: .85; margin: 16px 48px }
</style>
<h1>${fields.name === "weather" ? greeting : fields.title}</h1>
<p>${fields.description}</p>
"""


@app.get("/")
def index():
    print("somebody looks at the page")
    return PAGE


@app.get("/api/forecast")
def forecast():
    return {"city": "Shenzhen", "celsius": 27}
`;
    const fieldsOf = { ...fields, template: "flask", licence: "MIT", category: "tools" };
    const plugin = await platform.plugin(ada, fieldsOf, { "app.py": app });
    await platform.call("POST", `/api/v1/plugins/${plugin.id}/versions`, {
      by: ada,
      body: { from: "workspace" },
    });
    await released(platform, plugin.id);
    await platform.call("PUT", `/api/v1/plugins/${plugin.id}/like`, { by: ada });
    first = plugin.id;
  }
  for (let call = 0; call < CALLS; call++) await fetch(`${platform.url}/plugins.${first}/api/forecast`);
  return first;
}

async function released(platform: Platform, id: string) {
  for (;;) {
    if ((await platform.call("GET", `/api/v1/plugins/${id}`)).version) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
