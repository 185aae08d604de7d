import { defineConfig } from "vitest/config";

/** Tests in a real browser against the real server: `make ui-test`. */
export default defineConfig({
  test: { include: ["e2e/**/*.test.ts"], testTimeout: 60_000, hookTimeout: 60_000, pool: "forks", maxWorkers: 2 },
});
