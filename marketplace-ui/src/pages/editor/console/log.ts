import { useSyncExternalStore } from "react";
import type { LogLine } from "../problems/tracebacks";

/** Lines that are kept here; the platform keeps more. */
const MOST_LINES = 2000;

/** What the plugin has written, as far as it is shown here. */
export class Log {
  /** Another array whenever it changes. */
  lines: readonly LogLine[] = [];
  #newest = 0;
  #waiting: LogLine[] = [];
  readonly #listeners = new Set<() => void>();

  /** Adds a line, unless it is known: whoever connects again hears the newest ones again. */
  add(line: LogLine): boolean {
    if (line.seq <= this.#newest) return false;
    this.#newest = line.seq;
    // Many come at once, and are shown at once.
    if (this.#waiting.push(line) === 1) setTimeout(() => this.#show());
    return true;
  }

  #show() {
    this.lines = [...this.lines, ...this.#waiting].slice(-MOST_LINES);
    this.#waiting = [];
    this.#tell();
  }

  clear() {
    this.lines = [];
    this.#tell();
  }

  #tell() {
    for (const listener of this.#listeners) listener();
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
}

export const useLines = (log: Log): readonly LogLine[] =>
  useSyncExternalStore(log.subscribe, () => log.lines);

/** The lines of one request, or those that belong to none, in the order in which they came. */
export interface Group {
  requestId: string;
  lines: LogLine[];
  isBad: boolean;
}

const BAD: ReadonlySet<LogLine["stream"]> = new Set(["error", "critical", "platform"]);
export const isBad = (line: LogLine): boolean => BAD.has(line.stream);

export interface Wanted {
  text: string;
  badOnly: boolean;
}

/** Lines by request; of what is looked for, those that have it in them or in their request's id. */
export function grouped(lines: readonly LogLine[], { text, badOnly }: Wanted): Group[] {
  const wanted = text.trim().toLowerCase();
  const groups: Group[] = [];
  const byRequest = new Map<string, Group>();
  for (const line of lines) {
    if (badOnly && !isBad(line)) continue;
    if (wanted && !line.line.toLowerCase().includes(wanted) && !line.request_id.startsWith(wanted)) continue;
    const last = groups.at(-1);
    let group = line.request_id ? byRequest.get(line.request_id) : last?.requestId === "" ? last : undefined;
    if (!group) {
      group = { requestId: line.request_id, lines: [], isBad: false };
      groups.push(group);
      byRequest.set(line.request_id, group);
    }
    group.lines.push(line);
    group.isBad ||= isBad(line);
  }
  return groups;
}
