import { useQuery } from "@tanstack/react-query";
import type { ComponentProps } from "react";
import { useTranslation } from "react-i18next";
import { api, body } from "@/api/client";
import { useUser } from "@/api/session";
import { Field, Select } from "@/components/ui/field";

/** Whose the plugin shall be: the caller's, or an organisation's; nothing where there is no choice. */
export function Owner(field: ComponentProps<"select">) {
  const { t } = useTranslation("information");
  const user = useUser();
  const { data } = useQuery({
    queryKey: ["whoami", user?.id],
    queryFn: () => body(api.GET("/api/v1/whoami")),
    staleTime: 60_000,
  });
  if (!user || !data?.organisations.length) return null;
  return (
    <Field label={t("field.owner")} hint={t("hint.owner")}>
      {(ids) => (
        <Select {...ids} {...field}>
          <option value="">{user.username}</option>
          {data.organisations.map(({ name }) => (
            <option key={name}>{name}</option>
          ))}
        </Select>
      )}
    </Field>
  );
}
