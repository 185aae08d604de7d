import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, body, type Schemas } from "@/api/client";
import type { User } from "@/api/session";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field, Select } from "@/components/ui/field";
import { Form, text, useForm } from "@/components/ui/form";
import { CopyLine } from "@/components/ui/parts";
import { TextField } from "@/components/ui/text-fields";
import { useMyPlugins } from "./use-my-plugins";

type Scope = Schemas["Token"]["scopes"][number];

const SCOPES: Scope[] = [
  "plugins:read",
  "plugins:write",
  "versions:publish",
  "logs:read",
  "account:read",
  "organisations:write",
  "admin",
];
/** How long a token may work, in days; the platform allows 366. */
const LIVES = [7, 30, 90, 365];
const USUAL_LIFE = 90;
const DAY = 86_400_000;

interface Props {
  user: User;
  onMade: () => void;
  onClose: () => void;
}

/** Makes an API token, and shows its secret this once. */
export function TokenDialog({ user, onMade, onClose }: Props) {
  const { t } = useTranslation("account");
  const [secret, setSecret] = useState<string>();
  const made = (token: Schemas["NewTokenBody"]) => {
    setSecret(token.secret);
    onMade();
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={secret ? t("tokens.made") : t("tokens.make")}
      description={secret ? t("tokens.made_text") : undefined}
    >
      {secret ? <Secret secret={secret} onClose={onClose} /> : <TokenForm user={user} onMade={made} />}
    </Dialog>
  );
}

function Secret({ secret, onClose }: { secret: string; onClose: () => void }) {
  const { t } = useTranslation("account");
  return (
    <>
      <CopyLine text={secret} label={t("tokens.copy")} />
      <Button className="self-end" onClick={onClose}>
        {t("tokens.done")}
      </Button>
    </>
  );
}

function TokenForm({ user, onMade }: { user: User; onMade: (token: Schemas["NewTokenBody"]) => void }) {
  const { t } = useTranslation("account");
  const plugins = useMyPlugins(user);
  const form = useForm({
    fields: { name: [], scopes: [], plugin: [], expires_at: [] },
    send: (data) => {
      const token = {
        name: text(data, "name"),
        scopes: data.getAll("scopes") as Scope[],
        plugin: text(data, "plugin") || null,
        expires_at: new Date(Date.now() + Number(text(data, "life")) * DAY).toISOString(),
      };
      return body(api.POST("/api/v1/tokens", { body: token }));
    },
    done: onMade,
  });
  return (
    <Form state={form}>
      <TextField
        label={t("tokens.name")}
        hint={t("tokens.name_hint")}
        name="name"
        required
        maxLength={100}
        error={form.wrong("name")}
      />
      <Scopes
        scopes={SCOPES.filter((scope) => scope !== "admin" || user.is_admin)}
        error={form.wrong("scopes")}
      />
      <Field label={t("tokens.plugin")} hint={t("tokens.plugin_hint")} error={form.wrong("plugin")}>
        {(ids) => (
          <Select name="plugin" {...ids}>
            <option value="">{t("tokens.all_plugins")}</option>
            {plugins.map(({ id, owner, name }) => (
              <option key={id} value={id}>
                {owner.name}/{name}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field label={t("tokens.life")} error={form.wrong("expires_at")}>
        {(ids) => (
          <Select name="life" defaultValue={USUAL_LIFE} {...ids}>
            {LIVES.map((days) => (
              <option key={days} value={days}>
                {t("tokens.days", { count: days })}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Button type="submit" kind="primary" className="self-end" disabled={form.busy}>
        {t("tokens.make")}
      </Button>
    </Form>
  );
}

function Scopes({ scopes, error }: { scopes: Scope[]; error: string | undefined }) {
  const { t } = useTranslation("account");
  const note = useId();
  return (
    <fieldset className="flex flex-col gap-2" aria-describedby={error ? note : undefined}>
      <legend className="mb-1 font-medium">{t("tokens.scopes")}</legend>
      {scopes.map((scope) => (
        <label key={scope} className="flex items-start gap-2">
          <input
            type="checkbox"
            name="scopes"
            value={scope}
            aria-invalid={error ? true : undefined}
            className="mt-1 accent-accent"
          />
          <span>
            <code className="text-xs">{scope}</code>
            <span className="block text-xs text-muted">{t(`scope.${scope.replace(":", "_")}`)}</span>
          </span>
        </label>
      ))}
      {error && (
        <p id={note} role="alert" className="text-xs text-danger">
          {error}
        </p>
      )}
    </fieldset>
  );
}
