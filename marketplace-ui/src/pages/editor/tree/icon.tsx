import {
  Braces,
  Database,
  File,
  FileArchive,
  FileCode,
  FileText,
  Folder,
  FolderOpen,
  Image,
  type LucideIcon,
  Palette,
  Settings2,
} from "lucide-react";
import { cn } from "@/lib/class-names";
import type { Entry } from "../workspace/files";
import { extensionOf, isImage } from "../workspace/paths";

const CODE = ["py", "js", "mjs", "cjs", "jsx", "ts", "tsx", "vue", "rs", "html", "htm", "xml", "svg", "wit"];

const ICONS: Record<string, LucideIcon> = {
  ...Object.fromEntries(CODE.map((extension) => [extension, FileCode])),
  css: Palette,
  json: Braces,
  sql: Database,
  toml: Settings2,
  md: FileText,
  txt: FileText,
  log: FileText,
  zip: FileArchive,
  gz: FileArchive,
  wasm: FileArchive,
};

/** The picture that says what something is. */
export function FileIcon({ entry, isOpen }: { entry: Pick<Entry, "path" | "kind">; isOpen?: boolean }) {
  const isFolder = entry.kind === "folder";
  const Icon = isFolder
    ? isOpen
      ? FolderOpen
      : Folder
    : isImage(entry.path)
      ? Image
      : (ICONS[extensionOf(entry.path)] ?? File);
  return <Icon aria-hidden className={cn("size-4 shrink-0", isFolder ? "text-accent" : "text-muted")} />;
}
