import { type ComponentProps, type ReactNode, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Problem } from "@/api/problem";
import { Button } from "@/components/ui/button";
import { Field, Input, Select, Textarea } from "@/components/ui/field";
import { Trouble } from "@/components/ui/parts";
import { CATEGORIES, CURRENCIES, LICENCES, VISIBILITIES } from "./choices";
import type { Fields } from "./fields";
import { isTooLarge, LogoField } from "./logo-field";
import { Owner } from "./owner";
import { Templates } from "./templates";
import { useFields } from "./use-fields";

interface Props {
  initial: Fields;
  /** A plugin that does not exist yet also has an owner, a template and a first version to be chosen. */
  isNew: boolean;
  problem: Problem | null;
  busy: boolean;
  /** The verb on the button. */
  action: string;
  /** Further buttons. */
  more?: ReactNode;
  /** What can be done about a problem, besides trying again. */
  cure?: ReactNode;
  /** With the image that was chosen as a logo. */
  onSubmit: (fields: Fields, image: File | undefined) => void;
}

/** All that is said of a plugin. */
export function InformationForm({ action, more, cure, busy, onSubmit, ...options }: Props) {
  const { t } = useTranslation("information");
  const [image, setImage] = useState<File>();
  const { form, fields, set, bind, error, submit, trouble } = useFields({
    ...options,
    onSubmit: (fields) => !isTooLarge(image) && onSubmit(fields, image),
  });
  const { isNew } = options;
  const lists = useId();
  const text = (name: keyof Fields, props?: ComponentProps<"input">) => (
    <Field label={t(`field.${name}`)} hint={t(`hint.${name}`, { defaultValue: "" })} error={error(name)}>
      {(ids) => <Input {...ids} {...bind(name)} {...props} />}
    </Field>
  );
  return (
    <form ref={form} onSubmit={submit} noValidate className="flex flex-col gap-6">
      {isNew && <Templates value={fields.template} onChange={(template) => set("template", template)} />}
      <Group title={t("group.what")}>
        {text("name", { required: true, autoComplete: "off", autoCapitalize: "none", spellCheck: false })}
        {text("title", { required: !isNew })}
        {isNew && <Owner {...bind("owner")} />}
        {text("developer", { autoComplete: "name" })}
        {isNew && text("version", { spellCheck: false })}
        {text("copyright")}
        <Field
          label={t("field.description")}
          hint={t("hint.description")}
          error={error("description")}
          className="sm:col-span-2"
        >
          {(ids) => <Textarea {...ids} {...bind("description")} rows={5} />}
        </Field>
      </Group>
      <Group title={t("group.where")}>
        {text("keywords")}
        {text("category", { list: `${lists}-categories`, autoCapitalize: "none", spellCheck: false })}
        {text("licence", { list: `${lists}-licences`, spellCheck: false })}
        <Field label={t("field.price")} hint={t("hint.price")} error={error("price") ?? error("currency")}>
          {(ids) => (
            <div className="flex gap-2">
              <Input {...ids} {...bind("price")} inputMode="decimal" />
              <Select {...bind("currency")} aria-label={t("field.currency")} className="w-28">
                {[...new Set([...CURRENCIES, options.initial.currency])].map((currency) => (
                  <option key={currency}>{currency}</option>
                ))}
              </Select>
            </div>
          )}
        </Field>
        <Field
          label={t("field.visibility")}
          hint={t(`visibility_hint.${fields.visibility}`)}
          error={error("visibility")}
        >
          {(ids) => (
            <Select {...ids} {...bind("visibility")}>
              {VISIBILITIES.map((visibility) => (
                <option key={visibility} value={visibility}>
                  {t(`visibility.${visibility}`)}
                </option>
              ))}
            </Select>
          )}
        </Field>
        {text("homepage", { type: "url", placeholder: "https://" })}
        <LogoField
          url={fields.logo}
          onUrl={(url) => set("logo", url)}
          image={image}
          onImage={setImage}
          error={error("logo")}
          bound={bind("logo")}
        />
      </Group>
      <Group title={t("group.options")}>
        <Field
          label={t("field.default_options")}
          hint={t("hint.default_options")}
          error={error("default_options")}
          className="sm:col-span-2"
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
      </Group>
      <datalist id={`${lists}-licences`}>
        {LICENCES.map((licence) => (
          <option key={licence} value={licence} />
        ))}
      </datalist>
      <datalist id={`${lists}-categories`}>
        {CATEGORIES.map((category) => (
          <option key={category} value={category}>
            {t(`category.${category}`)}
          </option>
        ))}
      </datalist>
      {trouble && <Trouble error={trouble} />}
      <div className="flex flex-wrap justify-end gap-2">
        {trouble && cure}
        {more}
        <Button type="submit" kind="primary" disabled={busy}>
          {action}
        </Button>
      </div>
    </form>
  );
}

function Group({ title, children }: { title: string; children: ReactNode }) {
  return (
    <fieldset className="rounded-md border bg-surface p-4">
      <legend className="px-1 text-base font-semibold">{title}</legend>
      <div className="grid items-start gap-4 sm:grid-cols-2">{children}</div>
    </fieldset>
  );
}
