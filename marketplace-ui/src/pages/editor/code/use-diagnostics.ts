import { type Diagnostic, setDiagnostics } from "@codemirror/lint";
import type { Text } from "@codemirror/state";
import type { EditorView } from "@codemirror/view";
import { useEffect, useMemo } from "react";
import { type ProblemAt, useWorkspace, type Workspace } from "../workspace/workspace";

/** Marks the lines that something is wrong with. */
export function useDiagnostics(workspace: Workspace, view: EditorView | undefined, id: number, path: string) {
  const all = useWorkspace(workspace, ({ problems }) => problems);
  const here = useMemo(() => all.filter((problem) => problem.path === path), [all, path]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another file's state has no marks yet
  useEffect(() => {
    if (!view) return;
    const { doc } = view.state;
    view.dispatch(
      setDiagnostics(
        view.state,
        here.map((problem) => diagnostic(doc, problem)),
      ),
    );
  }, [view, here, id]);
}

function diagnostic(doc: Text, { line: number, message, source }: ProblemAt): Diagnostic {
  const line = doc.line(Math.min(Math.max(number, 1), doc.lines));
  const indent = line.text.length - line.text.trimStart().length;
  return { from: line.from + indent, to: line.to, severity: "error", message, source };
}
