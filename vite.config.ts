import { vitePlugin as remix } from "@remix-run/dev";
import { Features } from "lightningcss";
import { defineConfig, type Plugin } from "vite";
import tsconfigPaths from "vite-tsconfig-paths";

/**
 * The server's entries are built together with Remix's routes into one module graph, so that a process has one
 * database pool, one environment and one error class. Remix fixes the input of its server build; this puts ours there.
 */
function serverEntries(): Plugin {
  return {
    name: "solucionario:server-entries",
    enforce: "post",
    config(_config, { isSsrBuild }) {
      if (!isSsrBuild) return undefined;
      return {
        build: {
          rollupOptions: {
            input: { server: "scripts/server.ts", worker: "scripts/worker.ts", "command-line": "scripts/command-line.ts" },
            output: { entryFileNames: "[name].js", chunkFileNames: "chunks/[name]-[hash].js" },
          },
        },
      };
    },
  };
}

export default defineConfig({
  plugins: [
    remix({
      // The benchmark builds the same code plus an empty page to compare with, beside the build that serves.
      buildDirectory: process.env.SOLUCIONARIO_BENCH ? "tests/.output/bench-build" : "build",
      future: {
        v3_fetcherPersist: true,
        v3_relativeSplatPath: true,
        v3_throwAbortReason: true,
        v3_routeConfig: true,
        // Single fetch and lazy route discovery have advisories without a fix in v2 (CVE-2026-34077, CVE-2026-55685).
        v3_singleFetch: false,
        v3_lazyRouteDiscovery: false,
      },
    }),
    tsconfigPaths(),
    serverEntries(),
  ],
  build: { target: "es2022", cssMinify: "lightningcss", assetsInlineLimit: 0, reportCompressedSize: false },
  css: {
    transformer: "lightningcss",
    // Android 5 and 6 stop at Chrome 95; older WebViews are common on cheap phones.
    lightningcss: { targets: { chrome: 60 << 16, safari: (11 << 16) | (1 << 8), firefox: 60 << 16 }, exclude: Features.LogicalProperties },
  },
});
