import { call, fileUrl, type Schemas } from "@/api/client";

export type Entry = Schemas["WorkspaceEntry"];
export type Tree = Schemas["WorkspaceTree"];
export type Saved = Schemas["WorkspaceSaved"];

/** A file as it is on the platform; `text` is null where it is no text, or too much of it to be edited. */
export interface Content {
  text: string | null;
  etag: string | null;
  size: number;
}

/** Larger files are offered for download only: nobody edits them by hand. */
const MAX_TEXT_BYTES = 4 << 20;

/** The text that some bytes are; null if they are none. */
export function decode(bytes: ArrayBuffer): string | null {
  if (bytes.byteLength > MAX_TEXT_BYTES) return null;
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    return text.includes("\0") ? null : text;
  } catch {
    return null;
  }
}

export async function readFile(plugin: string, path: string, save?: number): Promise<Content> {
  const response = await call(`${fileUrl(plugin, path)}${save === undefined ? "" : `?save=${save}`}`);
  const etag = response.headers.get("etag");
  const bytes = await response.arrayBuffer();
  return { text: decode(bytes), etag, size: bytes.byteLength };
}

/** Writes a file that is still what `etag` says, or that is not there yet where that is null. */
export async function writeFile(
  plugin: string,
  path: string,
  text: string,
  etag: string | null,
): Promise<{ saved: Saved; etag: string | null }> {
  const response = await call(fileUrl(plugin, path), {
    method: "PUT",
    headers: {
      "content-type": "application/octet-stream",
      ...(etag === null ? { "if-none-match": "*" } : { "if-match": etag }),
    },
    body: text,
  });
  return { saved: await response.json(), etag: response.headers.get("etag") };
}

/** All files and folders; undefined if they are still those of `revision`. */
export async function readTree(plugin: string, revision?: number): Promise<Tree | undefined> {
  const headers: Record<string, string> = revision === undefined ? {} : { "if-none-match": `"${revision}"` };
  const response = await call(`/api/v1/plugins/${plugin}/workspace/tree`, { headers });
  return response.status === 304 ? undefined : response.json();
}
