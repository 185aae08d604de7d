import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { Badge } from "@/components/ui/parts";
import { cn } from "@/lib/class-names";
import { bytes } from "@/lib/format";
import type { FileChange } from "./changes";
import type { Hunk, Line } from "./line-diff";

const STATES = ["added", "changed", "removed"] as const;
const TONES = { added: "good", changed: "accent", removed: "danger" } as const;
const MARKS = { added: "+", changed: "~", removed: "−" } as const;

/** Files that differ; each opens on its lines. */
export function FileList({ changes }: { changes: FileChange[] }) {
  const { t } = useTranslation("plugin");
  return (
    <>
      <p role="status" className="flex flex-wrap gap-2">
        {STATES.map((state) => {
          const count = changes.filter(({ status }) => status === state).length;
          return (
            count > 0 && (
              <Badge key={state} tone={TONES[state]}>
                {t(`compare.count.${state}`, { count })}
              </Badge>
            )
          );
        })}
      </p>
      <ul className="overflow-hidden rounded-md border">
        {changes.map((change) => (
          <li key={change.path} className="border-b last:border-b-0">
            <File change={change} startsOpen={changes.length === 1} />
          </li>
        ))}
      </ul>
    </>
  );
}

function File({ change, startsOpen }: { change: FileChange; startsOpen: boolean }) {
  const { t } = useTranslation("plugin");
  const [isOpen, setOpen] = useState(startsOpen);
  const { path, status } = change;
  return (
    <details open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="flex cursor-pointer items-center gap-2 px-3 py-1.5 hover:bg-raised focus-visible:-outline-offset-2">
        <span aria-hidden className="w-3 text-center font-mono">
          {MARKS[status]}
        </span>
        <span className="min-w-0 grow truncate font-mono text-xs">{path}</span>
        <span className="text-xs text-muted">{t(`compare.${status}`)}</span>
      </summary>
      {isOpen && <Lines change={change} />}
    </details>
  );
}

function Lines({ change }: { change: FileChange }) {
  const { t } = useTranslation("plugin");
  const hunks = useMemo(() => change.hunks(), [change]);
  const { before, after, path } = change;
  if (!hunks?.length) {
    return (
      <p className="border-t px-3 py-2 text-xs text-muted">
        {hunks ? t("compare.no_lines") : t("compare.binary")} {before !== undefined && bytes(before)}
        {before !== undefined && after !== undefined && " → "}
        {after !== undefined && bytes(after)}
      </p>
    );
  }
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: wide lines are scrolled by keyboard too
    <section tabIndex={0} aria-label={path} className="overflow-x-auto border-t bg-canvas">
      <table className="min-w-full border-collapse font-mono text-xs">
        <tbody>
          {hunks.map((hunk, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: they never change
            <HunkRows key={place} hunk={hunk} isFirst={place === 0} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function HunkRows({ hunk, isFirst }: { hunk: Hunk; isFirst: boolean }) {
  return (
    <>
      {!isFirst && (
        <tr aria-hidden>
          <td colSpan={4} className="bg-raised px-3 text-muted">
            ⋯
          </td>
        </tr>
      )}
      {hunk.map((line) => (
        <Row key={`${line.mark}${line.before}${line.after}`} line={line} />
      ))}
    </>
  );
}

function Row({ line: { mark, text, before, after } }: { line: Line }) {
  return (
    <tr
      className={cn(
        mark === "+" && "bg-success-soft text-success",
        mark === "-" && "bg-danger-soft text-danger",
      )}
    >
      <td className="w-10 px-2 text-right text-muted select-none">{before}</td>
      <td className="w-10 px-2 text-right text-muted select-none">{after}</td>
      <td className="w-4 text-center">{mark}</td>
      <td className="pr-3 whitespace-pre">{text}</td>
    </tr>
  );
}
