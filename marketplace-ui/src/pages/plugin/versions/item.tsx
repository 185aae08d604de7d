import { Ellipsis, GitCompareArrows, LoaderCircle, Play } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Rights, Version } from "@/api/plugin";
import { Markdown } from "@/components/markdown";
import { Button } from "@/components/ui/button";
import { Menu, MenuItem } from "@/components/ui/menu";
import { Badge } from "@/components/ui/parts";
import { ago, bytes, dateTime } from "@/lib/format";
import { useQueryWords } from "@/lib/use-query-words";
import type { Asked } from "./questions";

interface ItemProps {
  version: Version;
  /** The one before, if the two can be compared. */
  before: Version | undefined;
  rights: Rights;
  onAsk: (asked: Asked) => void;
  onCompare: (pair: { from: string; to: string }) => void;
}

/** One version. */
export function Item({ version, before, rights, onAsk, onCompare }: ItemProps) {
  const { t } = useTranslation("plugin");
  const [, setWords] = useQueryWords();
  const { version: name, state, released, yanked, deprecated } = version;
  const isReady = state === "ready";
  const canRelease = rights.maintains && isReady && !released && !yanked;
  return (
    <li className="flex flex-col gap-2 rounded-md border bg-surface p-4">
      <div className="flex flex-wrap items-center gap-2">
        <h2 className="font-mono text-base font-semibold">{name}</h2>
        <State version={version} />
        <p className="grow text-xs text-muted">
          <time dateTime={version.created_at} title={dateTime(version.created_at)}>
            {ago(version.created_at)}
          </time>
          {" · "}
          <span title={version.package_digest}>{bytes(version.package_size)}</span>
        </p>
        <div className="flex gap-1">
          {isReady && !released && (
            <Button
              kind="quiet"
              size="sm"
              aria-label={t("versions.try", { version: name })}
              onClick={() => setWords({ tab: "try", version: name, draft: undefined }, { push: true })}
            >
              <Play aria-hidden />
              {t("tabs.try")}
            </Button>
          )}
          {before && (
            <Button
              kind="quiet"
              size="sm"
              aria-label={t("versions.compare", { from: before.version, to: name })}
              onClick={() => onCompare({ from: before.version, to: name })}
            >
              <GitCompareArrows aria-hidden />
              <span className="max-sm:sr-only">{t("versions.changes")}</span>
            </Button>
          )}
          {canRelease && (
            <Button
              size="sm"
              aria-label={t("versions.release_one", { version: name })}
              onClick={() => onAsk({ kind: "release", version })}
            >
              {t("versions.release")}
            </Button>
          )}
          {rights.maintains && isReady && <Marking version={version} onAsk={onAsk} />}
        </div>
      </div>
      {yanked && <Why name={t("states.yanked")} reason={yanked} />}
      {deprecated && <Why name={t("states.deprecated")} reason={deprecated} />}
      {version.message && <p className="text-danger">{version.message}</p>}
      {version.changelog && <Markdown text={version.changelog} level={3} anchors={`v${name}-`} />}
    </li>
  );
}

function State({ version: { state, released, yanked, deprecated } }: { version: Version }) {
  const { t } = useTranslation("plugin");
  return (
    <>
      {released && <Badge tone="good">{t("states.released")}</Badge>}
      {state === "building" && (
        <Badge tone="accent">
          <LoaderCircle aria-hidden className="size-3 animate-spin" />
          {t("states.building")}
        </Badge>
      )}
      {state === "failed" && <Badge tone="danger">{t("states.failed")}</Badge>}
      {yanked && <Badge tone="danger">{t("states.yanked")}</Badge>}
      {deprecated && <Badge tone="warning">{t("states.deprecated")}</Badge>}
    </>
  );
}

function Why({ name, reason }: { name: string; reason: string }) {
  return (
    <p className="break-words">
      <span className="text-muted">{name}:</span> {reason}
    </p>
  );
}

/** What its maintainers say about a version. */
function Marking({ version, onAsk }: { version: Version; onAsk: (asked: Asked) => void }) {
  const { t } = useTranslation("plugin");
  const { yanked, deprecated, released } = version;
  return (
    <Menu
      trigger={
        <Button kind="quiet" size="icon-sm" aria-label={t("versions.more", { version: version.version })}>
          <Ellipsis />
        </Button>
      }
    >
      <MenuItem onSelect={() => onAsk({ kind: deprecated ? "undeprecate" : "deprecate", version })}>
        {t(deprecated ? "mark.undeprecate.action" : "mark.deprecate.action")}…
      </MenuItem>
      {yanked ? (
        <MenuItem onSelect={() => onAsk({ kind: "unyank", version })}>{t("mark.unyank.action")}…</MenuItem>
      ) : (
        <MenuItem danger disabled={released} onSelect={() => onAsk({ kind: "yank", version })}>
          {t("mark.yank.action")}…
        </MenuItem>
      )}
    </Menu>
  );
}
