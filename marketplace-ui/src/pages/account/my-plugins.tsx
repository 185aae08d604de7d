import { Link } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { useTranslation } from "react-i18next";
import { api, body } from "@/api/client";
import type { User } from "@/api/session";
import { Button } from "@/components/ui/button";
import { Empty } from "@/components/ui/parts";
import { cn } from "@/lib/class-names";
import { usePages } from "@/lib/use-pages";
import { useQueryWords } from "@/lib/use-query-words";
import { PluginList } from "./plugin-list";
import { Section } from "./section";

const LISTS = ["mine", "liked"] as const;

export function MyPlugins({ user }: { user: User }) {
  const { t } = useTranslation("account");
  const [{ list }, change] = useQueryWords();
  const isLiked = list === "liked";
  const wanted = isLiked ? { liked: true } : { owner: user.username };
  const pages = usePages(["plugins", "account", wanted], (after) =>
    body(api.GET("/api/v1/plugins", { params: { query: { ...wanted, sort: "newest", after } } })),
  );
  const create = (
    <Button asChild kind="primary">
      <Link to="/new">
        <Plus aria-hidden />
        {t("plugins.create")}
      </Link>
    </Button>
  );
  return (
    <Section title={t("plugins.title")} lead={t("plugins.lead")} action={create}>
      <fieldset className="flex gap-1 self-start rounded-md border bg-surface p-0.5">
        <legend className="sr-only">{t("plugins.which")}</legend>
        {LISTS.map((name) => (
          <label
            key={name}
            className={cn(
              "cursor-pointer rounded px-3 py-1 has-focus-visible:outline-2 has-focus-visible:outline-accent",
              "has-checked:bg-accent-soft has-checked:font-medium has-checked:text-accent-strong",
            )}
          >
            <input
              type="radio"
              name="list"
              className="sr-only"
              checked={isLiked === (name === "liked")}
              onChange={() => change({ list: name === "liked" ? name : undefined })}
            />
            {t(`plugins.${name}`)}
          </label>
        ))}
      </fieldset>
      <PluginList
        pages={pages}
        mayEdit={!isLiked}
        empty={
          isLiked ? (
            <Empty title={t("plugins.none_liked")}>{t("plugins.none_liked_text")}</Empty>
          ) : (
            <Empty title={t("plugins.none")}>{t("plugins.none_text")}</Empty>
          )
        }
      />
    </Section>
  );
}
