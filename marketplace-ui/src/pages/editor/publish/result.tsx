import { useQueryClient } from "@tanstack/react-query";
import { ExternalLink } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, body, type Plugin } from "@/api/client";
import { usePlatform } from "@/api/platform";
import { Button } from "@/components/ui/button";
import { CopyLine } from "@/components/ui/parts";
import { complain, tell } from "@/components/ui/toast";
import { pluginUrl } from "@/lib/address";
import type { Workspace } from "../workspace/workspace";

interface ResultProps {
  workspace: Workspace;
  version: string;
  /** The version that answered before. */
  before: string | null;
}

/** What can be done with a version that is there. */
export function Result({ workspace, version, before }: ResultProps) {
  const { t } = useTranslation("editor-run");
  const platform = usePlatform();
  const queries = useQueryClient();
  const [plugin, setPlugin] = useState<Plugin>(workspace.plugin);
  const [isBusy, setBusy] = useState(false);
  const path = { plugin: plugin.id };
  const act = async (doing: () => Promise<unknown>, done: string) => {
    setBusy(true);
    try {
      await doing();
      const now = await body(api.GET("/api/v1/plugins/{plugin}", { params: { path } }));
      setPlugin(now);
      workspace.set({ plugin: now });
      void queries.invalidateQueries({ queryKey: ["plugin", plugin.id] });
      tell(done);
    } catch (error) {
      complain(error);
    } finally {
      setBusy(false);
    }
  };
  const release = () =>
    api.POST("/api/v1/plugins/{plugin}/releases", { params: { path }, body: { version } });
  const rollBack = () => api.POST("/api/v1/plugins/{plugin}/releases/rollback", { params: { path } });
  const isReleased = plugin.version === version;
  const address = pluginUrl(plugin, platform?.plugin_domain);
  // Each version has an address of its own, also before it is released.
  const href = isReleased ? address : `/plugins.${plugin.id}@${version}/`;
  return (
    <div className="flex flex-col gap-3">
      <p className="font-medium">
        {isReleased
          ? t("publish.released", { version })
          : plugin.version
            ? t("publish.ready", { version, released: plugin.version })
            : t("publish.ready_first", { version })}
      </p>
      {isReleased && <CopyLine text={address} label={t("publish.copy_address")} />}
      <div className="flex flex-wrap gap-2">
        <Button asChild>
          <a href={href} target="_blank" rel="noreferrer">
            <ExternalLink aria-hidden />
            {isReleased ? t("publish.open") : t("publish.open_version", { version })}
          </a>
        </Button>
        {!isReleased && (
          <Button
            kind="primary"
            disabled={isBusy}
            onClick={() => act(release, t("publish.released", { version }))}
          >
            {t("publish.release_now", { version })}
          </Button>
        )}
        {isReleased && before && (
          <Button
            disabled={isBusy}
            onClick={() => act(rollBack, t("publish.rolled_back", { version: before }))}
          >
            {t("publish.roll_back", { version: before })}
          </Button>
        )}
      </div>
    </div>
  );
}
