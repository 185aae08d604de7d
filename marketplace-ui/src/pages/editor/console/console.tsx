import { CircleAlert, Eraser, Pause, Play } from "lucide-react";
import { memo, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import { Badge } from "@/components/ui/parts";
import { Tooltip } from "@/components/ui/tooltip";
import { cn } from "@/lib/class-names";
import type { LogLine } from "../problems/tracebacks";
import { watchOf } from "../problems/watch";
import type { Workspace } from "../workspace/workspace";
import { LineText } from "./line-text";
import { type Group, grouped, isBad, useLines } from "./log";

interface ConsoleProps {
  workspace: Workspace;
  filter: string;
  onFilter: (filter: string) => void;
}

/** What the plugin writes, request by request. */
export function Console({ workspace, filter, onFilter }: ConsoleProps) {
  const { t } = useTranslation("editor-run");
  const { log } = watchOf(workspace);
  const live = useLines(log);
  const [held, setHeld] = useState<readonly LogLine[]>();
  const [badOnly, setBadOnly] = useState(false);
  const lines = held ?? live;
  const groups = useMemo(() => grouped(lines, { text: filter, badOnly }), [lines, filter, badOnly]);
  const missed = held ? live.length - held.length : 0;
  const clear = () => {
    log.clear();
    setHeld(undefined);
  };
  return (
    <>
      <div className="flex h-9 shrink-0 items-center gap-1 border-b px-1">
        <input
          type="search"
          aria-label={t("console.filter")}
          placeholder={t("console.filter")}
          className="h-7 min-w-0 grow rounded-md border bg-canvas px-2 text-xs"
          value={filter}
          onChange={(event) => onFilter(event.target.value)}
        />
        <Tooltip text={t("console.bad_only")}>
          <Button
            kind="quiet"
            size="icon-sm"
            aria-label={t("console.bad_only")}
            aria-pressed={badOnly}
            className="aria-pressed:bg-danger-soft aria-pressed:text-danger"
            onClick={() => setBadOnly(!badOnly)}
          >
            <CircleAlert />
          </Button>
        </Tooltip>
        <Tooltip text={t(held ? "console.resume" : "console.pause")}>
          <Button
            kind="quiet"
            size="icon-sm"
            aria-label={t(held ? "console.resume" : "console.pause")}
            onClick={() => setHeld(held ? undefined : live)}
          >
            {held ? <Play /> : <Pause />}
          </Button>
        </Tooltip>
        <Tooltip text={t("console.clear")}>
          <Button kind="quiet" size="icon-sm" aria-label={t("console.clear")} onClick={clear}>
            <Eraser />
          </Button>
        </Tooltip>
      </div>
      {held && (
        <p className="border-b bg-warning-soft px-3 py-1 text-xs text-warning">
          {t("console.paused", { count: Math.max(0, missed) })}
        </p>
      )}
      {groups.length ? (
        <Lines groups={groups} workspace={workspace} />
      ) : (
        <p className="p-3 text-muted">{t(lines.length ? "console.none_match" : "console.empty")}</p>
      )}
    </>
  );
}

/** How near to its end a list still counts as being there, in pixels. */
const NEAR = 24;

function Lines({ groups, workspace }: { groups: Group[]; workspace: Workspace }) {
  const { t } = useTranslation("editor-run");
  const list = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  // biome-ignore lint/correctness/useExhaustiveDependencies: whoever reads the end goes on to read the end
  useEffect(() => {
    if (isAtEnd.current && list.current) list.current.scrollTop = list.current.scrollHeight;
  }, [groups]);
  return (
    <div
      ref={list}
      role="log"
      aria-live="off"
      aria-label={t("console.title")}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is to be reached by keyboard
      tabIndex={0}
      onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
        isAtEnd.current = scrollHeight - scrollTop - clientHeight < NEAR;
      }}
      className="min-h-0 grow overflow-auto pb-2 font-mono text-xs focus-visible:-outline-offset-2"
    >
      {groups.map((group) => (
        <Request key={group.lines[0]?.seq} group={group} size={group.lines.length} workspace={workspace} />
      ))}
    </div>
  );
}

const Request = memo(
  function Request({ group, workspace }: { group: Group; size: number; workspace: Workspace }) {
    const { t } = useTranslation("editor-run");
    const [first] = group.lines;
    if (!first) return null;
    return (
      <section className="border-b">
        <h2 className="flex items-center gap-2 px-3 pt-1.5 font-sans text-xs text-muted">
          {group.isBad && <CircleAlert aria-label={t("console.bad")} className="size-3.5 text-danger" />}
          <time dateTime={first.at}>{time(first.at)}</time>
          {first.request_id ? (
            <span>
              {t("console.request")} <code>{first.request_id}</code>
            </span>
          ) : (
            <span>{t("console.no_request")}</span>
          )}
          {first.version !== "workspace" && <Badge>{first.version}</Badge>}
        </h2>
        <ol className="pb-1.5">
          {group.lines.map((line, place) => (
            <li
              key={line.seq}
              className={cn(
                "border-l-2 px-3 whitespace-pre-wrap wrap-anywhere",
                isBad(line)
                  ? "border-danger bg-danger-soft text-danger"
                  : line.stream === "warn"
                    ? "border-warning bg-warning-soft text-warning"
                    : "border-transparent",
              )}
            >
              {MARKED.has(line.stream) && line.stream !== group.lines[place - 1]?.stream && (
                <span className="mr-2 font-semibold">{line.stream}</span>
              )}
              <LineText workspace={workspace} text={line.line} />
            </li>
          ))}
        </ol>
      </section>
    );
  },
  // Groups are made anew with each line; most of them are what they were.
  (before, after) =>
    before.size === after.size &&
    before.workspace === after.workspace &&
    sameLines(before.group, after.group),
);

const sameLines = (one: Group, other: Group) =>
  one.lines[0] === other.lines[0] && one.lines.at(-1) === other.lines.at(-1);

/** Streams that are not to be told by colour alone. */
const MARKED: ReadonlySet<LogLine["stream"]> = new Set(["error", "critical", "warn", "platform"]);

const time = (at: string) =>
  at.slice(11, 19) && new Date(at).toLocaleTimeString(undefined, { hour12: false });
