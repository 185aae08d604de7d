import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Building2, Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, body } from "@/api/client";
import { Rows } from "@/components/paged";
import { SignedIn } from "@/components/signed-in";
import { Button } from "@/components/ui/button";
import { Badge, Empty, Trouble } from "@/components/ui/parts";
import { CreateDialog } from "./create";

export function Page() {
  const { t } = useTranslation("organisations");
  return (
    <main className="mx-auto w-full max-w-4xl px-4 py-6 sm:px-6">
      <title>{`${t("title")} · Mspf`}</title>
      <SignedIn title={t("title")}>{() => <Organisations />}</SignedIn>
    </main>
  );
}

function Organisations() {
  const { t } = useTranslation("organisations");
  const [makes, setMakes] = useState(false);
  const { data, error, refetch } = useQuery({
    queryKey: ["organisations"],
    queryFn: () => body(api.GET("/api/v1/organisations")),
  });
  const make = (
    <Button kind="primary" onClick={() => setMakes(true)}>
      <Plus aria-hidden />
      {t("make")}
    </Button>
  );
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-wrap items-start justify-between gap-3">
        <div className="max-w-prose">
          <h1 className="text-lg font-semibold">{t("title")}</h1>
          <p className="text-muted">{t("lead")}</p>
        </div>
        {data?.items.length ? make : null}
      </div>
      {error ? <Trouble error={error} onRetry={refetch} /> : !data && <Rows count={2} />}
      {data?.items.length === 0 && (
        <Empty title={t("none")} action={make}>
          {t("none_text")}
        </Empty>
      )}
      <ul className="grid gap-3 sm:grid-cols-2">
        {data?.items.map(({ name, display_name, description, role }) => (
          <li
            key={name}
            className="relative flex items-start gap-3 rounded-md border bg-surface p-4 hover:border-accent has-focus-visible:outline-2 has-focus-visible:outline-accent"
          >
            <Building2 aria-hidden className="mt-0.5 size-5 shrink-0 text-muted" />
            <div className="flex min-w-0 flex-col gap-1">
              <p className="flex flex-wrap items-center gap-2">
                <Link
                  to="/organisations/$name"
                  params={{ name }}
                  className="font-medium break-words outline-none after:absolute after:inset-0"
                >
                  {display_name}
                </Link>
                <Badge tone="accent">{t(`role.${role}`)}</Badge>
              </p>
              <p className="text-xs text-muted">{name}</p>
              {description && <p className="line-clamp-2 break-words text-muted">{description}</p>}
            </div>
          </li>
        ))}
      </ul>
      {makes && <CreateDialog onClose={() => setMakes(false)} />}
    </div>
  );
}
