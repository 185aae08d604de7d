import i18next from "i18next";
import { complain } from "@/components/ui/toast";
import type { Undo } from "../workspace/operations";

/** What a notice offers beside what was done. */
export const wayBack = (undo: Undo) => ({
  label: i18next.t("editor:undo"),
  run: () => void undo().catch(complain),
});
