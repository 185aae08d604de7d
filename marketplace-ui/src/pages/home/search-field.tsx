import { Search } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Input } from "@/components/ui/field";

/** How long a typist pauses before the search begins, in milliseconds. */
const PAUSE = 150;

/** Where one types what to look for; `/` leads here. */
export function SearchField({ value, onChange }: { value: string; onChange: (text: string) => void }) {
  const { t } = useTranslation("home");
  const field = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(value);
  const told = useRef(value);
  const tell = useRef(onChange);
  tell.current = onChange;
  // The way back changes what is looked for, too; what comes from here does not come back.
  useEffect(() => {
    if (value === told.current) return;
    told.current = value;
    setText(value);
  }, [value]);
  useEffect(() => {
    const wanted = text.trim();
    if (wanted === told.current) return;
    const timer = setTimeout(() => {
      told.current = wanted;
      tell.current(wanted);
    }, PAUSE);
    return () => clearTimeout(timer);
  }, [text]);
  useEffect(() => {
    const focus = (event: KeyboardEvent) => {
      const { target } = event;
      const isTyping =
        target instanceof HTMLElement && target.closest("input, textarea, select, [role=menu]");
      if (event.key !== "/" || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      field.current?.focus();
    };
    window.addEventListener("keydown", focus);
    return () => window.removeEventListener("keydown", focus);
  }, []);
  return (
    <div className="relative min-w-0 grow basis-64">
      <Search aria-hidden className="absolute top-2.5 left-3 size-4 text-muted" />
      <Input
        ref={field}
        type="search"
        aria-label={t("search.label")}
        aria-keyshortcuts="/"
        placeholder={t("search.placeholder")}
        value={text}
        onChange={(event) => setText(event.target.value)}
        className="peer pr-9 pl-9"
      />
      <kbd
        aria-hidden
        className="pointer-events-none absolute top-2 right-2.5 rounded border bg-raised px-1.5 text-xs text-muted not-peer-placeholder-shown:hidden peer-focus:hidden pointer-coarse:hidden"
      >
        /
      </kbd>
    </div>
  );
}
