import tsconfigPaths from "vite-tsconfig-paths";
import { defineConfig } from "vitest/config";

const common = { plugins: [tsconfigPaths()], esbuild: { jsx: "automatic" as const } };

/** Only ends a test that hangs: a loaded machine may need many times what a quiet one does. */
const PATIENCE_MS = 300_000;

export default defineConfig({
  test: {
    projects: [
      {
        ...common,
        test: {
          name: "unit",
          sequence: { groupOrder: 0 },
          include: ["tests/**/*.test.{ts,tsx}"],
          exclude: ["tests/**/*.{db,http,process,browser}.test.{ts,tsx}"],
          setupFiles: ["tests/setup/console.ts"],
          testTimeout: PATIENCE_MS,
        },
      },
      {
        ...common,
        test: {
          name: "database",
          sequence: { groupOrder: 1 },
          include: ["tests/**/*.db.test.{ts,tsx}"],
          globalSetup: ["tests/setup/postgres.global.ts"],
          setupFiles: ["tests/setup/console.ts", "tests/setup/database.ts"],
          testTimeout: PATIENCE_MS,
          hookTimeout: PATIENCE_MS,
          pool: "forks",
          maxWorkers: 2,
        },
      },
      {
        ...common,
        test: {
          name: "system",
          sequence: { groupOrder: 2 },
          include: ["tests/**/*.{http,process,browser}.test.{ts,tsx}"],
          globalSetup: ["tests/setup/site.global.ts"],
          setupFiles: ["tests/setup/console.ts"],
          testTimeout: PATIENCE_MS,
          hookTimeout: PATIENCE_MS,
          pool: "forks",
          maxWorkers: 2,
        },
      },
    ],
  },
});
