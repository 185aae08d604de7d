import { useTranslation } from "react-i18next";
import { FileIcon } from "../tree/icon";
import { folderOf, nameOf } from "../workspace/paths";
import type { Workspace } from "../workspace/workspace";
import { columnOf, excerpt, pieces, type Wanted } from "./replace";
import type { Found } from "./results";

interface ResultsProps {
  workspace: Workspace;
  files: Found[];
  wanted: Wanted;
  /** With it, lines show what they would become. */
  replacement: string | undefined;
  isTruncated: boolean;
  /** Files in which nothing shall be replaced. */
  left: ReadonlySet<string>;
  onLeft: (left: ReadonlySet<string>) => void;
}

export function Results({ workspace, files, wanted, replacement, isTruncated, left, onLeft }: ResultsProps) {
  const { t } = useTranslation("editor");
  const lines = files.reduce((sum, file) => sum + file.lines.length, 0);
  const toggle = (path: string) => {
    const after = new Set(left);
    if (!after.delete(path)) after.add(path);
    onLeft(after);
  };
  return (
    <>
      <p role="status" className="px-3 py-2 text-xs text-muted">
        {files.length === 0 ? t("search.nothing") : t("search.found", { count: lines, files: files.length })}
        {isTruncated && ` ${t("search.more")}`}
      </p>
      <ul aria-label={t("search.results")}>
        {files.map((file) => (
          <li key={file.path}>
            <div className="flex items-center gap-1.5 pr-2 pl-2 hover:bg-raised">
              {replacement !== undefined && file.lines.length > 0 && (
                <input
                  type="checkbox"
                  aria-label={t("search.include", { path: file.path })}
                  checked={!left.has(file.path)}
                  onChange={() => toggle(file.path)}
                  className="accent-accent"
                />
              )}
              <button
                type="button"
                title={file.path}
                onClick={() => void workspace.openFile(file.path, {})}
                className="flex min-w-0 grow items-center gap-1.5 py-1 text-left focus-visible:-outline-offset-2"
              >
                <FileIcon entry={{ path: file.path, kind: "file" }} />
                <span className="truncate font-medium">
                  <Marked text={nameOf(file.path)} wanted={wanted} />
                </span>
                <span className="truncate text-xs text-muted">{folderOf(file.path)}</span>
              </button>
            </div>
            <ul>
              {file.lines.map(({ line, text }) => (
                <li key={line}>
                  <button
                    type="button"
                    onClick={() =>
                      void workspace.openFile(file.path, { line, column: columnOf(text, wanted) })
                    }
                    className="flex w-full gap-2 py-0.5 pr-2 pl-7 text-left hover:bg-raised focus-visible:-outline-offset-2"
                  >
                    <span className="w-7 shrink-0 text-right text-xs leading-5 text-muted tabular-nums">
                      {line}
                    </span>
                    <code className="truncate text-xs leading-5">
                      <Marked
                        text={excerpt(text, wanted)}
                        wanted={wanted}
                        replacement={left.has(file.path) ? undefined : replacement}
                      />
                    </code>
                  </button>
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </>
  );
}

function Marked({ text, wanted, replacement }: { text: string; wanted: Wanted; replacement?: string }) {
  let place = 0;
  return pieces(text, wanted).map(({ text, isFound }) => {
    const key = place;
    place += text.length;
    if (!isFound) return <span key={key}>{text}</span>;
    if (replacement === undefined) {
      return (
        <mark key={key} className="rounded-sm bg-warning-soft text-ink">
          {text}
        </mark>
      );
    }
    return (
      <span key={key}>
        <del className="bg-danger-soft text-danger">{text}</del>
        <ins className="bg-success-soft text-success no-underline">{replacement}</ins>
      </span>
    );
  });
}
