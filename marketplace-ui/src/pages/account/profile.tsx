import { useTranslation } from "react-i18next";
import { api, body } from "@/api/client";
import { type User, updateUser } from "@/api/session";
import { Button } from "@/components/ui/button";
import { Form, text, useForm } from "@/components/ui/form";
import { TextField } from "@/components/ui/text-fields";
import { tell } from "@/components/ui/toast";
import { Section } from "./section";

export function Profile({ user }: { user: User }) {
  const { t } = useTranslation("account");
  const form = useForm({
    fields: { display_name: [], email: ["account.email_taken"] },
    send: (data) => {
      const profile = { display_name: text(data, "display_name"), email: text(data, "email") };
      return body(api.PATCH("/api/v1/whoami", { body: profile }));
    },
    done: (changed) => {
      updateUser(changed);
      tell(t("profile.saved"));
    },
  });
  return (
    <Section title={t("profile.title")}>
      <div className="max-w-md">
        <Form state={form}>
          <TextField
            label={t("profile.display_name")}
            hint={t("profile.display_name_hint")}
            name="display_name"
            autoComplete="name"
            defaultValue={user.display_name}
            error={form.wrong("display_name")}
          />
          <TextField
            label={t("field.email")}
            name="email"
            type="email"
            autoComplete="email"
            required
            defaultValue={user.email}
            error={form.wrong("email")}
          />
          <Button type="submit" kind="primary" className="self-start" disabled={form.busy}>
            {t("common:save")}
          </Button>
        </Form>
      </div>
    </Section>
  );
}
