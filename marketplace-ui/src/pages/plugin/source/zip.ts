import { Unzip, UnzipInflate, unzip } from "fflate";
import { call, type Plugin } from "@/api/client";
import { saveAs } from "@/lib/save-as";

const sourceUrl = (plugin: string, version: string | undefined) =>
  `/api/v1/plugins/${plugin}/source${version ? `?version=${encodeURIComponent(version)}` : ""}`;

/** The files of a version by their paths, in order. */
export type Files = ReadonlyMap<string, Uint8Array<ArrayBuffer>>;

/** A version's files, unpacked here. */
export async function readSource(plugin: string, version: string, signal?: AbortSignal): Promise<Files> {
  const response = await call(sourceUrl(plugin, version), { signal });
  const packed = new Uint8Array(await response.arrayBuffer());
  const files = await new Promise<Record<string, Uint8Array>>((resolve, reject) =>
    unzip(packed, (error, files) => (error ? reject(error) : resolve(files))),
  );
  const paths = Object.keys(files).filter((path) => !path.endsWith("/"));
  return new Map(paths.sort().map((path) => [path, files[path] as Uint8Array<ArrayBuffer>]));
}

/** Never changes: a published version is for ever. Unpacked files are large, so they are not kept for long. */
export const sourceQuery = (plugin: Plugin, version: string) => ({
  queryKey: ["plugin", plugin.id, "source", version],
  queryFn: ({ signal }: { signal: AbortSignal }) => readSource(plugin.id, version, signal),
  staleTime: Number.POSITIVE_INFINITY,
  gcTime: 120_000,
});

/** Gives the reader a version's source to keep, or the workspace's where no version is named. */
export async function downloadSource(plugin: Plugin, version: string | undefined) {
  const response = await call(sourceUrl(plugin.id, version));
  saveAs(`${plugin.name}-${version ?? "workspace"}.zip`, await response.blob());
}

/** How far into a package one looks for what it says of itself. */
const FAR_ENOUGH = 4 << 20;

/** The text of the first of the wanted files that a version has; of the package only as much is read as that takes. */
export async function readFirst(
  plugin: string,
  version: string,
  wanted: string[],
  signal: AbortSignal,
): Promise<string | undefined> {
  const found = new Map<string, BlobPart[]>();
  // Packages are in the order of their paths: what comes after all that is wanted ends the search.
  const last = wanted.toSorted().at(-1) ?? "";
  let isOver = false;
  const archive = new Unzip((file) => {
    const place = file.name.toLowerCase();
    isOver ||= file.name > last;
    if (!wanted.includes(place)) return;
    const chunks: BlobPart[] = [];
    file.ondata = (error, chunk, isLast) => {
      if (error) return;
      chunks.push(chunk as Uint8Array<ArrayBuffer>);
      if (!isLast) return;
      found.set(place, chunks);
      isOver ||= place === wanted[0];
    };
    file.start();
  });
  archive.register(UnzipInflate);
  const response = await call(sourceUrl(plugin, version), { signal });
  const reader = response.body?.getReader();
  for (let size = 0; reader && !isOver && size < FAR_ENOUGH; ) {
    const { done, value } = await reader.read();
    archive.push(value ?? new Uint8Array(), done);
    size += value?.length ?? 0;
    if (done) break;
  }
  void reader?.cancel();
  const best = wanted.map((place) => found.get(place)).find((chunks) => chunks !== undefined);
  return best && new Blob(best).text();
}
