import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { call, fileUrl } from "@/api/client";
import { Skeleton, Trouble } from "@/components/ui/parts";
import { bytes } from "@/lib/format";
import type { OpenFile } from "../workspace/open-file";
import { imageType, nameOf } from "../workspace/paths";
import type { Workspace } from "../workspace/workspace";

/** A picture, on squares that show where it is transparent. */
export function Picture({ workspace, file: { path, etag, size } }: { workspace: Workspace; file: OpenFile }) {
  const { t } = useTranslation("editor");
  const { id } = workspace.plugin;
  const picture = useQuery({
    queryKey: ["workspace", id, "picture", path, etag],
    queryFn: async () => {
      const response = await call(fileUrl(id, path));
      return new Blob([await response.arrayBuffer()], { type: imageType(path) });
    },
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  const [url, setUrl] = useState<string>();
  const [extent, setExtent] = useState<string>();
  const { data } = picture;
  useEffect(() => {
    if (!data) return;
    const url = URL.createObjectURL(data);
    setUrl(url);
    return () => URL.revokeObjectURL(url);
  }, [data]);
  if (picture.error) {
    return (
      <div className="p-4">
        <Trouble error={picture.error} onRetry={() => void picture.refetch()} />
      </div>
    );
  }
  return (
    <figure className="flex min-h-0 grow flex-col items-center justify-center gap-3 p-6">
      {url ? (
        <img
          src={url}
          alt={nameOf(path)}
          onLoad={({ currentTarget: image }) => setExtent(`${image.naturalWidth} × ${image.naturalHeight}`)}
          className="max-h-full min-h-0 max-w-full rounded border bg-[repeating-conic-gradient(var(--raised)_0_25%,var(--surface)_0_50%)] bg-[length:16px_16px] object-contain"
        />
      ) : (
        <Skeleton className="size-40" />
      )}
      <figcaption className="text-center text-xs text-muted">
        {[t("picture", { name: nameOf(path) }), extent, bytes(size)].filter(Boolean).join(" · ")}
      </figcaption>
    </figure>
  );
}
