import { useQuery } from "@tanstack/react-query";
import { ExternalLink, House, RotateCw } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Plugin } from "@/api/client";
import { Button } from "@/components/ui/button";
import { CopyLine, Empty, Progress } from "@/components/ui/parts";
import { Tooltip } from "@/components/ui/tooltip";
import { askFraming } from "@/lib/framing";
import { asPath, below } from "@/pages/editor/preview/draft";
import { Frames } from "@/pages/editor/preview/frames";

/** Where something answers: the root to show, and the same on this origin. */
export interface Place {
  url: string;
  path: string;
}

/** A page of a plugin within this one, with what a browser has around it, and the same for a command line. */
export function Browser({ plugin, place }: { plugin: Plugin; place: Place }) {
  const { t } = useTranslation("plugin");
  const [path, setPath] = useState("/");
  const [text, setText] = useState("/");
  const [turn, setTurn] = useState(0);
  const [isLoading, setLoading] = useState(false);
  const [isWrong, setWrong] = useState(false);
  const src = below(place.url, path) ?? place.url;
  const isOwnOrigin = new URL(src).origin !== location.origin;
  const onPath = below(new URL(place.path, location.href).href, path) ?? src;
  const { data: forbidden } = useQuery({
    queryKey: ["framing", onPath, turn],
    queryFn: async ({ signal }) => (await askFraming(onPath, isOwnOrigin, signal)) ?? null,
    gcTime: 0,
  });
  const go = (wanted: string) => {
    const path = asPath(wanted, { ...place, version: null });
    const isWrong = below(place.url, path) === null;
    setWrong(isWrong);
    if (isWrong) return;
    setPath(path);
    setText(path);
    setTurn(turn + 1);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    go(text);
  };
  return (
    <div className="flex flex-col gap-4">
      <section
        aria-label={t("try.browser")}
        aria-busy={isLoading}
        className="flex flex-col overflow-hidden rounded-md border"
      >
        <div className="flex items-center gap-1 border-b bg-raised p-1">
          <Icon label={t("try.start")} onClick={() => go("/")} icon={<House />} />
          <Icon label={t("try.reload")} onClick={() => setTurn(turn + 1)} icon={<RotateCw />} />
          <form onSubmit={submit} className="flex min-w-0 grow items-center rounded-md border bg-surface">
            <span aria-hidden className="max-w-1/2 truncate pl-2 font-mono text-xs text-muted max-sm:hidden">
              {place.url.replace(/^https?:\/\//, "").replace(/\/$/, "")}
            </span>
            <input
              aria-label={t("try.path")}
              aria-invalid={isWrong || undefined}
              aria-describedby={isWrong ? "try-wrong" : undefined}
              value={text}
              onChange={(event) => setText(event.target.value)}
              onFocus={(event) => event.target.select()}
              spellCheck={false}
              autoComplete="off"
              className="h-7 min-w-0 grow bg-transparent pr-2 font-mono text-xs max-sm:pl-2"
            />
          </form>
          <Tooltip text={t("try.window")}>
            <Button asChild kind="quiet" size="icon-sm">
              <a href={src} target="_blank" rel="noopener noreferrer" aria-label={t("try.window")}>
                <ExternalLink />
              </a>
            </Button>
          </Tooltip>
        </div>
        <div className="h-1.5">
          {isLoading && !forbidden && <Progress value={undefined} label={t("try.loading")} />}
        </div>
        {isWrong && (
          <p id="try-wrong" role="alert" className="bg-danger-soft px-3 py-1 text-xs text-danger">
            {t("try.wrong_path")}
          </p>
        )}
        {forbidden ? (
          <div className="p-4">
            <Empty
              title={t("try.forbidden")}
              action={
                <Button asChild kind="primary">
                  <a href={src} target="_blank" rel="noopener noreferrer">
                    <ExternalLink aria-hidden />
                    {t("try.window")}
                  </a>
                </Button>
              }
            >
              <code>{forbidden}</code>
            </Empty>
          </div>
        ) : (
          <div className="relative h-[min(60vh,44rem)] min-h-80 bg-white">
            <Frames
              wanted={{ src, turn }}
              title={t("try.frame", { title: plugin.title })}
              isOwnOrigin={isOwnOrigin}
              onLoading={setLoading}
              onShown={nothing}
              onMoved={nothing}
            />
          </div>
        )}
      </section>
      <section aria-labelledby="try-elsewhere" className="flex flex-col gap-2">
        <h2 id="try-elsewhere" className="font-medium">
          {t("try.elsewhere")}
        </h2>
        <CopyLine text={src} label={t("try.copy_address")} />
        <CopyLine text={`curl ${quoted(onPath)}`} label={t("try.copy_curl")} />
      </section>
    </div>
  );
}

const nothing = () => undefined;

/** An address as a shell takes it for one word. */
const quoted = (address: string) =>
  /^[\w:/.@%~+-]+$/.test(address) ? address : `'${address.replaceAll("'", "%27")}'`;

function Icon({ label, icon, onClick }: { label: string; icon: React.ReactNode; onClick: () => void }) {
  return (
    <Tooltip text={label}>
      <Button kind="quiet" size="icon-sm" aria-label={label} onClick={onClick}>
        {icon}
      </Button>
    </Tooltip>
  );
}
