import i18next from "i18next";

const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;

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
  return new Intl.NumberFormat(i18next.language, { notation: "compact", maximumFractionDigits: 1 }).format(
    number,
  );
}

export function date(time: string): string {
  return new Intl.DateTimeFormat(i18next.language, { dateStyle: "medium" }).format(new Date(time));
}

export function dateTime(time: string): string {
  return new Intl.DateTimeFormat(i18next.language, { dateStyle: "medium", timeStyle: "medium" }).format(
    new Date(time),
  );
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
  const format = new Intl.RelativeTimeFormat(i18next.language, { numeric: "auto" });
  return format.format(Math.trunc(seconds / size), unit);
}

/** A price in minor units; free where it is nothing. */
export function price(amount: number, currency: string | null | undefined): string {
  if (!amount || !currency) return i18next.t("common:free");
  const format = new Intl.NumberFormat(i18next.language, { style: "currency", currency });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  return format.format(amount / 10 ** digits);
}
