import type { Version } from "@/api/plugin";

/** What of a version's manifest is shown; the platform has checked it whole. */
export interface Manifest {
  capabilities?: { outbound_hosts?: string[]; key_value?: boolean; plugins?: string[] };
  limits?: Partial<Record<Limit, number>>;
  runtime?: { kind?: string; framework?: string; isolation?: string; reuse?: number };
}

export const LIMITS = [
  "memory_mb",
  "cpu_ms",
  "wall_ms",
  "request_body_mb",
  "response_body_mb",
  "concurrency",
  "queue",
] as const;
export type Limit = (typeof LIMITS)[number];

export const manifestOf = ({ manifest }: Version): Manifest => manifest as Manifest;

/** A pattern of hosts in its parts: `*.example.com` is every name below, and without a scheme it is https. */
export function hostPattern(pattern: string): { host: string; isWild: boolean; isPlain: boolean } {
  const [, scheme, rest = pattern] = /^(https?):\/\/(.+)$/.exec(pattern) ?? [];
  const isWild = rest.startsWith("*.");
  return { host: rest, isWild, isPlain: scheme === "http" };
}
