import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** Where `npm run dev` finds a running platform. */
const PLATFORM = process.env.MSPF_URL ?? "http://localhost:8899";

export default defineConfig({
  plugins: [react(), tailwindcss()],
  resolve: { alias: { "@": new URL("./src", import.meta.url).pathname } },
  build: {
    target: "es2022",
    manifest: true,
    // The page's policy allows no inline script and no data URL that runs.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1200,
  },
  // The guides are part of the UI.
  server: {
    fs: { allow: [".", "../docs"] },
    proxy: { "/api": PLATFORM, "/download": PLATFORM, "^/plugins\\..*": PLATFORM },
  },
  test: { include: ["src/**/*.test.{ts,tsx}"] },
} as Parameters<typeof defineConfig>[0]);
