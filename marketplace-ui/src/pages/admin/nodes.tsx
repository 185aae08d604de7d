import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { call } from "@/api/client";
import { Rows } from "@/components/paged";
import { Badge, Empty, Trouble } from "@/components/ui/parts";
import { Cell, Row, Table } from "@/components/ui/table";
import { ago, dateTime } from "@/lib/format";
import { ifThere } from "./if-there";

/** How often it is asked who is alive, in milliseconds: as often as nodes say so. */
const EVERY = 30_000;

interface Node {
  name: string;
  role: string;
  version: string;
  alive: boolean;
  started_at: string;
  seen_at: string;
}

export function Nodes() {
  const { t } = useTranslation("admin");
  const { data, error, refetch } = useQuery({
    queryKey: ["admin", "nodes"],
    queryFn: async () => (await ifThere<{ items: Node[] }>(call("/api/v1/admin/nodes"), { items: [] })).items,
    refetchInterval: EVERY,
  });
  if (error) return <Trouble error={error} onRetry={refetch} />;
  if (!data) return <Rows count={2} />;
  if (!data.length) return <Empty title={t("nodes.none")}>{t("nodes.none_text")}</Empty>;
  return (
    <Table
      label={t("nodes.title")}
      columns={["node", "state", "role", "version", "started", "seen"].map((column) => ({
        name: t(`nodes.${column}`),
      }))}
    >
      {data.map((node) => (
        <Row key={node.name}>
          <Cell className="font-medium break-all">{node.name}</Cell>
          <Cell>
            <Badge tone={node.alive ? "good" : "danger"}>
              {t(node.alive ? "nodes.alive" : "nodes.silent")}
            </Badge>
          </Cell>
          <Cell>{node.role}</Cell>
          <Cell className="font-mono text-xs">{node.version}</Cell>
          <Cell className="text-muted">
            <span className="sm:hidden">{t("nodes.started")} </span>
            <time dateTime={node.started_at} title={dateTime(node.started_at)}>
              {ago(node.started_at)}
            </time>
          </Cell>
          <Cell className="text-muted">
            <span className="sm:hidden">{t("nodes.seen")} </span>
            <time dateTime={node.seen_at} title={dateTime(node.seen_at)}>
              {ago(node.seen_at)}
            </time>
          </Cell>
        </Row>
      ))}
    </Table>
  );
}
