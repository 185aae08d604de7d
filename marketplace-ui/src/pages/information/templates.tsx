import { useTranslation } from "react-i18next";
import { usePlatform } from "@/api/platform";
import { TEMPLATES } from "./choices";

/** What a new plugin starts from. */
export function Templates({ value, onChange }: { value: string; onChange: (template: string) => void }) {
  const { t } = useTranslation("information");
  const hasPython = usePlatform()?.python ?? true;
  return (
    <fieldset>
      <legend className="mb-2 text-base font-semibold">{t("field.template")}</legend>
      <div className="grid gap-2 sm:grid-cols-3">
        {TEMPLATES.map(({ name, isPython }) => (
          <label
            key={name}
            className="flex cursor-pointer flex-col gap-1 rounded-md border bg-surface p-3 has-checked:border-accent has-checked:bg-accent-soft has-disabled:cursor-default has-disabled:opacity-60 has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent"
          >
            <span className="flex items-center gap-2 font-medium">
              <input
                type="radio"
                name="template"
                value={name}
                checked={value === name}
                disabled={isPython && !hasPython}
                onChange={() => onChange(name)}
                className="accent-(--accent) outline-none"
              />
              {t(`template.${name}.name`)}
            </span>
            <span className="text-xs text-muted">
              {isPython && !hasPython ? t("template.no_python") : t(`template.${name}.text`)}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
