import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { runMigrations } from "graphile-worker";
import pg from "pg";
import type { TestProject } from "vitest/node";
import { openEmbeddedDatabase } from "../../app/platform/database/embedded.server";
import { migrate } from "../../app/platform/database/migrate.server";

declare module "vitest" {
  interface ProvidedContext {
    postgresUrl: string;
    templateName: string;
    /** Only in the system project (site.global.ts). */
    demonstrationTemplate: string;
  }
}

const TEMPLATE = "solucionario_template";

/** One real PostgreSQL for the run, and in it a migrated template that each worker's database is copied from. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "solucionario-test-"));
  // The server's user, who is not root, must be able to pass through.
  fs.chmodSync(folder, 0o711);
  const server = await openEmbeddedDatabase(folder);
  const admin = new pg.Client({ connectionString: server.url });
  await admin.connect();
  // Nothing here outlives the run, and making a database waits for the disk most of its time.
  await admin.query("ALTER SYSTEM SET fsync = off");
  await admin.query("SELECT pg_reload_conf()");
  await admin.query(`CREATE DATABASE ${TEMPLATE}`);
  const templateUrl = withDatabase(server.url, TEMPLATE);
  await migrate(templateUrl);
  await runMigrations({ connectionString: templateUrl });
  await admin.end();
  project.provide("postgresUrl", server.url);
  project.provide("templateName", TEMPLATE);
  return async () => {
    await server.release();
    fs.rmSync(folder, { recursive: true, force: true });
  };
}

function withDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}
