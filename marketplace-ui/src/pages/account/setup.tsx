import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, body } from "@/api/client";
import { adopt } from "@/api/session";
import { Button } from "@/components/ui/button";
import { Form, useForm } from "@/components/ui/form";
import { Entry } from "./entry";
import { NEW_USER, NewUserFields, readNewUser } from "./new-user";

/** Where the link leads that the server prints while there is no administrator; its secret stands behind `#`. */
export function Page() {
  const { t } = useTranslation("account");
  const [token] = useState(() => location.hash.slice(1));
  return (
    <Entry title={t("setup.title")} lead={t("setup.lead")}>
      {token ? <SetUpForm token={token} /> : <p>{t("setup.no_link")}</p>}
    </Entry>
  );
}

function SetUpForm({ token }: { token: string }) {
  const { t } = useTranslation("account");
  const navigate = useNavigate();
  const form = useForm({
    fields: NEW_USER,
    send: (data) => body(api.POST("/api/v1/auth/setup", { body: { token, ...readNewUser(data) } })),
    done: (session) => {
      adopt(session);
      // The used link need not stay in the history.
      return navigate({ to: "/", replace: true });
    },
  });
  return (
    <Form state={form}>
      <NewUserFields form={form} />
      <Button type="submit" kind="primary" disabled={form.busy}>
        {t("setup.action")}
      </Button>
    </Form>
  );
}
