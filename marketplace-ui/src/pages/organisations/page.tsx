import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { api, body } from "@/api/client";
import { asProblem } from "@/api/problem";
import { useUser } from "@/api/session";
import { Rows } from "@/components/paged";
import { Empty, Skeleton, Trouble } from "@/components/ui/parts";
import { date } from "@/lib/format";
import { usePages } from "@/lib/use-pages";
import { PluginList } from "../account/plugin-list";
import { Section } from "../account/section";
import { Missing } from "../missing";
import { Members } from "./members";
import type { Role } from "./roles";

export function Page() {
  // The words of all its parts, so that none of them hides the page to wait for them.
  useTranslation(["organisations", "account"]);
  const { name = "" } = useParams({ strict: false });
  const { data, error, refetch } = useQuery({
    queryKey: ["organisation", name],
    queryFn: () => body(api.GET("/api/v1/organisations/{name}", { params: { path: { name } } })),
  });
  const user = useUser();
  const { data: mine, isPending } = useQuery({
    queryKey: ["organisations"],
    queryFn: () => body(api.GET("/api/v1/organisations")),
    enabled: Boolean(user),
  });
  const role = mine?.items.find((organisation) => organisation.name === name)?.role;
  const isKnown = user === null || (user && !isPending);
  if (error && asProblem(error).status === 404) return <Missing />;
  return (
    <main className="mx-auto flex w-full max-w-4xl flex-col gap-8 px-4 py-6 sm:px-6">
      <title>{`${data?.display_name ?? name} · Mspf`}</title>
      {error ? <Trouble error={error} onRetry={refetch} /> : <Head organisation={data} />}
      {data && <Plugins owner={name} role={role} />}
      {data && !isKnown && <Rows count={2} />}
      {data && user && isKnown && (role || user.is_admin) && (
        <Members
          organisation={name}
          reader={{ username: user.username, role, isAdministrator: user.is_admin }}
        />
      )}
    </main>
  );
}

function Head({
  organisation,
}: {
  organisation: { name: string; display_name: string; description: string; created_at: string } | undefined;
}) {
  const { t } = useTranslation("organisations");
  if (!organisation) return <Skeleton className="h-16" />;
  const { name, display_name, description, created_at } = organisation;
  return (
    <header className="flex flex-col gap-1">
      <h1 className="text-lg font-semibold break-words">{display_name}</h1>
      <p className="text-muted">
        {name} · {t("since", { date: date(created_at) })}
      </p>
      {description && <p className="max-w-prose break-words">{description}</p>}
    </header>
  );
}

function Plugins({ owner, role }: { owner: string; role: Role | undefined }) {
  const { t } = useTranslation("organisations");
  const pages = usePages(["plugins", "of", owner], (after) =>
    body(api.GET("/api/v1/plugins", { params: { query: { owner, sort: "newest", after } } })),
  );
  return (
    <Section title={t("plugins")}>
      <PluginList
        pages={pages}
        mayEdit={role !== undefined}
        empty={<Empty title={t("no_plugins")}>{role && t("no_plugins_text")}</Empty>}
      />
    </Section>
  );
}
