/** Something that can be done in the editor, by its name in the palette or by its keys. */
export interface Command {
  id: string;
  title: string;
  /** As they are shown and heard: "Mod-Shift-F"; Mod is ⌘ on a Mac and Ctrl elsewhere. */
  keys?: string;
  run: () => unknown;
}

/** What the palette offers. Whoever can do something registers it while they are there. */
export class Commands {
  #commands: readonly Command[] = [];
  readonly #changed: () => void;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** In the order in which they were registered; the same array until they change. */
  get all(): readonly Command[] {
    return this.#commands;
  }

  /** Returns how to take them away again. */
  register(...commands: Command[]): () => void {
    const ids = new Set(commands.map((command) => command.id));
    this.#commands = [...this.#commands.filter((command) => !ids.has(command.id)), ...commands];
    this.#changed();
    return () => {
      this.#commands = this.#commands.filter((command) => !commands.includes(command));
      this.#changed();
    };
  }

  run(id: string): unknown {
    return this.#commands.find((command) => command.id === id)?.run();
  }

  /** The command that a key press stands for. */
  of(event: KeyEvent): Command | undefined {
    return this.#commands.find(({ keys }) => keys && matches(keys, event));
  }
}

type KeyEvent = Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "shiftKey" | "altKey"> & {
  code?: string;
};

export const isMac = typeof navigator !== "undefined" && /Mac|iP(hone|ad)/.test(navigator.userAgent);

/** Whether a key press is the one that `keys` names. */
export function matches(keys: string, event: KeyEvent, mac = isMac): boolean {
  const parts = keys.split("-");
  const key = parts.at(-1)?.toLowerCase() ?? "";
  const wants = (name: string) => parts.slice(0, -1).includes(name);
  const [mod, other] = mac ? [event.metaKey, event.ctrlKey] : [event.ctrlKey, event.metaKey];
  return (
    isKey(event, key) &&
    mod === wants("Mod") &&
    !other &&
    event.shiftKey === wants("Shift") &&
    event.altKey === wants("Alt")
  );
}

function isKey({ key, code, altKey }: KeyEvent, wanted: string): boolean {
  // With Alt, a Mac's keys write other letters.
  return key.toLowerCase() === wanted || (altKey && code?.toLowerCase() === `key${wanted}`);
}

/** "Mod-Shift-F" as the reader's keyboard says it. */
export function keyNames(keys: string, mac = isMac): string {
  const names: Record<string, string> = mac ? { Mod: "⌘", Shift: "⇧", Alt: "⌥" } : { Mod: "Ctrl" };
  return keys
    .split("-")
    .map((part) => names[part] ?? part)
    .join(mac ? "" : "+");
}
