import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, body, type Schemas } from "@/api/client";
import { Badge, Skeleton, Trouble } from "@/components/ui/parts";
import { cn } from "@/lib/class-names";
import { bytes } from "@/lib/format";
import { useWorkspace, type Workspace } from "../workspace/workspace";

type FileDiff = Schemas["WorkspaceFileDiff"];

const MARKS = { added: "+", changed: "~", removed: "−" } as const;
const TONES = { added: "good", changed: "accent", removed: "danger" } as const;
const STATES = ["added", "changed", "removed"] as const;

/** What differs from a version, file by file. */
export function Changes({ workspace, since }: { workspace: Workspace; since: string }) {
  const { t } = useTranslation("editor-run");
  const { id } = workspace.plugin;
  const revision = useWorkspace(workspace, ({ revision }) => revision);
  const diff = useQuery({
    queryKey: ["workspace", id, "diff", since, revision],
    queryFn: () =>
      body(
        api.GET("/api/v1/plugins/{plugin}/workspace/diff", {
          params: { path: { plugin: id }, query: { version: since } },
        }),
      ),
  });
  if (diff.error) return <Trouble error={diff.error} onRetry={() => void diff.refetch()} />;
  if (!diff.data) return <Skeleton className="h-16" />;
  const { files } = diff.data;
  const counts = STATES.map((status) => ({
    status,
    count: files.filter((file) => file.status === status).length,
  }));
  return (
    <section aria-labelledby="publish-changes" className="flex flex-col gap-2">
      <h3 id="publish-changes" className="flex flex-wrap items-center gap-2 font-medium">
        {t("publish.since", { version: since })}
        {counts.map(
          ({ status, count }) =>
            count > 0 && (
              <Badge key={status} tone={TONES[status]}>
                {t(`publish.${status}`, { count })}
              </Badge>
            ),
        )}
      </h3>
      {files.length === 0 && <p className="text-muted">{t("publish.unchanged")}</p>}
      <ul className="max-h-64 overflow-auto rounded-md border empty:hidden">
        {files.map((file) => (
          <li key={file.path} className="border-b last:border-b-0">
            <File file={file} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function File({ file }: { file: FileDiff }) {
  const { t } = useTranslation("editor-run");
  const { path, status, diff, size_before, size_after } = file;
  return (
    <details>
      <summary className="flex cursor-pointer items-center gap-2 px-3 py-1 text-xs hover:bg-raised focus-visible:-outline-offset-2">
        <span aria-hidden className="w-3 text-center font-mono">
          {MARKS[status]}
        </span>
        <span className="min-w-0 grow truncate font-mono">{path}</span>
        <span className="text-muted">{t(`publish.states.${status}`)}</span>
      </summary>
      {diff ? (
        <pre className="overflow-x-auto border-t bg-canvas py-1 text-xs">
          {hunks(diff).map(({ key, line }) => (
            <div
              key={key}
              className={cn(
                "min-w-max px-3",
                line.startsWith("+") && "bg-success-soft text-success",
                line.startsWith("-") && "bg-danger-soft text-danger",
                line.startsWith("@@") && "text-muted",
              )}
            >
              {line || " "}
            </div>
          ))}
        </pre>
      ) : (
        <p className="border-t px-3 py-1 text-xs text-muted">
          {bytes(size_before ?? 0)} → {bytes(size_after ?? 0)}
        </p>
      )}
    </details>
  );
}

/** The lines of a unified diff, without the names that stand above it already. */
function hunks(diff: string): { key: number; line: string }[] {
  const lines = diff.replace(/\n$/, "").split("\n");
  const first = lines.findIndex((line) => line.startsWith("@@"));
  return lines.slice(Math.max(0, first)).map((line, key) => ({ key, line }));
}
