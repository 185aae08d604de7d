import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, body, type Schemas } from "@/api/client";
import { Rows } from "@/components/paged";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/dialog";
import { Badge, Trouble } from "@/components/ui/parts";
import { complain, tell } from "@/components/ui/toast";
import { ago, dateTime } from "@/lib/format";
import { Section } from "./section";
import { programOf } from "./user-agent";

type Session = Schemas["Session"];

const KEY = ["sessions"];

export function Sessions() {
  const { t } = useTranslation("account");
  const queries = useQueryClient();
  const [asks, setAsks] = useState(false);
  const { data, error, refetch } = useQuery({
    queryKey: KEY,
    queryFn: () => body(api.GET("/api/v1/sessions")),
  });
  const sessions = data?.items ?? [];
  const others = sessions.filter((session) => !session.current);

  /** Ends them one by one; those that could not be ended are shown again. */
  const end = async (ended: Session[]) => {
    const ids = ended.map(({ id }) => id);
    queries.setQueryData<typeof data>(
      KEY,
      (list) => list && { ...list, items: list.items.filter(({ id }) => !ids.includes(id)) },
    );
    try {
      await Promise.all(ids.map((id) => api.DELETE("/api/v1/sessions/{id}", { params: { path: { id } } })));
      tell(t("sessions.ended", { count: ids.length }));
    } catch (error) {
      complain(error);
    }
    await queries.invalidateQueries({ queryKey: KEY });
  };

  return (
    <Section
      title={t("sessions.title")}
      lead={t("sessions.lead")}
      action={
        <Button disabled={!others.length} onClick={() => setAsks(true)}>
          {t("sessions.end_others")}
        </Button>
      }
    >
      {error ? <Trouble error={error} onRetry={refetch} /> : !data && <Rows count={2} />}
      <ul className="flex flex-col gap-2">
        {sessions.map((session) => (
          <SessionLine key={session.id} session={session} onEnd={() => end([session])} />
        ))}
      </ul>
      <Confirm
        open={asks}
        onOpenChange={setAsks}
        title={t("sessions.end_others")}
        description={t("sessions.end_others_text", { count: others.length })}
        action={t("sessions.end_others")}
        danger
        onConfirm={() => end(others)}
      />
    </Section>
  );
}

function SessionLine({ session, onEnd }: { session: Session; onEnd: () => void }) {
  const { t } = useTranslation("account");
  const name = programOf(session.user_agent) || t("sessions.unknown");
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 rounded-md border bg-surface p-3">
      <div className="min-w-0 grow">
        <p className="flex flex-wrap items-center gap-2 font-medium">
          <span title={session.user_agent}>{name}</span>
          {session.current && <Badge tone="good">{t("sessions.current")}</Badge>}
        </p>
        <p className="text-xs text-muted">
          <span className="font-mono">{session.address}</span> ·{" "}
          <time dateTime={session.created_at} title={dateTime(session.created_at)}>
            {t("sessions.since", { ago: ago(session.created_at) })}
          </time>{" "}
          ·{" "}
          <time dateTime={session.last_used_at} title={dateTime(session.last_used_at)}>
            {t("sessions.used", { ago: ago(session.last_used_at) })}
          </time>
        </p>
      </div>
      {!session.current && (
        <Button size="sm" onClick={onEnd} aria-label={t("sessions.end_one", { name })}>
          {t("sessions.end")}
        </Button>
      )}
    </li>
  );
}
