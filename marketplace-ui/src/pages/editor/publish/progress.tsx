import { CircleAlert, CircleCheck } from "lucide-react";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Progress } from "@/components/ui/parts";
import { LineText } from "../console/line-text";
import type { Workspace } from "../workspace/workspace";
import { type Building, hasEnded } from "./use-build";

/** How far a build is, and what it says. */
export function BuildProgress({ building, workspace }: { building: Building; workspace: Workspace }) {
  const { t } = useTranslation("editor-run");
  const { build, lines } = building;
  const log = useRef<HTMLElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the newest line is the one to read
  useEffect(() => {
    if (log.current) log.current.scrollTop = log.current.scrollHeight;
  }, [lines]);
  const step = build.step || t(`publish.building.${build.state}`);
  return (
    <div className="flex flex-col gap-2">
      {!hasEnded(build) && <Progress value={build.progress / 100} label={t("publish.progress")} />}
      <p role="status" className="flex items-center gap-2">
        {build.state === "failed" && <CircleAlert aria-hidden className="size-4 shrink-0 text-danger" />}
        {build.state === "succeeded" && <CircleCheck aria-hidden className="size-4 shrink-0 text-success" />}
        {hasEnded(build) ? t(`publish.building.${build.state}`) : step}
      </p>
      {build.error && (
        <pre
          role="alert"
          className="rounded-md border border-danger bg-danger-soft p-3 text-xs whitespace-pre-wrap wrap-anywhere"
        >
          <Linked text={build.error} workspace={workspace} />
        </pre>
      )}
      {lines.length > 0 && (
        <section
          ref={log}
          aria-label={t("publish.log")}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is to be reached by keyboard
          tabIndex={0}
          className="max-h-56 min-h-24 overflow-auto rounded-md border bg-canvas p-3"
        >
          <pre className="text-xs whitespace-pre-wrap wrap-anywhere">
            {lines.map(({ line, text }) => (
              <div key={line}>
                <Linked text={text} workspace={workspace} />
              </div>
            ))}
          </pre>
        </section>
      )}
    </div>
  );
}

function Linked({ text, workspace }: { text: string; workspace: Workspace }) {
  return text.split("\n").map((line, place) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the lines of a text do not change places
    <div key={place}>
      <LineText workspace={workspace} text={line} />
    </div>
  ));
}
