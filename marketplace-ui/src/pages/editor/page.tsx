import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { api, body } from "@/api/client";
import { useUser } from "@/api/session";
import { SignedIn } from "@/components/signed-in";
import { Skeleton, Trouble } from "@/components/ui/parts";
import { Editor } from "./workspace/editor";
import { readTree } from "./workspace/files";

/** The editor of a plugin: its workspace, its preview, and what leads from here to a version. */
export function Page() {
  const { t } = useTranslation("editor");
  const { plugin: id = "" } = useParams({ strict: false });
  const user = useUser();
  const plugin = useQuery({
    queryKey: ["plugin", id],
    queryFn: () => body(api.GET("/api/v1/plugins/{plugin}", { params: { path: { plugin: id } } })),
  });
  const tree = useQuery({
    queryKey: ["workspace", id, "tree"],
    queryFn: async () => (await readTree(id)) ?? null,
    // From here on the workspace itself keeps up with its changes.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    enabled: Boolean(user),
  });
  const error = tree.error ?? plugin.error;
  return (
    <div className="flex h-[calc(100dvh-3rem)] min-h-0 flex-col">
      <title>{`${plugin.data?.title || plugin.data?.name || t("editor")} · Mspf`}</title>
      {error && !(plugin.data && tree.data) ? (
        <main className="mx-auto w-full max-w-prose p-6">
          <Trouble
            error={error}
            onRetry={() => {
              void plugin.refetch();
              void tree.refetch();
            }}
          />
        </main>
      ) : user === null && !tree.data ? (
        <main className="mx-auto w-full max-w-prose p-6">
          <SignedIn>{() => null}</SignedIn>
        </main>
      ) : plugin.data && tree.data ? (
        <Editor key={plugin.data.id} plugin={plugin.data} tree={tree.data} />
      ) : (
        <Waiting />
      )}
    </div>
  );
}

/** The three panes, before there is anything in them. */
function Waiting() {
  const { t } = useTranslation("editor");
  return (
    <main aria-busy aria-label={t("opening")} className="flex grow gap-px bg-line">
      <div className="flex w-60 flex-col gap-2 bg-surface p-3 max-md:hidden">
        {[60, 80, 50, 70, 65].map((width) => (
          <div key={width} style={{ width: `${width}%` }}>
            <Skeleton className="h-4" />
          </div>
        ))}
      </div>
      <div className="flex grow flex-col gap-2 bg-surface p-4">
        {[40, 55, 30, 75, 62, 20].map((width) => (
          <div key={width} style={{ width: `${width}%` }}>
            <Skeleton className="h-4" />
          </div>
        ))}
      </div>
      <div className="w-1/3 bg-surface max-lg:hidden" />
    </main>
  );
}
