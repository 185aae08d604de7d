import { Link } from "@tanstack/react-router";
import { CodeXml, Download, ExternalLink, Info, MoreVertical, Trash2 } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Plugin } from "@/api/client";
import { usePlatform } from "@/api/platform";
import { useRights } from "@/api/plugin";
import { pluginUrl } from "@/lib/address";
import { download } from "./download-source";
import { Button } from "./ui/button";
import { Menu, MenuItem, MenuSeparator } from "./ui/menu";
import { complain } from "./ui/toast";

// Asked for seldom, so that the marketplace's first load goes without.
const DeletePlugin = lazy(async () => ({ default: (await import("./delete-plugin")).DeletePlugin }));

/** What the reader may do with a plugin. */
export function PluginActions({ plugin }: { plugin: Plugin }) {
  const { t } = useTranslation("home");
  const platform = usePlatform();
  const rights = useRights(plugin);
  const [isDeleting, setDeleting] = useState(false);
  const address = { owner: plugin.owner.name, name: plugin.name };
  const mayDownload = rights?.maintains || (plugin.free && plugin.version);
  const preview = (
    <>
      <ExternalLink aria-hidden />
      {t("card.preview")}
    </>
  );
  return (
    <div className="flex items-center gap-2">
      <Button asChild size="sm">
        {plugin.visibility === "private" ? (
          // It answers to nobody but here, where its maintainers get a ticket.
          <Link to="/p/$owner/$name" params={address} search={{ tab: "try" } as never}>
            {preview}
          </Link>
        ) : (
          <a href={pluginUrl(plugin, platform?.plugin_domain)} target="_blank" rel="noreferrer">
            {preview}
          </a>
        )}
      </Button>
      {rights?.maintains && (
        <Button asChild size="sm">
          <Link to="/edit/$plugin" params={{ plugin: plugin.id }}>
            <CodeXml aria-hidden />
            {t("card.edit_source")}
          </Link>
        </Button>
      )}
      {(rights?.maintains || mayDownload) && (
        <Menu
          trigger={
            <Button
              kind="quiet"
              size="icon-sm"
              className="ml-auto"
              aria-label={t("card.more", { name: plugin.title || plugin.name })}
            >
              <MoreVertical />
            </Button>
          }
        >
          {rights?.maintains && (
            <MenuItem asChild>
              <Link to="/p/$owner/$name/information" params={address}>
                <Info aria-hidden />
                {t("card.edit_information")}
              </Link>
            </MenuItem>
          )}
          {mayDownload && (
            <MenuItem onSelect={() => void download(plugin).catch(complain)}>
              <Download aria-hidden />
              {t("card.download")}
            </MenuItem>
          )}
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
      )}
      {isDeleting && (
        <Suspense>
          <DeletePlugin plugin={plugin} onClose={() => setDeleting(false)} />
        </Suspense>
      )}
    </div>
  );
}
