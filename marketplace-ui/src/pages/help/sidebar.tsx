import { Link } from "@tanstack/react-router";
import { ChevronDown } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { anchorOf } from "@/components/markdown";
import { Button } from "@/components/ui/button";
import { cn } from "@/lib/class-names";
import { PARTS, type Part, type Section } from "./guides";

const LINK = "block rounded-md px-2 hover:bg-raised hover:text-ink";

/** The guides, and the sections of the one that is read; folded away where there is little room. */
export function Sidebar({ guide, sections }: { guide: string; sections: Section[] }) {
  const { t } = useTranslation("help");
  const [isOpen, setOpen] = useState(false);
  return (
    <nav
      aria-label={t("guides_label")}
      className="md:sticky md:top-0 md:max-h-dvh md:overflow-y-auto md:py-8"
    >
      <Button
        className="w-full justify-between md:hidden"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        {t("guides_label")}
        <ChevronDown aria-hidden className={cn("transition-transform", isOpen && "rotate-180")} />
      </Button>
      <div className={cn("flex flex-col gap-4 max-md:mt-3", !isOpen && "max-md:hidden")}>
        {(Object.keys(PARTS) as Part[]).map((part) => (
          <div key={part}>
            <p className="px-2 pb-1 text-xs font-semibold text-muted">{t(`parts.${part}`)}</p>
            <ul>
              {PARTS[part].map((name) => (
                <li key={name}>
                  <Link
                    to="/help/$guide"
                    params={{ guide: name }}
                    onClick={() => setOpen(false)}
                    className={cn(
                      LINK,
                      "py-1",
                      name === guide ? "bg-accent-soft font-medium text-accent-strong" : "text-muted",
                    )}
                    aria-current={name === guide ? "page" : undefined}
                  >
                    {t(`guides.${name}.title`)}
                  </Link>
                  {name === guide && <Sections sections={sections} onGone={() => setOpen(false)} />}
                </li>
              ))}
            </ul>
          </div>
        ))}
      </div>
    </nav>
  );
}

function Sections({ sections, onGone }: { sections: Section[]; onGone: () => void }) {
  const main = sections.filter(({ depth }) => depth === 2);
  return (
    <ul className="my-1 ml-3 border-l pl-1">
      {main.map(({ title }) => (
        <li key={title}>
          <Link
            to="."
            hash={anchorOf(title)}
            replace
            onClick={() => {
              onGone();
              document.getElementById(anchorOf(title))?.scrollIntoView();
            }}
            className={cn(LINK, "py-0.5 text-xs text-muted")}
          >
            {title}
          </Link>
        </li>
      ))}
    </ul>
  );
}
