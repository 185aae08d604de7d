import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";

const SOURCE = import.meta.dirname;
/** Loaded before anything is shown. */
const ALWAYS = ["common", "problems"];

/** The module that `from` means by an import; undefined for what is a library's, or no code. */
function resolve(specifier: string, from: string): string | undefined {
  const base = specifier.startsWith("@/")
    ? join(SOURCE, specifier.slice(2))
    : specifier.startsWith(".") && join(dirname(from), specifier);
  return [".ts", ".tsx"].map((end) => base + end).find(existsSync);
}

/** The areas of words that a module and all that it imports use; what it loads later brings its own. */
function wordsUsed(module: string, seen = new Set<string>()): Set<string> {
  const words = new Set<string>();
  if (seen.has(module)) return words;
  seen.add(module);
  const text = readFileSync(module, "utf8");
  for (const [, areas = ""] of text.matchAll(/useTranslation\(([^)]*)\)/g)) {
    for (const [, area = ""] of areas.matchAll(/"([\w-]+)"/g)) words.add(area);
  }
  for (const [, area = ""] of text.matchAll(/\bt\(\s*["`]([\w-]+):/g)) words.add(area);
  for (const [, specifier = ""] of text.matchAll(/from "([^"]+)"/g)) {
    const imported = resolve(specifier, module);
    if (imported) for (const area of wordsUsed(imported, seen)) words.add(area);
  }
  return words;
}

const router = readFileSync(join(SOURCE, "router.tsx"), "utf8");
const pages = [...router.matchAll(/page\("(.+)", \[(.+)\], \(\) => import\("(.+)"\)\)/g)].map(
  ([, path = "", words = "", specifier = ""]) => ({ path, words, specifier }),
);

test.each(pages)("$path loads the words that its parts use", ({ path, words, specifier }) => {
  const module = resolve(specifier, join(SOURCE, "router.tsx"));
  const used = [...wordsUsed(module ?? specifier)].filter((area) => !ALWAYS.includes(area));
  expect(used.sort(), path).toEqual([...words.matchAll(/"([^"]+)"/g)].map(([, area]) => area));
});

test("every page is looked at", () => {
  expect(pages.length).toBe(router.match(/^ {2}page\(/gm)?.length);
});
