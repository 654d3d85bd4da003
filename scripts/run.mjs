// Runs a TypeScript file of this project that is not part of the build: benchmarks and tools of development.
// Usage: node scripts/run.mjs FILE [arguments]
import path from "node:path";
import { createServer, createServerModuleRunner } from "vite";
import tsconfigPaths from "vite-tsconfig-paths";

const [file, ...args] = process.argv.slice(2);
const server = await createServer({
  configFile: false,
  logLevel: "warn",
  plugins: [tsconfigPaths()],
  server: { middlewareMode: true, hmr: false, watch: null },
  optimizeDeps: { noDiscovery: true },
});
const runner = createServerModuleRunner(server.environments.ssr, { hmr: false });
try {
  await (await runner.import(path.resolve(file))).main(args);
} finally {
  await runner.close();
  await server.close();
}
