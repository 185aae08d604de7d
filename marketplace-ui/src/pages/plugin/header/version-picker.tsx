import { useTranslation } from "react-i18next";
import type { Plugin } from "@/api/client";
import type { Version } from "@/api/plugin";
import { Badge } from "@/components/ui/parts";
import { useQueryWords } from "@/lib/use-query-words";

interface VersionPickerProps {
  plugin: Plugin;
  version: Version | undefined;
  versions: Version[] | undefined;
}

/** Which version the page is about. */
export function VersionPicker({ plugin, version, versions }: VersionPickerProps) {
  const { t } = useTranslation("plugin");
  const [, setWords] = useQueryWords();
  const ready = versions?.filter(({ state }) => state === "ready") ?? [];
  if (!ready.length) return <Badge>{plugin.version ?? t("never_published")}</Badge>;
  const pick = (picked: string) => setWords({ version: picked === plugin.version ? undefined : picked });
  return (
    <>
      <select
        aria-label={t("version")}
        value={version?.version ?? ""}
        onChange={(event) => pick(event.target.value)}
        className="h-7 max-w-48 rounded-md border bg-surface px-2 text-xs text-ink"
      >
        {!version && <option value="">{t("choose_version")}</option>}
        {ready.map(({ id, version, released, yanked }) => (
          <option key={id} value={version}>
            {released
              ? t("option.released", { version })
              : yanked
                ? t("option.yanked", { version })
                : version}
          </option>
        ))}
      </select>
      {version?.yanked && <Badge tone="danger">{t("states.yanked")}</Badge>}
      {version?.deprecated && <Badge tone="warning">{t("states.deprecated")}</Badge>}
    </>
  );
}
