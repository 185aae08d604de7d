import i18next from "i18next";

const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;

const made = new Map<string, unknown>();

/** A formatter of the reader's language: to make one takes longer than to use it a hundred times. */
function formatter<T>(name: string, make: (language: string) => T): T {
  const key = `${i18next.language} ${name}`;
  if (!made.has(key)) made.set(key, make(i18next.language));
  return made.get(key) as T;
}

/** 1536 → "1.5 kB", in the reader's language. */
export function bytes(count: number): string {
  const power = Math.min(UNITS.length - 1, Math.floor(Math.log(Math.max(count, 1)) / Math.log(1000)));
  return new Intl.NumberFormat(i18next.language, {
    style: "unit",
    unit: UNITS[power],
    unitDisplay: power ? "short" : "long",
    maximumFractionDigits: 1,
  }).format(count / 1000 ** power);
}

/** 12345 → "12K". */
export function count(number: number): string {
  const compact = { notation: "compact", maximumFractionDigits: 1 } as const;
  return formatter("count", (language) => new Intl.NumberFormat(language, compact)).format(number);
}

export function date(time: string): string {
  const make = (language: string) => new Intl.DateTimeFormat(language, { dateStyle: "medium" });
  return formatter("date", make).format(new Date(time));
}

export function dateTime(time: string): string {
  const style = { dateStyle: "medium", timeStyle: "medium" } as const;
  return formatter("time", (language) => new Intl.DateTimeFormat(language, style)).format(new Date(time));
}

const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
];

/** "3 minutes ago". */
export function ago(time: string): string {
  const seconds = (new Date(time).getTime() - Date.now()) / 1000;
  const [unit, size] = STEPS.find(([, size]) => Math.abs(seconds) >= size) ?? ["second", 1];
  const make = (language: string) => new Intl.RelativeTimeFormat(language, { numeric: "auto" });
  return formatter("ago", make).format(Math.trunc(seconds / size), unit);
}

/** A price in minor units; free where it is nothing. */
export function price(amount: number, currency: string | null | undefined): string {
  if (!amount || !currency) return i18next.t("common:free");
  const make = (language: string) => new Intl.NumberFormat(language, { style: "currency", currency });
  const format = formatter(currency, make);
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  return format.format(amount / 10 ** digits);
}
