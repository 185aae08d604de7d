import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, call, type Plugin } from "@/api/client";
import { Problem } from "@/api/problem";
import { Rows } from "@/components/paged";
import { Button } from "@/components/ui/button";
import { Form, text, useForm } from "@/components/ui/form";
import { Empty, Trouble } from "@/components/ui/parts";
import { TextField } from "@/components/ui/text-fields";
import { complain, tell } from "@/components/ui/toast";
import { date } from "@/lib/format";
import { Section } from "./section";

interface Offer {
  plugin: Plugin;
  /** The account it is offered to: the user, or an organisation of theirs. */
  to: string;
  created_at: string;
  expires_at: string;
}

const KEY = ["transfers"];
/** What the platform says of a plugin that is not offered, or is none. */
const NO_OFFER = ["plugin.not_found", "not_found"];

/** The offers that the user may accept; null where the platform cannot list them. */
async function offers(): Promise<Offer[] | null> {
  try {
    return (await (await call("/api/v1/transfers")).json()).items;
  } catch (error) {
    if (error instanceof Problem && error.status === 404) return null;
    throw error;
  }
}

const accept = (plugin: string) =>
  api.POST("/api/v1/plugins/{plugin}/transfer/accept", { params: { path: { plugin } } });
const decline = (plugin: string) =>
  api.DELETE("/api/v1/plugins/{plugin}/transfer", { params: { path: { plugin } } });

export function Transfers() {
  const { t } = useTranslation("account");
  const { data, error, refetch } = useQuery({ queryKey: KEY, queryFn: offers });
  return (
    <Section title={t("transfers.title")} lead={t("transfers.lead")}>
      {error ? <Trouble error={error} onRetry={refetch} /> : data === undefined && <Rows count={1} />}
      {data === null && <ByName />}
      {data?.length === 0 && <Empty title={t("transfers.none")}>{t("transfers.none_text")}</Empty>}
      <ul className="flex flex-col gap-2">
        {data?.map((offer) => (
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

/** Answers an offer that one knows of. */
function ByName() {
  const { t } = useTranslation("account");
  const queries = useQueryClient();
  const form = useForm({
    fields: { plugin: NO_OFFER },
    send: async (data) => {
      const isAccepted = text(data, "answer") === "accept";
      await (isAccepted ? accept : decline)(text(data, "plugin").trim());
      return isAccepted;
    },
    done: (isAccepted, element) => {
      element.reset();
      tell(t(isAccepted ? "transfers.accepted" : "transfers.declined"));
      return queries.invalidateQueries({ queryKey: ["plugins"] });
    },
  });
  const wrong = form.wrong("plugin");
  return (
    <div className="max-w-md">
      <Form state={form}>
        <TextField
          label={t("transfers.which")}
          hint={t("transfers.which_hint")}
          name="plugin"
          required
          error={wrong && NO_OFFER.includes(form.problem?.code ?? "") ? t("transfers.no_such") : wrong}
        />
        <div className="flex gap-2">
          <Button type="submit" kind="primary" name="answer" value="accept" disabled={form.busy}>
            {t("transfers.accept")}
          </Button>
          <Button type="submit" name="answer" value="decline" disabled={form.busy}>
            {t("transfers.decline")}
          </Button>
        </div>
      </Form>
    </div>
  );
}
