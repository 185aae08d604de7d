import { FileDown, MousePointerClick } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import { Skeleton, Trouble } from "@/components/ui/parts";
import { complain } from "@/components/ui/toast";
import { bytes } from "@/lib/format";
import { FileTabs } from "../tabs/tabs";
import type { OpenFile } from "../workspace/open-file";
import { download } from "../workspace/operations";
import { nameOf } from "../workspace/paths";
import { useWorkspace, type Workspace } from "../workspace/workspace";
import { Code } from "./code";
import { Conflict } from "./conflict";
import { Picture } from "./picture";

/** The open files, and what is in the active one. */
export function CodePane({ workspace }: { workspace: Workspace }) {
  const { t } = useTranslation("editor");
  const file = useWorkspace(workspace, (workspace) => workspace.file(workspace.active));
  return (
    <>
      <FileTabs workspace={workspace} />
      <SaveNews file={file} />
      {file?.state === "conflict" && <Conflict workspace={workspace} file={file} />}
      {file?.state === "failed" && (
        <div className="border-b p-2">
          <Trouble error={file.error} onRetry={() => void workspace.save(file.path)} />
        </div>
      )}
      {file ? (
        <Content workspace={workspace} file={file} />
      ) : (
        <div className="flex grow flex-col items-center justify-center gap-2 p-6 text-center text-muted">
          <MousePointerClick aria-hidden className="size-6" />
          <p>{t("empty.code")}</p>
        </div>
      )}
    </>
  );
}

function Content({ workspace, file }: { workspace: Workspace; file: OpenFile }) {
  const { t } = useTranslation("editor");
  const { path, kind, size } = file;
  switch (kind) {
    case "text":
      return <Code workspace={workspace} file={file} />;
    case "image":
      return <Picture workspace={workspace} file={file} />;
    case "loading":
      return (
        <div role="status" aria-label={t("opening")} className="flex flex-col gap-2 p-4">
          <Skeleton className="h-4 w-2/5" />
          <Skeleton className="h-4 w-3/5" />
          <Skeleton className="h-4 w-1/3" />
        </div>
      );
    case "unreadable":
      return (
        <div className="p-4">
          <Trouble error={file.error} onRetry={() => void workspace.reload(path)} />
        </div>
      );
    case "binary":
      return (
        <div className="flex grow flex-col items-center justify-center gap-3 p-6 text-center">
          <p className="font-medium break-all">{nameOf(path)}</p>
          <p className="text-muted">{t("binary", { size: bytes(size) })}</p>
          <Button onClick={() => void download(workspace, path).catch(complain)}>
            <FileDown aria-hidden />
            {t("actions.download")}
          </Button>
        </div>
      );
  }
}

/** Tells those who cannot see the mark on the tab. */
function SaveNews({ file }: { file: OpenFile | undefined }) {
  const { t } = useTranslation("editor");
  const isNews = file && ["saved", "conflict", "failed"].includes(file.state);
  return (
    <p role="status" className="sr-only">
      {isNews && t(`state.${file.state}`)}
    </p>
  );
}
