import { useTranslation } from "react-i18next";
import { type FormState, text } from "@/components/ui/form";
import { NameField, PasswordField, TextField } from "@/components/ui/text-fields";

/** The fields of somebody new, for `useForm`. */
export const NEW_USER = {
  username: ["account.name_taken"],
  email: ["account.email_taken"],
  password: [],
};

export function readNewUser(data: FormData) {
  return {
    username: text(data, "username"),
    email: text(data, "email").trim(),
    password: text(data, "password"),
  };
}

export function NewUserFields({ form, passwordHint }: { form: FormState; passwordHint?: string }) {
  const { t } = useTranslation("account");
  return (
    <>
      <NameField
        label={t("field.username")}
        name="username"
        autoComplete="username"
        hint={t("field.username_hint")}
        error={form.wrong("username")}
      />
      <TextField
        label={t("field.email")}
        name="email"
        type="email"
        autoComplete="email"
        required
        error={form.wrong("email")}
      />
      <PasswordField
        label={t("field.password")}
        name="password"
        autoComplete="new-password"
        hint={passwordHint ?? t("field.password_hint")}
        error={form.wrong("password")}
      />
    </>
  );
}
