import { below, type Draft } from "../preview/draft";
import type { LoadFailure } from "../problems/watch";

export const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"] as const;
export type Method = (typeof METHODS)[number];

export interface Sending {
  method: Method;
  path: string;
  /** A line for each: "Name: value". */
  headers: string;
  body: string;
}

export interface Answer {
  status: number;
  statusText: string;
  headers: [string, string][];
  type: string;
  bytes: Uint8Array<ArrayBuffer>;
  /** Milliseconds until all of it was here. */
  took: number;
  requestId: string | null;
  /** The path that answered, where the plugin sent on to another. */
  movedTo: string | null;
}

/** What is wrong with a request before it is sent. */
export class Unsendable extends Error {
  constructor(
    readonly code: "path" | "header",
    readonly what: string,
  ) {
    super(what);
  }
}

export const takesBody = (method: Method): boolean => method !== "GET" && method !== "HEAD";

/** The headers that were typed; names that a browser keeps for itself are told. */
export function readHeaders(text: string): Headers {
  const headers = new Headers();
  for (const line of text.split("\n")) {
    if (!line.trim()) continue;
    const [, name, value = ""] = /^\s*([^:\s]+)\s*:(.*)$/.exec(line) ?? [];
    try {
      if (!name) throw new TypeError();
      headers.append(name, value.trim());
    } catch {
      throw new Unsendable("header", line.trim());
    }
  }
  return headers;
}

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

/**
 * Sends a request to the draft, by its path on this origin: there alone a browser lets this page read the answer.
 * Nothing of the platform's goes with it, neither cookies nor the session; what the user typed does.
 */
export async function send(draft: Draft, sending: Sending, signal: AbortSignal): Promise<Answer> {
  const address = below(draft.path, sending.path);
  if (!address) throw new Unsendable("path", sending.path);
  const headers = readHeaders(sending.headers);
  const body = takesBody(sending.method) && sending.body ? sending.body : undefined;
  if (body !== undefined && !headers.has("content-type")) {
    headers.set("content-type", isJson(body) ? "application/json" : "text/plain;charset=utf-8");
  }
  const begin = performance.now();
  const init: RequestInit = {
    method: sending.method,
    headers,
    body,
    signal,
    credentials: "omit",
    cache: "no-store",
  };
  const response = await fetch(address, { ...init, referrerPolicy: "no-referrer" });
  const bytes = new Uint8Array(await response.arrayBuffer());
  return {
    status: response.status,
    statusText: response.statusText,
    headers: [...response.headers],
    type: response.headers.get("content-type") ?? "",
    bytes,
    took: performance.now() - begin,
    requestId: response.headers.get("x-request-id"),
    movedTo: response.redirected ? pathBelow(draft, response.url) : null,
  };
}

function pathBelow(draft: Draft, url: string): string {
  const root = new URL(draft.path, location.href).href;
  return url.startsWith(root) ? `/${url.slice(root.length)}` : url;
}

/** Why the draft cannot be loaded, where the platform answers with that. */
export function loadFailure({ status, type, bytes }: Answer): LoadFailure | undefined {
  if (status !== 500 || !type.startsWith("application/problem+json")) return undefined;
  try {
    return JSON.parse(new TextDecoder().decode(bytes)).failure ?? undefined;
  } catch {
    return undefined;
  }
}
