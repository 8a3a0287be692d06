import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const BYTES = ["src/lib/sealing/**/*.test.ts", "src/features/jobs/batch/zip.test.ts"];

const COMPRESSIBLE = /\.(js|css|svg|webmanifest|txt)$/;

/** Writes each text file compressed beside itself: once and as small as can be, rather than at every request. */
function compressed(): Plugin {
  return {
    name: "compressed",
    apply: "build",
    // From the files as they were written: until then, other plugins still change what is in the bundle.
    async writeBundle({ dir = "." }, bundle) {
      const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
      for (const name of Object.keys(bundle).filter((file) => COMPRESSIBLE.test(file))) {
        const source = await readFile(join(dir, name));
        await writeFile(join(dir, `${name}.br`), brotliCompressSync(source, { params }));
        await writeFile(join(dir, `${name}.gz`), gzipSync(source, { level: 9 }));
      }
    },
  };
}

export default defineConfig({
  plugins: [react(), tailwindcss(), compressed()],
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
          exclude: BYTES,
          setupFiles: ["src/test.ts"],
        },
      },
      // jsdom's bytes are of another realm than Node's WebCrypto, which refuses them, and its blobs do not stream.
      { extends: true, test: { name: "bytes", environment: "node", include: BYTES } },
    ],
  },
});
