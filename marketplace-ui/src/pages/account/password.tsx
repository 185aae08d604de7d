import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import type { User } from "@/api/session";
import { Button } from "@/components/ui/button";
import { Form, text, useForm } from "@/components/ui/form";
import { PasswordField } from "@/components/ui/text-fields";
import { tell } from "@/components/ui/toast";
import { Section } from "./section";

export function Password({ user }: { user: User }) {
  const { t } = useTranslation("account");
  const form = useForm({
    fields: { current_password: [], new_password: [] },
    send: (data) => {
      const change = {
        current_password: text(data, "current_password"),
        new_password: text(data, "new_password"),
      };
      return api.PUT("/api/v1/whoami/password", { body: change });
    },
    done: (_, form) => {
      form.reset();
      tell(t("password.changed"));
    },
  });
  return (
    <Section title={t("password.title")} lead={t("password_tab.lead")}>
      <div className="max-w-md">
        <Form state={form}>
          {/* So that a password manager knows whose it is. */}
          <input type="text" name="username" autoComplete="username" value={user.username} readOnly hidden />
          <PasswordField
            label={t("password.current")}
            name="current_password"
            autoComplete="current-password"
            error={form.wrong("current_password")}
          />
          <PasswordField
            label={t("password.new")}
            hint={t("field.password_hint")}
            name="new_password"
            autoComplete="new-password"
            error={form.wrong("new_password")}
          />
          <Button type="submit" kind="primary" className="self-start" disabled={form.busy}>
            {t("password.action")}
          </Button>
        </Form>
      </div>
    </Section>
  );
}
