import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { CodeXml } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, body, type Plugin } from "@/api/client";
import { usePlatform } from "@/api/platform";
import { asProblem } from "@/api/problem";
import type { User } from "@/api/session";
import { SignedIn } from "@/components/signed-in";
import { Button } from "@/components/ui/button";
import { CopyLine } from "@/components/ui/parts";
import { pluginUrl } from "@/lib/address";
import { useDraft } from "@/pages/editor/preview/draft";
import { described, EMPTY, type Fields } from "./fields";
import { InformationForm } from "./form";

/** Makes a plugin; it answers at once. */
export function Page() {
  const { t } = useTranslation("information");
  return (
    <main className="mx-auto flex w-full max-w-3xl flex-col gap-5 p-4 sm:p-6">
      <title>{t("create.title")}</title>
      <h1 className="text-xl font-semibold">{t("create.title")}</h1>
      <SignedIn>{(user) => <Create user={user} />}</SignedIn>
    </main>
  );
}

function Create({ user }: { user: User }) {
  const { t } = useTranslation("information");
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [made, setMade] = useState<Plugin>();
  const create = useMutation({
    mutationFn: (fields: Fields) =>
      body(
        api.POST("/api/v1/plugins", {
          body: {
            ...described(fields),
            name: fields.name,
            template: fields.template as "django",
            version: fields.version || undefined,
            logo: fields.logo || undefined,
          },
        }),
      ),
    onSuccess: (plugin) => {
      setMade(plugin);
      void queries.invalidateQueries({ queryKey: ["plugins"] });
    },
  });
  if (made)
    return (
      <Made plugin={made} onEdit={() => navigate({ to: "/edit/$plugin", params: { plugin: made.id } })} />
    );
  return (
    <InformationForm
      initial={{ ...EMPTY, developer: user.display_name || user.username }}
      isNew
      problem={create.error && asProblem(create.error)}
      busy={create.isPending}
      action={t("create.action")}
      onSubmit={(fields) => create.mutate(fields)}
    />
  );
}

/** The new plugin as it answers now, and the way to its source. */
function Made({ plugin, onEdit }: { plugin: Plugin; onEdit: () => void }) {
  const { t } = useTranslation("information");
  const platform = usePlatform();
  const url = pluginUrl(plugin, platform?.plugin_domain);
  const { draft } = useDraft(plugin);
  const answers = plugin.kind !== "component";
  return (
    <section className="flex flex-col gap-4" aria-labelledby="made">
      <h2 id="made" className="text-lg font-semibold text-success" role="status">
        {t("made.title", { name: plugin.title || plugin.name })}
      </h2>
      <p className="text-muted">{t(answers ? "made.answers" : "made.needs_component")}</p>
      <CopyLine text={url} label={t("made.copy")} />
      {answers && draft && (
        <iframe title={t("made.preview")} src={draft.url} className="h-72 w-full rounded-md border bg-white" />
      )}
      <div className="flex flex-wrap justify-end gap-2">
        <Button asChild>
          <Link to="/p/$owner/$name" params={{ owner: plugin.owner.name, name: plugin.name }}>
            {t("made.page")}
          </Link>
        </Button>
        <Button kind="primary" onClick={onEdit}>
          <CodeXml aria-hidden />
          {t("made.edit")}
        </Button>
      </div>
    </section>
  );
}
