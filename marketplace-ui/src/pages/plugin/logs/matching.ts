import type { LogLine } from "./use-log";

export const LEVELS = ["all", "info", "warn", "error"] as const;
export type Level = (typeof LEVELS)[number];

/** How grave each kind of line is; what a program prints plainly counts as said. */
const GRAVITY: Record<LogLine["stream"], number> = {
  trace: 0,
  debug: 0,
  stdout: 1,
  stderr: 1,
  info: 1,
  warn: 2,
  error: 3,
  critical: 3,
  platform: 3,
};
const LEAST: Record<Level, number> = { all: 0, info: 1, warn: 2, error: 3 };

export interface Wanted {
  text: string;
  level: Level;
  request: string | undefined;
}

/** The lines that are looked for. */
export function matching(lines: readonly LogLine[], { text, level, request }: Wanted): readonly LogLine[] {
  const wanted = text.trim().toLowerCase();
  if (!wanted && level === "all" && !request) return lines;
  return lines.filter(
    (line) =>
      GRAVITY[line.stream] >= LEAST[level] &&
      (!request || line.request_id === request) &&
      (!wanted || line.line.toLowerCase().includes(wanted) || line.request_id.startsWith(wanted)),
  );
}
