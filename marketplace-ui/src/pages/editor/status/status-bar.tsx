import {
  CircleAlert,
  CircleCheck,
  CircleDashed,
  CircleX,
  Command as CommandIcon,
  LoaderCircle,
  TriangleAlert,
} from "lucide-react";
import { useTranslation } from "react-i18next";
import { cn } from "@/lib/class-names";
import { languageOf } from "../code/languages";
import { useWatching } from "../problems/watch";
import type { SaveState } from "../workspace/open-file";
import { useWorkspace, type Workspace } from "../workspace/workspace";

/** Of all open files, what is said is the worst. */
const ORDER = ["conflict", "failed", "saving", "dirty", "saved"] as const;
type Shown = (typeof ORDER)[number];

const ICONS: Record<Shown, typeof CircleCheck> = {
  conflict: TriangleAlert,
  failed: CircleX,
  saving: LoaderCircle,
  dirty: CircleDashed,
  saved: CircleCheck,
};

export function worst(states: readonly SaveState[]): Shown {
  return ORDER.find((state) => states.includes(state)) ?? "saved";
}

/** How things stand, in a line. */
export function StatusBar({ workspace }: { workspace: Workspace }) {
  const { t } = useTranslation("editor-run");
  useWatching(workspace);
  const saved = useWorkspace(workspace, ({ open }) => worst(open.map(({ state }) => state)));
  const problems = useWorkspace(workspace, ({ problems }) => problems.length);
  const version = useWorkspace(workspace, ({ plugin }) => plugin.version ?? null);
  const Icon = ICONS[saved];
  const isBad = saved === "conflict" || saved === "failed";
  return (
    <section
      aria-label={t("status.title")}
      className="flex h-7 shrink-0 items-center gap-3 overflow-hidden border-t bg-surface px-3 text-xs whitespace-nowrap text-muted"
    >
      <span className={cn("flex items-center gap-1", isBad && "font-medium text-danger")}>
        <Icon aria-hidden className={cn("size-3.5", saved === "saving" && "animate-spin")} />
        {t(`status.save.${saved}`)}
      </span>
      {/* Said aloud where somebody has to act; a save every few seconds is not. */}
      <span role="status" className="sr-only">
        {isBad ? t(`status.save.${saved}`) : ""} {problems ? t("status.problems", { count: problems }) : ""}
      </span>
      <span className="max-sm:hidden">
        {t("status.workspace")} · {version ? t("status.released", { version }) : t("status.unpublished")}
      </span>
      <span className="ml-auto flex items-center gap-3">
        <button
          type="button"
          onClick={() => workspace.commands.run("show.problems")}
          className={cn("flex items-center gap-1 rounded px-1 hover:text-ink", problems && "text-danger")}
        >
          <CircleAlert aria-hidden className="size-3.5" />
          {t("status.problems", { count: problems })}
        </button>
        <Cursor workspace={workspace} />
        <button
          type="button"
          onClick={() => workspace.commands.run("palette")}
          className="flex items-center gap-1 rounded px-1 hover:text-ink"
        >
          <CommandIcon aria-hidden className="size-3.5" />
          <span className="max-sm:sr-only">{t("palette.commands")}</span>
        </button>
      </span>
    </section>
  );
}

/** Where the cursor is, and in what. Apart, since it changes with every key. */
function Cursor({ workspace }: { workspace: Workspace }) {
  const { t } = useTranslation("editor-run");
  const path = useWorkspace(workspace, (workspace) =>
    workspace.file(workspace.active)?.kind === "text" ? workspace.active : null,
  );
  const cursor = useWorkspace(workspace, ({ cursor }) => cursor);
  if (!path) return null;
  const { line, column, selected } = cursor;
  return (
    <>
      <span>
        {t("status.position", { line, column })}
        {selected > 0 && ` (${t("status.selected", { count: selected })})`}
      </span>
      <span className="max-sm:hidden">{languageOf(path).name || t("status.text")}</span>
    </>
  );
}
