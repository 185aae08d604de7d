import { ChevronRight } from "lucide-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { cn } from "@/lib/class-names";
import { FileIcon } from "@/pages/editor/tree/icon";
import { below } from "@/pages/editor/workspace/paths";
import { type Node, treeOf } from "./tree";
import type { Files } from "./zip";

interface TreeProps {
  files: Files;
  selected: string | undefined;
  onSelect: (path: string) => void;
}

/** The files of a version; folders open and close. */
export function Tree({ files, selected, onSelect }: TreeProps) {
  const { t } = useTranslation("plugin");
  const nodes = useMemo(() => treeOf(files.keys()), [files]);
  return (
    <nav aria-label={t("source.tree")} className="min-h-0 grow overflow-auto py-1">
      <Nodes nodes={nodes} depth={0} selected={selected} onSelect={onSelect} />
    </nav>
  );
}

interface NodesProps extends Omit<TreeProps, "files"> {
  nodes: Node[];
  depth: number;
}

function Nodes({ nodes, depth, selected, onSelect }: NodesProps) {
  return (
    <ul>
      {nodes.map((node) => (
        <li key={node.path}>
          {node.children ? (
            <Folder node={node} depth={depth} selected={selected} onSelect={onSelect} />
          ) : (
            <button
              type="button"
              aria-current={node.path === selected ? "true" : undefined}
              onClick={() => onSelect(node.path)}
              className={cn(ROW, node.path === selected && "bg-accent-soft text-accent-strong")}
              style={{ paddingLeft: indent(depth) + 16 }}
            >
              <FileIcon entry={{ path: node.path, kind: "file" }} />
              <span className="truncate">{node.name}</span>
            </button>
          )}
        </li>
      ))}
    </ul>
  );
}

const ROW =
  "flex w-full items-center gap-1.5 py-0.5 pr-2 text-left hover:bg-raised focus-visible:-outline-offset-2";
const indent = (depth: number) => 8 + depth * 14;

function Folder({ node, depth, selected, onSelect }: Omit<NodesProps, "nodes"> & { node: Node }) {
  const holdsSelected = selected !== undefined && below(selected, node.path);
  const [isOpen, setOpen] = useState(depth === 0 || holdsSelected);
  return (
    <>
      <button
        type="button"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
        className={ROW}
        style={{ paddingLeft: indent(depth) }}
      >
        <ChevronRight
          aria-hidden
          className={cn("size-3.5 shrink-0 text-muted transition-transform", isOpen && "rotate-90")}
        />
        <FileIcon entry={{ path: node.path, kind: "folder" }} isOpen={isOpen} />
        <span className="truncate">{node.name}</span>
      </button>
      {isOpen && (
        <Nodes nodes={node.children ?? []} depth={depth + 1} selected={selected} onSelect={onSelect} />
      )}
    </>
  );
}
