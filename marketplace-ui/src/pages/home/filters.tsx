import { Heart, SlidersHorizontal, X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useUser } from "@/api/session";
import { Button } from "@/components/ui/button";
import { Select } from "@/components/ui/field";
import { cn } from "@/lib/class-names";
import { KINDS, type PluginSearch, SORTS } from "./search";
import { SearchField } from "./search-field";

export const CATEGORIES = ["tools", "data", "education", "games", "web", "examples"];
const LICENCES = ["MIT", "Apache-2.0", "MIT OR Apache-2.0", "BSD-3-Clause", "GPL-3.0-or-later", "MPL-2.0"];

/** What to look for, and in which order. On a narrow screen all but the search folds away. */
export function Filters({ search: { words, change } }: { search: PluginSearch }) {
  const { t } = useTranslation("home");
  const user = useUser();
  const [isOpen, setOpen] = useState(false);
  const choice = (name: string, values: readonly string[], text: (value: string) => string) => (
    <Choice
      label={t(`filter.${name}`)}
      any={t(`filter.any_${name}`)}
      value={words[name] ?? ""}
      options={values.map((value) => [value, text(value)])}
      onChange={(value) => change({ [name]: value })}
    />
  );
  return (
    <search className="flex flex-wrap gap-2">
      <SearchField value={words.q ?? ""} onChange={(q) => change({ q: q || undefined })} />
      <Button
        size="icon"
        className="sm:hidden"
        aria-label={t("filter.label")}
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        <SlidersHorizontal />
      </Button>
      <div className={cn("contents", !isOpen && "max-sm:hidden")}>
        {choice("category", CATEGORIES, (value) => t(`category.${value}`, { defaultValue: value }))}
        {choice("kind", KINDS, (value) => t(`kind.${value}`))}
        {choice("license", LICENCES, (value) => value)}
        {choice("free", ["true", "false"], (value) => t(`filter.free_${value}`))}
        {choice("sort", SORTS, (value) => t(`sort.${value}`))}
        {user && (
          <Button
            aria-pressed={words.liked === "true"}
            className="aria-pressed:border-accent aria-pressed:bg-accent-soft"
            onClick={() => change({ liked: words.liked ? undefined : "true" })}
          >
            <Heart aria-hidden className={cn(words.liked && "fill-current text-danger")} />
            {t("filter.liked")}
          </Button>
        )}
        {(["owner", "parent"] as const).map(
          (name) =>
            words[name] && (
              <Button
                key={name}
                aria-label={t(`filter.any_${name}`, { owner: words[name] })}
                onClick={() => change({ [name]: undefined })}
              >
                {t(`filter.${name}`, { owner: words[name] })}
                <X aria-hidden />
              </Button>
            ),
        )}
      </div>
    </search>
  );
}

interface ChoiceProps {
  label: string;
  /** What it says where nothing is chosen. */
  any: string;
  value: string;
  options: [value: string, text: string][];
  onChange: (value: string | undefined) => void;
}

function Choice({ label, any, value, options, onChange }: ChoiceProps) {
  const isListed = !value || options.some(([option]) => option === value);
  return (
    <Select
      aria-label={label}
      value={value}
      onChange={(event) => onChange(event.target.value || undefined)}
      className={cn("w-auto max-w-44 grow sm:grow-0", value && "border-accent")}
    >
      <option value="">{any}</option>
      {options.map(([option, text]) => (
        <option key={option} value={option}>
          {text}
        </option>
      ))}
      {!isListed && <option>{value}</option>}
    </Select>
  );
}
