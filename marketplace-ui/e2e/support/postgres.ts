import { execFileSync } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Where Debian and others keep the server's programs, which are usually not on the PATH. */
const PROGRAMS = "/usr/lib/postgresql";
/** PostgreSQL refuses to run as root. */
const AS_POSTGRES = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", "env", "HOME=/tmp"];
/** Durability is of no use here, speed is. */
const SETTINGS = "-F -c listen_addresses= -c full_page_writes=off -c synchronous_commit=off";
const USER = "app";

/** A throw-away PostgreSQL cluster, reached by a socket in its folder. */
export const cluster = {
  /** Makes and starts one; the folder names it. */
  start(): string {
    const folder = mkdtempSync(join(tmpdir(), "mspf-e2e-postgres-"));
    if (process.getuid?.() === 0) {
      const [user, group] = ["-u", "-g"].map((what) => Number(run("id", [what, "postgres"], false)));
      chownSync(folder, user ?? 0, group ?? 0);
    }
    const data = join(folder, "data");
    run("initdb", ["-D", data, "-U", USER, "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]);
    const log = join(folder, "log");
    run("pg_ctl", ["-D", data, "-l", log, "-o", `${SETTINGS} -k ${folder}`, "-w", "start"]);
    return folder;
  },

  /** Makes a database, a copy of another if one is named, and gives its address. */
  database(folder: string, name: string, template = "template1"): string {
    run("createdb", ["-h", folder, "-U", USER, "-T", template, name]);
    return `postgres://${USER}@${encodeURIComponent(folder)}/${name}`;
  },

  stop(folder: string) {
    run("pg_ctl", ["-D", join(folder, "data"), "-m", "immediate", "stop"]);
    rmSync(folder, { recursive: true, force: true });
  },
};

function run(name: string, given: string[], isPostgres = true): string {
  const path = isPostgres ? join(programs(), name) : name;
  const words = process.getuid?.() === 0 && isPostgres ? [...AS_POSTGRES, path, ...given] : [path, ...given];
  const [program = "", ...rest] = words;
  // A server that is started keeps the output open.
  return execFileSync(program, rest, {
    cwd: "/",
    stdio: ["ignore", isPostgres ? "ignore" : "pipe", "inherit"],
  })
    ?.toString()
    .trim();
}

/** The newest server installed, else whatever the PATH offers. */
function programs(): string {
  const versions = existsSync(PROGRAMS) ? readdirSync(PROGRAMS) : [];
  const newest = versions.sort((a, b) => Number(b) - Number(a))[0];
  return newest ? join(PROGRAMS, newest, "bin") : "";
}
