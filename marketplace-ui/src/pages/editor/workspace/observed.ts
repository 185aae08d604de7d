/** What changed on the platform, here or elsewhere. */
export interface Change {
  revision: number;
  /** None where only the revision is known. */
  paths: string[];
}

/** An event of the plugin's own stream, as the platform tells it. */
export interface PluginEvent {
  kind: string;
  data: Record<string, unknown>;
  at: string;
}

/** What tells those who listen that it has changed. */
export abstract class Observed {
  readonly #listeners = new Set<() => void>();
  readonly #savedListeners = new Set<(change: Change) => void>();
  readonly #eventListeners = new Set<(event: PluginEvent) => void>();
  /** The newest revision that was told. */
  #told: number;

  constructor(revision: number) {
    this.#told = revision;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  protected tell() {
    for (const listener of this.#listeners) listener();
  }

  /** Hears of every change of the files on the platform, by whomever, once. */
  onSaved(listener: (change: Change) => void): () => void {
    this.#savedListeners.add(listener);
    return () => this.#savedListeners.delete(listener);
  }

  protected tellSaved(change: Change) {
    if (change.revision <= this.#told) return;
    this.#told = change.revision;
    for (const listener of this.#savedListeners) listener(change);
  }

  /** Hears of everything that happens to the plugin. */
  onEvent(listener: (event: PluginEvent) => void): () => void {
    this.#eventListeners.add(listener);
    return () => this.#eventListeners.delete(listener);
  }

  happened(event: PluginEvent) {
    for (const listener of this.#eventListeners) listener(event);
  }
}
