import { Circle, LoaderCircle, TriangleAlert, X } from "lucide-react";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Confirm } from "@/components/ui/dialog";
import { cn } from "@/lib/class-names";
import { FileIcon } from "../tree/icon";
import type { OpenFile } from "../workspace/open-file";
import { folderOf, nameOf } from "../workspace/paths";
import { useWorkspace, type Workspace } from "../workspace/workspace";
import { useClosing } from "./use-closing";

/** The files that are open. Each is a button beside the one that closes it. */
export function FileTabs({ workspace }: { workspace: Workspace }) {
  const { t } = useTranslation("editor");
  const open = useWorkspace(workspace, ({ open }) => open);
  const active = useWorkspace(workspace, ({ active }) => active);
  const { closing, close, discard, keep } = useClosing(workspace);
  const bar = useRef<HTMLUListElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another tab has to come into sight
  useEffect(() => {
    bar.current
      ?.querySelector("[aria-current=true]")
      ?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [active]);
  if (open.length === 0) return null;
  const names = open.map(({ path }) => nameOf(path));
  return (
    <>
      <ul
        ref={bar}
        aria-label={t("tabs")}
        className="flex h-9 shrink-0 overflow-x-auto border-b [scrollbar-width:thin]"
      >
        {open.map((file, index) => (
          <Tab
            key={file.id}
            file={file}
            isActive={file.path === active}
            isAmbiguous={names.indexOf(names[index] ?? "") !== names.lastIndexOf(names[index] ?? "")}
            onOpen={() => void workspace.openFile(file.path)}
            onClose={() => void close(file.path)}
          />
        ))}
      </ul>
      <Confirm
        open={closing !== undefined}
        onOpenChange={(open) => !open && keep()}
        title={t("closing.title", { name: nameOf(closing ?? "") })}
        description={t("closing.text")}
        action={t("closing.discard")}
        danger
        onConfirm={discard}
      />
    </>
  );
}

interface TabProps {
  file: OpenFile;
  isActive: boolean;
  /** Whether another open file has the same name. */
  isAmbiguous: boolean;
  onOpen: () => void;
  onClose: () => void;
}

function Tab({ file, isActive, isAmbiguous, onOpen, onClose }: TabProps) {
  const { t } = useTranslation("editor");
  const { path, state } = file;
  const middle = (event: React.MouseEvent) => {
    if (event.button !== 1) return;
    event.preventDefault();
    onClose();
  };
  return (
    <li
      title={path}
      onAuxClick={middle}
      className={cn(
        "group flex shrink-0 items-center border-r border-b-2 pr-1",
        isActive ? "border-b-accent bg-surface" : "border-b-transparent bg-raised text-muted",
      )}
    >
      <button
        type="button"
        aria-current={isActive}
        onClick={onOpen}
        // A middle click closes; without this it would begin to scroll.
        onMouseDown={(event) => event.button === 1 && event.preventDefault()}
        className="flex h-full items-center gap-1.5 pr-1 pl-3 whitespace-nowrap focus-visible:-outline-offset-2"
      >
        <FileIcon entry={{ path, kind: "file" }} />
        {nameOf(path)}
        {isAmbiguous && <span className="text-xs text-muted">{folderOf(path) || "/"}</span>}
        <Mark state={state} />
      </button>
      <button
        type="button"
        aria-label={t("close_tab", { name: nameOf(path) })}
        onClick={onClose}
        className="rounded p-1 hover:bg-line"
      >
        <X aria-hidden className="size-3.5" />
      </button>
    </li>
  );
}

const MARKS = {
  dirty: { Icon: Circle, look: "size-2 fill-current" },
  saving: { Icon: LoaderCircle, look: "size-3 animate-spin" },
  conflict: { Icon: TriangleAlert, look: "size-3.5 text-warning" },
  failed: { Icon: TriangleAlert, look: "size-3.5 text-danger" },
};

/** Whether all that is in the file is on the platform; nothing where it is. */
function Mark({ state }: { state: OpenFile["state"] }) {
  const { t } = useTranslation("editor");
  if (state === "clean" || state === "saved") return <span aria-hidden className="size-3.5" />;
  const { Icon, look } = MARKS[state];
  return (
    <span role="img" aria-label={t(`state.${state}`)} className="flex size-3.5 items-center justify-center">
      <Icon aria-hidden className={look} />
    </span>
  );
}
