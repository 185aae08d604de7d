import { gotoLine, openSearchPanel } from "@codemirror/search";
import { EditorState, Transaction } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { OpenFile } from "../workspace/open-file";
import { useWorkspace, type Workspace } from "../workspace/workspace";
import { loadLanguage } from "./languages";
import { basics, naming, setup } from "./setup";
import { shelfOf } from "./shelf";
import { changeBetween } from "./sync";
import { useDiagnostics } from "./use-diagnostics";

/** The text of the active file. One view for all files: what changes is the state that it shows. */
export function Code({ workspace, file }: { workspace: Workspace; file: OpenFile }) {
  const { t } = useTranslation("editor");
  const parent = useRef<HTMLDivElement>(null);
  const [view, setView] = useState<EditorView>();
  const { id, path, doc } = file;

  useEffect(() => {
    if (!view) return;
    const shelf = shelfOf(workspace);
    const kept = shelf.get(id) ?? { state: newState(workspace, id) };
    shelf.set(id, kept);
    view.setState(kept.state);
    if (kept.scroll) view.dispatch({ effects: kept.scroll });
    tellCursor(workspace, view.state);
    return () => {
      shelf.set(id, { state: view.state, scroll: view.scrollSnapshot() });
    };
  }, [view, workspace, id]);

  // What it is called, and the grammar that goes with that.
  const label = t("code", { path });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another file's state has names of its own
  useEffect(() => {
    if (!view) return;
    view.dispatch({ effects: naming.name.reconfigure(naming.of(path, label)) });
    let isCurrent = true;
    void loadLanguage(path).then((support) => {
      if (!isCurrent || naming.language.get(view.state) === support) return;
      view.dispatch({ effects: naming.language.reconfigure(support) });
    });
    return () => {
      isCurrent = false;
    };
  }, [view, id, path, label]);

  // Text that comes from elsewhere: reloaded, replaced or brought back.
  // biome-ignore lint/correctness/useExhaustiveDependencies: what counts is the text as it is now
  useEffect(() => {
    const now = workspace.open.find((file) => file.id === id)?.doc;
    const change = view && now && now !== view.state.doc && changeBetween(view.state.doc, now);
    if (change) view.dispatch({ changes: change, annotations: Transaction.userEvent.of("reload") });
  }, [view, workspace, id, doc]);

  useDiagnostics(workspace, view, id, path);
  usePlace(workspace, view, path);
  useEffect(() => {
    if (!view) return;
    const run = (command: (view: EditorView) => boolean) => () => {
      view.focus();
      command(view);
    };
    return workspace.commands.register(
      { id: "code.find", title: t("commands.find"), keys: "Mod-F", run: run(openSearchPanel) },
      { id: "code.line", title: t("commands.line"), keys: "Alt-G", run: run(gotoLine) },
    );
  }, [workspace, view, t]);

  // After all that looks at the view when it goes.
  useEffect(() => {
    if (!parent.current) return;
    const view = new EditorView({ parent: parent.current, extensions: basics });
    setView(view);
    return () => view.destroy();
  }, []);

  return <div ref={parent} className="min-h-0 grow overflow-hidden" />;
}

function newState(workspace: Workspace, id: number): EditorState {
  const file = () => workspace.open.find((file) => file.id === id);
  const listener = EditorView.updateListener.of(({ docChanged, selectionSet, state }) => {
    const path = file()?.path;
    if (docChanged && path !== undefined) workspace.edit(path, state.doc);
    if (docChanged || selectionSet) tellCursor(workspace, state);
  });
  return EditorState.create({ doc: file()?.doc, extensions: [setup(), listener] });
}

function tellCursor(workspace: Workspace, state: EditorState) {
  const { head, from, to } = state.selection.main;
  const line = state.doc.lineAt(head);
  workspace.set({ cursor: { line: line.number, column: head - line.from + 1, selected: to - from } });
}

/** Goes where it is wanted, once the file is there. */
function usePlace(workspace: Workspace, view: EditorView | undefined, path: string) {
  const place = useWorkspace(workspace, ({ place }) => place);
  useEffect(() => {
    if (!view || place?.path !== path) return;
    if (place.line !== undefined) {
      const line = view.state.doc.line(Math.min(Math.max(place.line, 1), view.state.doc.lines));
      const anchor = Math.min(line.from + Math.max((place.column ?? 1) - 1, 0), line.to);
      view.dispatch({ selection: { anchor }, effects: EditorView.scrollIntoView(anchor, { y: "center" }) });
    }
    view.focus();
    workspace.set({ place: null });
  }, [workspace, view, path, place]);
}
