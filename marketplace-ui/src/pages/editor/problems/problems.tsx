import { CircleAlert, CircleCheck } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useWorkspace, type Workspace } from "../workspace/workspace";

/** What is wrong, each with the way to its line. */
export function Problems({ workspace }: { workspace: Workspace }) {
  const { t } = useTranslation("editor-run");
  const problems = useWorkspace(workspace, ({ problems }) => problems);
  if (!problems.length) {
    return (
      <p className="flex items-center gap-2 p-3 text-muted">
        <CircleCheck aria-hidden className="size-4 shrink-0 text-success" />
        {t("problems.none")}
      </p>
    );
  }
  return (
    <ul aria-label={t("problems.title")} className="min-h-0 grow overflow-auto py-1">
      {problems.map(({ source, path, line, message }) => (
        <li key={`${source} ${path} ${line} ${message}`}>
          <button
            type="button"
            onClick={() => void workspace.openFile(path, { line })}
            className="flex w-full items-start gap-2 px-3 py-1 text-left hover:bg-raised focus-visible:-outline-offset-2"
          >
            <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-danger" />
            <span className="min-w-0 grow">
              <span className="block wrap-anywhere">{message}</span>
              <span className="block text-xs text-muted">
                {t("problems.place", { path, line })} · {t(`problems.sources.${source}`)}
              </span>
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}
