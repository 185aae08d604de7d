import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, body, type Plugin } from "@/api/client";
import { Paged } from "@/components/paged";
import { Button } from "@/components/ui/button";
import { Empty } from "@/components/ui/parts";
import { Cell, Row, Table } from "@/components/ui/table";
import { complain, tell } from "@/components/ui/toast";
import { ago, count, dateTime } from "@/lib/format";
import { usePages } from "@/lib/use-pages";
import { useQueryWords } from "@/lib/use-query-words";
import { PluginState } from "../account/plugin-state";
import { BanDialog } from "./ban-dialog";
import { SearchField } from "./search-field";

export function Plugins() {
  const { t } = useTranslation("admin");
  const queries = useQueryClient();
  const [{ q }, change] = useQueryWords();
  const [banned, setBanned] = useState<Plugin>();
  const sort = q ? ("relevance" as const) : ("newest" as const);
  const pages = usePages(["plugins", "admin", q], (after) =>
    body(api.GET("/api/v1/plugins", { params: { query: { q, sort, after } } })),
  );
  const reload = async ({ id }: Plugin) => {
    await queries.invalidateQueries({ queryKey: ["plugins"] });
    await queries.invalidateQueries({ queryKey: ["plugin", id] });
  };
  const unban = async (plugin: Plugin) => {
    try {
      await api.DELETE("/api/v1/plugins/{plugin}/ban", { params: { path: { plugin: plugin.id } } });
      tell(t("plugins.unbanned", { name: plugin.title || plugin.name }));
    } catch (error) {
      complain(error);
    }
    await reload(plugin);
  };
  return (
    <div className="flex flex-col gap-4">
      <SearchField
        label={t("plugins.search")}
        value={q ?? ""}
        onChange={(q) => change({ q: q || undefined })}
      />
      <Paged pages={pages} empty={<Empty title={t("plugins.none")}>{t("nothing_text")}</Empty>}>
        {(plugins) => (
          <Table
            label={t("plugins.title")}
            columns={[
              { name: t("plugins.plugin") },
              { name: t("plugins.state") },
              { name: t("plugins.uses") },
              { name: t("plugins.changed") },
              { name: t("actions"), hidden: true },
            ]}
          >
            {plugins.map((plugin) => (
              <PluginRow
                key={plugin.id}
                plugin={plugin}
                onBan={() => setBanned(plugin)}
                onUnban={() => unban(plugin)}
              />
            ))}
          </Table>
        )}
      </Paged>
      {banned && (
        <BanDialog plugin={banned} onBanned={() => reload(banned)} onClose={() => setBanned(undefined)} />
      )}
    </div>
  );
}

function PluginRow({ plugin, onBan, onUnban }: { plugin: Plugin; onBan: () => void; onUnban: () => void }) {
  const { t } = useTranslation("admin");
  const { owner, name } = plugin;
  const title = plugin.title || name;
  const isBanned = plugin.ban_reason != null;
  return (
    <Row>
      <Cell>
        <Link
          to="/p/$owner/$name"
          params={{ owner: owner.name, name }}
          className="font-medium hover:text-accent hover:underline"
        >
          {title}
        </Link>
        <span className="block text-xs text-muted">
          {owner.name}/{name} · <code>{plugin.id}</code>
        </span>
        {isBanned && <span className="block text-xs text-danger">{plugin.ban_reason}</span>}
      </Cell>
      <Cell>
        <span className="flex flex-wrap gap-1">
          <PluginState plugin={plugin} />
        </span>
      </Cell>
      <Cell className="text-muted tabular-nums">
        <span className="sm:hidden">{t("plugins.uses")}: </span>
        {count(plugin.use_count)}
      </Cell>
      <Cell className="whitespace-nowrap text-muted">
        <time dateTime={plugin.updated_at} title={dateTime(plugin.updated_at)}>
          {ago(plugin.updated_at)}
        </time>
      </Cell>
      <Cell className="sm:text-right">
        <Button
          size="sm"
          onClick={isBanned ? onUnban : onBan}
          aria-label={t(isBanned ? "plugins.unban_one" : "plugins.ban_one", { name: title })}
        >
          {t(isBanned ? "plugins.unban" : "plugins.ban")}
        </Button>
      </Cell>
    </Row>
  );
}
