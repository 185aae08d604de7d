import { useQueryClient } from "@tanstack/react-query";
import { Rocket } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, body } from "@/api/client";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import type { Workspace } from "../workspace/workspace";
import { type Published, PublishForm, type Wanted } from "./form";
import { BuildProgress } from "./progress";
import { Result } from "./result";
import { hasEnded, useBuild } from "./use-build";

/** Leads from the workspace to a version; what it says while that is built can be read again until it has ended. */
export function PublishButton({ workspace }: { workspace: Workspace }) {
  const { t } = useTranslation("editor-run");
  const queries = useQueryClient();
  const [isOpen, setOpen] = useState(false);
  const [published, setPublished] = useState<Published>();
  const [wanted, setWanted] = useState<Wanted>();
  const [before, setBefore] = useState<string | null>(null);
  const [isKnown, setKnown] = useState(false);
  const building = useBuild(published?.build ?? undefined);
  const build = building?.build;
  const isBuilding = build !== undefined && !hasEnded(build);
  const isReady = published?.version && (!published.build || build?.state === "succeeded");
  const { id } = workspace.plugin;

  useEffect(
    () =>
      workspace.commands.register({
        id: "publish",
        title: t("publish.command"),
        run: () => setOpen(true),
      }),
    [workspace, t],
  );
  const state = build?.state;
  useEffect(() => {
    if (state !== "succeeded" && state !== "failed") return;
    void queries.invalidateQueries({ queryKey: ["plugin", id] });
    void body(api.GET("/api/v1/plugins/{plugin}", { params: { path: { plugin: id } } }))
      .then((plugin) => workspace.set({ plugin }))
      .catch(() => undefined)
      .finally(() => setKnown(true));
  }, [state, id, queries, workspace]);

  const close = () => {
    setOpen(false);
    if (isBuilding) return;
    setPublished(undefined);
    setWanted(undefined);
  };
  const start = (published: Published, wanted: Wanted) => {
    setWanted(wanted);
    setBefore(workspace.plugin.version ?? null);
    setKnown(!published.build);
    setPublished(published);
  };
  const version = published?.version?.version ?? "";
  return (
    <>
      <Button kind="primary" size="sm" onClick={() => setOpen(true)}>
        <Rocket aria-hidden />
        {isBuilding ? t("publish.percent", { percent: build.progress }) : t("publish.publish")}
      </Button>
      <Dialog
        open={isOpen}
        onOpenChange={(isOpen) => (isOpen ? setOpen(true) : close())}
        title={published ? t("publish.title_of", { version }) : t("publish.title")}
        className="w-[min(44rem,calc(100vw-2rem))]"
      >
        {!published && (
          <PublishForm workspace={workspace} before={wanted} onPublished={start} onCancel={close} />
        )}
        {building && <BuildProgress building={building} workspace={workspace} />}
        {isReady && isKnown && <Result workspace={workspace} version={version} before={before} />}
        {build?.state === "failed" && (
          <div className="flex justify-end">
            <Button onClick={() => setPublished(undefined)}>{t("publish.again")}</Button>
          </div>
        )}
      </Dialog>
    </>
  );
}
