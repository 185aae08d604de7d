import { defineConfig } from "vitest/config";
import e2e from "./vitest.e2e.config";

/** Pictures for the documentation: `make screenshots`. */
export default defineConfig({ test: { ...e2e.test, include: ["e2e/screenshots.ts"] } });
