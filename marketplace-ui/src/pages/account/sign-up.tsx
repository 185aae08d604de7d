import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { api, body } from "@/api/client";
import { usePlatform } from "@/api/platform";
import { adopt } from "@/api/session";
import { Button } from "@/components/ui/button";
import { Form, useForm } from "@/components/ui/form";
import { Entry } from "./entry";
import { NEW_USER, NewUserFields, readNewUser } from "./new-user";
import { useReturn } from "./use-return";

export function Page() {
  const { t } = useTranslation("account");
  useReturn();
  const isClosed = usePlatform()?.sign_up === false;
  return (
    <Entry title={t("sign_up.title")} lead={isClosed ? undefined : t("sign_up.lead")} foot={<SignInLink />}>
      {isClosed ? <p>{t("sign_up.closed")}</p> : <SignUpForm />}
    </Entry>
  );
}

function SignUpForm() {
  const { t } = useTranslation("account");
  const form = useForm({
    fields: NEW_USER,
    send: (data) =>
      body(api.POST("/api/v1/auth/sign-up", { body: { ...readNewUser(data), display_name: "" } })),
    done: adopt,
  });
  return (
    <Form state={form}>
      <NewUserFields form={form} />
      <Button type="submit" kind="primary" disabled={form.busy}>
        {t("sign_up.action")}
      </Button>
    </Form>
  );
}

function SignInLink() {
  const { t } = useTranslation("account");
  return (
    <>
      {t("sign_up.have_account")}{" "}
      <Link to="/sign-in" search={true as never} replace className="text-accent underline">
        {t("sign_in.title")}
      </Link>
    </>
  );
}
