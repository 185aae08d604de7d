import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import { Skeleton, Trouble } from "@/components/ui/parts";
import { history } from "../workspace/operations";
import { nameOf } from "../workspace/paths";
import { useWorkspace, type Workspace } from "../workspace/workspace";
import { SaveItem } from "./save";

/** Who saved what, and when: of the active file, or of all. */
export function HistoryPane({ workspace }: { workspace: Workspace }) {
  const { t } = useTranslation("editor");
  const active = useWorkspace(workspace, ({ active }) => active);
  const revision = useWorkspace(workspace, ({ revision }) => revision);
  const [wantsAll, setWantsAll] = useState(false);
  const path = wantsAll || active === null ? undefined : active;
  const saves = useInfiniteQuery({
    queryKey: ["workspace", workspace.plugin.id, "history", path, revision],
    queryFn: ({ pageParam }) => history(workspace, path, pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: (before, query) => (query?.queryKey[3] === path ? before : undefined),
  });
  const items = saves.data?.pages.flatMap((page) => page.items) ?? [];
  const scopes = [
    { isAll: false, label: active === null ? t("history.file") : nameOf(active), disabled: active === null },
    { isAll: true, label: t("history.all"), disabled: false },
  ];
  return (
    <div className="flex min-h-0 grow flex-col">
      <fieldset aria-label={t("history.scope")} className="flex gap-1 border-b p-2">
        {scopes.map(({ isAll, label, disabled }) => (
          <Button
            key={String(isAll)}
            kind="quiet"
            size="sm"
            disabled={disabled}
            aria-pressed={(path === undefined) === isAll}
            onClick={() => setWantsAll(isAll)}
            className="min-w-0 shrink aria-pressed:bg-accent-soft"
          >
            <span className="truncate">{label}</span>
          </Button>
        ))}
      </fieldset>
      <div className="min-h-0 grow overflow-auto">
        {saves.error ? (
          <div className="p-2">
            <Trouble error={saves.error} onRetry={() => void saves.refetch()} />
          </div>
        ) : saves.isPending ? (
          <div className="flex flex-col gap-3 p-3">
            <Skeleton className="h-8" />
            <Skeleton className="h-8" />
            <Skeleton className="h-8" />
          </div>
        ) : items.length === 0 ? (
          <p className="p-3 text-muted">{t("history.nothing")}</p>
        ) : (
          <ol aria-label={t("history.saves")}>
            {items.map((save) => (
              <SaveItem key={save.save} workspace={workspace} save={save} path={path} />
            ))}
          </ol>
        )}
        {saves.hasNextPage && (
          <div className="p-2">
            <Button
              size="sm"
              className="w-full"
              disabled={saves.isFetching}
              onClick={() => void saves.fetchNextPage()}
            >
              {t("history.more")}
            </Button>
          </div>
        )}
      </div>
    </div>
  );
}
