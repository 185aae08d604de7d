import {
  Copy,
  Download,
  FilePlus,
  FolderArchive,
  FolderInput,
  FolderPlus,
  History,
  type LucideIcon,
  PencilLine,
  RefreshCw,
  Trash2,
  Upload,
} from "lucide-react";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { complain } from "@/components/ui/toast";
import { download } from "../workspace/operations";
import { folderOf, topmost } from "../workspace/paths";
import type { Workspace } from "../workspace/workspace";
import type { Selection } from "./model";

/** What a dialog of the tree is about. */
export type Question =
  | { kind: "file" | "folder"; folder: string }
  | { kind: "rename"; path: string }
  | { kind: "copy" | "move"; paths: string[]; folder?: string }
  | { kind: "delete"; paths: string[] };

export interface Action {
  id: string;
  title: string;
  Icon: LucideIcon;
  keys?: string;
  danger?: boolean;
  disabled?: boolean;
  run: () => void;
}

/** The folder that new things go into: the chosen one, or the one around what is chosen. */
export function targetFolder(workspace: Workspace, path: string | null): string {
  if (path === null) return "";
  return workspace.entry(path)?.kind === "folder" ? path : folderOf(path);
}

/** What can be done with what is chosen, in groups. */
export function useActions(
  workspace: Workspace,
  selection: Selection,
  ask: (question: Question) => void,
  chooseFiles: (folder: string) => void,
): Action[][] {
  const { t } = useTranslation("editor");
  return useMemo(() => {
    const { focus, chosen } = selection;
    const folder = targetFolder(workspace, focus);
    const paths = topmost(chosen);
    const one = paths.length === 1 ? paths[0] : undefined;
    const get = (path: string) => void download(workspace, path).catch(complain);
    const none = paths.length === 0;
    return [
      [
        {
          id: "file.new",
          title: t("actions.new_file"),
          Icon: FilePlus,
          run: () => ask({ kind: "file", folder }),
        },
        {
          id: "folder.new",
          title: t("actions.new_folder"),
          Icon: FolderPlus,
          run: () => ask({ kind: "folder", folder }),
        },
        { id: "upload", title: t("actions.upload"), Icon: Upload, run: () => chooseFiles(folder) },
      ],
      [
        {
          id: "copy",
          title: t("actions.copy"),
          Icon: Copy,
          disabled: none,
          run: () => ask({ kind: "copy", paths }),
        },
        {
          id: "move",
          title: t("actions.move"),
          Icon: FolderInput,
          disabled: none,
          run: () => ask({ kind: "move", paths }),
        },
        {
          id: "rename",
          title: t("actions.rename"),
          Icon: PencilLine,
          keys: "F2",
          disabled: !one,
          run: () => one && ask({ kind: "rename", path: one }),
        },
        {
          id: "history.of",
          title: t("actions.history"),
          Icon: History,
          disabled: !one || workspace.entry(one)?.kind !== "file",
          run: () => one && void workspace.openFile(one).then(() => workspace.commands.run("history")),
        },
      ],
      [
        {
          id: "download",
          title: t("actions.download"),
          Icon: Download,
          disabled: none,
          run: () => paths.forEach(get),
        },
        { id: "download.all", title: t("actions.download_all"), Icon: FolderArchive, run: () => get("") },
        {
          id: "refresh.tree",
          title: t("actions.refresh"),
          Icon: RefreshCw,
          run: () => void workspace.refresh().catch(complain),
        },
      ],
      [
        {
          id: "delete",
          title: t("actions.delete"),
          Icon: Trash2,
          keys: "Delete",
          danger: true,
          disabled: none,
          run: () => ask({ kind: "delete", paths }),
        },
      ],
    ];
  }, [workspace, selection, ask, chooseFiles, t]);
}
