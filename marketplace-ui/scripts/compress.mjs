// Puts compressed copies beside what was built, and holds the first load of the home page to its budget.
import { readdir, readFile, writeFile } from "node:fs/promises";
import { promisify } from "node:util";
import zlib from "node:zlib";

const DIST = new URL("../dist/", import.meta.url);
/** Bytes of script, gzipped, that the home page may load before it can be used. */
const HOME_BUDGET = 200_000;
/** Smaller files gain nothing. */
const LEAST = 1024;

const [brotli, gzip] = [promisify(zlib.brotliCompress), promisify(zlib.gzip)];

const files = await readdir(DIST, { recursive: true });
for (const file of files.filter((file) => /\.(html|js|css|svg|json|webmanifest)$/.test(file))) {
  const bytes = await readFile(new URL(file, DIST));
  // The page is filled in when it is asked for.
  if (bytes.length < LEAST || file === "index.html") continue;
  const params = { [zlib.constants.BROTLI_PARAM_QUALITY]: 11 };
  await writeFile(new URL(`${file}.br`, DIST), await brotli(bytes, { params }));
  await writeFile(new URL(`${file}.gz`, DIST), await gzip(bytes, { level: 9 }));
}

const manifest = JSON.parse(await readFile(new URL(".vite/manifest.json", DIST), "utf8"));
const needed = new Set();
const need = (name) => {
  if (needed.has(name)) return;
  needed.add(name);
  manifest[name].imports?.forEach(need);
};
need("index.html");
need("src/pages/home/page.tsx");
const kb = (bytes) => (bytes / 1000).toFixed(1);
let total = 0;
for (const { file } of [...needed].map((name) => manifest[name])) {
  if (file.endsWith(".js")) total += (await gzip(await readFile(new URL(file, DIST)), { level: 9 })).length;
}
console.log(`script of the home page: ${kb(total)} kB gzipped, ${kb(HOME_BUDGET)} allowed`);
if (total > HOME_BUDGET) process.exit(1);
