import { Eye, EyeOff } from "lucide-react";
import { type ComponentProps, type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { nameTrouble } from "@/lib/account-name";
import { Button } from "./button";
import { Field, Input } from "./field";

interface Props extends Omit<ComponentProps<typeof Input>, "id"> {
  label: ReactNode;
  hint?: ReactNode;
  error?: ReactNode;
}

export function TextField({ label, hint, error, ...input }: Props) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(ids) => <Input {...input} {...ids} />}
    </Field>
  );
}

/** The name of an account that is to be, checked while it is typed. */
export function NameField({ error, ...props }: Props) {
  const { t } = useTranslation("problems");
  const [name, setName] = useState("");
  const trouble = name && nameTrouble(name);
  return (
    <TextField
      required
      autoCapitalize="none"
      spellCheck={false}
      value={name}
      onChange={(event) => setName(event.target.value)}
      error={trouble ? t(trouble) : error}
      {...props}
    />
  );
}

/** A password, which can be looked at. */
export function PasswordField({ label, hint, error, ...input }: Props) {
  const { t } = useTranslation();
  const [shown, setShown] = useState(false);
  return (
    <Field label={label} hint={hint} error={error}>
      {(ids) => (
        <div className="relative">
          <Input required type={shown ? "text" : "password"} className="pr-10" {...input} {...ids} />
          <Button
            kind="quiet"
            size="icon-sm"
            className="absolute top-1 right-1"
            aria-pressed={shown}
            aria-label={t("show_password")}
            onClick={() => setShown(!shown)}
          >
            {shown ? <EyeOff /> : <Eye />}
          </Button>
        </div>
      )}
    </Field>
  );
}
