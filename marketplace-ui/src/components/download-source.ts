import { call, type Plugin } from "@/api/client";
import { saveAs } from "@/lib/save-as";

/** Saves the source of a plugin as a zip: of the version that answers, or of the draft where there is none. */
export async function download({ id, name, version }: Plugin) {
  const source = await call(`/api/v1/plugins/${id}/source`);
  saveAs(`${name}${version ? `-${version}` : ""}.zip`, await source.blob());
}
