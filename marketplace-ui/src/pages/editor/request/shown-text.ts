import type { Answer } from "./send";

/** More of a text than this is no help, and slow. */
const MOST_CHARACTERS = 200_000;

/** An answer's body as people read it; undefined for what is no text. */
export function shownText({
  bytes,
  type,
}: Pick<Answer, "bytes" | "type">): { text: string; isCut: boolean } | undefined {
  const text = decode(bytes, type);
  if (text === undefined) return undefined;
  const whole = /\bjson\b/i.test(type) ? pretty(text) : text;
  return { text: whole.slice(0, MOST_CHARACTERS), isCut: whole.length > MOST_CHARACTERS };
}

function decode(bytes: Uint8Array, type: string): string | undefined {
  const charset = /charset="?([^\s;"]+)/i.exec(type)?.[1] ?? "utf-8";
  try {
    const text = new TextDecoder(charset, { fatal: true }).decode(bytes);
    return text.includes("\0") ? undefined : text;
  } catch {
    return undefined;
  }
}

/** JSON on lines; what is none stays as it is. Numbers too large for JavaScript would change, so it stays too. */
function pretty(text: string): string {
  try {
    return /\d{16,}/.test(text) ? text : JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
