import { Pause, Play, X } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Plugin } from "@/api/client";
import { Button } from "@/components/ui/button";
import { Input, Select } from "@/components/ui/field";
import { Empty, Trouble } from "@/components/ui/parts";
import { useQueryWords } from "@/lib/use-query-words";
import { LineRow } from "./line";
import { LEVELS, type Level, matching } from "./matching";
import { type LogLine, useLog } from "./use-log";

/** What the plugin writes, live. */
export function Logs({ plugin }: { plugin: Plugin }) {
  const { t } = useTranslation("plugin");
  const { lines, error } = useLog(plugin.id);
  const [words, setWords] = useQueryWords();
  const [text, setText] = useState("");
  const [level, setLevel] = useState<Level>("all");
  // What was to see when it was paused.
  const [held, setHeld] = useState<readonly LogLine[]>();
  const { request } = words;
  const shown = matching(held ?? lines, { text, level, request });
  const last = held?.at(-1)?.seq ?? 0;
  const missed = held ? lines.filter(({ seq }) => seq > last).length : 0;
  const isNarrowed = Boolean(text || request || level !== "all");
  return (
    <section aria-label={t("tabs.logs")} className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center gap-2">
        <Input
          type="search"
          aria-label={t("logs.filter")}
          placeholder={t("logs.filter")}
          value={text}
          onChange={(event) => setText(event.target.value)}
          className="min-w-40 grow basis-40 sm:max-w-80"
        />
        <Select
          aria-label={t("logs.level")}
          value={level}
          onChange={(event) => setLevel(event.target.value as Level)}
          className="w-auto"
        >
          {LEVELS.map((level) => (
            <option key={level} value={level}>
              {t(`logs.levels.${level}`)}
            </option>
          ))}
        </Select>
        {request && (
          <Button size="sm" kind="quiet" onClick={() => setWords({ request: undefined })}>
            {t("logs.request", { request })}
            <X aria-hidden />
            <span className="sr-only">{t("logs.all_requests")}</span>
          </Button>
        )}
        <Button className="ml-auto" onClick={() => setHeld(held ? undefined : lines)}>
          {held ? <Play aria-hidden /> : <Pause aria-hidden />}
          {held ? (missed > 0 ? t("logs.follow_new", { count: missed }) : t("logs.follow")) : t("logs.pause")}
        </Button>
      </div>
      {error !== undefined && <Trouble error={error} />}
      {shown.length ? (
        <Lines
          lines={shown}
          isFollowing={!held}
          onRequest={(request) => setWords({ request })}
          request={request}
        />
      ) : (
        <Empty title={t(isNarrowed ? "logs.nothing_found" : "logs.none")}>
          {!isNarrowed && t("logs.none_about")}
        </Empty>
      )}
    </section>
  );
}

interface LinesProps {
  lines: readonly LogLine[];
  isFollowing: boolean;
  request: string | undefined;
  onRequest: (request: string) => void;
}

/** How near to its end a list counts as being there, in pixels. */
const NEAR = 40;

function Lines({ lines, isFollowing, request, onRequest }: LinesProps) {
  const { t } = useTranslation("plugin");
  const list = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  const newest = lines.at(-1)?.seq;
  // biome-ignore lint/correctness/useExhaustiveDependencies: whatever comes last is to be seen
  useEffect(() => {
    if (isFollowing && isAtEnd.current) list.current?.scrollTo({ top: list.current.scrollHeight });
  }, [newest, isFollowing]);
  return (
    <div
      ref={list}
      role="log"
      aria-label={t("logs.lines")}
      aria-live={isFollowing ? "polite" : "off"}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it is scrolled by keyboard too
      tabIndex={0}
      onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
        isAtEnd.current = scrollHeight - scrollTop - clientHeight < NEAR;
      }}
      className="h-[min(60vh,40rem)] min-h-64 overflow-auto rounded-md border bg-surface py-1 font-mono text-xs"
    >
      {lines.map((line, place) => (
        <LineRow
          key={line.seq}
          line={line}
          isNewRequest={line.request_id !== lines[place - 1]?.request_id}
          onRequest={request ? undefined : onRequest}
        />
      ))}
    </div>
  );
}
