import { type Fields, isUploaded, minor, words } from "./fields";

/** The platform's bounds (`platform/package/src/manifest/ceilings.rs`). */
const LONGEST = {
  name: 63,
  title: 80,
  developer: 200,
  copyright: 200,
  licence: 200,
  version: 200,
  description: 10_000,
  homepage: 2_000,
  logo: 2_000,
} as const;
const [MOST_KEYWORDS, LONGEST_KEYWORD, MOST_OPTIONS, HIGHEST_PRICE] = [10, 40, 32 << 10, 100_000_000];

const SLUG = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const NUMBER = /^(0|[1-9]\d*)(\.(0|[1-9]\d*)){2}(-[\da-z-]+(\.[\da-z-]+)*)?(\+[\da-z.-]+)?$/i;

/** What is wrong: a key of the words of this page, with what they name. */
export interface Wrong {
  key: string;
  count?: number;
}

/** The platform's rules, as far as they can be told while typing; it has the last word itself. */
export function check(fields: Fields, isNew: boolean): Partial<Record<keyof Fields, Wrong>> {
  const wrong: Partial<Record<keyof Fields, Wrong>> = {};
  for (const [name, count] of Object.entries(LONGEST) as [keyof typeof LONGEST, number][]) {
    if ([...fields[name].trim()].length > count) wrong[name] = { key: "wrong.long", count };
  }
  if (!SLUG.test(fields.name)) wrong.name = { key: "wrong.name" };
  if (!isNew && !fields.title.trim()) wrong.title = { key: "wrong.title" };
  if (fields.version.trim() && !NUMBER.test(fields.version.trim())) wrong.version = { key: "wrong.version" };
  const keywords = words(fields.keywords);
  if (keywords.length > MOST_KEYWORDS) wrong.keywords = { key: "wrong.keywords", count: MOST_KEYWORDS };
  else if (keywords.some((word) => [...word].length > LONGEST_KEYWORD))
    wrong.keywords = { key: "wrong.keyword", count: LONGEST_KEYWORD };
  const category = fields.category.trim();
  if (category && (!SLUG.test(category) || category.length > LONGEST_KEYWORD))
    wrong.category = { key: "wrong.category" };
  if (fields.licence.trim() && !isLicence(fields.licence)) wrong.licence = { key: "wrong.licence" };
  for (const name of ["homepage", "logo"] as const) {
    const url = fields[name].trim();
    if (url && !isWeb(url) && !isUploaded(url)) wrong[name] = { key: "wrong.url" };
  }
  if (!isOptions(fields.default_options)) wrong.default_options = { key: "wrong.options" };
  const price = minor(fields.price, fields.currency);
  if (price === undefined) wrong.price = { key: "wrong.price" };
  else if (price > HIGHEST_PRICE) wrong.price = { key: "wrong.price_high" };
  return wrong;
}

/** Whether it is built as an SPDX expression is; which licences there are, the platform knows. */
export function isLicence(text: string): boolean {
  const id = String.raw`[A-Za-z0-9][A-Za-z0-9.-]*\+?`;
  const simple = new RegExp(`^${id}( WITH ${id})?$`);
  const spaced = text
    .replace(/([()])/g, " $1 ")
    .replace(/\s+/g, " ")
    .trim();
  const inner = /\( ([^()]*) \)/;
  // From the innermost parentheses outwards: a sound pair is as good as one licence.
  let rest = spaced;
  for (let pair = inner.exec(rest); pair; pair = inner.exec(rest)) {
    if (!isChain(pair[1] ?? "", simple)) return false;
    rest = rest.replace(pair[0], "X");
  }
  return isChain(rest, simple);
}

const isChain = (text: string, simple: RegExp) =>
  text.split(/ (?:AND|OR) /).every((part) => simple.test(part.trim()));

function isWeb(text: string): boolean {
  const isWhole = /^https?:\/\/[\x21-\x7e]+$/.test(text);
  return isWhole && URL.canParse(text);
}

function isOptions(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text || "{}");
    const size = new TextEncoder().encode(JSON.stringify(value)).length;
    return typeof value === "object" && value !== null && !Array.isArray(value) && size <= MOST_OPTIONS;
  } catch {
    return false;
  }
}
