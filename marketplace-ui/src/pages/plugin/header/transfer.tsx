import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, body, type Plugin } from "@/api/client";
import { asProblem } from "@/api/problem";
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
  const { data: standing } = useQuery({
    queryKey: ["plugin", plugin.id, "transfer"],
    queryFn: async () => {
      try {
        return await body(api.GET("/api/v1/plugins/{plugin}/transfer", { params }));
      } catch (error) {
        if (asProblem(error).status === 404) return null;
        throw error;
      }
    },
    enabled: dialog.open,
    staleTime: 0,
  });
  const withdrawStanding = async () => {
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
          {standing && (
            <div className="flex flex-wrap items-center gap-2 text-muted">
              {t("transfer.stands", { to: standing.to, until: date(standing.expires_at) })}
              <Button size="sm" onClick={withdrawStanding}>
                {t("transfer.withdraw")}
              </Button>
            </div>
          )}
        </>
      )}
    </QuestionDialog>
  );
}
