import { Link } from "@tanstack/react-router";
import { SquarePen } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Plugin } from "@/api/client";
import { Paged } from "@/components/paged";
import { Button } from "@/components/ui/button";
import { ago, count, dateTime } from "@/lib/format";
import type { Pages } from "@/lib/use-pages";
import { PluginState } from "./plugin-state";

interface Props {
  pages: Pages<Plugin>;
  mayEdit: boolean;
  empty: ReactNode;
}

/** Plugins, one a line, with their states. */
export function PluginList({ pages, mayEdit, empty }: Props) {
  return (
    <Paged pages={pages} empty={empty}>
      {(plugins) => (
        <ul className="flex flex-col gap-2">
          {plugins.map((plugin) => (
            <PluginLine key={plugin.id} plugin={plugin} mayEdit={mayEdit} />
          ))}
        </ul>
      )}
    </Paged>
  );
}

function PluginLine({ plugin, mayEdit }: { plugin: Plugin; mayEdit: boolean }) {
  const { t } = useTranslation("account");
  const { owner, name, title } = plugin;
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 rounded-md border bg-surface p-3">
      <div className="flex min-w-0 grow basis-60 flex-col gap-1">
        <p className="flex flex-wrap items-center gap-2">
          <Link
            to="/p/$owner/$name"
            params={{ owner: owner.name, name }}
            className="font-medium break-words hover:text-accent hover:underline"
          >
            {title || name}
          </Link>
          <PluginState plugin={plugin} />
        </p>
        <p className="text-xs break-words text-muted">
          {owner.name}/{name} ·{" "}
          {t("plugins.uses", { count: plugin.use_count, number: count(plugin.use_count) })} ·{" "}
          <time dateTime={plugin.updated_at} title={dateTime(plugin.updated_at)}>
            {ago(plugin.updated_at)}
          </time>
        </p>
        {plugin.ban_reason && <p className="text-xs text-danger">{plugin.ban_reason}</p>}
      </div>
      {mayEdit && (
        <Button asChild size="sm">
          <Link
            to="/edit/$plugin"
            params={{ plugin: plugin.id }}
            aria-label={t("plugins.edit", { name: title || name })}
          >
            <SquarePen aria-hidden />
            {t("common:edit")}
          </Link>
        </Button>
      )}
    </li>
  );
}
