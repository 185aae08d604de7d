import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { Button } from "@/components/ui/button";
import { Field, Select } from "@/components/ui/field";
import { Form, text, useForm } from "@/components/ui/form";
import { TextField } from "@/components/ui/text-fields";
import { tell } from "@/components/ui/toast";
import type { Role } from "./roles";

interface Props {
  organisation: string;
  /** What the new member can be. */
  roles: Role[];
  onAdded: () => unknown;
}

export function AddMember({ organisation, roles, onAdded }: Props) {
  const { t } = useTranslation("organisations");
  const form = useForm({
    fields: {
      username: ["not_found", "organisation.already_member", "organisation.too_many_members"],
      role: [],
    },
    send: async (data) => {
      const member = { username: text(data, "username").trim(), role: text(data, "role") as Role };
      await api.POST("/api/v1/organisations/{name}/members", {
        params: { path: { name: organisation } },
        body: member,
      });
      return member.username;
    },
    done: (name, element) => {
      element.reset();
      tell(t("added", { name }));
      return onAdded();
    },
  });
  const wrong = form.wrong("username");
  return (
    <Form state={form} className="flex flex-wrap items-start gap-3">
      <div className="grow basis-48">
        <TextField
          label={t("add_name")}
          name="username"
          required
          autoCapitalize="none"
          autoComplete="off"
          spellCheck={false}
          error={wrong && form.problem?.code === "not_found" ? t("no_such_user") : wrong}
        />
      </div>
      <Field label={t("role.label")} error={form.wrong("role")} className="grow basis-36">
        {(ids) => (
          <Select name="role" {...ids}>
            {roles.map((role) => (
              <option key={role} value={role}>
                {t(`role.${role}`)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Button type="submit" className="mt-[25px] max-sm:mt-0 max-sm:w-full" disabled={form.busy}>
        {t("add")}
      </Button>
    </Form>
  );
}
