import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, body, type Schemas } from "@/api/client";
import type { User } from "@/api/session";
import { Rows } from "@/components/paged";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/dialog";
import { Badge, Empty, Trouble } from "@/components/ui/parts";
import { complain, tell } from "@/components/ui/toast";
import { ago, date, dateTime } from "@/lib/format";
import { Section } from "./section";
import { TokenDialog } from "./token-dialog";

type Token = Schemas["Token"];

const KEY = ["tokens"];

export function Tokens({ user }: { user: User }) {
  const { t } = useTranslation("account");
  const queries = useQueryClient();
  const [makes, setMakes] = useState(false);
  const [doomed, setDoomed] = useState<Token>();
  const { data, error, refetch } = useQuery({
    queryKey: KEY,
    queryFn: () => body(api.GET("/api/v1/tokens")),
  });
  const reload = () => queries.invalidateQueries({ queryKey: KEY });
  const make = (
    <Button kind="primary" onClick={() => setMakes(true)}>
      <Plus aria-hidden />
      {t("tokens.make")}
    </Button>
  );
  const remove = async ({ id }: Token) => {
    await api.DELETE("/api/v1/tokens/{id}", { params: { path: { id } } }).catch((error: unknown) => {
      complain(error);
      throw error;
    });
    tell(t("tokens.deleted"));
    await reload();
  };
  return (
    <Section title={t("tokens.title")} lead={t("tokens.lead")} action={data?.items.length ? make : undefined}>
      {error ? <Trouble error={error} onRetry={refetch} /> : !data && <Rows count={2} />}
      {data?.items.length === 0 && (
        <Empty title={t("tokens.none")} action={make}>
          {t("tokens.none_text")}
        </Empty>
      )}
      <ul className="flex flex-col gap-2">
        {data?.items.map((token) => (
          <TokenLine key={token.id} token={token} onDelete={() => setDoomed(token)} />
        ))}
      </ul>
      {makes && <TokenDialog user={user} onMade={reload} onClose={() => setMakes(false)} />}
      {doomed && (
        <Confirm
          open
          onOpenChange={() => setDoomed(undefined)}
          title={t("tokens.delete_title", { name: doomed.name })}
          description={t("tokens.delete_text")}
          action={t("common:delete")}
          danger
          onConfirm={() => remove(doomed)}
        />
      )}
    </Section>
  );
}

function TokenLine({ token, onDelete }: { token: Token; onDelete: () => void }) {
  const { t } = useTranslation("account");
  const isOver = new Date(token.expires_at) <= new Date();
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 rounded-md border bg-surface p-3">
      <div className="flex min-w-0 grow flex-col gap-1">
        <p className="font-medium break-words">{token.name}</p>
        <p className="flex flex-wrap gap-1">
          {token.scopes.map((scope) => (
            <Badge key={scope} className="font-mono">
              {scope}
            </Badge>
          ))}
          {token.plugin && (
            <Badge tone="accent" className="font-mono">
              {token.plugin}
            </Badge>
          )}
        </p>
        <p className="text-xs text-muted">
          {isOver ? (
            <Badge tone="warning">{t("tokens.over", { date: date(token.expires_at) })}</Badge>
          ) : (
            <time dateTime={token.expires_at} title={dateTime(token.expires_at)}>
              {t("tokens.until", { date: date(token.expires_at) })}
            </time>
          )}{" "}
          · {token.last_used_at ? t("tokens.used", { ago: ago(token.last_used_at) }) : t("tokens.unused")}
        </p>
      </div>
      <Button size="sm" onClick={onDelete} aria-label={t("tokens.delete_title", { name: token.name })}>
        {t("common:delete")}
      </Button>
    </li>
  );
}
