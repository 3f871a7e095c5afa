import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

/** Puts `.br` and `.gz` beside what is worth it; whitenoise (and nginx) serve those to browsers that take them. */
function compressed(): Plugin {
  let folder = "";
  return {
    name: "compressed",
    apply: "build",
    configResolved(config) {
      folder = resolve(config.root, config.build.outDir);
    },
    closeBundle() {
      for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
        const path = join(folder, name);
        if (!/\.(css|js|svg)$/.test(name) || statSync(path).size < 500) continue;
        const content = readFileSync(path);
        writeFileSync(`${path}.br`, brotliCompressSync(content));
        writeFileSync(`${path}.gz`, gzipSync(content, { level: 9 }));
      }
    },
  };
}

// Builds frontend/ into Django's static folder; names carry a hash, manifest.json tells them to the templates.
export default defineConfig({
  base: "/static/dist/",
  publicDir: false,
  plugins: [compressed()],
  build: {
    outDir: resolve(import.meta.dirname, "src/yuzhengdai/static/dist"),
    emptyOutDir: true,
    manifest: "manifest.json",
    target: ["chrome100", "safari15.4", "firefox102"],
    // A strict content security policy forbids data: fonts and scripts; images stay files too.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: {
      // htmx holds an eval for hx-on and filters; our configuration switches it off and the policy forbids it.
      checks: { eval: false },
      input: {
        main: resolve(import.meta.dirname, "frontend/ts/main.ts"),
        style: resolve(import.meta.dirname, "frontend/css/main.css"),
        "style-app": resolve(import.meta.dirname, "frontend/css/app.css"),
        "style-staff": resolve(import.meta.dirname, "frontend/css/staff.css"),
        "style-gallery": resolve(import.meta.dirname, "frontend/css/gallery.css"),
        "app-worker": resolve(import.meta.dirname, "frontend/ts/workers/app.ts"),
      },
    },
  },
  test: {
    include: ["frontend/ts/**/*.test.ts"],
  },
});
