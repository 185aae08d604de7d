import { type FormEvent, type ReactNode, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Problem } from "@/api/problem";
import { Button } from "@/components/ui/button";
import { Field, Input, Select, Textarea } from "@/components/ui/field";
import { Trouble } from "@/components/ui/parts";
import { CURRENCIES, check, type Fields, LICENCES, TEMPLATES } from "./fields";

interface Props {
  initial: Fields;
  /** A plugin that does not exist yet also has a template and a first version. */
  isNew: boolean;
  problem: Problem | null;
  busy: boolean;
  /** The verb on the button. */
  action: string;
  more?: ReactNode;
  onSubmit: (fields: Fields) => void;
}

/** All that is said of a plugin. What is wrong is told when a field has been left, and by the platform. */
export function InformationForm({ initial, isNew, problem, busy, action, more, onSubmit }: Props) {
  const { t } = useTranslation("information");
  const [fields, setFields] = useState(initial);
  const [left, setLeft] = useState<Set<string>>(new Set());
  const licences = useId();
  const wrong = check(fields);
  const error = (name: keyof Fields) =>
    (left.has(name) && wrong[name] && t(wrong[name])) || problem?.field(name) || undefined;
  const bind = (name: keyof Fields) => ({
    name,
    value: fields[name],
    onChange: (event: { target: { value: string } }) => setFields({ ...fields, [name]: event.target.value }),
    onBlur: () => setLeft(new Set(left).add(name)),
  });
  const text = (name: keyof Fields, props: object = {}) => (
    <Field label={t(`field.${name}`)} hint={t(`hint.${name}`, { defaultValue: "" })} error={error(name)}>
      {(ids) => <Input {...ids} {...bind(name)} {...props} />}
    </Field>
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setLeft(new Set(Object.keys(fields)));
    if (!Object.keys(wrong).length) onSubmit(fields);
  };
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-6">
      {isNew && (
        <Templates value={fields.template} onChange={(template) => setFields({ ...fields, template })} />
      )}
      <div className="grid gap-4 sm:grid-cols-2">
        {text("name", { required: true, autoComplete: "off", spellCheck: false, autoFocus: isNew })}
        {text("title")}
        {text("developer", { autoComplete: "name" })}
        {isNew && text("version")}
        {text("copyright")}
        {text("keywords")}
      </div>
      <Field label={t("field.description")} hint={t("hint.description")} error={error("description")}>
        {(ids) => <Textarea {...ids} {...bind("description")} rows={5} />}
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        {text("category")}
        {text("licence", { list: licences, spellCheck: false })}
        <datalist id={licences}>
          {LICENCES.map((licence) => (
            <option key={licence} value={licence} />
          ))}
        </datalist>
        {text("homepage", { type: "url", inputMode: "url" })}
        {isNew && text("logo", { type: "url", inputMode: "url" })}
        <Field label={t("field.price")} hint={t("hint.price")} error={error("price") ?? error("currency")}>
          {(ids) => (
            <div className="flex gap-2">
              <Input {...ids} {...bind("price")} inputMode="decimal" />
              <Select {...bind("currency")} aria-label={t("field.currency")} className="w-28">
                {CURRENCIES.map((currency) => (
                  <option key={currency}>{currency}</option>
                ))}
              </Select>
            </div>
          )}
        </Field>
        <Field label={t("field.visibility")} hint={t(`visibility_hint.${fields.visibility}`)}>
          {(ids) => (
            <Select {...ids} {...bind("visibility")}>
              {["public", "unlisted", "private"].map((visibility) => (
                <option key={visibility} value={visibility}>
                  {t(`visibility.${visibility}`)}
                </option>
              ))}
            </Select>
          )}
        </Field>
      </div>
      <Field
        label={t("field.default_options")}
        hint={t("hint.default_options")}
        error={error("default_options")}
      >
        {(ids) => (
          <Textarea
            {...ids}
            {...bind("default_options")}
            rows={4}
            spellCheck={false}
            className="font-mono text-xs"
          />
        )}
      </Field>
      {problem && <Trouble error={problem} />}
      <div className="flex flex-wrap justify-end gap-2">
        {more}
        <Button type="submit" kind="primary" disabled={busy}>
          {action}
        </Button>
      </div>
    </form>
  );
}

function Templates({ value, onChange }: { value: string; onChange: (template: string) => void }) {
  const { t } = useTranslation("information");
  return (
    <fieldset>
      <legend className="mb-2 font-medium">{t("field.template")}</legend>
      <div className="grid gap-2 sm:grid-cols-3">
        {TEMPLATES.map((template) => (
          <label
            key={template}
            className="flex cursor-pointer flex-col gap-1 rounded-md border bg-surface p-3 has-checked:border-accent has-checked:bg-accent-soft has-focus-visible:outline-2 has-focus-visible:outline-accent"
          >
            <span className="flex items-center gap-2 font-medium">
              <input
                type="radio"
                name="template"
                value={template}
                checked={value === template}
                onChange={() => onChange(template)}
                className="accent-(--accent)"
              />
              {t(`template.${template}.name`)}
            </span>
            <span className="text-xs text-muted">{t(`template.${template}.text`)}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
