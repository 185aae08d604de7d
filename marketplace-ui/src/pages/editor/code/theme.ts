import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import type { Extension } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

/** Of a light and a dark page; each at least 4.5 to 1 against its background. */
const both = (light: string, dark: string) => `light-dark(${light}, ${dark})`;

const COLOURS = {
  keyword: both("#7a2ea8", "#d3a6ff"),
  string: both("#1a6b35", "#8ddba4"),
  number: both("#9a3b00", "#ffb37a"),
  function: both("#0b55a8", "#8cc2ff"),
  type: both("#0b6470", "#76d3df"),
  attribute: both("#7c5200", "#e8c46c"),
};

const highlights = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.modifier, tags.controlKeyword], color: COLOURS.keyword },
  { tag: [tags.string, tags.special(tags.string), tags.regexp, tags.attributeValue], color: COLOURS.string },
  { tag: [tags.number, tags.bool, tags.null, tags.atom, tags.escape], color: COLOURS.number },
  {
    tag: [tags.function(tags.variableName), tags.function(tags.propertyName), tags.labelName],
    color: COLOURS.function,
  },
  {
    tag: [tags.definition(tags.function(tags.variableName)), tags.heading],
    color: COLOURS.function,
    fontWeight: "600",
  },
  { tag: [tags.typeName, tags.className, tags.namespace, tags.tagName, tags.macroName], color: COLOURS.type },
  {
    tag: [tags.attributeName, tags.propertyName, tags.meta, tags.processingInstruction],
    color: COLOURS.attribute,
  },
  { tag: [tags.comment, tags.lineComment, tags.blockComment], color: "var(--muted)", fontStyle: "italic" },
  { tag: [tags.link, tags.url], color: "var(--accent)", textDecoration: "underline" },
  { tag: tags.strong, fontWeight: "700" },
  { tag: tags.emphasis, fontStyle: "italic" },
  { tag: tags.strikethrough, textDecoration: "line-through" },
  { tag: tags.invalid, color: "var(--danger)" },
]);

const SELECTION = both("#b9e4df", "#24564f");

const theme = EditorView.theme({
  "&": { height: "100%", backgroundColor: "var(--surface)", color: "var(--ink)", fontSize: "13px" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": {
    fontFamily: "var(--font-mono, ui-monospace, monospace)",
    fontVariantLigatures: "none",
    lineHeight: "1.55",
  },
  ".cm-content": { caretColor: "var(--accent)" },
  ".cm-cursor, .cm-dropCursor": { borderLeftColor: "var(--accent)", borderLeftWidth: "2px" },
  ".cm-gutters": { backgroundColor: "var(--surface)", color: "var(--muted)", border: "none" },
  ".cm-lineNumbers .cm-gutterElement": { minWidth: "36px" },
  ".cm-activeLine": { backgroundColor: "color-mix(in srgb, var(--raised) 60%, transparent)" },
  ".cm-activeLineGutter": { backgroundColor: "var(--raised)", color: "var(--ink)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground, .cm-content ::selection":
    { backgroundColor: SELECTION },
  ".cm-selectionMatch": { backgroundColor: both("#e4efe9", "#26332f") },
  "&.cm-focused .cm-matchingBracket, .cm-matchingBracket": {
    backgroundColor: "var(--accent-soft)",
    outline: "1px solid var(--accent)",
  },
  ".cm-nonmatchingBracket": { color: "var(--danger)" },
  ".cm-searchMatch": { backgroundColor: "var(--warning-soft)", outline: "1px solid var(--warning)" },
  ".cm-searchMatch-selected": { backgroundColor: both("#ffd98a", "#7a5a10") },
  ".cm-foldPlaceholder": {
    backgroundColor: "var(--raised)",
    border: "none",
    color: "var(--muted)",
    padding: "0 6px",
  },
  ".cm-panels": { backgroundColor: "var(--raised)", color: "var(--ink)" },
  ".cm-panels.cm-panels-top": { borderBottom: "1px solid var(--line)" },
  ".cm-panels.cm-panels-bottom": { borderTop: "1px solid var(--line)" },
  ".cm-panel": { padding: "6px 8px", fontFamily: "var(--font-sans, system-ui)" },
  ".cm-panel label": { fontSize: "12px", color: "var(--ink)" },
  ".cm-textfield": {
    backgroundColor: "var(--surface)",
    color: "var(--ink)",
    border: "1px solid var(--line)",
    borderRadius: "6px",
    padding: "3px 8px",
    fontSize: "13px",
  },
  ".cm-button": {
    backgroundImage: "none",
    backgroundColor: "var(--surface)",
    color: "var(--ink)",
    border: "1px solid var(--line)",
    borderRadius: "6px",
    fontSize: "12px",
    padding: "3px 8px",
  },
  ".cm-panel.cm-search [name=close]": { color: "var(--ink)", fontSize: "18px", padding: "0 6px" },
  ".cm-tooltip": {
    backgroundColor: "var(--surface)",
    color: "var(--ink)",
    border: "1px solid var(--line)",
    borderRadius: "8px",
    boxShadow: "0 6px 20px rgb(0 0 0 / 0.15)",
    overflow: "hidden",
  },
  ".cm-tooltip-autocomplete > ul > li[aria-selected]": {
    backgroundColor: "var(--accent-soft)",
    color: "var(--accent-strong)",
  },
  ".cm-diagnostic": { padding: "4px 8px", fontFamily: "var(--font-sans, system-ui)" },
  ".cm-diagnostic-error": { borderLeft: "3px solid var(--danger)" },
  ".cm-lint-marker": { width: "12px", height: "12px" },
  "&.cm-merge-a .cm-changedText, .cm-deletedText": { background: both("#f7c6c2", "#6e2a25") },
  "&.cm-merge-b .cm-changedText": { background: both("#b4e3c2", "#235c36") },
  "&.cm-merge-a .cm-changedLine, .cm-deletedChunk": { backgroundColor: "var(--danger-soft) !important" },
  "&.cm-merge-b .cm-changedLine": { backgroundColor: "var(--success-soft) !important" },
  ".cm-collapsedLines": { background: "var(--raised)", color: "var(--muted)" },
});

/** How code looks, in the page's colours. */
export const look: Extension = [theme, syntaxHighlighting(highlights)];
