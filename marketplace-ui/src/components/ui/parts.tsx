import { CircleAlert, Copy } from "lucide-react";
import type { ComponentProps, ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { asProblem } from "@/api/problem";
import { cn } from "@/lib/class-names";
import { Button } from "./button";
import { tell } from "./toast";

const TONES = {
  plain: "bg-raised text-muted",
  accent: "bg-accent-soft text-accent-strong",
  good: "bg-success-soft text-success",
  warning: "bg-warning-soft text-warning",
  danger: "bg-danger-soft text-danger",
};

export function Badge({
  tone = "plain",
  className,
  ...props
}: ComponentProps<"span"> & { tone?: keyof typeof TONES }) {
  return <span className={cn("badge", TONES[tone], className)} {...props} />;
}

/** Where something will be. */
export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden className={cn("animate-pulse rounded-md bg-raised", className)} />;
}

/** How far something is, from 0 to 1; undefined where nobody knows. */
export function Progress({ value, label }: { value: number | undefined; label: string }) {
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={value === undefined ? undefined : Math.round(value * 100)}
      className="h-1.5 overflow-hidden rounded-full bg-raised"
    >
      <div
        className={cn(
          "h-full rounded-full bg-accent transition-[width]",
          value === undefined && "w-1/3 animate-pulse",
        )}
        style={value === undefined ? undefined : { width: `${value * 100}%` }}
      />
    </div>
  );
}

/** What to do where there is nothing yet. */
export function Empty({
  title,
  children,
  action,
}: {
  title: ReactNode;
  children?: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div className="flex flex-col items-center gap-3 rounded-md border border-dashed px-6 py-12 text-center">
      <div className="text-base font-medium">{title}</div>
      {children && <div className="max-w-prose text-muted">{children}</div>}
      {action}
    </div>
  );
}

/** What went wrong, and what can be done: with a way to try again, and the request's id where the platform failed. */
export function Trouble({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { t } = useTranslation();
  const problem = asProblem(error);
  return (
    <div role="alert" className="flex items-start gap-3 rounded-md border border-danger bg-danger-soft p-3">
      <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-danger" />
      <div className="min-w-0 grow">
        <p className="break-words">{problem.words}</p>
        {problem.errors.map((error) => (
          <p key={error.field + error.code} className="break-words text-muted">
            <code>{error.field}</code> {error.detail}
          </p>
        ))}
        {problem.requestId && problem.status >= 500 && (
          <p className="text-xs text-muted">
            {t("request_id")} <code>{problem.requestId}</code>
          </p>
        )}
      </div>
      {onRetry && (
        <Button size="sm" onClick={onRetry}>
          {t("try_again")}
        </Button>
      )}
    </div>
  );
}

/** A line to copy. */
export function CopyLine({ text, label }: { text: string; label: string }) {
  const { t } = useTranslation();
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    tell(t("copied"));
  };
  return (
    <div className="flex items-center gap-2 rounded-md border bg-raised py-1 pr-1 pl-3">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long one is scrolled by keyboard too */}
      <code tabIndex={0} className="min-w-0 grow overflow-x-auto text-xs whitespace-nowrap">
        {text}
      </code>
      <Button kind="quiet" size="icon-sm" onClick={copy} aria-label={label}>
        <Copy />
      </Button>
    </div>
  );
}
