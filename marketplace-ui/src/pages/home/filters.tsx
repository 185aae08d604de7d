import { Search } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Input, Select } from "@/components/ui/field";
import { type PluginSearch, SORTS } from "./search";

/** How long a typist pauses before the search begins, in milliseconds. */
const PAUSE = 150;
const CATEGORIES = ["tools", "data", "education", "games", "web", "examples"];
const LICENCES = ["MIT", "Apache-2.0", "MIT OR Apache-2.0", "BSD-3-Clause", "GPL-3.0-or-later", "MPL-2.0"];

/** What to look for, and in which order. */
export function Filters({ search: { words, change } }: { search: PluginSearch }) {
  const { t } = useTranslation("home");
  const choose = (name: string) => (event: { target: { value: string } }) =>
    change({ [name]: event.target.value || undefined });
  return (
    <search className="flex flex-wrap gap-2">
      <SearchField value={words.q ?? ""} onChange={(q) => change({ q: q || undefined })} />
      <Select
        aria-label={t("filter.category")}
        value={words.category ?? ""}
        onChange={choose("category")}
        className="w-auto grow sm:grow-0"
      >
        <option value="">{t("filter.any_category")}</option>
        {CATEGORIES.map((category) => (
          <option key={category} value={category}>
            {t(`category.${category}`)}
          </option>
        ))}
      </Select>
      <Select
        aria-label={t("filter.licence")}
        value={words.license ?? ""}
        onChange={choose("license")}
        className="w-auto grow sm:grow-0"
      >
        <option value="">{t("filter.any_licence")}</option>
        {LICENCES.map((licence) => (
          <option key={licence}>{licence}</option>
        ))}
      </Select>
      <Select
        aria-label={t("filter.price")}
        value={words.free ?? ""}
        onChange={choose("free")}
        className="w-auto grow sm:grow-0"
      >
        <option value="">{t("filter.any_price")}</option>
        <option value="true">{t("filter.free")}</option>
        <option value="false">{t("filter.priced")}</option>
      </Select>
      <Select
        aria-label={t("filter.sort")}
        value={words.sort ?? ""}
        onChange={choose("sort")}
        className="w-auto grow sm:grow-0"
      >
        <option value="">{t("sort.default")}</option>
        {SORTS.filter((sort) => sort !== "relevance").map((sort) => (
          <option key={sort} value={sort}>
            {t(`sort.${sort}`)}
          </option>
        ))}
      </Select>
    </search>
  );
}

function SearchField({ value, onChange }: { value: string; onChange: (text: string) => void }) {
  const { t } = useTranslation("home");
  const field = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(value);
  const told = useRef(onChange);
  told.current = onChange;
  // The way back changes what is looked for, too.
  useEffect(() => setText(value), [value]);
  useEffect(() => {
    if (text === value) return;
    const timer = setTimeout(() => told.current(text.trim()), PAUSE);
    return () => clearTimeout(timer);
  }, [text, value]);
  useEffect(() => {
    const focus = (event: KeyboardEvent) => {
      const isTyping = event.target instanceof HTMLElement && event.target.matches("input, textarea, select");
      if (event.key !== "/" || isTyping || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      field.current?.focus();
    };
    window.addEventListener("keydown", focus);
    return () => window.removeEventListener("keydown", focus);
  }, []);
  return (
    <div className="relative grow basis-64">
      <Search aria-hidden className="absolute top-2.5 left-3 size-4 text-muted" />
      <Input
        ref={field}
        type="search"
        aria-label={t("search.label")}
        placeholder={t("search.placeholder")}
        value={text}
        onChange={(event) => setText(event.target.value)}
        className="pl-9"
      />
    </div>
  );
}
