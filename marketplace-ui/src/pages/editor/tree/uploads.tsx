import { X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Progress } from "@/components/ui/parts";
import type { UploadsState } from "./use-uploads";

/** How far an upload is, and what it wants to know. */
export function Uploads({ uploads: { part, count, asks, answer, cancel } }: { uploads: UploadsState }) {
  const { t } = useTranslation("editor");
  return (
    <>
      <div role="status">
        {part !== undefined && (
          <div className="flex items-center gap-2 border-t p-2 text-xs">
            <div className="min-w-0 grow">
              <p className="mb-1 truncate">{t("uploading", { count })}</p>
              <Progress value={part} label={t("uploading", { count })} />
            </div>
            <Button kind="quiet" size="icon-sm" aria-label={t("common:cancel")} onClick={cancel}>
              <X />
            </Button>
          </div>
        )}
      </div>
      <Dialog
        open={asks !== undefined}
        onOpenChange={(open) => !open && cancel()}
        title={asks && t(`${asks}_question.title`)}
        description={asks && t(`${asks}_question.text`)}
      >
        <div className="flex flex-wrap justify-end gap-2">
          <Button onClick={cancel}>{t("common:cancel")}</Button>
          {asks === "unpack" && <Button onClick={() => answer(false)}>{t("unpack_question.keep")}</Button>}
          <Button kind={asks === "overwrite" ? "danger" : "primary"} onClick={() => answer(true)}>
            {asks === "overwrite" ? t("overwrite") : t("unpack_question.unpack")}
          </Button>
        </div>
      </Dialog>
    </>
  );
}
