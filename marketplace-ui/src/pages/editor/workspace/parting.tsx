import { useBlocker, useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import { Confirm, Dialog } from "@/components/ui/dialog";
import { useWorkspace, type Workspace } from "./workspace";

/** The plugin is gone, and its editor with it. */
export function Deleted({ workspace }: { workspace: Workspace }) {
  const { t } = useTranslation("editor");
  const navigate = useNavigate();
  const isDeleted = useWorkspace(workspace, ({ isDeleted }) => isDeleted);
  const leave = () => navigate({ to: "/", replace: true });
  return (
    <Dialog
      open={isDeleted}
      onOpenChange={(open) => !open && void leave()}
      title={t("deleted.title")}
      description={t("deleted.text", { plugin: workspace.plugin.title || workspace.plugin.name })}
    >
      <div className="flex justify-end">
        <Button kind="primary" onClick={leave}>
          {t("deleted.leave")}
        </Button>
      </div>
    </Dialog>
  );
}

/** Saves whatever can be saved before the page is left, and asks where something cannot. */
export function Leaving({ workspace }: { workspace: Workspace }) {
  const { t } = useTranslation("editor");
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: async () => {
      if (workspace.isDeleted) return false;
      await workspace.saveAll();
      return workspace.hasUnsaved;
    },
    enableBeforeUnload: () => workspace.hasUnsaved && !workspace.isDeleted,
    withResolver: true,
  });
  return (
    <Confirm
      open={status === "blocked"}
      onOpenChange={(open) => !open && reset?.()}
      title={t("leaving.title")}
      description={t("leaving.text", {
        files: workspace.open
          .filter((file) => file.isUnsaved)
          .map((file) => file.path)
          .join(", "),
      })}
      action={t("leaving.leave")}
      danger
      onConfirm={() => proceed?.()}
    />
  );
}
