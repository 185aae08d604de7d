import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { asProblem } from "@/api/problem";
import { Button } from "@/components/ui/button";
import { Confirm, Dialog } from "@/components/ui/dialog";
import { Field, Input } from "@/components/ui/field";
import { Trouble } from "@/components/ui/parts";
import { complain, tell } from "@/components/ui/toast";
import { makeFile, makeFolder, move, remove } from "../workspace/operations";
import { below, folderOf, join, nameOf } from "../workspace/paths";
import type { Workspace } from "../workspace/workspace";
import type { Question } from "./actions";
import { DestinationDialog } from "./destination";
import { nameFault } from "./model";
import { wayBack } from "./undo";

export interface AnswerProps {
  workspace: Workspace;
  /** What has come of it is at this path. */
  onDone: (path?: string) => void;
  onClose: () => void;
}

/** The dialog that an action of the tree needs. */
export function Questions({ question, ...props }: AnswerProps & { question: Question }) {
  switch (question.kind) {
    case "file":
    case "folder":
      return <NewDialog {...props} {...question} />;
    case "rename":
      return <RenameDialog {...props} path={question.path} />;
    case "copy":
    case "move":
      return <DestinationDialog {...props} {...question} />;
    case "delete":
      return <DeleteDialog {...props} paths={question.paths} />;
  }
}

function NewDialog({
  workspace,
  kind,
  folder,
  onDone,
  onClose,
}: AnswerProps & { kind: "file" | "folder"; folder: string }) {
  const { t } = useTranslation("editor");
  const make = async (name: string) => {
    const path = join(folder, name);
    await (kind === "file" ? makeFile : makeFolder)(workspace, path);
    onDone(path);
    if (kind === "file") void workspace.openFile(path, {});
  };
  return (
    <NameDialog
      workspace={workspace}
      title={t(`new.${kind}`)}
      hint={t("new.hint", { folder: folder || "/" })}
      action={t("new.make")}
      at={(name) => join(folder, name)}
      onName={make}
      onClose={onClose}
    />
  );
}

function RenameDialog({ workspace, path, onDone, onClose }: AnswerProps & { path: string }) {
  const { t } = useTranslation("editor");
  const at = (name: string) => join(folderOf(path), name);
  const rename = async (name: string) => {
    if (at(name) === path) return;
    await move(workspace, [path], { to: at(name) });
    onDone(at(name));
  };
  return (
    <NameDialog
      workspace={workspace}
      title={t("rename.title", { name: nameOf(path) })}
      action={t("actions.rename")}
      name={nameOf(path)}
      at={at}
      onName={rename}
      onClose={onClose}
    />
  );
}

interface NameProps {
  workspace: Workspace;
  title: string;
  hint?: string;
  action: string;
  name?: string;
  /** The path that a name stands for. */
  at: (name: string) => string;
  onName: (name: string) => Promise<void>;
  onClose: () => void;
}

function NameDialog({ workspace, title, hint, action, name: before = "", at, onName, onClose }: NameProps) {
  const { t } = useTranslation("editor");
  const [name, setName] = useState(before);
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const fault =
    name === before ? undefined : nameFault(at(name), name, (path) => workspace.entry(path) !== undefined);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    try {
      await onName(name);
      onClose();
    } catch (error) {
      setError(error);
      setBusy(false);
    }
  };
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={title}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        <Field label={t("name")} hint={hint} error={fault && name && t(`fault.${fault}`)}>
          {(ids) => (
            <Input
              {...ids}
              autoComplete="off"
              autoCapitalize="off"
              spellCheck={false}
              className="font-mono"
              value={name}
              onChange={({ target }) => setName(target.value)}
              onFocus={({ target }) => target.setSelectionRange(0, stemLength(target.value))}
            />
          )}
        </Field>
        {error !== undefined && <Trouble error={asProblem(error)} />}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{t("common:cancel")}</Button>
          <Button kind="primary" type="submit" disabled={isBusy || Boolean(fault) || !name.trim()}>
            {action}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** The part of a name that is usually changed: all but its extension. */
function stemLength(name: string): number {
  const dot = name.lastIndexOf(".");
  return dot > 0 ? dot : name.length;
}

function DeleteDialog({ workspace, paths, onDone, onClose }: AnswerProps & { paths: string[] }) {
  const { t } = useTranslation("editor");
  const files = workspace.entries.filter(
    ({ path, kind }) => kind === "file" && paths.some((folder) => below(path, folder)),
  );
  const confirm = async () => {
    try {
      const undo = await remove(workspace, paths);
      onDone();
      tell(t("removed", { count: paths.length, name: nameOf(paths[0] ?? "") }), wayBack(undo));
    } catch (error) {
      complain(error);
    }
  };
  return (
    <Confirm
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("remove.title", { count: paths.length, name: nameOf(paths[0] ?? "") })}
      description={t("remove.text", { count: files.length })}
      action={t("actions.delete")}
      danger
      onConfirm={confirm}
    >
      {paths.length > 1 && (
        <ul className="max-h-40 overflow-auto rounded-md border p-2 font-mono text-xs">
          {paths.map((path) => (
            <li key={path} className="truncate">
              {path}
            </li>
          ))}
        </ul>
      )}
    </Confirm>
  );
}
