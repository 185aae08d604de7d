import { Folder, FolderRoot } from "lucide-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { asProblem } from "@/api/problem";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Input } from "@/components/ui/field";
import { Trouble } from "@/components/ui/parts";
import { tell } from "@/components/ui/toast";
import { cn } from "@/lib/class-names";
import { copy, move } from "../workspace/operations";
import { join, nameOf } from "../workspace/paths";
import { useWorkspace, type Workspace } from "../workspace/workspace";
import type { AnswerProps } from "./dialogs";
import { canMove } from "./model";
import { wayBack } from "./undo";

interface DestinationProps extends AnswerProps {
  kind: "copy" | "move";
  paths: string[];
  folder?: string;
}

/** Where to copy or to move something: the folders to choose from. */
export function DestinationDialog({
  workspace,
  kind,
  paths,
  folder: wanted,
  onDone,
  onClose,
}: DestinationProps) {
  const { t } = useTranslation("editor");
  const [folder, setFolder] = useState<string | undefined>(wanted);
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const isInTheWay =
    asProblem(error).code === "workspace.exists" || (error === undefined && wanted !== undefined);
  const go = async () => {
    if (folder === undefined) return;
    setBusy(true);
    try {
      const undo = await (kind === "copy" ? copy : move)(workspace, paths, { folder, overwrite: isInTheWay });
      onDone(join(folder, nameOf(paths[0] ?? "")));
      const said = t(kind === "copy" ? "copied_to" : "moved", { count: paths.length, folder: folder || "/" });
      tell(said, wayBack(undo));
      onClose();
    } catch (error) {
      setError(error);
      setBusy(false);
    }
  };
  const choose = (folder: string) => {
    setFolder(folder);
    setError(undefined);
  };
  const title = t(`destination.${kind}`, { count: paths.length, name: nameOf(paths[0] ?? "") });
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={title}>
      <FolderChooser workspace={workspace} paths={paths} value={folder} onChange={choose} />
      {isInTheWay ? (
        <p role="alert" className="rounded-md bg-warning-soft p-3 text-warning">
          {t("destination.exists")}
        </p>
      ) : (
        error !== undefined && <Trouble error={error} />
      )}
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>{t("common:cancel")}</Button>
        <Button
          kind={isInTheWay ? "danger" : "primary"}
          disabled={isBusy || folder === undefined}
          onClick={go}
        >
          {isInTheWay ? t("overwrite") : t(`destination.${kind}_here`)}
        </Button>
      </div>
    </Dialog>
  );
}

interface ChooserProps {
  workspace: Workspace;
  paths: string[];
  value: string | undefined;
  onChange: (folder: string) => void;
}

function FolderChooser({ workspace, paths, value, onChange }: ChooserProps) {
  const { t } = useTranslation("editor");
  const [filter, setFilter] = useState("");
  const entries = useWorkspace(workspace, ({ entries }) => entries);
  const folders = useMemo(() => {
    const all = ["", ...entries.filter(({ kind }) => kind === "folder").map(({ path }) => path)];
    return all.filter((folder) => `/${folder}`.toLowerCase().includes(filter.toLowerCase()));
  }, [entries, filter]);
  return (
    <div className="flex min-h-0 flex-col gap-2">
      <Input
        type="search"
        aria-label={t("destination.filter")}
        placeholder={t("destination.filter")}
        value={filter}
        onChange={({ target }) => setFilter(target.value)}
      />
      <div
        role="radiogroup"
        aria-label={t("destination.folders")}
        className="h-64 overflow-auto rounded-md border p-1"
      >
        {folders.map((folder) => {
          const Icon = folder ? Folder : FolderRoot;
          // Nothing goes into itself, nor to where it is.
          const isFixed = !canMove(paths, folder);
          return (
            <label
              key={folder}
              style={{ paddingLeft: 8 + (folder ? folder.split("/").length : 0) * 14 }}
              className={cn(
                "flex items-center gap-2 rounded py-1 pr-2 has-checked:bg-accent-soft has-focus-visible:outline-2 has-focus-visible:outline-accent",
                isFixed ? "opacity-50" : "hover:bg-raised",
              )}
            >
              <input
                type="radio"
                name="folder"
                className="sr-only"
                disabled={isFixed}
                checked={value === folder}
                onChange={() => onChange(folder)}
              />
              <Icon aria-hidden className="size-4 shrink-0 text-accent" />
              <span className="truncate">{folder ? nameOf(folder) : t("destination.root")}</span>
            </label>
          );
        })}
      </div>
    </div>
  );
}
