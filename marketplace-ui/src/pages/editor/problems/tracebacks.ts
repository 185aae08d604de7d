import type { Schemas } from "@/api/client";

export type LogLine = Schemas["LogLine"];

/** A line of one of the plugin's files that an error leads to. */
export interface Place {
  path: string;
  line: number;
}

/** An error that the plugin's log tells of, at the last of its own lines that led to it. */
export interface Fault extends Place {
  message: string;
  /** Whether the plugin could not even be loaded. */
  isLoad: boolean;
  requestId: string;
  /** When it was told, by the platform's clock. */
  at: number;
}

/** Where a plugin in Python finds itself. */
const ROOT = "/plugin/";
const FRAME = /File "([^"]+)", line (\d+)/;
/** What ends a traceback: the exception, at the beginning of a line. */
const EXCEPTION = /^([A-Za-z_][\w.]*)(: .*)?$/;
const LOAD = "the plugin could not be loaded: ";

interface Reading {
  place: Place | undefined;
  isInside: boolean;
  isLoad: boolean;
}

/** Finds the errors in a log, line by line; those of several requests at once may come mixed. */
export class Tracebacks {
  readonly #readings = new Map<string, Reading>();

  read({ request_id: requestId, stream, line, at }: LogLine): Fault | undefined {
    const reading = this.#readings.get(requestId) ?? { place: undefined, isInside: false, isLoad: false };
    this.#readings.set(requestId, reading);
    if (stream === "platform" && line.startsWith(LOAD)) reading.isLoad = true;
    const frame = placeIn(line);
    if (frame) {
      reading.isInside = true;
      if (frame.place) reading.place = frame.place;
      return undefined;
    }
    if (!reading.isInside || !EXCEPTION.test(line)) return undefined;
    const { place, isLoad } = reading;
    this.#readings.delete(requestId);
    return place && { ...place, message: line, isLoad, requestId, at: Date.parse(at) };
  }
}

interface Frame {
  /** Where in the line it is said, for a link. */
  start: number;
  end: number;
  /** None in a file that is not the plugin's. */
  place: Place | undefined;
}

/** The frame of a traceback that a line is. */
export function placeIn(text: string): Frame | undefined {
  const match = FRAME.exec(text);
  const [whole, file, line] = match ?? [];
  if (!match || !whole || !file || !line) return undefined;
  const place = file.startsWith(ROOT) ? { path: file.slice(ROOT.length), line: Number(line) } : undefined;
  return { start: match.index, end: match.index + whole.length, place };
}

/** What is wrong with a manifest, as the platform says it: "mspf.toml, line 3: …". */
export function readFault(text: string): Place & { message: string } {
  const [, path = "mspf.toml", line = "1", message = text] =
    /^(\S+), line (\d+)(?:[^:]*): (.*)$/s.exec(text) ?? [];
  return { path, line: Number(line), message };
}
