import type { Plugin, Schemas } from "@/api/client";

/** What the form holds: text, as it is typed. */
export interface Fields {
  name: string;
  title: string;
  template: string;
  owner: string;
  developer: string;
  version: string;
  copyright: string;
  description: string;
  keywords: string;
  category: string;
  licence: string;
  homepage: string;
  /** An address on the web, or on this platform where it was uploaded. */
  logo: string;
  default_options: string;
  price: string;
  currency: string;
  visibility: Plugin["visibility"];
}

export const EMPTY: Fields = {
  name: "",
  title: "",
  template: "django",
  owner: "",
  developer: "",
  version: "0.1.0",
  copyright: "",
  description: "",
  keywords: "",
  category: "",
  licence: "MIT",
  homepage: "",
  logo: "",
  default_options: "{}",
  price: "0",
  currency: "CNY",
  visibility: "public",
};

/** What a plugin says of itself, to be changed. */
export function fieldsOf(plugin: Plugin): Fields {
  const currency = plugin.currency ?? EMPTY.currency;
  return {
    ...EMPTY,
    name: plugin.name,
    title: plugin.title,
    developer: plugin.developer,
    copyright: plugin.copyright,
    description: plugin.description,
    keywords: plugin.keywords.join(" "),
    category: plugin.category ?? "",
    licence: plugin.licence ?? "",
    homepage: plugin.homepage ?? "",
    logo: plugin.logo ?? "",
    default_options: JSON.stringify(plugin.default_options, null, 2),
    price: String(plugin.price / 10 ** digits(currency)),
    currency,
    visibility: plugin.visibility,
  };
}

/** What a new plugin is made of. */
export function asNew(fields: Fields): Schemas["NewPlugin"] {
  const { category, licence, homepage, logo, ...said } = described(fields);
  return {
    ...said,
    name: fields.name,
    template: fields.template as Schemas["NewPlugin"]["template"],
    // Not said is what the platform says itself: the name, the caller.
    owner: fields.owner || undefined,
    title: fields.title.trim() || undefined,
    developer: fields.developer.trim() || undefined,
    version: fields.version.trim() || undefined,
    category: category ?? undefined,
    licence: licence ?? undefined,
    homepage: homepage ?? undefined,
    logo: logo ?? undefined,
  } as Schemas["NewPlugin"];
}

/** What is different, and nothing else: a developer may change words, but not send a price. */
export function asChange(before: Fields, fields: Fields): Schemas["PluginChange"] {
  const [was, is] = [described(before), described(fields)];
  const changed = Object.entries(is).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(was[name as keyof typeof was]),
  );
  const change: Schemas["PluginChange"] = Object.fromEntries(changed);
  // They go together.
  if ("price" in change || "currency" in change) Object.assign(change, pick(is));
  return change;
}

const pick = ({ price, currency }: ReturnType<typeof described>) => ({ price, currency });

/** What is said of both. */
function described(fields: Fields) {
  const price = minor(fields.price, fields.currency) ?? 0;
  return {
    name: fields.name,
    title: fields.title.trim(),
    developer: fields.developer.trim(),
    description: fields.description,
    copyright: fields.copyright.trim(),
    keywords: words(fields.keywords),
    category: fields.category.trim() || null,
    licence: fields.licence.trim() || null,
    homepage: fields.homepage.trim() || null,
    logo: fields.logo.trim() || null,
    default_options: JSON.parse(fields.default_options || "{}") as Record<string, unknown>,
    price,
    currency: price ? fields.currency : undefined,
    visibility: fields.visibility,
  };
}

/** Whether a logo lies on the platform itself. */
export const isUploaded = (logo: string) => logo.startsWith("/api/");

/** Version 1 wrote keywords with spaces between; commas do as well. Each once, whatever its case. */
export function words(text: string): string[] {
  const found = new Map<string, string>();
  for (const word of text.split(/[\s,，、]+/).filter(Boolean)) {
    if (!found.has(word.toLowerCase())) found.set(word.toLowerCase(), word);
  }
  return [...found.values()];
}

/** A price as it is typed, in minor units; undefined for what is none. */
export function minor(text: string, currency: string): number | undefined {
  const [, whole, part = ""] = /^(\d{1,12})(?:[.,](\d+))?$/.exec(text.trim() || "0") ?? [];
  const places = digits(currency);
  if (whole === undefined || part.length > places) return undefined;
  return Number(whole) * 10 ** places + Number(part.padEnd(places, "0") || "0");
}

/** Digits behind the point of an amount: two of euros, none of yen. */
function digits(currency: string): number {
  const format = new Intl.NumberFormat("en", { style: "currency", currency });
  return format.resolvedOptions().maximumFractionDigits ?? 2;
}
