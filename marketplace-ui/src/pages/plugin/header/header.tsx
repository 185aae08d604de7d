import { Link } from "@tanstack/react-router";
import { CodeXml } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Plugin } from "@/api/client";
import type { Rights, Version } from "@/api/plugin";
import { Like } from "@/components/like";
import { PluginLogo } from "@/components/plugin-logo";
import { Button } from "@/components/ui/button";
import { Badge } from "@/components/ui/parts";
import { Facts } from "./facts";
import { MoreActions } from "./more-actions";
import { VersionPicker } from "./version-picker";

interface HeaderProps {
  plugin: Plugin;
  version: Version | undefined;
  versions: Version[] | undefined;
  rights: Rights | undefined;
}

/** What the plugin is, whose it is, and what can be done with it. */
export function Header({ plugin, version, versions, rights }: HeaderProps) {
  const { t } = useTranslation("plugin");
  return (
    <header className="flex flex-col gap-4">
      <div className="flex flex-wrap items-start gap-x-4 gap-y-3">
        <PluginLogo plugin={plugin} size={64} />
        <div className="flex min-w-0 grow basis-64 flex-col gap-1">
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <h1 className="text-xl font-semibold break-words">{plugin.title}</h1>
            {plugin.visibility !== "public" && <Badge>{t(`visibility.${plugin.visibility}`)}</Badge>}
            {plugin.ban_reason && <Badge tone="danger">{t("banned.badge")}</Badge>}
          </div>
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-muted">
            <span>
              <Link to="/" search={{ owner: plugin.owner.name } as never} className="text-accent underline">
                {plugin.owner.display_name || plugin.owner.name}
              </Link>
              {" / "}
              {plugin.name}
            </span>
            <VersionPicker plugin={plugin} version={version} versions={versions} />
          </div>
        </div>
        <div className="flex flex-wrap items-center gap-2">
          <Like plugin={plugin} />
          {rights?.maintains && (
            <Button asChild kind="primary">
              <Link to="/edit/$plugin" params={{ plugin: plugin.id }}>
                <CodeXml aria-hidden />
                {t("edit_source")}
              </Link>
            </Button>
          )}
          {rights && <MoreActions plugin={plugin} version={version} rights={rights} />}
        </div>
      </div>
      <Facts plugin={plugin} />
    </header>
  );
}
