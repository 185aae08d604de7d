import { Link } from "@tanstack/react-router";
import { CodeXml, ExternalLink, Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Plugin } from "@/api/client";
import { usePlatform } from "@/api/platform";
import { Button } from "@/components/ui/button";
import { CopyLine, Progress, Skeleton, Trouble } from "@/components/ui/parts";
import { pluginUrl } from "@/lib/address";
import { cn } from "@/lib/class-names";
import { useDraft } from "@/pages/editor/preview/draft";

/** The new plugin as it answers now, and the way to its source. */
export function Made({ plugin, onMore }: { plugin: Plugin; onMore: () => void }) {
  const { t } = useTranslation("information");
  const platform = usePlatform();
  const url = pluginUrl(plugin, platform?.plugin_domain);
  const isComponent = plugin.kind === "component";
  const isPrivate = plugin.visibility === "private";
  const words = isComponent ? "needs_component" : isPrivate ? "private" : "answers";
  return (
    <section className="flex flex-col gap-4" aria-labelledby="made">
      <h2 id="made" className="text-lg font-semibold text-success" role="status">
        {t("made.title", { name: plugin.title || plugin.name })}
      </h2>
      <p className="text-muted">{t(`made.${words}`)}</p>
      <CopyLine text={url} label={t("made.copy")} />
      {!isComponent && <Preview plugin={plugin} />}
      <div className="flex flex-wrap justify-end gap-2">
        <Button kind="quiet" onClick={onMore}>
          <Plus aria-hidden />
          {t("made.more")}
        </Button>
        {!isComponent && !isPrivate && (
          <Button asChild>
            <a href={url} target="_blank" rel="noreferrer">
              <ExternalLink aria-hidden />
              {t("made.open")}
            </a>
          </Button>
        )}
        <Button asChild>
          <Link to="/p/$owner/$name" params={{ owner: plugin.owner.name, name: plugin.name }}>
            {t("made.page")}
          </Link>
        </Button>
        <Button asChild kind="primary">
          <Link to="/edit/$plugin" params={{ plugin: plugin.id }}>
            <CodeXml aria-hidden />
            {t("made.edit")}
          </Link>
        </Button>
      </div>
    </section>
  );
}

/** With a ticket to the draft, as in the editor: frameworks forbid that their public pages are framed. */
function Preview({ plugin }: { plugin: Plugin }) {
  const { t } = useTranslation("information");
  const { draft, error, retry } = useDraft(plugin);
  const [isLoaded, setLoaded] = useState(false);
  if (!draft) return error ? <Trouble error={error} onRetry={retry} /> : <Skeleton className="h-72" />;
  const isOwnOrigin = !draft.url.startsWith(`${location.origin}/`);
  return (
    <div className="relative h-72 overflow-hidden rounded-md border bg-surface">
      {!isLoaded && (
        <div role="status" className="absolute inset-0 flex flex-col items-center justify-center gap-3">
          {t("made.starting")}
          <div className="w-48">
            <Progress value={undefined} label={t("made.starting")} />
          </div>
        </div>
      )}
      <iframe
        title={t("made.preview")}
        src={draft.url}
        sandbox={isOwnOrigin ? "allow-forms allow-scripts allow-same-origin" : "allow-forms allow-scripts"}
        referrerPolicy="no-referrer"
        onLoad={() => setLoaded(true)}
        className={cn("relative size-full scheme-light bg-white", !isLoaded && "opacity-0")}
      />
    </div>
  );
}
