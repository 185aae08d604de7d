import { useQuery } from "@tanstack/react-query";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { Markdown } from "@/components/markdown";
import { Empty, Skeleton } from "@/components/ui/parts";
import { plainText } from "@/lib/plain-text";
import type { TabProps } from "../page";
import { readFirst } from "../source/zip";

const NAMES = ["readme.md", "readme.markdown"];
const CHINESE = ["readme.zh-cn.md", "readme.zh.md", "readme_zh.md"];

/** What the plugin says of itself: its README where it has one, else its description. */
export function Readme({ plugin, version, rights }: TabProps) {
  const { t, i18n } = useTranslation("plugin");
  const { owner, name, version: released } = plugin;
  const shown = version?.version;
  const isOpen = plugin.free || rights.maintains;
  const isChinese = i18n.language === "zh-CN";
  const readme = useQuery({
    queryKey: ["plugin", plugin.id, "source", shown, "readme", isChinese],
    queryFn: async ({ signal }) => {
      const wanted = isChinese ? [...CHINESE, ...NAMES] : NAMES;
      return (await readFirst(plugin.id, shown ?? "", wanted, signal)) ?? null;
    },
    enabled: isOpen && version?.state === "ready",
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  // A relative link leads to the file in the source.
  const resolve = useCallback(
    (href: string) => {
      const path = decodeURIComponent(href.replace(/^\.?\//, "").replace(/[?#].*$/, ""));
      if (!path || path.startsWith("..") || /\.(png|jpe?g|gif|webp|avif|svg)$/i.test(path)) return undefined;
      const query = new URLSearchParams({ tab: "source", file: path });
      if (shown && shown !== released) query.set("version", shown);
      return `/p/${owner.name}/${name}?${query}`;
    },
    [owner.name, name, released, shown],
  );
  if (readme.isLoading) return <Skeleton className="h-64" />;
  const text = readme.data || plugin.description;
  if (!text) return <Empty title={t("readme.none")}>{rights.maintains && t("readme.write")}</Empty>;
  return (
    <article className="grid grid-cols-[minmax(0,1fr)] gap-x-10 gap-y-4 lg:grid-cols-[minmax(0,1fr)_16rem]">
      <Markdown text={text} level={2} anchors="readme-" resolve={resolve} className="max-w-3xl" />
      <aside aria-label={t("readme.aside")} className="flex flex-col gap-4 text-muted">
        {readme.data && plugin.description && <p>{plainText(plugin.description)}</p>}
        {plugin.keywords.length > 0 && (
          <ul aria-label={t("readme.keywords")} className="flex flex-wrap gap-1.5">
            {plugin.keywords.map((keyword) => (
              <li key={keyword} className="rounded bg-raised px-2 py-0.5 text-xs">
                {keyword}
              </li>
            ))}
          </ul>
        )}
        {plugin.copyright && <p className="text-xs">{plugin.copyright}</p>}
      </aside>
    </article>
  );
}
