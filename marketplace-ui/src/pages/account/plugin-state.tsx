import { Ban, EyeOff, Lock } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Plugin } from "@/api/client";
import { Badge } from "@/components/ui/parts";

/** What is special about a plugin: that it is stopped, not released, or not for everybody. */
export function PluginState({ plugin }: { plugin: Pick<Plugin, "version" | "visibility" | "ban_reason"> }) {
  const { t } = useTranslation("account");
  const { version, visibility, ban_reason } = plugin;
  return (
    <>
      {version ? (
        <Badge className="font-mono">{version}</Badge>
      ) : (
        <Badge tone="accent">{t("state.draft")}</Badge>
      )}
      {visibility === "private" && (
        <Badge tone="warning">
          <Lock aria-hidden className="size-3" />
          {t("state.private")}
        </Badge>
      )}
      {visibility === "unlisted" && (
        <Badge tone="warning">
          <EyeOff aria-hidden className="size-3" />
          {t("state.unlisted")}
        </Badge>
      )}
      {ban_reason != null && (
        <Badge tone="danger">
          <Ban aria-hidden className="size-3" />
          {t("state.banned")}
        </Badge>
      )}
    </>
  );
}
