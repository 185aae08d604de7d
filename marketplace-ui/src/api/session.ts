import { useSyncExternalStore } from "react";
import { readProblem } from "./problem";
import type { components } from "./schema";

export type User = components["schemas"]["User"];
type SignedIn = components["schemas"]["SignedIn"];

/**
 * Who is signed in. The access token lives in memory only: no page of a plugin, on whatever origin, can read it.
 * What outlives a reload is the refresh cookie, which scripts cannot see.
 */
let token: string | undefined;
let expires = 0;
let user: User | null | undefined;
let refreshing: Promise<void> | undefined;
const listeners = new Set<() => void>();

/** Whether a refresh is worth a try: set at sign-in, so that strangers' visits ask for nothing. Says nothing secret. */
const HINT = "mspf-signed-in";
/** Seconds before its end at which a token is replaced. */
const EARLY = 30;

function tell() {
  for (const listener of listeners) listener();
}

export function adopt(session: SignedIn) {
  token = session.access_token;
  expires = Date.now() + (session.expires_in - EARLY) * 1000;
  user = session.user;
  localStorage.setItem(HINT, "1");
  tell();
}

export function forget() {
  token = undefined;
  user = null;
  localStorage.removeItem(HINT);
  tell();
}

async function refresh() {
  if (!localStorage.getItem(HINT)) return forget();
  const response = await fetch("/api/v1/auth/refresh", { method: "POST" });
  if (response.ok) return adopt(await response.json());
  if (response.status === 401) return forget();
  throw await readProblem(response);
}

/** The access token, a fresh one where the old one has ended; none for a stranger. */
export async function accessToken(): Promise<string | undefined> {
  if (user === null) return undefined;
  if (token && Date.now() < expires) return token;
  refreshing ??= refresh().finally(() => {
    refreshing = undefined;
  });
  await refreshing;
  return token;
}

/** The user as the platform has just described them. */
export function updateUser(changed: User) {
  user = changed;
  tell();
}

export const currentUser = () => user;

/** The signed-in user; null for a stranger, undefined while that is not known yet. */
export function useUser(): User | null | undefined {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => user,
  );
}

// Signing out in one tab signs out in all.
window.addEventListener("storage", ({ key, newValue }) => {
  if (key !== HINT) return;
  if (newValue === null) forget();
  else {
    user = undefined;
    void accessToken();
  }
});
