import { GitCompareArrows, Undo2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Version } from "@/api/plugin";
import { Button } from "@/components/ui/button";
import { Empty } from "@/components/ui/parts";
import { useQueryWords } from "@/lib/use-query-words";
import type { TabProps } from "../page";
import { Comparison, WORKSPACE } from "./comparison";
import { History } from "./history";
import { Item } from "./item";
import { type Asked, Questions } from "./questions";

/** All versions with what is new in each; what answered when; and what differs between any two. */
export function Versions({ plugin, versions, rights }: TabProps) {
  const { t } = useTranslation("plugin");
  const [words, setWords] = useQueryWords();
  const [asked, ask] = useState<Asked>();
  const ready = versions.filter(({ state }) => state === "ready");
  const hasSource = plugin.free || rights.maintains;
  const withWorkspace = rights.maintains && plugin.kind !== "component";
  const canCompare = hasSource && (ready.length > 1 || (withWorkspace && ready.length > 0));
  const compare = (pair: { from: string; to: string } | undefined) =>
    setWords(pair ?? { from: undefined, to: undefined });
  const isKnown = (name: string | undefined) => ready.some(({ version }) => version === name);
  const { from, to } = words;
  const comparesWorkspace = to === WORKSPACE && withWorkspace;
  const comparing = from && to && isKnown(from) && (comparesWorkspace || isKnown(to)) && { from, to };
  if (!versions.length) {
    return <Empty title={t("versions.none")}>{rights.maintains && t("versions.publish_first")}</Empty>;
  }
  const [newest, second] = ready;
  const first = (): { from: string; to: string } | undefined =>
    withWorkspace && newest
      ? { from: plugin.version ?? newest.version, to: WORKSPACE }
      : newest && second && { from: second.version, to: newest.version };
  return (
    <div className="flex flex-col gap-5">
      <div className="flex flex-wrap gap-2 empty:hidden">
        {canCompare && !comparing && (
          <Button onClick={() => compare(first())}>
            <GitCompareArrows aria-hidden />
            {t("compare.open")}
          </Button>
        )}
        {rights.maintains && plugin.version && ready.length > 1 && (
          <Button onClick={() => ask({ kind: "rollback" })}>
            <Undo2 aria-hidden />
            {t("rollback.open")}
          </Button>
        )}
      </div>
      {comparing && (
        <Comparison
          plugin={plugin}
          versions={versions}
          withWorkspace={withWorkspace}
          {...comparing}
          onChange={compare}
        />
      )}
      <ol className="flex flex-col gap-3">
        {versions.map((version) => (
          <Item
            key={version.id}
            version={version}
            before={hasSource ? readyBefore(versions, version) : undefined}
            rights={rights}
            onAsk={ask}
            onCompare={compare}
          />
        ))}
      </ol>
      {plugin.version && <History plugin={plugin} />}
      {asked && <Questions plugin={plugin} asked={asked} onClose={() => ask(undefined)} />}
    </div>
  );
}

/** The version that was ready before this one was. */
function readyBefore(versions: Version[], version: Version): Version | undefined {
  if (version.state !== "ready") return undefined;
  return versions.slice(versions.indexOf(version) + 1).find(({ state }) => state === "ready");
}
