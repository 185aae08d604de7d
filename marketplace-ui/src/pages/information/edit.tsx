import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { api, call, type Plugin } from "@/api/client";
import { asProblem } from "@/api/problem";
import { SignedIn } from "@/components/signed-in";
import { Button } from "@/components/ui/button";
import { Skeleton, Trouble } from "@/components/ui/parts";
import { tell } from "@/components/ui/toast";
import { described, type Fields, fieldsOf } from "./fields";
import { InformationForm } from "./form";

/** Changes what is said of a plugin. */
export function Page() {
  const { t } = useTranslation("information");
  const { owner, name } = useParams({ strict: false }) as { owner: string; name: string };
  return (
    <main className="mx-auto flex w-full max-w-3xl flex-col gap-5 p-4 sm:p-6">
      <title>{t("edit.title", { name })}</title>
      <h1 className="text-xl font-semibold">{t("edit.title", { name })}</h1>
      <SignedIn>{() => <Edit key={`${owner}/${name}`} owner={owner} name={name} />}</SignedIn>
    </main>
  );
}

function Edit({ owner, name }: { owner: string; name: string }) {
  const { t } = useTranslation("information");
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { data, error, refetch } = useQuery({
    queryKey: ["plugin", `${owner}/${name}`, "to-edit"],
    queryFn: async () => {
      const response = await call(`/api/v1/plugins/${owner}/${name}`);
      return { etag: response.headers.get("etag") ?? "*", plugin: (await response.json()) as Plugin };
    },
    // What is being typed must not change under the writer's hands; the tag says so if somebody else was quicker.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  const save = useMutation({
    mutationFn: async (fields: Fields) => {
      if (!data) throw new Error("nothing to save");
      const changed = await api.PATCH("/api/v1/plugins/{plugin}", {
        params: { path: { plugin: data.plugin.id }, header: { "If-Match": data.etag } },
        body: {
          ...described(fields),
          name: fields.name,
          category: fields.category || null,
          licence: fields.licence || null,
          homepage: fields.homepage || null,
        },
      });
      return changed.data as Plugin;
    },
    onSuccess: async (plugin) => {
      await queries.invalidateQueries({ queryKey: ["plugin"] });
      void queries.invalidateQueries({ queryKey: ["plugins"] });
      tell(t("edit.saved"));
      await navigate({ to: "/p/$owner/$name", params: { owner: plugin.owner.name, name: plugin.name } });
    },
  });
  if (error) return <Trouble error={error} onRetry={refetch} />;
  if (!data) return <Skeleton className="h-96" />;
  return (
    <InformationForm
      initial={fieldsOf(data.plugin)}
      isNew={false}
      problem={save.error && asProblem(save.error)}
      busy={save.isPending}
      action={t("save", { ns: "common" })}
      more={<Button onClick={() => history.back()}>{t("cancel", { ns: "common" })}</Button>}
      onSubmit={(fields) => save.mutate(fields)}
    />
  );
}
