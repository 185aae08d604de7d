import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
} from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { bracketMatching, foldGutter, foldKeymap, indentOnInput, indentUnit } from "@codemirror/language";
import { lintGutter, lintKeymap } from "@codemirror/lint";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { Compartment, EditorState, type Extension } from "@codemirror/state";
import {
  crosshairCursor,
  drawSelection,
  dropCursor,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
  rectangularSelection,
} from "@codemirror/view";
import i18next from "i18next";
import { extensionOf, nameOf } from "../workspace/paths";
import { look } from "./theme";

const nonce = document.querySelector<HTMLMetaElement>("meta[name=mspf-nonce]")?.content ?? "";

/** What every view of code needs: how it looks, and leave from the page's policy to look so. */
export const basics: Extension = [EditorView.cspNonce.of(nonce), look, highlightSpecialChars()];

/** The words of the editor's own panels. */
export function phrases(): Extension {
  const words = i18next.t("editor:codemirror", { returnObjects: true });
  return EditorState.phrases.of(typeof words === "object" ? (words as Record<string, string>) : {});
}

/** What changes with the name of a file; its grammar comes later than its text. */
export const naming = {
  name: new Compartment(),
  language: new Compartment(),
  of: (path: string, label: string): Extension => [
    indentUnit.of(indent(path)),
    EditorView.contentAttributes.of({ "aria-label": label }),
  ],
};

/** An indent as is usual in the language; a tab where that means something. */
function indent(path: string): string {
  if (nameOf(path) === "Makefile") return "\t";
  return ["py", "rs", "toml", "sql"].includes(extensionOf(path)) ? "    " : "  ";
}

/** All of the editor but what depends on the file. Tab indents; Escape and then Tab leaves. */
export function setup(): Extension {
  return [
    basics,
    phrases(),
    naming.name.of([]),
    naming.language.of([]),
    EditorView.contentAttributes.of({ spellcheck: "false", autocorrect: "off", autocapitalize: "off" }),
    lineNumbers(),
    highlightActiveLineGutter(),
    lintGutter(),
    foldGutter(),
    history(),
    drawSelection(),
    dropCursor(),
    EditorState.allowMultipleSelections.of(true),
    indentOnInput(),
    bracketMatching(),
    closeBrackets(),
    autocompletion(),
    rectangularSelection(),
    crosshairCursor(),
    highlightActiveLine(),
    highlightSelectionMatches(),
    search({ top: true }),
    keymap.of([
      ...closeBracketsKeymap,
      ...defaultKeymap,
      ...searchKeymap,
      ...historyKeymap,
      ...foldKeymap,
      ...completionKeymap,
      ...lintKeymap,
      indentWithTab,
    ]),
  ];
}
