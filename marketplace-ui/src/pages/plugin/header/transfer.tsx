import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, body, type Plugin } from "@/api/client";
import { Button } from "@/components/ui/button";
import { Field, Input } from "@/components/ui/field";
import { complain, tell } from "@/components/ui/toast";
import { date } from "@/lib/format";
import { type OpenQuestion, QuestionDialog } from "./question";

/** Offers a plugin to another account, whose owners must accept it. */
export function TransferDialog({ plugin, ...dialog }: OpenQuestion & { plugin: Plugin }) {
  const { t } = useTranslation("plugin");
  const [to, setTo] = useState("");
  const params = { path: { plugin: plugin.id } };
  const withdraw = () => void api.DELETE("/api/v1/plugins/{plugin}/transfer", { params }).catch(complain);
  const offer = async () => {
    const offered = await body(
      api.POST("/api/v1/plugins/{plugin}/transfer", { params, body: { to: to.trim() } }),
    );
    const text = t("transfer.done", { to: offered.to, until: date(offered.expires_at) });
    tell(text, { label: t("transfer.withdraw"), run: withdraw });
  };
  const withdrawOld = async () => {
    try {
      await api.DELETE("/api/v1/plugins/{plugin}/transfer", { params });
      tell(t("transfer.withdrawn"));
      dialog.onOpenChange(false);
    } catch (error) {
      complain(error);
    }
  };
  return (
    <QuestionDialog
      {...dialog}
      title={t("transfer.title", { title: plugin.title })}
      description={t("transfer.about")}
      action={t("transfer.action")}
      onAnswer={offer}
      fields={["to"]}
    >
      {(problem) => (
        <>
          <Field label={t("transfer.to")} hint={t("transfer.to_hint")} error={problem?.field("to")}>
            {(ids) => (
              <Input
                {...ids}
                required
                autoComplete="off"
                spellCheck={false}
                value={to}
                onChange={(event) => setTo(event.target.value)}
              />
            )}
          </Field>
          <Button kind="quiet" size="sm" className="self-start" onClick={withdrawOld}>
            {t("transfer.withdraw_old")}
          </Button>
        </>
      )}
    </QuestionDialog>
  );
}
