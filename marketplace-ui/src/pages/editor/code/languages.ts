import { LanguageSupport, StreamLanguage } from "@codemirror/language";
import type { Extension } from "@codemirror/state";
import { extensionOf, nameOf } from "../workspace/paths";

interface Language {
  /** As people write it. */
  name: string;
  load: () => Promise<Extension>;
}

const javascript = (name: string, options: { jsx?: boolean; typescript?: boolean }): Language => ({
  name,
  load: async () => (await import("@codemirror/lang-javascript")).javascript(options),
});

const json: Language = {
  name: "JSON",
  load: async () => {
    const [{ json, jsonParseLinter }, { linter }] = await Promise.all([
      import("@codemirror/lang-json"),
      import("@codemirror/lint"),
    ]);
    return [json(), linter(jsonParseLinter())];
  },
};

/** HTML as Django and Jinja fill it in. */
const template: Language = {
  name: "HTML",
  load: async () => {
    const [{ html }, { jinja, closePercentBrace }] = await Promise.all([
      import("@codemirror/lang-html"),
      import("@codemirror/lang-jinja"),
    ]);
    return [jinja({ base: html({ selfClosingTags: true }) }), closePercentBrace];
  },
};

const css: Language = { name: "CSS", load: async () => (await import("@codemirror/lang-css")).css() };
const xml: Language = { name: "XML", load: async () => (await import("@codemirror/lang-xml")).xml() };
const yaml: Language = {
  name: "YAML",
  load: async () => stream((await import("@codemirror/legacy-modes/mode/yaml")).yaml),
};
const shell: Language = {
  name: "Shell",
  load: async () => stream((await import("@codemirror/legacy-modes/mode/shell")).shell),
};
const markdown: Language = {
  name: "Markdown",
  load: async () => (await import("@codemirror/lang-markdown")).markdown(),
};
const text: Language = { name: "", load: async () => [] };

const LANGUAGES: Record<string, Language> = {
  py: { name: "Python", load: async () => (await import("@codemirror/lang-python")).python() },
  html: template,
  htm: template,
  jinja: template,
  j2: template,
  css,
  js: javascript("JavaScript", { jsx: true }),
  mjs: javascript("JavaScript", {}),
  cjs: javascript("JavaScript", {}),
  jsx: javascript("JavaScript", { jsx: true }),
  ts: javascript("TypeScript", { typescript: true }),
  tsx: javascript("TypeScript", { typescript: true, jsx: true }),
  vue: { name: "Vue", load: async () => (await import("@codemirror/lang-vue")).vue() },
  json,
  webmanifest: json,
  toml: {
    name: "TOML",
    load: async () => stream((await import("@codemirror/legacy-modes/mode/toml")).toml),
  },
  md: markdown,
  markdown,
  rs: { name: "Rust", load: async () => (await import("@codemirror/lang-rust")).rust() },
  xml,
  svg: xml,
  sql: { name: "SQL", load: async () => (await import("@codemirror/lang-sql")).sql() },
  yaml,
  yml: yaml,
  sh: shell,
};

const stream = (parser: Parameters<typeof StreamLanguage.define>[0]) =>
  new LanguageSupport(StreamLanguage.define(parser));

/** Files that are known by their whole name. */
const NAMES: Record<string, Language> = { "Cargo.lock": LANGUAGES.toml ?? text };

/** The language that a file is written in; its grammar is loaded with the first file that needs it. */
export function languageOf(path: string): Language {
  return NAMES[nameOf(path)] ?? LANGUAGES[extensionOf(path)] ?? text;
}

const loaded = new Map<Language, Promise<Extension>>();

/** The grammar for a file: the same object for all files of a language. */
export function loadLanguage(path: string): Promise<Extension> {
  const language = languageOf(path);
  let grammar = loaded.get(language);
  if (!grammar) {
    // Without its grammar, a text is still a text; perhaps the next try finds it.
    grammar = language.load().catch(() => {
      loaded.delete(language);
      return [];
    });
    loaded.set(language, grammar);
  }
  return grammar;
}
