import { Text } from "@codemirror/state";

/** How what is in the editor relates to what is on the platform. */
export type SaveState = "clean" | "dirty" | "saving" | "saved" | "conflict" | "failed";

/** `unreadable` says why in `error`. */
export type FileKind = "loading" | "text" | "image" | "binary" | "unreadable";

/** What somebody else has made of a file that is changed here too; `text` is null where they deleted it. */
export interface Theirs {
  text: string | null;
  etag: string | null;
}

interface Fields {
  /** The same for as long as it is in a tab, whatever it is called. */
  id: number;
  path: string;
  kind: FileKind;
  /** What the platform has, as far as is known here; null if it has no such file. */
  etag: string | null;
  size: number;
  /** What is in the editor, and what of it is on the platform. */
  doc: Text;
  saved: Text;
  separator: "\n" | "\r\n";
  state: SaveState;
  error?: unknown;
  theirs?: Theirs;
}

let nextId = 1;

/** A file in a tab. Never changes: whatever happens to it makes another one. */
export class OpenFile {
  readonly id: number;
  readonly path: string;
  readonly kind: FileKind;
  readonly etag: string | null;
  readonly size: number;
  readonly doc: Text;
  readonly saved: Text;
  readonly separator: "\n" | "\r\n";
  readonly state: SaveState;
  readonly error: unknown;
  readonly theirs: Theirs | undefined;
  #text: string | undefined;

  private constructor(fields: Fields) {
    this.id = fields.id;
    this.path = fields.path;
    this.kind = fields.kind;
    this.etag = fields.etag;
    this.size = fields.size;
    this.doc = fields.doc;
    this.saved = fields.saved;
    this.separator = fields.separator;
    this.state = fields.state;
    this.error = fields.error;
    this.theirs = fields.theirs;
  }

  /** A file whose content is on its way. */
  static loading(path: string): OpenFile {
    const nothing = Text.empty;
    return new OpenFile({
      id: nextId++,
      path,
      kind: "loading",
      etag: null,
      size: 0,
      doc: nothing,
      saved: nothing,
      separator: "\n",
      state: "clean",
    });
  }

  with(changes: Partial<Fields>): OpenFile {
    return new OpenFile({ ...this, ...changes });
  }

  /** With the content that the platform has. */
  holding(text: string, etag: string | null): OpenFile {
    const doc = toText(text);
    const separator = text.includes("\r\n") ? "\r\n" : "\n";
    return this.with({ ...SETTLED, kind: "text", etag, doc, saved: doc, separator, state: "clean" });
  }

  /** What is in the editor, with the line ends that the file came with. */
  get text(): string {
    this.#text ??= this.doc.sliceString(0, this.doc.length, this.separator);
    return this.#text;
  }

  get savedText(): string {
    return this.saved.sliceString(0, this.saved.length, this.separator);
  }

  /** Whether there is something here that the platform does not have. */
  get isUnsaved(): boolean {
    return this.kind === "text" && !["clean", "saved"].includes(this.state);
  }
}

/** Nothing is wrong any more. */
export const SETTLED = { error: undefined, theirs: undefined };

export function toText(text: string): Text {
  return Text.of(text.split(/\r\n?|\n/));
}
