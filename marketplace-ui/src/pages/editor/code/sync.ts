import type { ChangeSpec, Text } from "@codemirror/state";

/** Blocks that are compared at once, in characters. */
const BLOCK = 4096;

/**
 * The smallest single change that makes one text of another, so that the cursor and the folds around it stay.
 * Undefined if they are the same.
 */
export function changeBetween(from: Text, to: Text): ChangeSpec | undefined {
  if (from.eq(to)) return undefined;
  const shorter = Math.min(from.length, to.length);
  let start = 0;
  while (start < shorter) {
    const size = Math.min(BLOCK, shorter - start);
    const [a, b] = [from.sliceString(start, start + size), to.sliceString(start, start + size)];
    const same = a === b ? size : commonStart(a, b);
    start += same;
    if (same < size) break;
  }
  let end = 0;
  const most = shorter - start;
  while (end < most) {
    const size = Math.min(BLOCK, most - end);
    const a = from.sliceString(from.length - end - size, from.length - end);
    const b = to.sliceString(to.length - end - size, to.length - end);
    const same = a === b ? size : commonEnd(a, b);
    end += same;
    if (same < size) break;
  }
  return { from: start, to: from.length - end, insert: to.slice(start, to.length - end) };
}

function commonStart(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return length;
}

function commonEnd(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[a.length - 1 - length] === b[b.length - 1 - length]) length++;
  return length;
}
