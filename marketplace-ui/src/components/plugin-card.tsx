import { Link } from "@tanstack/react-router";
import { CodeXml, Download, ExternalLink, Info, MoreVertical, Trash2, TrendingUp } from "lucide-react";
import { lazy, type ReactNode, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Plugin } from "@/api/client";
import { usePlatform } from "@/api/platform";
import { pluginUrl } from "@/lib/address";
import { ago, count, dateTime, price } from "@/lib/format";
import { Like } from "@/pages/plugin/header/like";
import { useRights } from "@/pages/plugin/use-plugin";
import { download } from "./download-source";
import { PluginLogo } from "./plugin-logo";
import { PluginThumbnail } from "./plugin-thumbnail";
import { Button } from "./ui/button";
import { Menu, MenuItem, MenuSeparator } from "./ui/menu";
import { Badge } from "./ui/parts";
import { complain } from "./ui/toast";

// Dialogs come when they are asked for.
const DeletePlugin = lazy(async () => ({ default: (await import("./delete-plugin")).DeletePlugin }));

/** A plugin in the marketplace: what it is, how it is used, and what the reader may do with it. */
export function PluginCard({ plugin }: { plugin: Plugin }) {
  const { t } = useTranslation("home");
  const { owner, name, title, developer, description, version, updated_at, use_count } = plugin;
  return (
    <article className="flex h-full flex-col gap-3 rounded-md border bg-surface p-4 transition-shadow hover:shadow-md">
      <PluginThumbnail plugin={plugin} />
      <div className="flex items-start gap-3">
        <PluginLogo plugin={plugin} size={40} />
        <div className="min-w-0 grow">
          <h2 className="truncate font-semibold">
            <Link
              to="/p/$owner/$name"
              params={{ owner: owner.name, name }}
              className="hover:text-accent hover:underline"
            >
              {title || name}
            </Link>
          </h2>
          <p className="truncate text-xs text-muted">
            {developer} · {version ? `v${version}` : t("card.draft")}
          </p>
        </div>
        <Price plugin={plugin} />
      </div>
      <p className="line-clamp-2 min-h-10 text-muted">{description || t("card.no_description")}</p>
      <State plugin={plugin} />
      <div className="mt-auto flex items-center gap-3 text-xs text-muted">
        <Figure
          label={t("card.uses", { count: use_count })}
          icon={<TrendingUp aria-hidden className="size-3.5" />}
        >
          {count(use_count)}
        </Figure>
        <time dateTime={updated_at} title={dateTime(updated_at)} className="ml-auto">
          {ago(updated_at)}
        </time>
      </div>
      <Actions plugin={plugin} />
    </article>
  );
}

function Figure({ label, icon, children }: { label: string; icon: ReactNode; children: ReactNode }) {
  return (
    <span className="inline-flex items-center gap-1" title={label}>
      {icon}
      <span className="sr-only">{label}</span>
      <span aria-hidden>{children}</span>
    </span>
  );
}

function Price({ plugin }: { plugin: Plugin }) {
  return (
    <Badge tone={plugin.free ? "good" : "accent"} className="shrink-0">
      {price(plugin.price, plugin.currency)}
    </Badge>
  );
}

/** What keeps it from being an ordinary, public plugin. */
function State({ plugin }: { plugin: Plugin }) {
  const { t } = useTranslation("home");
  if (plugin.ban_reason) {
    return (
      <p className="rounded bg-danger-soft px-2 py-1 text-xs text-danger">
        {t("card.banned", { reason: plugin.ban_reason })}
      </p>
    );
  }
  if (plugin.visibility === "public") return null;
  return <Badge className="self-start">{t(`visibility.${plugin.visibility}`)}</Badge>;
}

function Actions({ plugin }: { plugin: Plugin }) {
  const { t } = useTranslation("home");
  const platform = usePlatform();
  const rights = useRights(plugin);
  const [deleting, setDeleting] = useState(false);
  return (
    <div className="flex items-center gap-2">
      <Button asChild size="sm">
        <a href={pluginUrl(plugin, platform?.plugin_domain)} target="_blank" rel="noreferrer">
          <ExternalLink aria-hidden />
          {t("card.preview")}
        </a>
      </Button>
      {rights?.maintains && (
        <Button asChild size="sm">
          <Link to="/edit/$plugin" params={{ plugin: plugin.id }}>
            <CodeXml aria-hidden />
            {t("card.edit_source")}
          </Link>
        </Button>
      )}
      <div className="ml-auto flex items-center gap-1">
        <Like plugin={plugin} />
        <Menu
          trigger={
            <Button
              kind="quiet"
              size="icon-sm"
              aria-label={t("card.more", { name: plugin.title || plugin.name })}
            >
              <MoreVertical />
            </Button>
          }
        >
          {rights?.maintains && (
            <MenuItem asChild>
              <Link to="/p/$owner/$name/information" params={{ owner: plugin.owner.name, name: plugin.name }}>
                <Info aria-hidden />
                {t("card.edit_information")}
              </Link>
            </MenuItem>
          )}
          <MenuItem onSelect={() => void download(plugin).catch(complain)}>
            <Download aria-hidden />
            {t("card.download")}
          </MenuItem>
          {rights?.owns && (
            <>
              <MenuSeparator />
              <MenuItem danger onSelect={() => setDeleting(true)}>
                <Trash2 aria-hidden />
                {t("card.delete")}
              </MenuItem>
            </>
          )}
        </Menu>
      </div>
      {deleting && (
        <Suspense>
          <DeletePlugin plugin={plugin} onClose={() => setDeleting(false)} />
        </Suspense>
      )}
    </div>
  );
}
