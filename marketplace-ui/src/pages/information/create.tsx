import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, body, type Plugin } from "@/api/client";
import { asProblem } from "@/api/problem";
import type { User } from "@/api/session";
import { SignedIn } from "@/components/signed-in";
import { complain } from "@/components/ui/toast";
import { asNew, EMPTY, type Fields } from "./fields";
import { InformationForm } from "./form";
import { Made } from "./made";
import { sendLogo } from "./send-logo";

/** Makes a plugin; it answers at once. */
export function Page() {
  const { t } = useTranslation("information");
  return (
    <main className="mx-auto flex w-full max-w-3xl flex-col gap-5 p-4 sm:p-6">
      <title>{`${t("create.title")} · Mspf`}</title>
      <h1 className="text-xl font-semibold">{t("create.title")}</h1>
      <SignedIn>{(user) => <Create user={user} />}</SignedIn>
    </main>
  );
}

function Create({ user }: { user: User }) {
  const { t } = useTranslation("information");
  const queries = useQueryClient();
  const [made, setMade] = useState<Plugin>();
  const create = useMutation({
    mutationFn: async ({ fields, image }: { fields: Fields; image: File | undefined }) => {
      const plugin = await body(api.POST("/api/v1/plugins", { body: asNew(fields) }));
      if (!image) return plugin;
      // It is made; a logo that is refused does not undo that.
      return sendLogo(plugin, image).then(
        (sent) => sent.plugin,
        (error) => {
          complain(error);
          return plugin;
        },
      );
    },
    onSuccess: (plugin) => {
      setMade(plugin);
      window.scrollTo({ top: 0 });
      void queries.invalidateQueries({ queryKey: ["plugins"] });
    },
  });
  if (made) return <Made plugin={made} onMore={() => setMade(undefined)} />;
  return (
    <InformationForm
      initial={{ ...EMPTY, developer: user.display_name || user.username }}
      isNew
      problem={create.error && asProblem(create.error)}
      busy={create.isPending}
      action={t("create.action")}
      onSubmit={(fields, image) => create.mutate({ fields, image })}
    />
  );
}
