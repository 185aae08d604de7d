/** The words of a Markdown text on one line, for where there is room for no more. */
export function plainText(markdown: string): string {
  return markdown
    .replace(/```\w*|<[^>\n]*>/g, " ")
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/^\s*(#{1,6}|>|[-*+]|\d+\.)\s+/gm, "")
    .replace(/(\*\*|__|~~|`)/g, "")
    .replace(/(^|[^\p{L}\p{N}])([*_])(\S[^*_]*?)\2(?![\p{L}\p{N}])/gu, "$1$3")
    .replace(/\s+/g, " ")
    .trim();
}
