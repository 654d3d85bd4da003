// Runs a TypeScript file of this project that is not part of the build: benchmarks and tools of development.
// Usage: node scripts/run.mjs FILE [arguments]
import { runnerImport } from "vite";
import tsconfigPaths from "vite-tsconfig-paths";

const [file, ...args] = process.argv.slice(2);
const { module } = await runnerImport(`./${file}`, { configFile: false, logLevel: "warn", plugins: [tsconfigPaths()] });
await module.main(args);
