import { useCallback, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import { Progress, Skeleton, Trouble } from "@/components/ui/parts";
import { askFraming } from "@/lib/framing";
import { watchOf } from "../problems/watch";
import { useWorkspace, type Workspace } from "../workspace/workspace";
import { AddressBar } from "./address-bar";
import { asPath, below, type Draft, useDraft } from "./draft";
import { Frames } from "./frames";
import { Stage } from "./stage";
import type { Width } from "./widths";

/** The plugin as it is in the workspace, beside the code. */
export function Preview({ workspace }: { workspace: Workspace }) {
  const { t } = useTranslation("editor-run");
  const plugin = useWorkspace(workspace, ({ plugin }) => plugin);
  const { draft, error, retry } = useDraft(plugin);
  const [path, setPath] = useState("/");
  const [turn, setTurn] = useState(0);
  const [width, setWidth] = useState<Width>("full");
  const [isLoading, setLoading] = useState(false);
  const [hasMoved, setMoved] = useState(false);
  const [wrongPath, setWrongPath] = useState(false);
  const src = draft && below(draft.url, path);
  const forbidden = useForbidden(draft, path, turn);

  const reload = useCallback(() => {
    setMoved(false);
    setTurn((turn) => turn + 1);
  }, []);
  const go = (text: string) => {
    // What is typed before it is known where the draft answers is shown once that is.
    const path = asPath(text, draft);
    const isWrong = below(draft?.url ?? location.origin, path) === null;
    setWrongPath(isWrong);
    if (isWrong) return;
    setPath(path);
    reload();
  };

  const isDraft = draft?.version === null;
  useEffect(() => (isDraft ? workspace.onSaved(reload) : undefined), [workspace, isDraft, reload]);
  useEffect(
    () =>
      workspace.commands.register({
        id: "preview.reload",
        title: t("preview.reload"),
        keys: "Mod-Alt-R",
        run: reload,
      }),
    [workspace, reload, t],
  );
  const shown = useCallback(() => watchOf(workspace).answered(), [workspace]);

  const note = draft?.version
    ? t("preview.published", { version: draft.version })
    : plugin.kind === "component" && t("preview.component");
  return (
    <div className="flex min-h-0 grow flex-col" aria-busy={isLoading && !forbidden}>
      <AddressBar
        path={path}
        href={src ?? undefined}
        isWrong={wrongPath}
        hasMoved={hasMoved}
        width={width}
        onPath={go}
        onReload={reload}
        onWidth={setWidth}
      />
      <div className="relative h-0">{isLoading && !forbidden && <Loading />}</div>
      {wrongPath && (
        <p id="preview-error" role="alert" className="border-b bg-danger-soft px-3 py-1 text-xs text-danger">
          {t("preview.wrong_path")}
        </p>
      )}
      {note && <p className="border-b bg-raised px-3 py-1 text-xs text-muted">{note}</p>}
      {error ? (
        <div className="p-3">
          <Trouble error={error} onRetry={retry} />
        </div>
      ) : !src || !draft ? (
        <Skeleton className="m-3 grow" />
      ) : forbidden ? (
        <Forbidden reason={forbidden} href={src} />
      ) : (
        <Stage width={width}>
          <Frames
            wanted={{ src, turn }}
            title={t("preview.frame", { plugin: plugin.title || plugin.name })}
            isOwnOrigin={new URL(src).origin !== location.origin}
            onLoading={setLoading}
            onShown={shown}
            onMoved={() => setMoved(true)}
          />
        </Stage>
      )}
    </div>
  );
}

/** Waits of less than a moment are not worth a word. */
function Loading() {
  const { t } = useTranslation("editor-run");
  const [isLong, setLong] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLong(true), 300);
    return () => clearTimeout(timer);
  }, []);
  return isLong && <Progress value={undefined} label={t("preview.loading")} />;
}

/**
 * Why the page at a path may not be shown in a frame. Asked once for a path, and at each turn where it may not. Never of
 * a draft: whoever has a ticket may frame what it opens.
 */
function useForbidden(draft: Draft | undefined, path: string, turn: number): string | undefined {
  const [answer, setAnswer] = useState<{ address: string; reason: string | undefined }>();
  const address = draft?.version ? below(draft.path, path) : null;
  const isSameOrigin = draft?.url.startsWith(location.origin) ?? false;
  const isKnown = answer?.address === address && !answer?.reason;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another version may allow it
  useEffect(() => {
    if (!address || isKnown) return;
    const end = new AbortController();
    void askFraming(address, isSameOrigin, end.signal).then((reason) => {
      if (!end.signal.aborted) setAnswer({ address, reason });
    });
    return () => end.abort();
  }, [address, isSameOrigin, isKnown, turn]);
  return address && answer?.address === address ? answer.reason : undefined;
}

function Forbidden({ reason, href }: { reason: string; href: string }) {
  const { t } = useTranslation("editor-run");
  return (
    <div className="flex min-h-0 grow flex-col items-center justify-center gap-3 overflow-auto p-6 text-center">
      <p className="text-base font-medium">{t("preview.forbidden")}</p>
      <code className="rounded bg-raised px-2 py-1 text-xs break-all">{reason}</code>
      <p className="max-w-prose text-muted">{t("preview.forbidden_hint")}</p>
      <Button asChild kind="primary">
        <a href={href} target="_blank" rel="noreferrer">
          {t("preview.window")}
        </a>
      </Button>
    </div>
  );
}
