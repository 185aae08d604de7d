import { defineConfig } from "vitest/config";

/** Tests in a real browser against the real server: `make ui-test`. */
export default defineConfig({
  test: {
    include: ["e2e/**/*.test.ts"],
    globalSetup: "e2e/support/template.ts",
    testTimeout: 180_000,
    hookTimeout: 60_000,
    // As long as a test waits for what it expects to see.
    expect: { poll: { timeout: 30_000 } },
    pool: "forks",
    maxWorkers: 2,
  },
});
