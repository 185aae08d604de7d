import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { complain } from "@/components/ui/toast";
import type { View } from "./side";
import type { Workspace } from "./workspace";

/** The commands that belong to no pane, and the keys of all commands. */
export function useCommands(workspace: Workspace, show: (view: View) => void) {
  const { t } = useTranslation("editor");
  useEffect(() => {
    const step = (by: number) => {
      const { open, active } = workspace;
      const place = open.findIndex((file) => file.path === active);
      const next = open[(place + by + open.length) % open.length];
      if (next) void workspace.openFile(next.path);
    };
    const close = () => workspace.active !== null && workspace.close(workspace.active);
    return workspace.commands.register(
      { id: "save", title: t("commands.save"), keys: "Mod-S", run: () => workspace.saveAll() },
      { id: "search", title: t("commands.search"), keys: "Mod-Shift-F", run: () => show("search") },
      { id: "files", title: t("commands.files"), keys: "Mod-Shift-E", run: () => show("files") },
      { id: "history", title: t("commands.history"), keys: "Mod-Shift-H", run: () => show("history") },
      { id: "refresh", title: t("commands.refresh"), run: () => workspace.refresh() },
      { id: "tab.close", title: t("commands.close_tab"), keys: "Alt-W", run: close },
      { id: "tab.next", title: t("commands.next_tab"), keys: "Alt-PageDown", run: () => step(1) },
      { id: "tab.previous", title: t("commands.previous_tab"), keys: "Alt-PageUp", run: () => step(-1) },
    );
  }, [workspace, show, t]);

  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return;
      const command = workspace.commands.of(event);
      if (!command) return;
      event.preventDefault();
      void Promise.resolve(command.run()).catch(complain);
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, [workspace]);
}
