import { Link } from "@tanstack/react-router";
import { ArrowRight, Rocket } from "lucide-react";
import { useTranslation } from "react-i18next";
import { PARTS, type Part } from "./guides";

const [FIRST] = PARTS.start;

/** All guides, the one for beginners first. */
export function Page() {
  const { t } = useTranslation("help");
  return (
    <main className="mx-auto flex w-full max-w-5xl flex-col gap-8 p-4 py-8 sm:p-8">
      <title>{`${t("title")} · Mspf`}</title>
      <header>
        <h1 className="text-xl font-semibold">{t("title")}</h1>
        <p className="mt-1 text-base text-muted">{t("about")}</p>
      </header>
      <Link
        to="/help/$guide"
        params={{ guide: FIRST }}
        className="group flex items-center gap-4 rounded-md border border-accent bg-accent-soft p-5 text-accent-strong"
      >
        <Rocket aria-hidden className="size-6 shrink-0" />
        <span className="grow">
          <span className="block text-base font-semibold">{t(`guides.${FIRST}.title`)}</span>
          <span className="block text-ink">{t(`guides.${FIRST}.about`)}</span>
        </span>
        <ArrowRight aria-hidden className="size-5 shrink-0 transition-transform group-hover:translate-x-1" />
      </Link>
      {(Object.keys(PARTS) as Part[]).map((part) => (
        <section key={part} aria-labelledby={`part-${part}`}>
          <h2 id={`part-${part}`} className="mb-3 text-base font-semibold">
            {t(`parts.${part}`)}
          </h2>
          <ul className="grid gap-3 sm:grid-cols-2">
            {PARTS[part]
              .filter((guide) => guide !== FIRST)
              .map((guide) => (
                <li key={guide}>
                  <Link
                    to="/help/$guide"
                    params={{ guide }}
                    className="block h-full rounded-md border bg-surface p-4 hover:border-accent"
                  >
                    <span className="block font-medium text-accent">{t(`guides.${guide}.title`)}</span>
                    <span className="block text-muted">{t(`guides.${guide}.about`)}</span>
                  </Link>
                </li>
              ))}
          </ul>
        </section>
      ))}
    </main>
  );
}
