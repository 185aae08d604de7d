import { defaultKeymap } from "@codemirror/commands";
import { bracketMatching, foldGutter, foldKeymap } from "@codemirror/language";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { EditorState } from "@codemirror/state";
import { EditorView, keymap, lineNumbers } from "@codemirror/view";
import { useEffect, useRef } from "react";
import { loadLanguage } from "@/pages/editor/code/languages";
import { basics, phrases } from "@/pages/editor/code/setup";

/** A text to read, search and copy. */
export default function Code({ path, text, label }: { path: string; text: string; label: string }) {
  const parent = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let view: EditorView | undefined;
    let isThere = true;
    void loadLanguage(path).then((language) => {
      if (!isThere || !parent.current) return;
      const extensions = [
        basics,
        phrases(),
        language,
        lineNumbers(),
        foldGutter(),
        bracketMatching(),
        highlightSelectionMatches(),
        search({ top: true }),
        EditorState.readOnly.of(true),
        EditorView.editable.of(false),
        EditorView.contentAttributes.of({ "aria-label": label, tabindex: "0" }),
        keymap.of([...defaultKeymap, ...searchKeymap, ...foldKeymap]),
      ];
      view = new EditorView({ parent: parent.current, doc: text, extensions });
    });
    return () => {
      isThere = false;
      view?.destroy();
    };
  }, [path, text, label]);
  return <div ref={parent} className="h-[min(70vh,42rem)] min-h-64 min-w-0" />;
}
