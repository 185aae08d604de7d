import { ExternalLink, House, RotateCw, Signpost } from "lucide-react";
import { type FormEvent, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import { Tooltip } from "@/components/ui/tooltip";
import { type Width, Widths } from "./widths";

interface AddressBarProps {
  path: string;
  /** The whole address, for a window of its own. */
  href: string | undefined;
  /** Whether the page has gone on from there by itself. */
  hasMoved: boolean;
  /** Whether what was typed leads out of the plugin. */
  isWrong: boolean;
  width: Width;
  onPath: (path: string) => void;
  onReload: () => void;
  onWidth: (width: Width) => void;
}

/** Where the preview is, and where else it can go. */
export function AddressBar({
  path,
  href,
  hasMoved,
  isWrong,
  width,
  onPath,
  onReload,
  onWidth,
}: AddressBarProps) {
  const { t } = useTranslation("editor-run");
  const [text, setText] = useState(path);
  useEffect(() => setText(path), [path]);
  const go = (event: FormEvent) => {
    event.preventDefault();
    onPath(text);
  };
  return (
    <div className="flex h-9 shrink-0 items-center gap-1 border-b px-1">
      <Tooltip text={t("preview.start")}>
        <Button kind="quiet" size="icon-sm" aria-label={t("preview.start")} onClick={() => onPath("/")}>
          <House />
        </Button>
      </Tooltip>
      <Tooltip text={t("preview.reload")}>
        <Button kind="quiet" size="icon-sm" aria-label={t("preview.reload")} onClick={onReload}>
          <RotateCw />
        </Button>
      </Tooltip>
      <form onSubmit={go} className="relative min-w-0 grow">
        <input
          aria-label={t("preview.path")}
          aria-invalid={isWrong || undefined}
          aria-describedby={isWrong ? "preview-error" : undefined}
          className="h-7 w-full min-w-0 rounded-md border bg-canvas px-2 font-mono text-xs aria-invalid:border-danger"
          spellCheck={false}
          autoComplete="off"
          value={text}
          onChange={(event) => setText(event.target.value)}
          onFocus={(event) => event.target.select()}
        />
        {hasMoved && (
          <Tooltip text={t("preview.moved")}>
            <button
              type="button"
              aria-label={t("preview.moved")}
              onClick={onReload}
              className="absolute inset-y-0 right-1 my-auto h-5 rounded bg-warning-soft px-1 text-warning"
            >
              <Signpost aria-hidden className="size-3.5" />
            </button>
          </Tooltip>
        )}
      </form>
      <Widths value={width} onChange={onWidth} />
      <Tooltip text={t("preview.window")}>
        <Button asChild kind="quiet" size="icon-sm">
          <a href={href} target="_blank" rel="noreferrer" aria-label={t("preview.window")}>
            <ExternalLink />
          </a>
        </Button>
      </Tooltip>
    </div>
  );
}
