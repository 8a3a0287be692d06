import { fileURLToPath } from "node:url";

import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const SEALING = "src/lib/sealing/**/*.test.ts";

export default defineConfig({
  plugins: [react(), tailwindcss()],
  cacheDir: here("../build/web-cache/vite"),
  resolve: { alias: { "@": here("./src") } },
  worker: { format: "es" },
  build: {
    outDir: here("../build/web"),
    emptyOutDir: true,
    // The page's policy allows no data: scripts or styles, so nothing is written into others' files.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: { proxy: { "/api": process.env["CLOAK_SERVER"] ?? "http://127.0.0.1:8080" } },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: "pages",
          environment: "jsdom",
          include: ["src/**/*.test.{ts,tsx}"],
          exclude: [SEALING],
          setupFiles: ["src/test.ts"],
        },
      },
      // jsdom's bytes are of another realm than Node's WebCrypto, which refuses them.
      { extends: true, test: { name: "sealing", environment: "node", include: [SEALING] } },
    ],
  },
});
