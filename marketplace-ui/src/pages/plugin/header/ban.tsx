import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, body, type Plugin } from "@/api/client";
import { adopt } from "@/api/plugin";
import { Field, Textarea } from "@/components/ui/field";
import { tell } from "@/components/ui/toast";
import { type OpenQuestion, QuestionDialog } from "./question";

/** Stops a plugin, for a reason that everybody reads. */
export function BanDialog({ plugin, ...dialog }: OpenQuestion & { plugin: Plugin }) {
  const { t } = useTranslation("plugin");
  const queries = useQueryClient();
  const [reason, setReason] = useState("");
  const ban = async () => {
    const params = { path: { plugin: plugin.id } };
    adopt(queries, await body(api.PUT("/api/v1/plugins/{plugin}/ban", { params, body: { reason } })));
    tell(t("ban.done", { title: plugin.title }));
  };
  return (
    <QuestionDialog
      {...dialog}
      title={t("ban.title", { title: plugin.title })}
      description={t("ban.about")}
      action={t("ban.action")}
      danger
      onAnswer={ban}
      fields={["reason"]}
    >
      {(problem) => (
        <Field label={t("reason")} hint={t("ban.reason_hint")} error={problem?.field("reason")}>
          {(ids) => (
            <Textarea {...ids} required value={reason} onChange={(event) => setReason(event.target.value)} />
          )}
        </Field>
      )}
    </QuestionDialog>
  );
}

export function UnbanDialog({ plugin, ...dialog }: OpenQuestion & { plugin: Plugin }) {
  const { t } = useTranslation("plugin");
  const queries = useQueryClient();
  const unban = async () => {
    const params = { path: { plugin: plugin.id } };
    adopt(queries, await body(api.DELETE("/api/v1/plugins/{plugin}/ban", { params })));
    tell(t("ban.undone", { title: plugin.title }));
  };
  return (
    <QuestionDialog
      {...dialog}
      title={t("ban.unban_title", { title: plugin.title })}
      description={t("ban.unban_about", { reason: plugin.ban_reason })}
      action={t("ban.unban")}
      onAnswer={unban}
    />
  );
}
