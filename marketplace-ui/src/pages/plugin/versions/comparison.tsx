import { useQueries, useQuery } from "@tanstack/react-query";
import { ArrowRight, X } from "lucide-react";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { api, body, type Plugin } from "@/api/client";
import type { Version } from "@/api/plugin";
import { Button } from "@/components/ui/button";
import { Progress, Trouble } from "@/components/ui/parts";
import { sourceQuery } from "../source/zip";
import { changesBetween, changesOf, type FileChange } from "./changes";
import { FileList } from "./file-list";

/** What stands for the workspace where a version is named. */
export const WORKSPACE = "workspace";

interface ComparisonProps {
  plugin: Plugin;
  versions: Version[];
  /** Whether the workspace may be one of the two. */
  withWorkspace: boolean;
  from: string;
  to: string;
  onChange: (pair: { from: string; to: string } | undefined) => void;
}

/** What differs between two versions, or between one and the workspace: by file, and by line. */
export function Comparison({ plugin, versions, withWorkspace, from, to, onChange }: ComparisonProps) {
  const { t } = useTranslation("plugin");
  const ready = versions.filter(({ state }) => state === "ready").map(({ version }) => version);
  return (
    <section aria-labelledby="comparison" className="flex flex-col gap-3 rounded-md border bg-surface p-4">
      <div className="flex items-start justify-between gap-2">
        <h2 id="comparison" className="text-base font-semibold">
          {t("compare.title")}
        </h2>
        <Button
          kind="quiet"
          size="icon-sm"
          aria-label={t("compare.close")}
          onClick={() => onChange(undefined)}
        >
          <X />
        </Button>
      </div>
      <div className="flex flex-wrap items-center gap-2">
        <Side
          label={t("compare.from")}
          value={from}
          options={ready}
          onChange={(from) => onChange({ from, to })}
        />
        <ArrowRight aria-hidden className="size-4 text-muted" />
        <Side
          label={t("compare.to")}
          value={to}
          options={withWorkspace ? [WORKSPACE, ...ready] : ready}
          onChange={(to) => onChange({ from, to })}
        />
      </div>
      {to === WORKSPACE ? (
        <WithWorkspace plugin={plugin} from={from} />
      ) : (
        <OfVersions plugin={plugin} from={from} to={to} />
      )}
    </section>
  );
}

interface SideProps {
  label: string;
  value: string;
  options: string[];
  onChange: (value: string) => void;
}

function Side({ label, value, options, onChange }: SideProps) {
  const { t } = useTranslation("plugin");
  return (
    <select
      aria-label={label}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      className="h-8 max-w-48 rounded-md border bg-surface px-2"
    >
      {options.map((option) => (
        <option key={option} value={option}>
          {option === WORKSPACE ? t("compare.workspace") : option}
        </option>
      ))}
    </select>
  );
}

function WithWorkspace({ plugin, from }: { plugin: Plugin; from: string }) {
  const { data, error, refetch } = useQuery({
    queryKey: ["workspace", plugin.id, "diff", from],
    queryFn: () =>
      body(
        api.GET("/api/v1/plugins/{plugin}/workspace/diff", {
          params: { path: { plugin: plugin.id }, query: { version: from } },
        }),
      ),
    staleTime: 0,
  });
  const changes = useMemo(() => data && changesOf(data), [data]);
  return <Result changes={changes} error={error} onRetry={() => void refetch()} />;
}

function OfVersions({ plugin, from, to }: { plugin: Plugin; from: string; to: string }) {
  const [before, after] = useQueries({
    queries: [sourceQuery(plugin, from), sourceQuery(plugin, to)],
  });
  const changes = useMemo(
    () => before?.data && after?.data && changesBetween(before.data, after.data),
    [before?.data, after?.data],
  );
  const retry = () => {
    void before?.refetch();
    void after?.refetch();
  };
  return <Result changes={changes} error={before?.error ?? after?.error} onRetry={retry} />;
}

interface ResultProps {
  changes: FileChange[] | undefined;
  error: unknown;
  onRetry: () => void;
}

function Result({ changes, error, onRetry }: ResultProps) {
  const { t } = useTranslation("plugin");
  if (error) return <Trouble error={error} onRetry={onRetry} />;
  if (!changes) return <Progress value={undefined} label={t("compare.comparing")} />;
  if (!changes.length) return <p className="text-muted">{t("compare.same")}</p>;
  return <FileList changes={changes} />;
}
