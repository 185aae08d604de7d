/** How many lines may differ before a text counts as another one altogether. */
const MOST_EDITS = 3000;
/** Unchanged lines that are shown around a change. */
const CONTEXT = 3;

export interface Line {
  mark: " " | "+" | "-";
  text: string;
  /** Where it stands in the old and in the new text, from 1. */
  before?: number;
  after?: number;
}

/** Changed lines that stand near each other, with a few unchanged ones around them. */
export type Hunk = Line[];

const linesOf = (text: string) => (text ? text.replace(/\r?\n$/, "").split(/\r?\n/) : []);

/** The lines of two texts in one list, with the fewest marks (Myers, "An O(ND) difference algorithm", 1986). */
export function diffLines(before: string, after: string): Line[] {
  const [a, b] = [linesOf(before), linesOf(after)];
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a.at(-1 - end) === b.at(-1 - end)) end++;
  const middle = script(a.slice(start, a.length - end), b.slice(start, b.length - end));
  const marks = [..." ".repeat(start), ...middle, ..." ".repeat(end)] as Line["mark"][];
  let [x, y] = [0, 0];
  return marks.map((mark) => {
    if (mark === "-") return { mark, text: a[x] ?? "", before: ++x };
    if (mark === "+") return { mark, text: b[y] ?? "", after: ++y };
    return { mark, text: a[x] ?? "", before: ++x, after: ++y };
  });
}

/** What makes `b` of `a`: a line of either stays, goes or comes. */
function script(a: string[], b: string[]): Line["mark"][] {
  const most = Math.min(a.length + b.length, MOST_EDITS);
  // The furthest place in `a` that is reached on each diagonal, by the number of edits.
  const trace: Int32Array[] = [];
  const reached = new Int32Array(2 * most + 3);
  const middle = most + 1;
  const at = (places: Int32Array, diagonal: number) => places[middle + diagonal] ?? 0;
  const comesDown = (places: Int32Array, k: number, edits: number) =>
    k === -edits || (k !== edits && at(places, k - 1) < at(places, k + 1));
  for (let edits = 0; edits <= most; edits++) {
    trace.push(reached.slice(middle - edits - 1, middle + edits + 2));
    for (let k = -edits; k <= edits; k += 2) {
      let x = comesDown(reached, k, edits) ? at(reached, k + 1) : at(reached, k - 1) + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++;
      reached[middle + k] = x;
      if (x >= a.length && x - k >= b.length) return walkBack(trace, a.length, b.length);
    }
  }
  return [...a.map(() => "-" as const), ...b.map(() => "+" as const)];
}

function walkBack(trace: Int32Array[], endX: number, endY: number): Line["mark"][] {
  const marks: Line["mark"][] = [];
  let [x, y] = [endX, endY];
  for (let edits = trace.length - 1; edits >= 0; edits--) {
    // Kept from the diagonal `-edits - 1` on.
    const at = (k: number) => trace[edits]?.[k + edits + 1] ?? 0;
    const k = x - y;
    const down = k === -edits || (k !== edits && at(k - 1) < at(k + 1));
    const fromX = edits === 0 ? 0 : down ? at(k + 1) : at(k - 1);
    const fromY = edits === 0 ? 0 : fromX - (down ? k + 1 : k - 1);
    const afterEditX = edits === 0 ? 0 : down ? fromX : fromX + 1;
    for (; x > afterEditX; x--, y--) marks.push(" ");
    if (edits > 0) marks.push(down ? "+" : "-");
    [x, y] = [fromX, fromY];
  }
  return marks.reverse();
}

/** Leaves out what is far from any change. */
export function hunksOf(lines: Line[]): Hunk[] {
  const hunks: Hunk[] = [];
  let until = -1;
  lines.forEach(({ mark }, place) => {
    if (mark === " ") return;
    const from = Math.max(0, place - CONTEXT);
    const to = Math.min(lines.length, place + CONTEXT + 1);
    const last = hunks.at(-1);
    if (last && from <= until) last.push(...lines.slice(until, to));
    else hunks.push(lines.slice(from, to));
    until = to;
  });
  return hunks;
}

/** The hunks of a unified diff, as the platform writes it. */
export function parseUnified(diff: string): Hunk[] {
  const hunks: Hunk[] = [];
  let [before, after] = [0, 0];
  for (const line of diff.replace(/\n$/, "").split("\n")) {
    const [, from, to] = /^@@ -(\d+)(?:,\d+)? \+(\d+)/.exec(line) ?? [];
    if (from && to) {
      [before, after] = [Number(from), Number(to)];
      hunks.push([]);
      continue;
    }
    const hunk = hunks.at(-1);
    const mark = line[0] ?? " ";
    if (!hunk || (mark !== " " && mark !== "+" && mark !== "-")) continue;
    const text = line.slice(1);
    if (mark === "-") hunk.push({ mark, text, before: before++ });
    else if (mark === "+") hunk.push({ mark, text, after: after++ });
    else hunk.push({ mark, text, before: before++, after: after++ });
  }
  return hunks;
}
