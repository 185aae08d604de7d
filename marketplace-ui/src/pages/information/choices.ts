import type { Plugin } from "@/api/client";

/** What a new plugin may start from; those in Python need a platform that runs it. */
export const TEMPLATES = [
  { name: "django", isPython: true },
  { name: "flask", isPython: true },
  { name: "wsgi", isPython: true },
  { name: "static", isPython: false },
  { name: "rust-http", isPython: false },
  { name: "component", isPython: false },
] as const;

export const CURRENCIES = ["CNY", "EUR", "USD", "JPY", "GBP", "HKD"];

/** Categories to choose from; any other word may be typed. */
export const CATEGORIES = ["tools", "data", "education", "games", "web", "examples"];

/** Licences to choose from; any other expression of SPDX may be typed. */
export const LICENCES = [
  "MIT",
  "Apache-2.0",
  "MIT OR Apache-2.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "ISC",
  "MPL-2.0",
  "EPL-2.0",
  "GPL-2.0-or-later",
  "GPL-3.0-or-later",
  "LGPL-3.0-or-later",
  "AGPL-3.0-or-later",
  "MulanPSL-2.0",
  "CC-BY-4.0",
  "CC0-1.0",
  "Unlicense",
  "LicenseRef-proprietary",
];

export const VISIBILITIES = ["public", "unlisted", "private"] as const satisfies Plugin["visibility"][];
