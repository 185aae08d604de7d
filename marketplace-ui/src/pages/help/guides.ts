import type { Language } from "@/i18n";

const FOLDER = "../../../../docs/";
const files = import.meta.glob<string>(["../../../../docs/*.md", "../../../../docs/zh-CN/*.md"], {
  query: "?raw",
  import: "default",
});

/** What stands in the list of guides, in the order in which one reads them. */
export const PARTS = {
  start: ["first-plugin", "quick-start"],
  write: ["python-plugins", "rust-plugins", "workspaces", "package-format"],
  run: ["addresses", "limits", "security", "operators"],
} as const;

export type Part = keyof typeof PARTS;

const pathOf = (guide: string, language: Language) =>
  `${FOLDER}${language === "en" ? "" : `${language}/`}${guide}.md`;

export interface Guide {
  text: string;
  /** The language it is in: English, where there is no other. */
  language: Language;
}

/** A guide in the reader's language; undefined where there is none of this name. */
export async function loadGuide(guide: string, language: Language): Promise<Guide | undefined> {
  for (const spoken of [language, "en"] as const) {
    const load = files[pathOf(guide, spoken)];
    if (load) return { text: withoutTwin(await load()), language: spoken };
  }
  return undefined;
}

/** The link to the same guide in the other language is the language menu's business. */
const withoutTwin = (text: string) => text.replace(/ ?\[(?:English|中文)\]\([^)]*\)/, "");

/** Where a link of a guide leads within the UI; undefined for what is not here, such as the examples' sources. */
export function linkOf(href: string): string | undefined {
  const [, guide, anchor = ""] = /^(?:\.\.?\/)?(?:zh-CN\/)?([a-z\d-]+)\.md(#.*)?$/.exec(href) ?? [];
  if (!guide || !files[pathOf(guide, "en")]) return undefined;
  return `/help/${guide}${anchor}`;
}

export interface Section {
  title: string;
  depth: number;
}

/** The headings of a guide's sections, as they stand in its text. */
export function sectionsOf(text: string): Section[] {
  const sections: Section[] = [];
  let inCode = false;
  for (const line of text.split("\n")) {
    if (/^\s*(```|~~~)/.test(line)) inCode = !inCode;
    const [, marks, title] = (!inCode && /^(#{2,3}) (.+)$/.exec(line)) || [];
    if (marks && title) sections.push({ title: title.replaceAll("`", ""), depth: marks.length });
  }
  return sections;
}
