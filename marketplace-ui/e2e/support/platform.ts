import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { zipSync } from "fflate";
import { inject } from "vitest";
import { cluster } from "./postgres";

const PASSWORD = "correct horse battery staple";
/** The database that `template.ts` has prepared, where the tests run on PostgreSQL. */
export const TEMPLATE = "prepared";
/** How long the platform may take to start, in milliseconds. */
const START_LIMIT = 30_000;

export interface Account {
  name: string;
  password: string;
  token: string;
}

/** A platform of its own for one file of tests: a real server on SQLite, or on PostgreSQL (`MSPF_E2E_DATABASE`). */
export class Platform {
  /** What the program has printed. */
  private output = "";

  private constructor(
    readonly url: string,
    private readonly data: string,
    private readonly child: ChildProcess,
  ) {}

  /** Starts the program that `MSPF_E2E_PROGRAM` names, on a copy of the data that `template.ts` has prepared. */
  static async start(settings: Record<string, string> = {}): Promise<Platform> {
    const data = await mkdtemp(join(tmpdir(), "mspf-e2e-"));
    await cp(inject("template"), data, { recursive: true });
    return Platform.on(data, { ...database(data, TEMPLATE), ...settings });
  }

  /** Starts one that nobody administers yet. */
  static async startEmpty(): Promise<Platform> {
    const data = await mkdtemp(join(tmpdir(), "mspf-e2e-"));
    return Platform.on(data, database(data));
  }

  /** Starts it on these data. */
  static async on(data: string, settings: Record<string, string> = {}): Promise<Platform> {
    const [port, adminPort] = [await freePort(), await freePort()];
    const env = environment(data, {
      MSPF_LISTEN: `127.0.0.1:${port}`,
      MSPF_ADMIN_LISTEN: `127.0.0.1:${adminPort}`,
      MSPF_PUBLIC_URL: `http://localhost:${port}`,
      ...settings,
    });
    const child = spawn(program(), ["serve"], { env, stdio: ["ignore", "pipe", "inherit"] });
    const platform = new Platform(`http://localhost:${port}`, data, child);
    child.stdout.on("data", (printed: Buffer) => {
      platform.output += printed;
    });
    const end = Date.now() + START_LIMIT;
    while (!(await fetch(`${platform.url}/readyz`).catch(() => undefined))?.ok) {
      if (child.exitCode !== null || Date.now() > end) throw new Error("the platform does not start");
      await pause(50);
    }
    return platform;
  }

  async stop() {
    await this.end("SIGKILL");
    await rm(this.data, { recursive: true, force: true });
  }

  /** Ends the server and keeps its data. */
  async end(signal: NodeJS.Signals) {
    const ended = new Promise((resolve) => this.child.once("exit", resolve));
    this.child.kill(signal);
    await ended;
  }

  /** The link that makes the first administrator, as the program printed it. */
  get setupLink(): string | undefined {
    return /http\S+\/setup#[\w-]+/.exec(this.output)?.[0];
  }

  /** The administrator. */
  admin(): Promise<Account> {
    return this.signIn("ada");
  }

  /** A new user. */
  async user(name: string): Promise<Account> {
    const form = { username: name, email: `${name}@example.org`, password: PASSWORD };
    await this.call("POST", "/api/v1/auth/sign-up", { body: form });
    return this.signIn(name);
  }

  async signIn(name: string, password = PASSWORD): Promise<Account> {
    const session = await this.call("POST", "/api/v1/auth/login", { body: { username: name, password } });
    return { name, password, token: session.access_token };
  }

  /** Asks the API for what is not to be tested in a browser; whatever is no success is an error. */
  // biome-ignore lint/suspicious/noExplicitAny: each test knows what it asked for
  async call(method: string, path: string, { by, body, headers }: Asking = {}): Promise<any> {
    const isBytes = body instanceof Uint8Array;
    const response = await fetch(this.url + path, {
      method,
      headers: {
        ...(by && { authorization: `Bearer ${by.token}` }),
        ...(body !== undefined && !isBytes && { "content-type": "application/json" }),
        ...headers,
      },
      body: body === undefined ? undefined : isBytes ? Buffer.from(body) : JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text ? JSON.parse(text) : undefined;
  }

  /** Makes a plugin with a template's files, and further ones. */
  async plugin(
    by: Account,
    fields: { name: string } & Record<string, unknown>,
    files: Record<string, string> = {},
  ) {
    const plugin = await this.call("POST", "/api/v1/plugins", { by, body: fields });
    for (const [path, text] of Object.entries(files)) {
      await this.call("PUT", `/api/v1/plugins/${plugin.id}/workspace/files/${path}`, {
        by,
        body: new TextEncoder().encode(text),
        headers: { "if-match": "*" },
      }).catch(() =>
        this.call("PUT", `/api/v1/plugins/${plugin.id}/workspace/files/${path}`, {
          by,
          body: new TextEncoder().encode(text),
        }),
      );
    }
    return plugin;
  }

  /** Makes and releases a plugin of static files, and waits until it answers. */
  async site(by: Account, name: string, files: Record<string, string>) {
    const manifest = `manifest_version = 1
[plugin]
name = "${name}"
version = "1.0.0"
[runtime]
kind = "static"
[static]
dir = "site"
mount = "/"
`;
    const paths = Object.entries(files).map(([path, text]) => [`site/${path}`, text]);
    const body = zip({ "mspf.toml": manifest, ...Object.fromEntries(paths) });
    const headers = { "content-type": "application/zip" };
    const { plugin } = await this.call("POST", "/api/v1/plugins/upload", { by, body, headers });
    const end = Date.now() + START_LIMIT;
    while (!(await fetch(`${this.url}/plugins.${plugin.id}/`)).ok) {
      if (Date.now() > end) throw new Error(`${name} does not answer`);
      await pause(50);
    }
    return plugin;
  }
}

interface Asking {
  by?: Account;
  body?: unknown;
  headers?: Record<string, string>;
}

/** The bytes of a zip with these files. */
export function zip(files: Record<string, string>): Uint8Array {
  const encoder = new TextEncoder();
  return zipSync(
    Object.fromEntries(Object.entries(files).map(([path, text]) => [path, encoder.encode(text)])),
  );
}

/** Makes the administrator of the platform that has these data. */
export function makeAdministrator(data: string, settings: Record<string, string>) {
  const arguments_ = [
    "admin",
    "create-user",
    "ada",
    "--email",
    "ada@example.org",
    "--administrator",
    "--password-stdin",
  ];
  const made = spawnSync(program(), arguments_, {
    env: environment(data, settings),
    input: PASSWORD,
    encoding: "utf8",
  });
  if (made.status !== 0) throw new Error(`the administrator could not be made: ${made.stderr}`);
}

/** The setting of a database for the platform that has these data. */
function database(data: string, template?: string): Record<string, string> {
  const folder = inject("cluster");
  if (!folder) return {};
  const name = basename(data).replaceAll("-", "_");
  return { MSPF_DATABASE_URL: cluster.database(folder, name, template) };
}

function program(): string {
  const program = process.env.MSPF_E2E_PROGRAM;
  if (!program) throw new Error("run `make ui-test`, or set MSPF_E2E_PROGRAM to the mspf program");
  return program;
}

function environment(data: string, settings: Record<string, string> = {}) {
  const env = { ...process.env, MSPF_DATA_DIR: data, MSPF_RATE_LIMITS: "off", MSPF_LOG: "warn", ...settings };
  // Those that are for the tests themselves.
  const foreign = Object.keys(env).filter((name) => /^MSPF_(E2E_|TEST_|EXAMPLES$|PYTHON$)/.test(name));
  return Object.fromEntries(Object.entries(env).filter(([name]) => !foreign.includes(name)));
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (typeof address !== "object" || !address) throw new Error("no port");
  return address.port;
}
