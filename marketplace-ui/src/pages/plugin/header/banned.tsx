import { Ban } from "lucide-react";
import { useTranslation } from "react-i18next";

/** Says that a plugin is stopped, and why. */
export function Banned({ reason }: { reason: string }) {
  const { t } = useTranslation("plugin");
  return (
    <section
      aria-label={t("banned.title")}
      className="flex gap-3 rounded-md border border-danger bg-danger-soft p-3"
    >
      <Ban aria-hidden className="mt-0.5 size-4 shrink-0 text-danger" />
      <div className="min-w-0 break-words">
        <p className="font-medium">{t("banned.title")}</p>
        <p>{reason}</p>
      </div>
    </section>
  );
}
