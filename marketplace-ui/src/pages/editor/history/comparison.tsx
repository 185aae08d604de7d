import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "@/api/client";
import { asProblem } from "@/api/problem";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Skeleton, Trouble } from "@/components/ui/parts";
import { complain, tell } from "@/components/ui/toast";
import { dateTime } from "@/lib/format";
import { MergeDialog } from "../code/merge";
import { readFile } from "../workspace/files";
import { restore } from "../workspace/operations";
import { nameOf } from "../workspace/paths";
import { useWorkspace, type Workspace } from "../workspace/workspace";

interface ComparisonProps {
  workspace: Workspace;
  save: Schemas["WorkspaceSave"];
  path: string;
  onClose: () => void;
}

/** What a save did to a file, or what has been done to it since; and the way back. */
export function Comparison({ workspace, save, path, onClose }: ComparisonProps) {
  const { t } = useTranslation("editor");
  const [withNow, setWithNow] = useState(false);
  const { id } = workspace.plugin;
  const etag = useWorkspace(workspace, (workspace) => workspace.entry(path)?.etag ?? null);
  const texts = useQuery({
    queryKey: ["workspace", id, "comparison", path, save.save, save.saved_at, withNow && etag, withNow],
    queryFn: async () => {
      const [saved, other] = [
        textAt(id, path, save.save),
        textAt(id, path, withNow ? undefined : save.save - 1),
      ];
      return { saved: await saved, other: await other };
    },
    gcTime: 0,
  });
  const bringBack = async () => {
    try {
      await restore(workspace, save.save, path);
      tell(t("history.restored"));
      onClose();
    } catch (error) {
      complain(error);
    }
  };
  const title = t("history.compare", { name: nameOf(path) });
  if (!texts.data) {
    return (
      <Dialog open onOpenChange={(open) => !open && onClose()} title={title}>
        {texts.error ? (
          <Trouble error={texts.error} onRetry={() => void texts.refetch()} />
        ) : (
          <Skeleton className="h-40" />
        )}
      </Dialog>
    );
  }
  const saved = { text: texts.data.saved, label: t("history.then", { when: dateTime(save.saved_at) }) };
  const other = { text: texts.data.other, label: t(withNow ? "history.now" : "history.before") };
  return (
    <MergeDialog
      path={path}
      title={title}
      left={withNow ? saved : other}
      right={withNow ? other : saved}
      onClose={onClose}
    >
      <Button onClick={() => setWithNow(!withNow)}>
        {t(withNow ? "history.with_before" : "history.with_now")}
      </Button>
      <Button kind="primary" onClick={bringBack}>
        {t("history.restore")}
      </Button>
    </MergeDialog>
  );
}

/** A file as it was; nothing where there was none, and its size where it is no text. */
async function textAt(plugin: string, path: string, save: number | undefined): Promise<string> {
  try {
    const { text, size } = await readFile(plugin, path, save);
    return text ?? `(${size})`;
  } catch (error) {
    if (asProblem(error).status === 404) return "";
    throw error;
  }
}
