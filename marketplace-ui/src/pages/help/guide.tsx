import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { Download } from "lucide-react";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { Markdown } from "@/components/markdown";
import { Button } from "@/components/ui/button";
import { Skeleton, Trouble } from "@/components/ui/parts";
import type { Language } from "@/i18n";
import { saveAs } from "@/lib/save-as";
import { Missing } from "../missing";
import { type Guide, linkOf, loadGuide, sectionsOf } from "./guides";
import { Sidebar } from "./sidebar";

/** One guide, with the others beside it. */
export function Page() {
  const { t, i18n } = useTranslation("help");
  const { guide: name = "" } = useParams({ strict: false });
  const language = i18n.language as Language;
  const guide = useQuery({
    queryKey: ["guide", name, language],
    queryFn: async () => (await loadGuide(name, language)) ?? null,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const text = guide.data?.text;
  const sections = useMemo(() => sectionsOf(text ?? ""), [text]);
  if (guide.data === null) return <Missing />;
  const title = /^# (.+)$/m.exec(text ?? "")?.[1] ?? t("title");
  return (
    <div className="mx-auto grid w-full max-w-6xl grid-cols-[minmax(0,1fr)] content-start gap-x-8 p-4 max-md:gap-y-4 md:grid-cols-[15rem_minmax(0,1fr)] md:px-8 md:py-0">
      <title>{`${title} · Mspf`}</title>
      <Sidebar guide={name} sections={sections} />
      <main className="relative md:py-8">
        {guide.error ? (
          <Trouble error={guide.error} onRetry={() => void guide.refetch()} />
        ) : !guide.data ? (
          <Waiting />
        ) : (
          <Article name={name} guide={guide.data} />
        )}
      </main>
    </div>
  );
}

function Article({ name, guide: { text, language } }: { name: string; guide: Guide }) {
  const { t } = useTranslation("help");
  return (
    <>
      <Button
        size="sm"
        className="float-right ml-3"
        onClick={() => saveAs(`${name}.md`, new Blob([text], { type: "text/markdown" }))}
      >
        <Download aria-hidden />
        {t("download")}
      </Button>
      <article lang={language}>
        <Markdown text={text} level={1} anchors="" resolve={linkOf} className="max-w-3xl" />
      </article>
    </>
  );
}

function Waiting() {
  return (
    <div aria-hidden className="flex max-w-3xl flex-col gap-3">
      <Skeleton className="h-9 w-1/2" />
      <Skeleton className="h-20" />
      <Skeleton className="h-40" />
      <Skeleton className="h-20" />
    </div>
  );
}
