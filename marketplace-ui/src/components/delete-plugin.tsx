import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { call, type Plugin } from "@/api/client";
import { removeListed } from "@/api/listed";
import { Confirm } from "./ui/dialog";
import { complain, tell } from "./ui/toast";

/** Asks, says what else goes, and deletes. */
export function DeletePlugin({ plugin, onClose }: { plugin: Plugin; onClose: (deleted: boolean) => void }) {
  const { t } = useTranslation("home");
  const queries = useQueryClient();
  const name = plugin.title || plugin.name;
  const remove = async () => {
    await call(`/api/v1/plugins/${plugin.id}`, { method: "DELETE" });
    removeListed(queries, plugin.id);
    void queries.invalidateQueries({ queryKey: ["plugins"] });
    tell(t("delete.done", { name }));
    onClose(true);
  };
  return (
    <Confirm
      open
      onOpenChange={(open) => !open && onClose(false)}
      title={t("delete.title", { name })}
      description={t("delete.text", { address: plugin.address })}
      action={t("delete.action")}
      danger
      onConfirm={() => remove().catch(complain)}
    />
  );
}
