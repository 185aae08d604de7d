import { Link } from "@tanstack/react-router";
import { CodeXml, ExternalLink, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { usePlatform } from "@/api/platform";
import { Button } from "@/components/ui/button";
import { Progress } from "@/components/ui/parts";
import { pluginUrl } from "@/lib/address";
import { cn } from "@/lib/class-names";
import { hasEnded, useBuild } from "@/pages/editor/publish/use-build";
import type { Published } from "./use-upload";

/** What has been uploaded, while it is built and when it answers. */
export function PublishedState({ published, onClose }: { published: Published; onClose: () => void }) {
  const { t } = useTranslation("home");
  const platform = usePlatform();
  const { plugin, created } = published;
  const building = useBuild(published.build ?? undefined);
  const build = building?.build ?? published.build;
  const isBuilding = build && !hasEnded(build);
  const hasFailed = build?.state === "failed";
  const answers = !isBuilding && !hasFailed;
  const name = plugin.title || plugin.name;
  const words = isBuilding ? "building" : hasFailed ? "build_failed" : created ? "created" : "updated";
  return (
    <div
      className={cn(
        "flex flex-col gap-3 rounded-md border p-3",
        answers
          ? "border-success bg-success-soft"
          : hasFailed
            ? "border-danger bg-danger-soft"
            : "bg-surface",
      )}
    >
      <div className="flex flex-wrap items-center gap-2">
        <p className={cn("min-w-0 grow break-words", answers && "text-success", hasFailed && "text-danger")}>
          {t(`drop.${words}`, { name })}
        </p>
        {answers && (
          <Button asChild size="sm" kind="primary">
            <a href={pluginUrl(plugin, platform?.plugin_domain)} target="_blank" rel="noreferrer">
              <ExternalLink aria-hidden />
              {t("card.preview")}
            </a>
          </Button>
        )}
        <Button asChild size="sm">
          <Link to="/p/$owner/$name" params={{ owner: plugin.owner.name, name: plugin.name }}>
            {t("drop.look")}
          </Link>
        </Button>
        {plugin.kind !== "component" && (
          <Button asChild size="sm">
            <Link to="/edit/$plugin" params={{ plugin: plugin.id }}>
              <CodeXml aria-hidden />
              {t("card.edit_source")}
            </Link>
          </Button>
        )}
        <Button kind="quiet" size="icon-sm" aria-label={t("common:close")} onClick={onClose}>
          <X />
        </Button>
      </div>
      {isBuilding && <Progress value={build.progress / 100} label={t("drop.building", { name })} />}
      {build?.error && <pre className="text-xs whitespace-pre-wrap wrap-anywhere">{build.error}</pre>}
    </div>
  );
}
