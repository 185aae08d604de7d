import { useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import { Badge } from "@/components/ui/parts";
import { bytes } from "@/lib/format";
import type { Answer } from "./send";
import { shownText } from "./shown-text";

const tone = (status: number) =>
  status < 300 ? "good" : status < 400 ? "accent" : status < 500 ? "warning" : "danger";

/** What the plugin answered. */
export function Response({ answer, onLog }: { answer: Answer; onLog: (requestId: string) => void }) {
  const { t } = useTranslation("editor-run");
  const { status, statusText, took, requestId, movedTo, headers } = answer;
  return (
    <div className="flex min-w-0 flex-col gap-2 text-xs">
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <Badge tone={tone(status)}>
          {status} {statusText}
        </Badge>
        <span>{t("request.took", { ms: Math.round(took) })}</span>
        <span>{bytes(answer.bytes.length)}</span>
        {requestId && (
          <Button kind="quiet" size="sm" onClick={() => onLog(requestId)}>
            {t("request.log")}
          </Button>
        )}
      </p>
      {movedTo && <p className="wrap-anywhere text-muted">{t("request.moved", { path: movedTo })}</p>}
      <Body answer={answer} />
      <details>
        <summary className="cursor-pointer py-1">
          {t("request.answer_headers", { count: headers.length })}
        </summary>
        <dl className="grid grid-cols-[auto_1fr] gap-x-3 font-mono">
          {headers.map(([name, value]) => (
            <div key={name} className="contents">
              <dt className="text-muted">{name}</dt>
              <dd className="wrap-anywhere">{value}</dd>
            </div>
          ))}
        </dl>
      </details>
    </div>
  );
}

function Body({ answer }: { answer: Answer }) {
  const { t } = useTranslation("editor-run");
  const shown = useMemo(() => shownText(answer), [answer]);
  const [copy, setCopy] = useState<string>();
  useEffect(() => {
    const url = URL.createObjectURL(new Blob([answer.bytes], { type: answer.type }));
    setCopy(url);
    return () => URL.revokeObjectURL(url);
  }, [answer]);
  if (!answer.bytes.length) return <p className="text-muted">{t("request.no_body")}</p>;
  if (answer.type.startsWith("image/") && !answer.type.includes("svg")) {
    return (
      copy && (
        <img src={copy} alt={t("request.image")} className="max-h-64 max-w-full self-start rounded border" />
      )
    );
  }
  return (
    <>
      {shown && (
        <section
          aria-label={t("request.answer_body")}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is to be reached by keyboard
          tabIndex={0}
          className="max-h-96 overflow-auto rounded-md border bg-canvas p-2"
        >
          <pre className="whitespace-pre-wrap wrap-anywhere">{shown.text}</pre>
        </section>
      )}
      {(!shown || shown.isCut) && (
        <p className="text-muted">
          {t(shown ? "request.cut" : "request.binary")}{" "}
          <a href={copy} download className="text-accent underline">
            {t("request.download")}
          </a>
        </p>
      )}
    </>
  );
}
