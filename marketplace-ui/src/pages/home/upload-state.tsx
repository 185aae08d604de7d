import { CircleAlert, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Problem } from "@/api/problem";
import { Button } from "@/components/ui/button";
import { Progress, Trouble } from "@/components/ui/parts";
import { bytes } from "@/lib/format";
import { adviceFor } from "./advice";
import { PublishedState } from "./published-state";
import type { Upload } from "./use-upload";

/** How far an upload is, and what came of it. */
export function UploadState({ state, onClose }: { state: Upload; onClose: () => void }) {
  const { t } = useTranslation("home");
  if (state.kind === "published") return <PublishedState published={state.published} onClose={onClose} />;
  if (state.kind === "failed") return <Refused name={state.name} problem={state.problem} onClose={onClose} />;
  const { name, sent, total } = state;
  const isSent = sent >= total;
  return (
    <div className="flex items-center gap-3 rounded-md border bg-surface p-3">
      <div className="flex min-w-0 grow flex-col gap-2">
        <p className="break-words">
          {isSent
            ? t("drop.checking", { name })
            : t("drop.sending", { name, sent: bytes(sent), total: bytes(total) })}
        </p>
        <Progress value={isSent ? undefined : sent / Math.max(total, 1)} label={name} />
      </div>
      {!isSent && (
        <Button size="sm" onClick={onClose}>
          {t("common:cancel")}
        </Button>
      )}
    </div>
  );
}

/** Why a zip was not taken, what to do about it, and the entry at fault as the platform names it. */
function Refused({ name, problem, onClose }: { name: string; problem: Problem; onClose: () => void }) {
  const { t } = useTranslation("home");
  const advice = adviceFor([problem.code, ...problem.errors.map(({ code }) => code)]);
  const close = (
    <Button kind="quiet" size="icon-sm" aria-label={t("common:close")} onClick={onClose}>
      <X />
    </Button>
  );
  if (!advice) {
    return (
      <div className="flex items-start gap-2">
        <div className="min-w-0 grow">
          <Trouble error={problem} />
        </div>
        {close}
      </div>
    );
  }
  return (
    <div role="alert" className="flex items-start gap-3 rounded-md border border-danger bg-danger-soft p-3">
      <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-danger" />
      <div className="min-w-0 grow wrap-anywhere">
        <p className="font-medium">{t("drop.refused", { name })}</p>
        <p>{t(`advice.${advice}`)}</p>
        <p className="text-muted">{problem.message}</p>
        {problem.errors.map(({ field, code, detail }) => (
          <p key={field + code} className="text-muted">
            <code>{field}</code> {detail}
          </p>
        ))}
      </div>
      {close}
    </div>
  );
}
