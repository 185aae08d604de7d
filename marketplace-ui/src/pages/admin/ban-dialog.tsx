import { useTranslation } from "react-i18next";
import { api, body, type Plugin } from "@/api/client";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field, Textarea } from "@/components/ui/field";
import { Form, text, useForm } from "@/components/ui/form";
import { tell } from "@/components/ui/toast";

interface Props {
  plugin: Plugin;
  onBanned: () => unknown;
  onClose: () => void;
}

/** Stops a plugin, for a reason that everybody is told. */
export function BanDialog({ plugin, onBanned, onClose }: Props) {
  const { t } = useTranslation("admin");
  const name = plugin.title || plugin.name;
  const form = useForm({
    fields: { reason: [] },
    send: (data) => {
      const ban = { reason: text(data, "reason").trim() };
      return body(
        api.PUT("/api/v1/plugins/{plugin}/ban", { params: { path: { plugin: plugin.id } }, body: ban }),
      );
    },
    done: () => {
      tell(t("plugins.banned", { name }));
      onClose();
      return onBanned();
    },
  });
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t("plugins.ban_one", { name })}
      description={t("plugins.ban_text")}
    >
      <Form state={form}>
        <Field label={t("plugins.reason")} hint={t("plugins.reason_hint")} error={form.wrong("reason")}>
          {(ids) => <Textarea name="reason" required {...ids} />}
        </Field>
        <Button type="submit" kind="danger" className="self-end" disabled={form.busy}>
          {t("plugins.ban")}
        </Button>
      </Form>
    </Dialog>
  );
}
