/** What to look for; letters count as the same in both cases unless `matchCase`. */
export interface Wanted {
  text: string;
  matchCase: boolean;
}

function pattern({ text, matchCase }: Wanted): RegExp {
  return new RegExp(text.replace(/[.*+?^${}()|[\]\\/-]/g, "\\$&"), matchCase ? "g" : "gi");
}

/** A line cut at what was found in it. */
export interface Piece {
  text: string;
  isFound: boolean;
}

export function pieces(line: string, wanted: Wanted): Piece[] {
  if (!wanted.text) return [{ text: line, isFound: false }];
  const found: Piece[] = [];
  let end = 0;
  for (const { 0: text, index } of line.matchAll(pattern(wanted))) {
    if (index > end) found.push({ text: line.slice(end, index), isFound: false });
    found.push({ text, isFound: true });
    end = index + text.length;
  }
  if (end < line.length) found.push({ text: line.slice(end), isFound: false });
  return found;
}

/** Characters of a line that are shown before the first find. */
const SHOWN_BEFORE = 12;

/** A line without its indent, and without much of what is before the first find: it is to be seen in a narrow pane. */
export function excerpt(line: string, wanted: Wanted): string {
  const indent = line.length - line.trimStart().length;
  const start = line.search(pattern(wanted)) - SHOWN_BEFORE;
  return start > indent ? `…${line.slice(start)}` : line.slice(indent);
}

export const has = (line: string, wanted: Wanted): boolean => pattern(wanted).test(line);

/** The column of the first find, from 1. */
export const columnOf = (line: string, wanted: Wanted): number =>
  Math.max(0, line.search(pattern(wanted))) + 1;

/** The replacement is taken as it is: nothing in it is special. */
export function replaced(text: string, wanted: Wanted, replacement: string): { text: string; count: number } {
  let count = 0;
  const result = text.replace(pattern(wanted), () => {
    count++;
    return replacement;
  });
  return { text: result, count };
}
