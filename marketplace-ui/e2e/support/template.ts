import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { TestProject } from "vitest/node";
import { makeAdministrator, Platform, TEMPLATE } from "./platform";
import { cluster } from "./postgres";

declare module "vitest" {
  interface ProvidedContext {
    /** The folder that every platform of the tests begins with a copy of. */
    template: string;
    /** The folder of the PostgreSQL cluster that the platforms of the tests use; empty for SQLite. */
    cluster: string;
  }
}

/** How long the Python runtime may take to be compiled, in milliseconds. */
const COMPILE_LIMIT = 180_000;

/** Prepares the data of a platform once: with an administrator, and the Python runtime compiled. */
export default async function prepare(project: TestProject) {
  const data = await mkdtemp(join(tmpdir(), "mspf-e2e-template-"));
  const folder = process.env.MSPF_E2E_DATABASE === "postgresql" ? cluster.start() : "";
  const settings: Record<string, string> = folder
    ? { MSPF_DATABASE_URL: cluster.database(folder, TEMPLATE) }
    : {};
  makeAdministrator(data, settings);
  const platform = await Platform.on(data, settings);
  const ada = await platform.admin();
  const plugin = await platform.plugin(ada, { name: "first", template: "wsgi" });
  const end = Date.now() + COMPILE_LIMIT;
  while (!(await fetch(platform.url + plugin.address)).ok) {
    if (Date.now() > end) throw new Error("the Python runtime is not ready");
    await pause(200);
  }
  await platform.call("DELETE", `/api/v1/plugins/${plugin.id}`, { by: ada });
  await platform.end("SIGTERM");
  project.provide("template", data);
  project.provide("cluster", folder);
  return async () => {
    if (folder) cluster.stop(folder);
    await rm(data, { recursive: true, force: true });
  };
}
