import { FilePlus } from "lucide-react";
import { useCallback, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { asProblem } from "@/api/problem";
import { Button } from "@/components/ui/button";
import { complain, tell } from "@/components/ui/toast";
import { move } from "../workspace/operations";
import { useWorkspace, type Workspace } from "../workspace/workspace";
import { type Action, type Question, useActions } from "./actions";
import { Questions } from "./dialogs";
import { Toolbar } from "./menus";
import { Tree } from "./tree";
import { wayBack } from "./undo";
import { Uploads } from "./uploads";
import { useTree } from "./use-tree";
import { useUploads } from "./use-uploads";

/** The files of the workspace and all that can be done with them. */
export function FilesPane({ workspace }: { workspace: Workspace }) {
  const { t } = useTranslation("editor");
  const tree = useTree(workspace);
  const uploads = useUploads(workspace, tree);
  const [question, setQuestion] = useState<Question | null>(null);
  const list = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const target = useRef("");
  const isEmpty = useWorkspace(workspace, ({ entries }) => entries.length === 0);

  const chooseFiles = useCallback((folder: string) => {
    target.current = folder;
    input.current?.click();
  }, []);
  const actions = useActions(workspace, tree.selection, setQuestion, chooseFiles);
  useCommandsOf(workspace, actions);

  const drop = async (paths: string[], folder: string) => {
    try {
      const undo = await move(workspace, paths, { folder });
      tree.fold(folder, true);
      tell(t("moved", { count: paths.length, folder: folder || "/" }), wayBack(undo));
    } catch (error) {
      // What is in the way may be replaced, if that is wanted.
      if (asProblem(error).code === "workspace.exists") setQuestion({ kind: "move", paths, folder });
      else complain(error);
    }
  };

  return (
    <>
      <Toolbar actions={actions} />
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label={t("actions.upload")}
        onChange={({ target: { files, value }, currentTarget }) => {
          if (!value || !files) return;
          uploads.begin(
            [...files].map((file) => ({ name: file.name, file })),
            target.current,
          );
          currentTarget.value = "";
        }}
      />
      {isEmpty ? (
        <div className="flex flex-col items-start gap-3 p-4 text-muted">
          <p>{t("empty.files")}</p>
          <Button size="sm" onClick={() => setQuestion({ kind: "file", folder: "" })}>
            <FilePlus aria-hidden />
            {t("actions.new_file")}
          </Button>
        </div>
      ) : (
        <Tree
          workspace={workspace}
          tree={tree}
          list={list}
          actions={actions}
          onMove={(paths, folder) => void drop(paths, folder)}
          onUpload={uploads.begin}
        />
      )}
      <Uploads uploads={uploads} />
      {question && (
        <Questions
          key={JSON.stringify(question)}
          workspace={workspace}
          question={question}
          onDone={(path) => path !== undefined && tree.reveal(path)}
          onClose={() => {
            setQuestion(null);
            // The menu that asked it is gone, and cannot take the focus back.
            setTimeout(() => document.activeElement === document.body && list.current?.focus());
          }}
        />
      )}
    </>
  );
}

/** Offers the actions in the palette. Their keys only count inside of the tree. */
function useCommandsOf(workspace: Workspace, actions: Action[][]) {
  const language = useTranslation().i18n.language;
  const now = useRef(actions);
  now.current = actions;
  // biome-ignore lint/correctness/useExhaustiveDependencies: in another language they have other titles
  useEffect(() => {
    const run = (wanted: string) => {
      const action = now.current.flat().find(({ id }) => id === wanted);
      if (action && !action.disabled) action.run();
    };
    const all = now.current.flat();
    return workspace.commands.register(...all.map(({ id, title }) => ({ id, title, run: () => run(id) })));
  }, [workspace, language]);
}
