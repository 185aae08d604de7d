import { useEffect, useState } from "react";
import type { Schemas } from "@/api/client";
import { follow } from "@/api/events";

export type Build = Schemas["Build"];
export type BuildLine = Schemas["BuildLine"];

export interface Building {
  build: Build;
  lines: readonly BuildLine[];
}

export const hasEnded = ({ state }: Build): boolean => state === "succeeded" || state === "failed";

/** A build as it goes on, with its log; undefined while there is none. */
export function useBuild(started: Build | undefined): Building | undefined {
  const [building, setBuilding] = useState<Building>();
  useEffect(() => {
    setBuilding(started && { build: started, lines: [] });
    if (!started) return;
    const end = new AbortController();
    void follow(`/api/v1/builds/${started.id}/events`, end.signal, ({ event, data }) => {
      if (event === "line") {
        const line: BuildLine = JSON.parse(data);
        setBuilding((now) => now && { ...now, lines: withLine(now.lines, line) });
      } else if (event === "progress") {
        const build: Build = JSON.parse(data);
        // Nothing comes after the end, and the stream would be asked for again.
        if (hasEnded(build)) end.abort();
        setBuilding((now) => now && { ...now, build });
      }
    }).catch(() => undefined);
    return () => end.abort();
  }, [started]);
  return building;
}

/** A stream that was broken off begins again with the first line. */
const withLine = (lines: readonly BuildLine[], line: BuildLine) =>
  line.line < lines.length ? lines : [...lines, line];
