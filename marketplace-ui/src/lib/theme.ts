import { useSyncExternalStore } from "react";

export type Theme = "system" | "light" | "dark";

const KEY = "mspf-theme";
const dark = matchMedia("(prefers-color-scheme: dark)");
const listeners = new Set<() => void>();

export function theme(): Theme {
  const chosen = localStorage.getItem(KEY);
  return chosen === "light" || chosen === "dark" ? chosen : "system";
}

export function isDark(): boolean {
  return theme() === "system" ? dark.matches : theme() === "dark";
}

export function setTheme(chosen: Theme) {
  localStorage.setItem(KEY, chosen);
  applyTheme();
}

export function applyTheme() {
  document.documentElement.classList.toggle("dark", isDark());
  for (const listener of listeners) listener();
}

dark.addEventListener("change", applyTheme);

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const useTheme = () => useSyncExternalStore(subscribe, theme);
export const useIsDark = () => useSyncExternalStore(subscribe, isDark);
