import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { CaseSensitive, Replace } from "lucide-react";
import { useDeferredValue, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/field";
import { Skeleton, Trouble } from "@/components/ui/parts";
import { complain, tell } from "@/components/ui/toast";
import { Tooltip } from "@/components/ui/tooltip";
import { search } from "../workspace/operations";
import { useWorkspace, type Workspace } from "../workspace/workspace";
import type { Wanted } from "./replace";
import { grouped, replaceIn } from "./results";
import { Results } from "./results-list";

/** How long after the last key the platform is asked, in milliseconds. */
const TYPING_PAUSE = 250;

/** Looks in the names of files and in their lines, and replaces what it finds. */
export function SearchPane({ workspace, isSeen }: { workspace: Workspace; isSeen: boolean }) {
  const { t } = useTranslation("editor");
  const [typed, setTyped] = useState("");
  const [matchCase, setMatchCase] = useState(false);
  const [replacement, setReplacement] = useState<string>();
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [isBusy, setBusy] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const text = useSettled(typed);
  const revision = useWorkspace(workspace, ({ revision }) => revision);
  const wanted: Wanted = { text, matchCase };
  const found = useQuery({
    queryKey: ["workspace", workspace.plugin.id, "search", text, revision],
    queryFn: ({ signal }) => search(workspace, text, signal),
    enabled: isSeen && text !== "",
    placeholderData: keepPreviousData,
  });
  useEffect(() => {
    if (isSeen) input.current?.select();
  }, [isSeen]);

  const files = useDeferredValue(text && found.data ? grouped(found.data.matches, wanted) : []);
  const chosen = files
    .filter(({ path, lines }) => lines.length > 0 && !left.has(path))
    .map(({ path }) => path);
  const isReplacing = replacement !== undefined;
  const replaceAll = async () => {
    setBusy(true);
    const { count, failed } = await replaceIn(workspace, chosen, wanted, replacement ?? "");
    setBusy(false);
    if (count > 0) tell(t("search.replaced", { count, files: chosen.length - failed.length }));
    for (const { error } of failed) complain(error);
  };

  return (
    <div className="flex min-h-0 grow flex-col">
      <search className="flex flex-col gap-2 border-b p-2">
        <div className="flex gap-1">
          <Input
            ref={input}
            type="search"
            aria-label={t("search.label")}
            placeholder={t("search.label")}
            maxLength={200}
            spellCheck={false}
            className="h-8 px-2"
            value={typed}
            onChange={({ target }) => setTyped(target.value)}
          />
          <Tooltip text={t("search.case")}>
            <Button
              kind="quiet"
              size="icon-sm"
              className="size-8 aria-pressed:bg-accent-soft"
              aria-label={t("search.case")}
              aria-pressed={matchCase}
              onClick={() => setMatchCase(!matchCase)}
            >
              <CaseSensitive />
            </Button>
          </Tooltip>
          <Tooltip text={t("search.replace")}>
            <Button
              kind="quiet"
              size="icon-sm"
              className="size-8 aria-pressed:bg-accent-soft"
              aria-label={t("search.replace")}
              aria-pressed={isReplacing}
              onClick={() => setReplacement(isReplacing ? undefined : "")}
            >
              <Replace />
            </Button>
          </Tooltip>
        </div>
        {isReplacing && (
          <>
            <Input
              aria-label={t("search.with")}
              placeholder={t("search.with")}
              spellCheck={false}
              className="h-8 px-2"
              value={replacement}
              onChange={({ target }) => setReplacement(target.value)}
            />
            <Button kind="primary" size="sm" disabled={chosen.length === 0 || isBusy} onClick={replaceAll}>
              {t("search.replace_in", { count: chosen.length })}
            </Button>
          </>
        )}
      </search>
      <div className="min-h-0 grow overflow-auto pb-2" aria-busy={found.isFetching}>
        {found.error ? (
          <div className="p-2">
            <Trouble error={found.error} onRetry={() => void found.refetch()} />
          </div>
        ) : text === "" ? (
          <p className="p-3 text-muted">{t("search.hint")}</p>
        ) : found.data ? (
          <Results
            workspace={workspace}
            files={files}
            wanted={wanted}
            replacement={replacement}
            isTruncated={found.data.truncated}
            left={left}
            onLeft={setLeft}
          />
        ) : (
          <div className="flex flex-col gap-2 p-3">
            <Skeleton className="h-4 w-3/4" />
            <Skeleton className="h-4 w-1/2" />
          </div>
        )}
      </div>
    </div>
  );
}

/** A value once it has stopped to change. */
function useSettled(value: string): string {
  const [settled, settle] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => settle(value), TYPING_PAUSE);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}
