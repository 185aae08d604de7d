import { call, type Plugin } from "@/api/client";
import { saveAs } from "@/lib/save-as";

/** Saves the source of a plugin as a zip: its maintainers what they are writing, others the version that answers. */
export async function download({ id, name }: Plugin) {
  const source = await call(`/api/v1/plugins/${id}/source`);
  const [, given] = /filename="([^"]+)"/.exec(source.headers.get("content-disposition") ?? "") ?? [];
  saveAs(given ?? `${name}.zip`, await source.blob());
}
