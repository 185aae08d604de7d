import type { Plugin, Schemas } from "@/api/client";

/** What the form holds: text, as it is typed. */
export interface Fields {
  name: string;
  title: string;
  template: string;
  developer: string;
  version: string;
  copyright: string;
  description: string;
  keywords: string;
  category: string;
  licence: string;
  homepage: string;
  logo: string;
  default_options: string;
  price: string;
  currency: string;
  visibility: Schemas["Plugin"]["visibility"];
}

export const TEMPLATES = ["django", "flask", "wsgi", "static", "rust-http", "component"] as const;
export const CURRENCIES = ["CNY", "EUR", "USD", "JPY", "GBP", "HKD"] as const;
/** Licences to choose from; any other expression of SPDX may be typed. */
export const LICENCES = [
  "MIT",
  "Apache-2.0",
  "MIT OR Apache-2.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "ISC",
  "MPL-2.0",
  "GPL-3.0-or-later",
  "LGPL-3.0-or-later",
  "AGPL-3.0-or-later",
  "MulanPSL-2.0",
  "Unlicense",
  "CC0-1.0",
];

export const EMPTY: Fields = {
  name: "",
  title: "",
  template: "django",
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

/** The rules that can be told while typing; the platform has the last word. Keys are of the words of this page. */
export function check(fields: Fields): Partial<Record<keyof Fields, string>> {
  const wrong: Partial<Record<keyof Fields, string>> = {};
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(fields.name)) wrong.name = "wrong.name";
  else if (fields.name.length > 64) wrong.name = "wrong.name_long";
  if (fields.version && !/^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/.test(fields.version))
    wrong.version = "wrong.version";
  if (!isOptions(fields.default_options)) wrong.default_options = "wrong.options";
  if (!/^\d+([.,]\d{1,2})?$/.test(fields.price.trim() || "0")) wrong.price = "wrong.price";
  for (const name of ["homepage", "logo"] as const) {
    if (fields[name] && !/^https?:\/\/\S+$/.test(fields[name])) wrong[name] = "wrong.url";
  }
  return wrong;
}

function isOptions(text: string): boolean {
  try {
    const value = JSON.parse(text || "{}");
    return typeof value === "object" && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

/** What both the new and the changed plugin are sent as. */
export function described(fields: Fields) {
  const minor = Math.round(Number(fields.price.replace(",", ".") || 0) * 10 ** digits(fields.currency));
  return {
    title: fields.title || undefined,
    developer: fields.developer || undefined,
    description: fields.description,
    copyright: fields.copyright,
    keywords: words(fields.keywords),
    category: fields.category || undefined,
    licence: fields.licence || undefined,
    homepage: fields.homepage || undefined,
    default_options: JSON.parse(fields.default_options || "{}") as Record<string, unknown>,
    price: minor,
    currency: minor ? fields.currency : undefined,
    visibility: fields.visibility,
  };
}

/** Version 1 wrote keywords with spaces between; commas do as well. */
export const words = (text: string) => [...new Set(text.split(/[\s,，、]+/).filter(Boolean))];

const digits = (currency: string) =>
  new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits ?? 2;

/** What a plugin says of itself, to be changed. */
export function fieldsOf(plugin: Plugin): Fields {
  const currency = plugin.currency ?? EMPTY.currency;
  return {
    ...EMPTY,
    name: plugin.name,
    title: plugin.title,
    developer: plugin.developer,
    version: plugin.version ?? "",
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
