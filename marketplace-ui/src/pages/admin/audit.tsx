import { X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { api, body, type Schemas } from "@/api/client";
import { Paged } from "@/components/paged";
import { Button } from "@/components/ui/button";
import { Select } from "@/components/ui/field";
import { Empty } from "@/components/ui/parts";
import { Cell, Row, Table } from "@/components/ui/table";
import { ago, dateTime } from "@/lib/format";
import { usePages } from "@/lib/use-pages";
import { useQueryWords } from "@/lib/use-query-words";
import { ACTIONS, type Action } from "./actions";

type Entry = Omit<Schemas["AuditEntry"], "details"> & { details: Record<string, unknown> };

export function Audit() {
  const { t } = useTranslation("admin");
  const [{ actor, name, action }, change] = useQueryWords();
  const pages = usePages<Entry>(["admin", "audit", actor, action], (after) =>
    body(api.GET("/api/v1/admin/audit", { params: { query: { actor, action, after } } })),
  );
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-wrap items-center gap-3">
        <Select
          aria-label={t("audit.action")}
          className="w-auto max-w-full"
          value={action ?? ""}
          onChange={(event) => change({ action: event.target.value || undefined })}
        >
          <option value="">{t("audit.every_action")}</option>
          {ACTIONS.map((action) => (
            <option key={action} value={action}>
              {words(action)}
            </option>
          ))}
        </Select>
        {actor && (
          <Button onClick={() => change({ actor: undefined, name: undefined })}>
            {t("audit.by", { name: name ?? actor })}
            <X aria-hidden />
            <span className="sr-only">{t("audit.by_everybody")}</span>
          </Button>
        )}
      </div>
      <Paged pages={pages} empty={<Empty title={t("audit.none")}>{t("nothing_text")}</Empty>}>
        {(entries) => (
          <Table
            label={t("audit.title")}
            columns={["time", "actor", "action", "subject", "from"].map((column) => ({
              name: t(`audit.${column}`),
            }))}
          >
            {entries.map((entry) => (
              <AuditRow
                key={entry.id}
                entry={entry}
                action={words(entry.action)}
                onActor={() => change({ actor: entry.actor ?? undefined, name: entry.actor_name })}
              />
            ))}
          </Table>
        )}
      </Paged>
    </div>
  );

  function words(action: string) {
    return ACTIONS.includes(action as Action) ? t(`audit.actions.${action.replace(".", "_")}`) : action;
  }
}

function AuditRow({ entry, action, onActor }: { entry: Entry; action: string; onActor: () => void }) {
  const { t } = useTranslation("admin");
  const details = Object.entries(entry.details).filter(([, value]) => value !== null);
  return (
    <Row>
      <Cell className="whitespace-nowrap text-muted">
        <time dateTime={entry.at} title={dateTime(entry.at)}>
          {ago(entry.at)}
        </time>
      </Cell>
      <Cell>
        {entry.actor ? (
          <button
            type="button"
            className="text-left font-medium hover:text-accent hover:underline"
            title={t("audit.only", { name: entry.actor_name })}
            onClick={onActor}
          >
            {entry.actor_name}
          </button>
        ) : (
          <span className="text-muted">{entry.actor_name || t("audit.nobody")}</span>
        )}
      </Cell>
      <Cell title={entry.action}>{action}</Cell>
      <Cell className="break-all">
        <code className="text-xs">{entry.subject}</code>
        {details.map(([name, value]) => (
          <span key={name} className="block text-xs text-muted">
            {name}: {typeof value === "string" ? value : JSON.stringify(value)}
          </span>
        ))}
      </Cell>
      <Cell className="text-xs text-muted" title={t("audit.request", { id: entry.request_id })}>
        <code>{entry.address}</code>
      </Cell>
    </Row>
  );
}
