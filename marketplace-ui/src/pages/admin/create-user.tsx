import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, body } from "@/api/client";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Form, useForm } from "@/components/ui/form";
import { tell } from "@/components/ui/toast";
import { NEW_USER, NewUserFields, readNewUser } from "../account/new-user";

export function CreateUser({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("admin");
  const queries = useQueryClient();
  const form = useForm({
    fields: NEW_USER,
    send: (data) => {
      const user = { ...readNewUser(data), is_admin: data.has("is_admin") };
      return body(api.POST("/api/v1/admin/users", { body: user }));
    },
    done: ({ username }) => {
      tell(t("users.created", { name: username }));
      onClose();
      return queries.invalidateQueries({ queryKey: ["admin", "users"] });
    },
  });
  return (
    <Dialog open onOpenChange={onClose} title={t("users.create")}>
      <Form state={form} autoComplete="off">
        <NewUserFields form={form} passwordHint={t("users.password_hint")} />
        <label className="flex items-center gap-2">
          <input type="checkbox" name="is_admin" className="accent-accent" />
          {t("users.make_admin")}
        </label>
        <Button type="submit" kind="primary" className="self-end" disabled={form.busy}>
          {t("users.create")}
        </Button>
      </Form>
    </Dialog>
  );
}
