import { type FormEvent, type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { asProblem, type Problem } from "@/api/problem";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Trouble } from "@/components/ui/parts";

interface QuestionProps {
  title: ReactNode;
  description?: ReactNode;
  /** The verb on the button. */
  action: string;
  danger?: boolean;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onAnswer: () => Promise<unknown>;
  /** The names of the fields within, which say by themselves what is wrong with them. */
  fields?: string[];
  children?: (problem: Problem | undefined) => ReactNode;
}

/** Asks for a few words before something is done, and stays until it is done. */
export function QuestionDialog({
  action,
  danger,
  onAnswer,
  children,
  fields = [],
  ...dialog
}: QuestionProps) {
  const { t } = useTranslation();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const answer = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem(undefined);
    try {
      await onAnswer();
      dialog.onOpenChange(false);
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setBusy(false);
    }
  };
  const isTold = problem !== undefined && fields.some((field) => problem.field(field));
  return (
    <Dialog {...dialog}>
      <form onSubmit={answer} className="flex flex-col gap-4">
        {children?.(problem)}
        {problem && !isTold && <Trouble error={problem} />}
        <div className="flex justify-end gap-2">
          <Button onClick={() => dialog.onOpenChange(false)}>{t("cancel")}</Button>
          <Button type="submit" kind={danger ? "danger" : "primary"} disabled={busy}>
            {action}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

export interface OpenQuestion {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}
