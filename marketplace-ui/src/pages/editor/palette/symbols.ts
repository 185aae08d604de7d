export interface FoundSymbol {
  name: string;
  line: number;
}

/** What a line of a file gives a name to: functions, classes, headings, rules. */
const NAMES: Record<string, RegExp> = {
  py: /^\s*(?:async\s+)?(?:def|class)\s+(\w+)/,
  js: /^\s*(?:export\s+)?(?:default\s+)?(?:async\s+)?(?:function\*?|class)\s+(\w+)|^(?:export\s+)?const\s+(\w+)\s*=\s*(?:async\s*)?\(/,
  rs: /^\s*(?:pub(?:\([^)]*\))?\s+)?(?:async\s+)?(?:fn|struct|enum|trait|mod|const|static)\s+(\w+)/,
  md: /^#{1,6}\s+(.+)/,
  css: /^([^\s@{}][^{}]*)\{/,
  html: /<(?:[\w-]+)[^>]*\sid="([^"]+)"|\{%-?\s*block\s+(\w+)/,
  toml: /^\[+([^\]]+)\]+/,
  sql: /^\s*create\s+(?:\w+\s+)*?(?:table|view|index)\s+(?:if\s+not\s+exists\s+)?(\S+)/i,
};
const SAME: Record<string, string> = { mjs: "js", ts: "js", vue: "js", htm: "html", pyi: "py", xml: "html" };

export function symbols(path: string, text: string): FoundSymbol[] {
  const extension = path.slice(path.lastIndexOf(".") + 1).toLowerCase();
  const pattern = NAMES[SAME[extension] ?? extension];
  if (!pattern) return [];
  return text.split("\n").flatMap((line, index) => {
    const name = pattern.exec(line)?.slice(1).find(Boolean)?.trim();
    return name ? [{ name, line: index + 1 }] : [];
  });
}
