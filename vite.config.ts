import { resolve } from "node:path";
import { defineConfig } from "vitest/config";

// Builds frontend/ into Django's static folder; names carry a hash, manifest.json tells them to the templates.
export default defineConfig({
  base: "/static/dist/",
  publicDir: false,
  build: {
    outDir: resolve(import.meta.dirname, "src/yuzhengdai/static/dist"),
    emptyOutDir: true,
    manifest: "manifest.json",
    target: ["chrome100", "safari15.4", "firefox102"],
    // A strict content security policy forbids data: fonts and scripts; images stay files too.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: {
      input: {
        main: resolve(import.meta.dirname, "frontend/ts/main.ts"),
        style: resolve(import.meta.dirname, "frontend/css/main.css"),
      },
    },
  },
  test: {
    include: ["frontend/ts/**/*.test.ts"],
  },
});
