import { Link } from "@tanstack/react-router";
import type { TFunction } from "i18next";
import { TrendingUp } from "lucide-react";
import { memo, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Plugin } from "@/api/client";
import { ago, count, dateTime, price } from "@/lib/format";
import { plainText } from "@/lib/plain-text";
import { Like } from "./like";
import { PluginActions } from "./plugin-actions";
import { PluginLogo } from "./plugin-logo";
import { PluginThumbnail } from "./plugin-thumbnail";
import { Badge } from "./ui/parts";

/** A plugin in the marketplace: what it is, how it is used, and what the reader may do with it. */
export const PluginCard = memo(function PluginCard({ plugin }: { plugin: Plugin }) {
  const { t } = useTranslation("home");
  const { owner, name, title, developer, version, updated_at } = plugin;
  return (
    <article className="relative flex h-full flex-col rounded-md border bg-surface transition-shadow focus-within:shadow-md hover:shadow-md">
      <PluginThumbnail plugin={plugin} title={t("card.thumbnail", { name: title || name })} />
      <State plugin={plugin} t={t} />
      <div className="flex grow flex-col gap-3 p-4">
        <div className="flex items-start gap-3">
          <PluginLogo plugin={plugin} size={40} />
          <div className="min-w-0 grow">
            <h2 className="truncate font-semibold" title={title || name}>
              <Link
                to="/p/$owner/$name"
                params={{ owner: owner.name, name }}
                className="hover:text-accent hover:underline"
              >
                {title || name}
              </Link>
            </h2>
            <p className="truncate text-xs text-muted">
              {developer} · {version ? `v${version}` : t("card.draft")}
            </p>
          </div>
          <Badge tone={plugin.free ? "plain" : "accent"} className="shrink-0">
            {price(plugin.price, plugin.currency)}
          </Badge>
        </div>
        <Description plugin={plugin} t={t} />
        <div className="mt-auto flex items-center gap-3 text-xs text-muted">
          <Like plugin={plugin} size="sm" />
          <Uses words={t("card.uses", { count: plugin.use_count })}>{count(plugin.use_count)}</Uses>
          <time dateTime={updated_at} title={dateTime(updated_at)} className="ml-auto">
            {ago(updated_at)}
          </time>
        </div>
        <PluginActions plugin={plugin} />
      </div>
    </article>
  );
});

// Hundreds are made while somebody scrolls: the parts share the card's words.
interface PartProps {
  plugin: Plugin;
  t: TFunction<"home">;
}

/** What keeps it from being an ordinary, public plugin. */
function State({ plugin: { ban_reason, visibility }, t }: PartProps) {
  if (!ban_reason && visibility === "public") return null;
  return (
    <Badge tone={ban_reason ? "danger" : "warning"} className="absolute top-2 right-2 border">
      {t(ban_reason ? "card.banned" : `visibility.${visibility}`)}
    </Badge>
  );
}

/** What it does, on two lines; why it does not, where an administrator has stopped it. */
function Description({ plugin: { ban_reason, description }, t }: PartProps) {
  if (ban_reason) {
    return (
      <p className="line-clamp-2 min-h-10 text-danger" title={ban_reason}>
        {t("card.ban_reason", { reason: ban_reason })}
      </p>
    );
  }
  return (
    <p className="line-clamp-2 min-h-10 text-muted">{plainText(description) || t("card.no_description")}</p>
  );
}

function Uses({ words, children }: { words: string; children: ReactNode }) {
  return (
    <span className="inline-flex items-center gap-1" title={words}>
      <TrendingUp aria-hidden className="size-3.5" />
      <span aria-hidden>{children}</span>
      <span className="sr-only">{words}</span>
    </span>
  );
}
