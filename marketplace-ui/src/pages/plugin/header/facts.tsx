import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Plugin } from "@/api/client";
import { useForks, useOther } from "@/api/plugin";
import { ago, count, dateTime, price } from "@/lib/format";

/** What can be said of a plugin in a word each. */
export function Facts({ plugin }: { plugin: Plugin }) {
  const { t } = useTranslation("plugin");
  const parent = useOther(plugin.parent);
  const forks = useForks(plugin);
  const { homepage } = plugin;
  return (
    <dl className="flex flex-wrap gap-x-6 gap-y-2">
      <Fact name={t("facts.licence")}>{plugin.licence ?? t("facts.no_licence")}</Fact>
      <Fact name={t("facts.price")}>{price(plugin.price, plugin.currency)}</Fact>
      <Fact name={t("facts.kind")}>{t(`kinds.${plugin.kind}`)}</Fact>
      {plugin.developer && <Fact name={t("facts.developer")}>{plugin.developer}</Fact>}
      {plugin.category && <Fact name={t("facts.category")}>{plugin.category}</Fact>}
      <Fact name={t("facts.uses")}>{count(plugin.use_count)}</Fact>
      <Fact name={t("facts.updated")}>
        <time dateTime={plugin.updated_at} title={dateTime(plugin.updated_at)}>
          {ago(plugin.updated_at)}
        </time>
      </Fact>
      {homepage && (
        <Fact name={t("facts.homepage")}>
          <a href={homepage} target="_blank" rel="noopener noreferrer" className="text-accent underline">
            {hostOf(homepage)}
          </a>
        </Fact>
      )}
      {parent && (
        <Fact name={t("facts.parent")}>
          <Link
            to="/p/$owner/$name"
            params={{ owner: parent.owner.name, name: parent.name }}
            className="text-accent underline"
          >
            {parent.owner.name}/{parent.name}
          </Link>
        </Fact>
      )}
      {forks && (
        <Fact name={t("facts.forks")}>
          <Link to="/" search={{ parent: plugin.id } as never} className="text-accent underline">
            {forks}
          </Link>
        </Fact>
      )}
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-xs text-muted">{name}</dt>
      <dd className="truncate">{children}</dd>
    </div>
  );
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url;
}
