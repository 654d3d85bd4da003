import pg from "pg";
import type { TestProject } from "vitest/node";
import setupPostgres from "./postgres.global";
import { endProcess, spawnServer } from "./site";

const TEMPLATE = "solucionario_demonstration";

/** Adds to the run's PostgreSQL a database with the demonstration edition, loaded as a first start loads it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  let postgresUrl = "";
  let templateName = "";
  const teardown = await setupPostgres({
    provide(key: string, value: string) {
      if (key === "postgresUrl") postgresUrl = value;
      if (key === "templateName") templateName = value;
      project.provide(key as "postgresUrl", value);
    },
  } as TestProject);
  const admin = new pg.Client({ connectionString: postgresUrl });
  await admin.connect();
  await admin.query(`CREATE DATABASE ${TEMPLATE} TEMPLATE ${templateName}`);
  await admin.end();
  const url = new URL(postgresUrl);
  url.pathname = `/${TEMPLATE}`;
  const { child } = await spawnServer({ DATABASE_URL: url.href, SEED: "demo", DATA_DIR: "tests/.output/template" });
  await endProcess(child);
  project.provide("demonstrationTemplate", TEMPLATE);
  return teardown;
}
