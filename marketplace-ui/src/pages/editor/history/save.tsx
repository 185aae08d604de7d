import { GitCompare, RotateCcw } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "@/api/client";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/dialog";
import { complain, tell } from "@/components/ui/toast";
import { Tooltip } from "@/components/ui/tooltip";
import { ago, dateTime } from "@/lib/format";
import { restore } from "../workspace/operations";
import { below } from "../workspace/paths";
import type { Workspace } from "../workspace/workspace";
import { Comparison } from "./comparison";

type Save = Schemas["WorkspaceSave"];

/** Paths of a save that are named before the rest is only counted. */
const NAMED = 4;

interface SaveProps {
  workspace: Workspace;
  save: Save;
  /** Only what was done to this path counts. */
  path: string | undefined;
}

/** One save: what it changed, and the ways to look at that and to go back to it. */
export function SaveItem({ workspace, save, path }: SaveProps) {
  const { t } = useTranslation("editor");
  const [compared, setCompared] = useState<string>();
  const [isRestoring, setRestoring] = useState(false);
  const changes = save.paths.filter((change) => path === undefined || below(change.path, path));
  const shown = changes.slice(0, NAMED);
  const more = (path === undefined ? save.changes : changes.length) - shown.length;
  const when = ago(save.saved_at);
  const bringBack = async () => {
    try {
      await restore(workspace, save.save, path);
      tell(t("history.restored"));
    } catch (error) {
      complain(error);
    }
  };
  return (
    <li className="group border-b px-3 py-2">
      <div className="flex items-start gap-2">
        <div className="min-w-0 grow">
          <p className="truncate">
            {t(`history.kind.${save.kind}`)}{" "}
            <span className="text-muted">· {save.saved_by ?? t("history.nobody")}</span>
          </p>
          <time dateTime={save.saved_at} title={dateTime(save.saved_at)} className="text-xs text-muted">
            {when}
          </time>
        </div>
        <Tooltip text={t("history.restore")}>
          <Button
            kind="quiet"
            size="icon-sm"
            aria-label={t("history.restore_of", { when })}
            onClick={() => setRestoring(true)}
          >
            <RotateCcw />
          </Button>
        </Tooltip>
      </div>
      <ul className="mt-1">
        {shown.map((change) => (
          <li key={change.path} className="flex">
            {change.before === "file" || change.after === "file" ? (
              <button
                type="button"
                title={change.path}
                onClick={() => setCompared(change.path)}
                className="flex min-w-0 items-center gap-1.5 rounded py-0.5 text-xs text-accent hover:underline"
              >
                <GitCompare aria-hidden className="size-3.5 shrink-0" />
                <span className="truncate">{change.path}</span>
                <Sort change={change} />
              </button>
            ) : (
              <span className="truncate py-0.5 text-xs text-muted">{change.path}/</span>
            )}
          </li>
        ))}
        {more > 0 && <li className="text-xs text-muted">{t("history.further", { count: more })}</li>}
      </ul>
      {compared !== undefined && (
        <Comparison
          workspace={workspace}
          save={save}
          path={compared}
          onClose={() => setCompared(undefined)}
        />
      )}
      <Confirm
        open={isRestoring}
        onOpenChange={setRestoring}
        title={path === undefined ? t("history.confirm_all") : t("history.confirm", { path })}
        description={t("history.confirm_text", { when: dateTime(save.saved_at) })}
        action={t("history.restore")}
        onConfirm={bringBack}
      />
    </li>
  );
}

/** Whether a file came or went. */
function Sort({ change: { before, after } }: { change: Schemas["WorkspaceChange"] }) {
  const { t } = useTranslation("editor");
  if (before === "nothing") return <span className="shrink-0 text-success">{t("history.added")}</span>;
  if (after === "nothing") return <span className="shrink-0 text-danger">{t("history.removed")}</span>;
  return null;
}
