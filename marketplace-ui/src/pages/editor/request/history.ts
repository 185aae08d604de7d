import { useState } from "react";
import type { Sending } from "./send";

/** Requests that are remembered for each plugin, for as long as the tab is open. */
const MOST = 20;

export interface Sent extends Sending {
  status: number;
}

const keyOf = (plugin: string) => `mspf-requests-${plugin}`;

/** The list with one more request in front, and the same request no second time. */
export function remember(history: readonly Sent[], sent: Sent): Sent[] {
  const isSame = ({ method, path, headers, body }: Sent) =>
    method === sent.method && path === sent.path && headers === sent.headers && body === sent.body;
  return [sent, ...history.filter((other) => !isSame(other))].slice(0, MOST);
}

function read(plugin: string): Sent[] {
  try {
    const read: unknown = JSON.parse(sessionStorage.getItem(keyOf(plugin)) ?? "[]");
    return Array.isArray(read) ? read : [];
  } catch {
    return [];
  }
}

export function useHistory(plugin: string): [readonly Sent[], (sent: Sent) => void] {
  const [history, setHistory] = useState(() => read(plugin));
  const add = (sent: Sent) => {
    const longer = remember(history, sent);
    setHistory(longer);
    try {
      sessionStorage.setItem(keyOf(plugin), JSON.stringify(longer));
    } catch {
      // Too much for it: then it is remembered until the page is left.
    }
  };
  return [history, add];
}
