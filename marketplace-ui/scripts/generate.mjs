// Writes the types of the REST API, src/api/schema.d.ts, from the document that the platform's tests keep.
import { readFile, writeFile } from "node:fs/promises";
import openapiTS, { astToString } from "openapi-typescript";

const SNAPSHOT = new URL("../../platform/api/tests/api/snapshots/openapi.snap", import.meta.url);
const TYPES = new URL("../src/api/schema.d.ts", import.meta.url);

const [, , ...document] = (await readFile(SNAPSHOT, "utf8")).split(/^---$/m);
const types = astToString(await openapiTS(JSON.parse(document.join("---"))));
const written = await readFile(TYPES, "utf8").catch(() => "");
if (written !== types) await writeFile(TYPES, types);
