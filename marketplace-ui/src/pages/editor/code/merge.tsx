import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { MergeView } from "@codemirror/merge";
import { EditorState, type Extension } from "@codemirror/state";
import { EditorView, keymap, lineNumbers } from "@codemirror/view";
import { type ReactNode, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { loadLanguage } from "./languages";
import { basics, phrases } from "./setup";

interface Half {
  text: string;
  label: string;
}

interface MergeProps {
  path: string;
  title: ReactNode;
  left: Half;
  right: Half;
  /** With it, the right half can be changed and taken over. */
  onMerged?: (text: string) => void;
  onClose: () => void;
  /** Further buttons. */
  children?: ReactNode;
}

/** Two texts side by side. */
export function MergeDialog({ path, title, left, right, onMerged, onClose, children }: MergeProps) {
  const { t } = useTranslation("editor");
  const parent = useRef<HTMLDivElement>(null);
  const merge = useRef<MergeView>(undefined);
  const canEdit = onMerged !== undefined;
  const { text: a, label: aLabel } = left;
  const { text: b, label: bLabel } = right;

  useEffect(() => {
    let isThere = true;
    void loadLanguage(path).then((language) => {
      if (!isThere || !parent.current) return;
      const half = (label: string, isFixed: boolean): Extension => [
        basics,
        phrases(),
        language,
        lineNumbers(),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ "aria-label": label, spellcheck: "false" }),
        isFixed
          ? [EditorState.readOnly.of(true)]
          : [history(), keymap.of([...defaultKeymap, ...historyKeymap])],
      ];
      merge.current = new MergeView({
        parent: parent.current,
        a: { doc: a, extensions: half(aLabel, true) },
        b: { doc: b, extensions: half(bLabel, !canEdit) },
        collapseUnchanged: { margin: 4, minSize: 8 },
        revertControls: canEdit ? "a-to-b" : undefined,
        renderRevertControl: () => revertButton(t("conflict.take")),
      });
    });
    return () => {
      isThere = false;
      merge.current?.destroy();
      merge.current = undefined;
    };
  }, [path, a, b, aLabel, bLabel, canEdit, t]);

  const isSame = a === b;
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={title}
      className="h-[min(52rem,90dvh)] w-[min(80rem,calc(100vw-2rem))]"
    >
      <div className="grid grid-cols-2 gap-4 text-xs font-medium text-muted">
        <p>{aLabel}</p>
        <p>{bLabel}</p>
      </div>
      {isSame && <p className="text-muted">{t("same")}</p>}
      <div ref={parent} className="min-h-0 grow overflow-auto rounded-md border" />
      <div className="flex flex-wrap justify-end gap-2">
        {children}
        {onMerged && (
          <Button kind="primary" onClick={() => onMerged(merge.current?.b.state.doc.toString() ?? b)}>
            {t("conflict.done")}
          </Button>
        )}
      </div>
    </Dialog>
  );
}

function revertButton(label: string): HTMLElement {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "→";
  button.title = label;
  button.setAttribute("aria-label", label);
  return button;
}
