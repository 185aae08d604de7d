import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { api, body } from "@/api/client";
import { usePlatform } from "@/api/platform";
import { adopt } from "@/api/session";
import { Button } from "@/components/ui/button";
import { Form, text, useForm } from "@/components/ui/form";
import { PasswordField, TextField } from "@/components/ui/text-fields";
import { Entry } from "./entry";
import { useReturn } from "./use-return";
import { useWait } from "./use-wait";

export function Page() {
  const { t } = useTranslation("account");
  useReturn();
  const form = useForm({
    fields: { username: [], password: [] },
    send: (data) => {
      const login = { username: text(data, "username").trim(), password: text(data, "password") };
      return body(api.POST("/api/v1/auth/login", { body: login }));
    },
    done: adopt,
  });
  const wait = useWait(form.problem);
  const trouble = form.problem?.retryAfter ? undefined : form.trouble;
  return (
    <Entry title={t("sign_in.title")} foot={<SignUpLink />}>
      <Form state={{ ...form, trouble }}>
        {wait && (
          <p role="alert" className="rounded-md border border-warning bg-warning-soft p-3">
            {t("sign_in.throttled", { count: wait.whole })}
          </p>
        )}
        <TextField
          label={t("sign_in.username")}
          name="username"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          required
        />
        <PasswordField label={t("field.password")} name="password" autoComplete="current-password" />
        <Button type="submit" kind="primary" disabled={form.busy || Boolean(wait)}>
          {wait ? t("sign_in.wait", { count: wait.left }) : t("sign_in.action")}
        </Button>
      </Form>
    </Entry>
  );
}

function SignUpLink() {
  const { t } = useTranslation("account");
  if (usePlatform()?.sign_up === false) return null;
  return (
    <>
      {t("sign_in.new_here")}{" "}
      <Link to="/sign-up" search={true as never} replace className="text-accent underline">
        {t("sign_up.title")}
      </Link>
    </>
  );
}
