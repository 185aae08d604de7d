import { GitMerge, TriangleAlert } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import { complain } from "@/components/ui/toast";
import type { OpenFile } from "../workspace/open-file";
import { nameOf } from "../workspace/paths";
import type { Workspace } from "../workspace/workspace";
import { MergeDialog } from "./merge";

/** Somebody else has changed the file in the meantime: three ways on, none of which loses anything unasked. */
export function Conflict({ workspace, file }: { workspace: Workspace; file: OpenFile }) {
  const { t } = useTranslation("editor");
  const [isMerging, setMerging] = useState(false);
  const { path, theirs } = file;
  if (!theirs) return null;
  const end = (text: string | null) => void workspace.resolve(path, text).catch(complain);
  const isGone = theirs.etag === null;
  return (
    <div role="alert" className="flex flex-wrap items-center gap-2 border-b bg-warning-soft px-3 py-2">
      <TriangleAlert aria-hidden className="size-4 shrink-0 text-warning" />
      <p className="min-w-40 grow text-warning">
        {t(isGone ? "conflict.gone" : "conflict.changed", { name: nameOf(path) })}
      </p>
      <div className="flex flex-wrap gap-2">
        <Button size="sm" onClick={() => end(file.text)}>
          {t("conflict.mine")}
        </Button>
        <Button size="sm" onClick={() => end(theirs.text)}>
          {t(isGone ? "conflict.close" : "conflict.theirs")}
        </Button>
        {theirs.text !== null && (
          <Button size="sm" kind="primary" onClick={() => setMerging(true)}>
            <GitMerge aria-hidden />
            {t("conflict.merge")}
          </Button>
        )}
      </div>
      {isMerging && theirs.text !== null && (
        <MergeDialog
          path={path}
          title={t("conflict.title", { name: nameOf(path) })}
          left={{ text: theirs.text, label: t("conflict.left") }}
          right={{ text: file.text, label: t("conflict.right") }}
          onMerged={(text) => {
            setMerging(false);
            end(text);
          }}
          onClose={() => setMerging(false)}
        />
      )}
    </div>
  );
}
