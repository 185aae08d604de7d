import { Link } from "@tanstack/react-router";
import { Rocket } from "lucide-react";
import { useTranslation } from "react-i18next";
import { cn } from "@/lib/class-names";
import { PARTS, type Part } from "./guides";

/** Where whoever is new here begins. */
const [FIRST] = PARTS.start;

/** All guides. */
export function Page() {
  const { t } = useTranslation("help");
  return (
    <main className="mx-auto flex w-full max-w-5xl flex-col gap-8 p-4 py-8 sm:p-8">
      <title>{`${t("title")} · Mspf`}</title>
      <header>
        <h1 className="text-xl font-semibold">{t("title")}</h1>
        <p className="mt-1 text-base text-muted">{t("about")}</p>
      </header>
      {(Object.keys(PARTS) as Part[]).map((part) => (
        <section key={part} aria-labelledby={`part-${part}`}>
          <h2 id={`part-${part}`} className="mb-3 text-base font-semibold">
            {t(`parts.${part}`)}
          </h2>
          <ul className="grid gap-3 sm:grid-cols-2">
            {PARTS[part].map((guide) => (
              <li key={guide}>
                <Link
                  to="/help/$guide"
                  params={{ guide }}
                  className={cn(
                    "block h-full rounded-md border p-4 hover:border-accent",
                    guide === FIRST ? "border-accent bg-accent-soft" : "bg-surface",
                  )}
                >
                  <span className="flex items-center gap-2 font-medium text-accent-strong">
                    {guide === FIRST && <Rocket aria-hidden className="size-4" />}
                    {t(`guides.${guide}.title`)}
                  </span>
                  <span className={cn("block", guide === FIRST ? "text-ink" : "text-muted")}>
                    {t(`guides.${guide}.about`)}
                  </span>
                </Link>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </main>
  );
}
