import { useTranslation } from "react-i18next";
import { usePlatform } from "@/api/platform";
import { Button } from "@/components/ui/button";
import { Empty, Skeleton, Trouble } from "@/components/ui/parts";
import { pluginUrl, versionUrl } from "@/lib/address";
import { useQueryWords } from "@/lib/use-query-words";
import { useDraft } from "@/pages/editor/preview/draft";
import type { TabProps } from "../page";
import { Browser, type Place } from "./browser";

/** The plugin itself: as it is published, or to its maintainers as it is being written. */
export function Try(props: TabProps) {
  const { plugin, version, rights } = props;
  const [words, setWords] = useQueryWords();
  const { t } = useTranslation("plugin");
  // A private plugin answers only to keys, and to tickets to its draft.
  const isHidden = plugin.visibility === "private";
  const canChoose = rights.maintains && Boolean(version) && !isHidden;
  const showsDraft = rights.maintains && (isHidden || !version || words.draft !== undefined);
  if (plugin.ban_reason) return <Empty title={t("try.banned")}>{plugin.ban_reason}</Empty>;
  if (!version && !rights.maintains && plugin.version === null && plugin.kind === "component") {
    return <Empty title={t("try.nothing")} />;
  }
  return (
    <div className="flex flex-col gap-3">
      {canChoose && (
        <fieldset className="flex flex-wrap items-center gap-1">
          <legend className="sr-only">{t("try.which")}</legend>
          <Button
            size="sm"
            kind={showsDraft ? "quiet" : "plain"}
            aria-pressed={!showsDraft}
            onClick={() => setWords({ draft: undefined })}
          >
            {t("try.published", { version: version?.version })}
          </Button>
          <Button
            size="sm"
            kind={showsDraft ? "plain" : "quiet"}
            aria-pressed={showsDraft}
            onClick={() => setWords({ draft: "1" })}
          >
            {t("try.draft")}
          </Button>
        </fieldset>
      )}
      {showsDraft ? <Draft {...props} /> : <Published {...props} />}
    </div>
  );
}

function Published({ plugin, version }: TabProps) {
  const platform = usePlatform();
  if (!platform) return <Skeleton className="h-96" />;
  const domain = platform.plugin_domain;
  const isReleased = !version || version.version === plugin.version;
  const place: Place = isReleased
    ? { url: pluginUrl(plugin, domain), path: plugin.address }
    : {
        url: versionUrl(plugin, version.version, domain),
        path: `/plugins.${plugin.id}@${version.version}/`,
      };
  return <Browser key={place.url} plugin={plugin} place={place} />;
}

function Draft({ plugin }: TabProps) {
  const { draft, error, retry } = useDraft(plugin);
  if (draft) return <Browser key={draft.url} plugin={plugin} place={draft} />;
  return error ? <Trouble error={error} onRetry={retry} /> : <Skeleton className="h-96" />;
}
