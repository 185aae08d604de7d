import { useEffect } from "react";
import { follow } from "@/api/events";
import { Log } from "../console/log";
import type { PluginEvent, Workspace } from "../workspace/workspace";
import { type Fault, type LogLine, readFault, Tracebacks } from "./tracebacks";

/** The draft, in the place of a version. */
const DRAFT = "workspace";
/** How long after an answer news may still be on their way here, in milliseconds: of the change before it, and of its
 * errors, for which a node and the API each wait half a second. */
const [CHANGE_LATE, ERRORS_LATE] = [300, 1200];

/** What a platform's answer says of a plugin that cannot be loaded. */
export interface LoadFailure {
  summary: string;
  file?: string | null;
  line?: number | null;
}

/**
 * Listens to what the draft does while it is edited: keeps its log, and the workspace's problems.
 *
 * An error stays a problem until the draft has answered after a change without it.
 */
export class Watch {
  readonly log = new Log();
  readonly #workspace: Workspace;
  readonly #tracebacks = new Tracebacks();
  #faults: Fault[] = [];
  #fault: string | null = null;
  /** When the files changed last, by the platform's clock. */
  #changed: number;

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
    this.#changed = Math.max(0, ...workspace.entries.map(({ modified }) => Date.parse(modified)));
  }

  /** Returns how to end it. */
  start(): () => void {
    const workspace = this.#workspace;
    const judge = () => this.#judgeManifest();
    judge();
    const ends = [
      workspace.subscribe(judge),
      workspace.onEvent((event) => this.#hear(event)),
      whileSeen((signal) =>
        follow(`/api/v1/plugins/${workspace.plugin.id}/logs?follow=true`, signal, ({ data }) =>
          this.#read(JSON.parse(data)),
        ),
      ),
    ];
    return () => {
      for (const end of ends) end();
    };
  }

  /** An answer of the draft said that it cannot be loaded. */
  fail({ summary, file, line }: LoadFailure, requestId = "", at = this.#changed) {
    // A broken manifest is told by the workspace itself.
    if (!file || file === "mspf.toml") return;
    const message = summary.replace(/ \([^()]*, line \d+\)$/, "");
    this.#add({ path: file, line: line ?? 1, message, isLoad: true, requestId, at });
  }

  /** The draft has answered: what was wrong before the last change and is not told again is right now. */
  answered() {
    setTimeout(() => {
      const changed = this.#changed;
      setTimeout(() => {
        this.#faults = this.#faults.filter(({ at }) => at >= changed);
        this.#show();
      }, ERRORS_LATE);
    }, CHANGE_LATE);
  }

  #read(line: LogLine) {
    if (!this.log.add(line) || line.version !== DRAFT) return;
    const fault = this.#tracebacks.read(line);
    if (fault && fault.at >= this.#changed) this.#add(fault);
  }

  #hear({ kind, data, at }: PluginEvent) {
    const time = Date.parse(at);
    if (kind === "workspace.changed") this.#changed = Math.max(this.#changed, time);
    if (kind !== "plugin.failed" || data.version !== DRAFT) return;
    const { summary, file, line } = data;
    this.fail(
      { summary: String(summary), file: file ? String(file) : null, line: line ? Number(line) : null },
      "",
      time,
    );
  }

  #add(fault: Fault) {
    const isSame = (other: Fault) =>
      other.path === fault.path && other.line === fault.line && other.isLoad === fault.isLoad;
    this.#faults = [...this.#faults.filter((other) => !isSame(other)), fault];
    this.#show();
  }

  #show() {
    this.#workspace.setProblems("python", this.#faults.filter(({ isLoad }) => isLoad).map(asProblem));
    this.#workspace.setProblems("request", this.#faults.filter(({ isLoad }) => !isLoad).map(asProblem));
  }

  #judgeManifest() {
    const { fault } = this.#workspace;
    if (fault === this.#fault) return;
    this.#fault = fault;
    this.#workspace.setProblems("manifest", fault ? [readFault(fault)] : []);
  }
}

const asProblem = ({ path, line, message }: Fault) => ({ path, line, message });

/** What is never seen needs no connection: a browser has six for this platform, all tabs together. */
function whileSeen(run: (signal: AbortSignal) => Promise<void>): () => void {
  let end: AbortController | undefined;
  const look = () => {
    if (document.visibilityState === "hidden") {
      end?.abort();
      end = undefined;
    } else if (!end) {
      end = new AbortController();
      // Refused: whoever may not read the log sees none.
      run(end.signal).catch(() => undefined);
    }
  };
  look();
  document.addEventListener("visibilitychange", look);
  return () => {
    document.removeEventListener("visibilitychange", look);
    end?.abort();
  };
}

const watches = new WeakMap<Workspace, Watch>();

/** The watch over a workspace, one for all that look at it. */
export function watchOf(workspace: Workspace): Watch {
  const watch = watches.get(workspace) ?? new Watch(workspace);
  watches.set(workspace, watch);
  return watch;
}

/** Watches for as long as the component is there. */
export function useWatching(workspace: Workspace) {
  useEffect(() => watchOf(workspace).start(), [workspace]);
}
