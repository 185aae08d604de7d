import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ChevronLeft } from "lucide-react";
import { useCallback, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Plugin } from "@/api/client";
import { Button } from "@/components/ui/button";
import { CodePane } from "../code/pane";
import { BottomPanel } from "../console/bottom-panel";
import { Palette } from "../palette/palette";
import { Preview } from "../preview/preview";
import { PublishButton } from "../publish/publish-button";
import { StatusBar } from "../status/status-bar";
import type { Tree } from "./files";
import { Layout, type Pane } from "./layout";
import { keepUp } from "./live";
import { Deleted, Leaving } from "./parting";
import { Side, type View } from "./side";
import { useCommands } from "./use-commands";
import { useWorkspace, Workspace } from "./workspace";

/** All of the editor, around one workspace. */
export function Editor({ plugin, tree }: { plugin: Plugin; tree: Tree }) {
  const { t } = useTranslation("editor");
  const [workspace] = useState(() => new Workspace(plugin, tree));
  const [view, setView] = useState<View>("files");
  const [pane, setPane] = useState<Pane>("side");
  const show = useCallback((view: View) => {
    setView(view);
    setPane("side");
  }, []);
  const showBottom = useCallback(() => setPane("bottom"), []);
  useLive(workspace);
  useEffect(() => {
    workspace.set({ plugin });
  }, [workspace, plugin]);
  // On narrow screens, what is opened comes to the front.
  const active = useWorkspace(workspace, ({ active }) => active);
  const place = useWorkspace(workspace, ({ place }) => place);
  useEffect(() => {
    if (active || place) setPane("code");
  }, [active, place]);
  useCommands(workspace, show);

  return (
    <>
      <main className="flex min-h-0 grow flex-col">
        <div className="flex h-11 shrink-0 items-center gap-2 border-b bg-surface px-2">
          <Button asChild kind="quiet" size="sm" className="min-w-0 shrink">
            <Link
              to="/p/$owner/$name"
              params={{ owner: plugin.owner.name, name: plugin.name }}
              aria-label={t("back", { plugin: plugin.title || plugin.name })}
            >
              <ChevronLeft aria-hidden />
              <h1 className="truncate text-sm">{plugin.title || plugin.name}</h1>
            </Link>
          </Button>
          <div className="ml-auto flex items-center gap-2">
            <PublishButton workspace={workspace} />
          </div>
        </div>
        <Layout
          pane={pane}
          onPane={setPane}
          side={<Side workspace={workspace} view={view} onView={setView} />}
          code={<CodePane workspace={workspace} />}
          preview={<Preview workspace={workspace} />}
          bottom={<BottomPanel workspace={workspace} onShow={showBottom} />}
        />
      </main>
      <StatusBar workspace={workspace} />
      <Palette workspace={workspace} />
      <Deleted workspace={workspace} />
      <Leaving workspace={workspace} />
    </>
  );
}

/** Follows what happens to the plugin elsewhere, for as long as the editor is open. */
function useLive(workspace: Workspace) {
  const queries = useQueryClient();
  useEffect(() => {
    const { id } = workspace.plugin;
    const onPlugin = () => void queries.invalidateQueries({ queryKey: ["plugin", id] });
    const end = new AbortController();
    void keepUp(workspace, end.signal, onPlugin);
    // A sleeping machine hears nothing; and who looks at something else wants to see what is written here.
    const look = () =>
      void (document.visibilityState === "visible" ? workspace.refresh() : workspace.saveAll()).catch(
        () => undefined,
      );
    document.addEventListener("visibilitychange", look);
    return () => {
      end.abort();
      document.removeEventListener("visibilitychange", look);
    };
  }, [workspace, queries]);
}
