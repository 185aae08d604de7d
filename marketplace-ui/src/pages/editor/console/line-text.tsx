import { useTranslation } from "react-i18next";
import { placeIn } from "../problems/tracebacks";
import type { Workspace } from "../workspace/workspace";

/** A line of a log; where it names a line of one of the plugin's files, that leads there. */
export function LineText({ workspace, text }: { workspace: Workspace; text: string }) {
  const { t } = useTranslation("editor-run");
  const frame = placeIn(text);
  if (!frame?.place) return text;
  const { path, line } = frame.place;
  return (
    <>
      {text.slice(0, frame.start)}
      <button
        type="button"
        aria-label={t("open_at", { path, line })}
        onClick={() => void workspace.openFile(path, { line })}
        className="text-accent underline underline-offset-2 hover:text-accent-strong"
      >
        {text.slice(frame.start, frame.end)}
      </button>
      {text.slice(frame.end)}
    </>
  );
}
