/** Whether a text is a place of this UI. Whoever sends a link to the sign-in page must not choose another site. */
export function isPlaceHere(path: string | undefined): path is string {
  if (!path?.startsWith("/")) return false;
  const base = "http://here.invalid";
  return URL.canParse(path, base) && new URL(path, base).origin === base;
}
