import { ChevronRight, CircleAlert } from "lucide-react";
import type { ComponentProps } from "react";
import { useTranslation } from "react-i18next";
import { cn } from "@/lib/class-names";
import { ago, bytes, dateTime } from "@/lib/format";
import type { Entry } from "../workspace/files";
import { FileIcon } from "./icon";
import type { Row } from "./model";

interface TreeRowProps extends ComponentProps<"div"> {
  row: Row;
  isChosen: boolean;
  isFocused: boolean;
  isDropTarget: boolean;
  problems: number;
}

/** A file or a folder in the tree. The keyboard is the tree's: it never has the focus itself. */
export function TreeRow({
  row,
  isChosen,
  isFocused,
  isDropTarget,
  problems,
  className,
  ...props
}: TreeRowProps) {
  const { t } = useTranslation("editor");
  const { entry, level, isOpen, position, siblings } = row;
  const isFolder = entry.kind === "folder";
  return (
    <div
      role="treeitem"
      tabIndex={-1}
      aria-level={level}
      aria-posinset={position}
      aria-setsize={siblings}
      aria-selected={isChosen}
      aria-expanded={isFolder ? isOpen : undefined}
      data-path={entry.path}
      title={hint(entry)}
      draggable
      style={{ paddingLeft: 4 + (level - 1) * 12 }}
      className={cn(
        "flex size-full cursor-default items-center gap-1.5 pr-2 text-sm whitespace-nowrap outline-none select-none",
        isChosen ? "bg-accent-soft" : "hover:bg-raised",
        isFocused &&
          "group-focus-visible:outline-2 group-focus-visible:-outline-offset-2 group-focus-visible:outline-accent",
        isDropTarget && "bg-accent-soft outline-2 -outline-offset-2 outline-accent outline-dashed",
        className,
      )}
      {...props}
    >
      <ChevronRight
        aria-hidden
        className={cn("size-3.5 shrink-0 text-muted", isOpen && "rotate-90", !isFolder && "invisible")}
      />
      <FileIcon entry={entry} isOpen={isOpen} />
      <span className="truncate">{entry.name}</span>
      {problems > 0 && (
        <CircleAlert
          role="img"
          aria-label={t("problems", { count: problems })}
          className="ml-auto size-3.5 shrink-0 text-danger"
        />
      )}
    </div>
  );
}

function hint(entry: Entry): string {
  const when = `${dateTime(entry.modified)} (${ago(entry.modified)})`;
  const lines = [entry.path, when, entry.modified_by ?? ""];
  if (entry.kind === "file") lines.splice(1, 0, bytes(entry.size));
  return lines.filter(Boolean).join("\n");
}
