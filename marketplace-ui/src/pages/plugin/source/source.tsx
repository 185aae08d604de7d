import { useQuery } from "@tanstack/react-query";
import i18next from "i18next";
import { Download } from "lucide-react";
import { lazy, Suspense, useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Plugin } from "@/api/client";
import { Button } from "@/components/ui/button";
import { Empty, Progress, Skeleton, Trouble } from "@/components/ui/parts";
import { complain } from "@/components/ui/toast";
import { bytes } from "@/lib/format";
import { saveAs } from "@/lib/save-as";
import { useQueryWords } from "@/lib/use-query-words";
import { decode } from "@/pages/editor/workspace/files";
import { extensionOf, imageType, nameOf } from "@/pages/editor/workspace/paths";
import type { TabProps } from "../page";
import { Tree } from "./tree-view";
import { downloadSource, type Files, sourceQuery } from "./zip";

const Code = lazy(async () => {
  const [code] = await Promise.all([import("./code"), i18next.loadNamespaces("editor")]);
  return code;
});

/** The source of a published version, to read. */
export function Source({ plugin, version, rights }: TabProps) {
  const { t } = useTranslation("plugin");
  if (!plugin.free && !rights.maintains)
    return <Empty title={t("source.closed")}>{t("source.closed_about")}</Empty>;
  if (version?.state !== "ready") {
    return <Empty title={t("source.none")}>{rights.maintains && t("source.none_about")}</Empty>;
  }
  return <Version key={version.version} plugin={plugin} version={version.version} />;
}

function Version({ plugin, version }: { plugin: Plugin; version: string }) {
  const { t } = useTranslation("plugin");
  const [words, setWords] = useQueryWords();
  const { data: files, error, refetch } = useQuery(sourceQuery(plugin, version));
  if (error) return <Trouble error={error} onRetry={() => void refetch()} />;
  if (!files) return <Progress value={undefined} label={t("source.loading")} />;
  const path = words.file !== undefined && files.has(words.file) ? words.file : firstOf(files);
  return (
    <div className="grid overflow-hidden rounded-md border bg-surface md:grid-cols-[16rem_minmax(0,1fr)]">
      <div className="flex max-h-64 flex-col border-b md:max-h-[44rem] md:border-r md:border-b-0">
        <div className="flex h-10 shrink-0 items-center justify-between border-b pr-1 pl-3">
          <h2 className="text-xs font-medium text-muted">{t("source.files", { count: files.size })}</h2>
          <Button
            kind="quiet"
            size="icon-sm"
            aria-label={t("download_source")}
            onClick={() => void downloadSource(plugin, version).catch(complain)}
          >
            <Download />
          </Button>
        </div>
        <Tree files={files} selected={path} onSelect={(file) => setWords({ file })} />
      </div>
      {path === undefined ? (
        <p className="p-4 text-muted">{t("source.empty")}</p>
      ) : (
        <File key={path} path={path} content={files.get(path) ?? new Uint8Array()} />
      )}
    </div>
  );
}

/** What a reader most likely wants to see first. */
function firstOf(files: Files): string | undefined {
  const paths = [...files.keys()];
  return (
    paths.find((path) => /^readme\.md$/i.test(path)) ??
    paths.find((path) => /(^|\/)(app|views|lib|main)\.(py|rs)$/.test(path)) ??
    paths[0]
  );
}

function File({ path, content }: { path: string; content: Uint8Array<ArrayBuffer> }) {
  const { t } = useTranslation("plugin");
  const text = useMemo(() => decode(content.slice().buffer), [content]);
  const type = imageType(path) ?? (extensionOf(path) === "svg" ? "image/svg+xml" : undefined);
  return (
    <section aria-label={path} className="flex min-w-0 flex-col">
      <div className="flex h-10 shrink-0 items-center gap-3 border-b px-3">
        <h3 className="min-w-0 grow truncate font-mono text-xs">{path}</h3>
        <span className="shrink-0 text-xs text-muted">{bytes(content.length)}</span>
        <Button
          kind="quiet"
          size="icon-sm"
          aria-label={t("source.download_file")}
          onClick={() => saveAs(nameOf(path), new Blob([content]))}
        >
          <Download />
        </Button>
      </div>
      {type && <Picture type={type} content={content} alt={nameOf(path)} />}
      {text !== null ? (
        <Suspense fallback={<Skeleton className="m-3 h-64" />}>
          <Code path={path} text={text} label={path} />
        </Suspense>
      ) : (
        !type && <p className="p-4 text-muted">{t("source.binary")}</p>
      )}
    </section>
  );
}

function Picture({ type, content, alt }: { type: string; content: Uint8Array<ArrayBuffer>; alt: string }) {
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    const url = URL.createObjectURL(new Blob([content], { type }));
    setUrl(url);
    return () => URL.revokeObjectURL(url);
  }, [content, type]);
  return (
    <div className="flex justify-center border-b p-4">
      {url && <img src={url} alt={alt} className="max-h-96 max-w-full" />}
    </div>
  );
}
