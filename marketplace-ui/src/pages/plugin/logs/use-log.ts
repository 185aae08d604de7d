import { useEffect, useMemo, useState } from "react";
import type { Schemas } from "@/api/client";
import { follow } from "@/api/events";
import { Log, useLines } from "@/pages/editor/console/log";

export type LogLine = Schemas["LogLine"];

/** What a plugin writes, as it writes it; with what went wrong, should the platform refuse. */
export function useLog(plugin: string): { lines: readonly LogLine[]; error: unknown; clear: () => void } {
  const log = useMemo(() => new Log(), []);
  const [error, setError] = useState<unknown>();
  const lines = useLines(log);
  useEffect(() => {
    const end = new AbortController();
    setError(undefined);
    const address = `/api/v1/plugins/${plugin}/logs?follow=true&per_page=100`;
    follow(address, end.signal, ({ event, data }) => {
      if (event === "line") log.add(JSON.parse(data));
    }).catch(setError);
    return () => end.abort();
  }, [plugin, log]);
  return { lines, error, clear: () => log.clear() };
}
