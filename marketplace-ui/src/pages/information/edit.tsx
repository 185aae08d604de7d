import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { api, call, type Plugin } from "@/api/client";
import { asProblem } from "@/api/problem";
import { PluginLogo } from "@/components/plugin-logo";
import { SignedIn } from "@/components/signed-in";
import { Button } from "@/components/ui/button";
import { Skeleton, Trouble } from "@/components/ui/parts";
import { tell } from "@/components/ui/toast";
import { asChange, type Fields, fieldsOf } from "./fields";
import { InformationForm } from "./form";
import { sendLogo } from "./send-logo";

/** Changes what is said of a plugin. */
export function Page() {
  const { t } = useTranslation("information");
  const { owner, name } = useParams({ strict: false }) as { owner: string; name: string };
  return (
    <main className="mx-auto flex w-full max-w-3xl flex-col gap-5 p-4 sm:p-6">
      <title>{`${t("edit.title", { name })} · Mspf`}</title>
      <h1 className="text-xl font-semibold break-words">{t("edit.title", { name })}</h1>
      <SignedIn>{() => <Edit key={`${owner}/${name}`} owner={owner} name={name} />}</SignedIn>
    </main>
  );
}

/** The code of a refusal because somebody else was quicker. */
const STALE = 412;

function Edit({ owner, name }: { owner: string; name: string }) {
  const { t } = useTranslation("information");
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { data, error, refetch, dataUpdatedAt } = useQuery({
    queryKey: ["plugin", `${owner}/${name}`, "to-edit"],
    queryFn: async () => {
      const response = await call(`/api/v1/plugins/${owner}/${name}`);
      return { etag: response.headers.get("etag") ?? "*", plugin: (await response.json()) as Plugin };
    },
    // What is being typed must not change under the writer's hands; the tag tells if somebody else was quicker.
    staleTime: "static",
    gcTime: 0,
  });
  /** Of the state that the form follows: an uploaded logo makes a new one. */
  const tag = useRef<string>(undefined);
  const save = useMutation({
    mutationFn: async ({ fields, image }: { fields: Fields; image: File | undefined }) => {
      if (!data) throw new Error("nothing to save");
      const { plugin } = data;
      tag.current ??= data.etag;
      const before = fieldsOf(plugin);
      if (image) tag.current = (await sendLogo(plugin, image, tag.current)).etag;
      // What the field says of the logo is of the one that the image has replaced.
      const after = image ? { ...fields, logo: before.logo } : fields;
      const changed = await api.PATCH("/api/v1/plugins/{plugin}", {
        params: { path: { plugin: plugin.id }, header: { "If-Match": tag.current } },
        body: asChange(before, after),
      });
      return changed.data as Plugin;
    },
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: ["plugin"] });
      void queries.invalidateQueries({ queryKey: ["plugins"] });
      tell(t("edit.saved"));
    },
  });
  /** Whoever has gone elsewhere meanwhile is left there. */
  const show = ({ owner, name }: Plugin) =>
    void navigate({ to: "/p/$owner/$name", params: { owner: owner.name, name } });
  const discard = async () => {
    tag.current = undefined;
    await refetch();
    save.reset();
  };
  if (error) return <Trouble error={error} onRetry={refetch} />;
  if (!data) return <Skeleton className="h-96" />;
  const problem = save.error && asProblem(save.error);
  return (
    <>
      <Published plugin={data.plugin} />
      <InformationForm
        key={dataUpdatedAt}
        initial={fieldsOf(data.plugin)}
        isNew={false}
        problem={problem}
        busy={save.isPending}
        action={t("common:save")}
        more={
          <Button asChild>
            <Link to="/p/$owner/$name" params={{ owner, name }}>
              {t("common:cancel")}
            </Link>
          </Button>
        }
        cure={problem?.status === STALE && <Button onClick={discard}>{t("edit.discard")}</Button>}
        onSubmit={(fields, image) => save.mutate({ fields, image }, { onSuccess: show })}
      />
    </>
  );
}

/** What does not stand in the form, since it comes with each version. */
function Published({ plugin }: { plugin: Plugin }) {
  const { t } = useTranslation("information");
  const { version } = plugin;
  return (
    <div className="flex items-center gap-3 rounded-md border bg-surface p-4">
      <PluginLogo plugin={plugin} size={48} />
      <p className="min-w-0 grow text-muted">
        <span className="font-medium text-ink">
          {version ? t("edit.version", { version }) : t("edit.no_version")}
        </span>
        <br />
        {t("edit.from_source")}
      </p>
      <Button asChild size="sm">
        <Link to="/edit/$plugin" params={{ plugin: plugin.id }}>
          {t("made.edit")}
        </Link>
      </Button>
    </div>
  );
}
