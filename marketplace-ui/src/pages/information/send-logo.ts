import { call, type Plugin } from "@/api/client";

/** Uploads a logo; with the tag of what was read, unless somebody else has changed the plugin since. */
export async function sendLogo(plugin: Plugin, image: File, etag?: string) {
  const headers = { "content-type": "application/octet-stream", ...(etag && { "if-match": etag }) };
  const response = await call(`/api/v1/plugins/${plugin.id}/logo`, { method: "PUT", headers, body: image });
  return { etag: response.headers.get("etag") ?? "*", plugin: (await response.json()) as Plugin };
}
