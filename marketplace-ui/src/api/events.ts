import { call } from "./client";
import { Problem } from "./problem";

export interface ServerEvent {
  id: string | undefined;
  event: string;
  data: string;
}

/** How long to wait before connecting again, at first and at most, in milliseconds. */
const [FIRST_PAUSE, LONGEST_PAUSE] = [500, 15_000];

/**
 * Follows Server-Sent Events as the signed-in user, which `EventSource` cannot (it sends no `Authorization`).
 * Connects again with `Last-Event-ID` until the signal is aborted or the platform refuses. `onOpen` is told of each
 * connection that cannot say what was missed before it.
 */
export async function follow(
  url: string,
  signal: AbortSignal,
  on: (event: ServerEvent) => void,
  onOpen?: () => void,
): Promise<void> {
  let last: string | undefined;
  let pause = FIRST_PAUSE;
  while (!signal.aborted) {
    try {
      const headers: Record<string, string> = { accept: "text/event-stream" };
      if (last !== undefined) headers["last-event-id"] = last;
      const response = await call(url, { signal, headers });
      pause = FIRST_PAUSE;
      if (last === undefined) onOpen?.();
      for await (const event of events(response)) {
        last = event.id ?? last;
        on(event);
      }
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof Problem && error.status >= 400 && error.status < 500 && error.status !== 429)
        throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, pause));
    pause = Math.min(pause * 2, LONGEST_PAUSE);
  }
}

async function* events(response: Response): AsyncGenerator<ServerEvent> {
  if (!response.body) return;
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const blocks = (rest + value).replaceAll("\r\n", "\n").split("\n\n");
    rest = blocks.pop() ?? "";
    for (const block of blocks) {
      const event = parse(block);
      if (event) yield event;
    }
  }
}

/** One block of a stream; comments are nothing. */
export function parse(block: string): ServerEvent | undefined {
  const event: ServerEvent = { id: undefined, event: "message", data: "" };
  const data: string[] = [];
  for (const line of block.split("\n")) {
    const [, field, value] = /^(id|event|data): ?(.*)$/.exec(line) ?? [];
    if (field === "data") data.push(value ?? "");
    else if (field === "id") event.id = value;
    else if (field === "event") event.event = value ?? "message";
  }
  return data.length ? { ...event, data: data.join("\n") } : undefined;
}
