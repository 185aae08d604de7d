import { memo } from "react";
import { useTranslation } from "react-i18next";
import { cn } from "@/lib/class-names";
import { dateTime } from "@/lib/format";
import type { LogLine } from "./use-log";

const TONES: Partial<Record<LogLine["stream"], string>> = {
  warn: "text-warning",
  error: "text-danger",
  critical: "text-danger",
  platform: "text-danger",
  debug: "text-muted",
  trace: "text-muted",
};

interface LineRowProps {
  line: LogLine;
  /** Whether it belongs to another request than the line above it. */
  isNewRequest: boolean;
  onRequest: ((request: string) => void) | undefined;
}

/** One line: when, which request, how grave, what. */
export const LineRow = memo(function LineRow({ line, isNewRequest, onRequest }: LineRowProps) {
  const { t } = useTranslation("plugin");
  const { at, request_id, stream, version } = line;
  return (
    <div
      className={cn(
        "flex gap-x-3 px-3 py-0.5 max-sm:flex-wrap",
        isNewRequest && "mt-1 border-t pt-1 first:mt-0 first:border-t-0",
      )}
      style={{ contentVisibility: "auto", containIntrinsicSize: "auto 20px" }}
    >
      <time dateTime={at} title={`${dateTime(at)} · ${version}`} className="shrink-0 text-muted">
        {clock(at)}
      </time>
      <span className={cn("w-14 shrink-0", TONES[stream] ?? "text-muted")}>{stream}</span>
      {request_id && onRequest ? (
        <button
          type="button"
          aria-label={t("logs.only", { request: request_id })}
          title={request_id}
          onClick={() => onRequest(request_id)}
          className={cn(
            "w-16 shrink-0 truncate text-left hover:underline",
            isNewRequest ? "text-accent" : "text-muted",
          )}
        >
          {request_id.slice(0, 8)}
        </button>
      ) : (
        <span className="w-16 shrink-0 text-muted">{request_id.slice(0, 8)}</span>
      )}
      <span className={cn("min-w-0 grow break-words whitespace-pre-wrap", TONES[stream])}>{line.line}</span>
    </div>
  );
});

const clock = (at: string) => {
  const time = new Date(at);
  const two = (value: number) => String(value).padStart(2, "0");
  return `${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}`;
};
