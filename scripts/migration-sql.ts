import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { openEmbeddedDatabase } from "~/platform/database/embedded.server";
import { migrate } from "~/platform/database/migrate.server";
import { schemaDiff } from "./schema-diff";

/** Prints the SQL that a new migration needs: from a freshly migrated database to prisma/schema.prisma. */
export async function main(): Promise<void> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "solucionario-migration-"));
  fs.chmodSync(folder, 0o711);
  const database = await openEmbeddedDatabase(folder);
  try {
    await migrate(database.url);
    process.stdout.write((await schemaDiff(database.url)) || "-- no drift\n");
  } finally {
    await database.release();
    fs.rmSync(folder, { recursive: true, force: true });
  }
}
