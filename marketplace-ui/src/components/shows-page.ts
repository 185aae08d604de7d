import { forbidsFraming } from "@/lib/framing";

/** Plugins that are asked at a time: a slow one must not keep the search waiting. */
const AT_ONCE = 2;
/** How long a plugin may take to answer, in milliseconds. */
const PATIENCE = 8_000;

let asking = 0;
const waiting: (() => void)[] = [];

/** Whether what answers at an address on this origin is a page that a frame would show. */
export async function showsPage(
  address: string,
  isSameOrigin: boolean,
  signal: AbortSignal,
): Promise<boolean> {
  if (asking >= AT_ONCE) await new Promise<void>((go) => waiting.push(go));
  asking++;
  try {
    // Scrolled away while it waited.
    if (signal.aborted) return false;
    const { ok, headers } = await fetch(address, {
      method: "HEAD",
      credentials: "omit",
      headers: { accept: "text/html" },
      signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE)]),
    });
    const isPage = /^(text\/html|application\/xhtml)/i.test(headers.get("content-type") ?? "");
    return ok && isPage && !forbidsFraming(headers, isSameOrigin, location.origin);
  } finally {
    asking--;
    waiting.shift()?.();
  }
}
