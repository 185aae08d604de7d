/** Why a browser will not show an answer in a frame of this page; undefined if it will. */
export function forbidsFraming(headers: Headers, isSameOrigin: boolean, parent: string): string | undefined {
  const policies = headers.get("content-security-policy")?.split(/[,;]/) ?? [];
  const ancestors = policies
    .map((policy) => policy.trim())
    .filter((policy) => /^frame-ancestors\b/i.test(policy));
  // The newer header alone counts where there are both.
  if (ancestors.length) {
    return ancestors.find((policy) => !allows(policy.split(/\s+/).slice(1), isSameOrigin, parent));
  }
  const options = headers.get("x-frame-options")?.trim();
  const forbids = options && (/deny/i.test(options) || (/sameorigin/i.test(options) && !isSameOrigin));
  return forbids ? `X-Frame-Options: ${options}` : undefined;
}

function allows(sources: string[], isSameOrigin: boolean, parent: string): boolean {
  const { protocol, host } = new URL(parent);
  return sources.some(
    (source) =>
      source === "*" ||
      source === protocol ||
      source === parent ||
      source === host ||
      (source === "'self'" && isSameOrigin),
  );
}

/**
 * Asks for a page as a frame would, on this origin, where the answer can be read: a frame itself does not tell whether
 * it shows anything. Undefined also where nobody knows.
 */
export async function askFraming(
  address: string,
  isSameOrigin: boolean,
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    const response = await fetch(address, {
      method: "HEAD",
      credentials: "omit",
      headers: { accept: "text/html" },
      signal,
    });
    return forbidsFraming(response.headers, isSameOrigin, location.origin);
  } catch {
    return undefined;
  }
}
