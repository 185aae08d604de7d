import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, body } from "@/api/client";
import type { components } from "@/api/schema";
import { Rows } from "@/components/paged";
import { Button } from "@/components/ui/button";
import { Empty, Trouble } from "@/components/ui/parts";
import { complain, tell } from "@/components/ui/toast";
import { date } from "@/lib/format";
import { Section } from "./section";

type Offer = components["schemas"]["OfferToMe"];

const KEY = ["transfers"];

const accept = (plugin: string) =>
  api.POST("/api/v1/plugins/{plugin}/transfer/accept", { params: { path: { plugin } } });
const decline = (plugin: string) =>
  api.DELETE("/api/v1/plugins/{plugin}/transfer", { params: { path: { plugin } } });

export function Transfers() {
  const { t } = useTranslation("account");
  const { data, error, refetch } = useQuery({
    queryKey: KEY,
    queryFn: () => body(api.GET("/api/v1/transfers")),
  });
  return (
    <Section title={t("transfers.title")} lead={t("transfers.lead")}>
      {error ? <Trouble error={error} onRetry={refetch} /> : data === undefined && <Rows count={1} />}
      {data?.items.length === 0 && <Empty title={t("transfers.none")}>{t("transfers.none_text")}</Empty>}
      <ul className="flex flex-col gap-2">
        {data?.items.map((offer) => (
          <OfferLine key={offer.plugin.id} offer={offer} />
        ))}
      </ul>
    </Section>
  );
}

function OfferLine({ offer: { plugin, to, expires_at } }: { offer: Offer }) {
  const { t } = useTranslation("account");
  const queries = useQueryClient();
  const name = plugin.title || plugin.name;
  const answer = async (send: (id: string) => Promise<unknown>, said: string) => {
    try {
      await send(plugin.id);
      tell(said);
    } catch (error) {
      complain(error);
    }
    await queries.invalidateQueries({ queryKey: KEY });
    await queries.invalidateQueries({ queryKey: ["plugins"] });
  };
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 rounded-md border bg-surface p-3">
      <div className="min-w-0 grow">
        <p className="font-medium break-words">{name}</p>
        <p className="text-xs text-muted">
          {plugin.owner.name}/{plugin.name} → {to} · {t("transfers.until", { date: date(expires_at) })}
        </p>
      </div>
      <div className="flex gap-2">
        <Button
          kind="primary"
          size="sm"
          aria-label={t("transfers.accept_one", { name })}
          onClick={() => answer(accept, t("transfers.accepted"))}
        >
          {t("transfers.accept")}
        </Button>
        <Button
          size="sm"
          aria-label={t("transfers.decline_one", { name })}
          onClick={() => answer(decline, t("transfers.declined"))}
        >
          {t("transfers.decline")}
        </Button>
      </div>
    </li>
  );
}
