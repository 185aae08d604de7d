import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Window } from "./buckets";

/** How times and spans of time are written, in the reader's language. */
export function useFormats(window: Window) {
  const { i18n } = useTranslation();
  return useMemo(() => {
    const time = new Intl.DateTimeFormat(i18n.language, {
      ...(window === "30d" || window === "7d" ? { month: "short", day: "numeric" } : {}),
      ...(window === "24h" ? { weekday: "short" } : {}),
      ...(window === "30d" ? {} : { hour: "numeric", minute: "2-digit" }),
    });
    const span = (value: number, unit: string, digits: number) =>
      new Intl.NumberFormat(i18n.language, {
        style: "unit",
        unit,
        unitDisplay: "short",
        maximumFractionDigits: digits,
      }).format(value);
    return {
      when: (at: Date) => time.format(at),
      milliseconds: (value: number) =>
        value >= 1000 ? span(value / 1000, "second", 1) : span(value, "millisecond", value < 10 ? 1 : 0),
    };
  }, [i18n.language, window]);
}
