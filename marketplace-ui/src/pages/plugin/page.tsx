import { useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Plugin } from "@/api/client";
import { type Rights, useLive, usePlugin, useRights, useVersions, type Version } from "@/api/plugin";
import { asProblem } from "@/api/problem";
import { Skeleton, Trouble } from "@/components/ui/parts";
import { Tabs } from "@/components/ui/tabs";
import { useQueryWords } from "@/lib/use-query-words";
import { Missing } from "../missing";
import { Banned } from "./header/banned";
import { Header } from "./header/header";
import { Logs } from "./logs/logs";
import { Permissions } from "./permissions/permissions";
import { Readme } from "./readme/readme";
import { Source } from "./source/source";
import { Stats } from "./stats/stats";
import { Try } from "./try/try";
import { Versions } from "./versions/versions";

/** One plugin: what it is, what it does, and all that its maintainers want to know about it. */
export function Page() {
  const { owner = "", name = "" } = useParams({ strict: false });
  const plugin = usePlugin(owner, name);
  useLive(plugin.data);
  if (plugin.error && !plugin.data) {
    if (asProblem(plugin.error).status === 404) return <Missing />;
    return (
      <main className="mx-auto w-full max-w-6xl p-4 sm:p-8">
        <Trouble error={plugin.error} onRetry={() => void plugin.refetch()} />
      </main>
    );
  }
  return (
    <main className="mx-auto flex w-full max-w-6xl grow flex-col gap-5 p-4 sm:p-8">
      {plugin.data ? <Shown plugin={plugin.data} /> : <Waiting />}
    </main>
  );
}

/** What every tab is given. */
export interface TabProps {
  plugin: Plugin;
  /** The version that the reader has picked, or the released one; undefined where nothing is published. */
  version: Version | undefined;
  versions: Version[];
  rights: Rights;
}

function Shown({ plugin }: { plugin: Plugin }) {
  const { t } = useTranslation("plugin");
  const [words, setWords] = useQueryWords();
  const rights = useRights(plugin);
  const { data: versions, error, refetch } = useVersions(plugin);
  const wanted = words.version ?? plugin.version;
  const version = versions?.find((version) => version.version === wanted) ?? versions?.find(isReleased);
  const props = rights && versions && { plugin, version, versions, rights };
  const tabs = [
    { value: "readme", content: props && <Readme {...props} /> },
    { value: "try", content: props && <Try {...props} /> },
    { value: "versions", content: props && <Versions {...props} /> },
    { value: "permissions", content: props && <Permissions {...props} /> },
    ...(rights?.maintains
      ? [
          { value: "stats", content: <Stats plugin={plugin} /> },
          { value: "logs", content: <Logs plugin={plugin} /> },
        ]
      : []),
    { value: "source", content: props && <Source {...props} /> },
  ];
  const tab = tabs.find(({ value }) => value === words.tab)?.value ?? "readme";
  return (
    <>
      <title>{`${plugin.title} · Mspf`}</title>
      <Header plugin={plugin} version={version} versions={versions} rights={rights} />
      {plugin.ban_reason && <Banned reason={plugin.ban_reason} />}
      {error && !versions && <Trouble error={error} onRetry={() => void refetch()} />}
      <Tabs
        label={t("tabs.label")}
        value={tab}
        onChange={(tab) => setWords({ tab: tab === "readme" ? undefined : tab }, { push: true })}
        tabs={tabs.map(({ value, content }) => ({
          value,
          label: t(`tabs.${value}`),
          content: content || (!error && <Skeleton className="h-64" />),
        }))}
      />
    </>
  );
}

const isReleased = ({ released }: Version) => released;

function Waiting() {
  return (
    <div aria-hidden className="flex flex-col gap-5">
      <div className="flex gap-4">
        <Skeleton className="size-16" />
        <div className="flex grow flex-col gap-2">
          <Skeleton className="h-8 w-64 max-w-full" />
          <Skeleton className="h-5 w-96 max-w-full" />
        </div>
      </div>
      <Skeleton className="h-9" />
      <Skeleton className="h-64" />
    </div>
  );
}
