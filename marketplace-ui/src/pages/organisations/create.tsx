import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { api, body } from "@/api/client";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field, Textarea } from "@/components/ui/field";
import { Form, text, useForm } from "@/components/ui/form";
import { NameField, TextField } from "@/components/ui/text-fields";

/** Makes an organisation and goes to its page. */
export function CreateDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("organisations");
  const queries = useQueryClient();
  const navigate = useNavigate();
  const form = useForm({
    fields: { name: ["account.name_taken"], display_name: [], description: [] },
    send: (data) => {
      const organisation = {
        name: text(data, "name"),
        display_name: text(data, "display_name"),
        description: text(data, "description"),
      };
      return body(api.POST("/api/v1/organisations", { body: organisation }));
    },
    done: async ({ name }) => {
      await queries.invalidateQueries({ queryKey: ["organisations"] });
      await navigate({ to: "/organisations/$name", params: { name } });
    },
  });
  return (
    <Dialog open onOpenChange={onClose} title={t("make")}>
      <Form state={form}>
        <NameField label={t("name")} hint={t("name_hint")} name="name" error={form.wrong("name")} />
        <TextField
          label={t("display_name")}
          hint={t("display_name_hint")}
          name="display_name"
          maxLength={100}
          error={form.wrong("display_name")}
        />
        <Field label={t("description")} hint={t("description_hint")} error={form.wrong("description")}>
          {(ids) => <Textarea name="description" maxLength={1000} {...ids} />}
        </Field>
        <Button type="submit" kind="primary" className="self-end" disabled={form.busy}>
          {t("make")}
        </Button>
      </Form>
    </Dialog>
  );
}
