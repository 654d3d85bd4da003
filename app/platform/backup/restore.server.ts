import fs from "node:fs";
import path from "node:path";
import { Logger, runMigrations } from "graphile-worker";
import type pg from "pg";
import { type Migration, PRISMA_MIGRATION_LOCK, readMigrations } from "../database/migrate.server";
import { OperatorError } from "../errors";
import { noteEveryListing } from "../outbox.server";
import { connectAlone, listTables, tableName } from "./catalogue.server";
import type { Manifest, Totals } from "./format";
import { closeTables, forgetJobs, loadJobs, loadTable, openTables, setSequences } from "./load.server";
import { openBackup, readBackup, type SealedBackup } from "./read.server";
import { storeFile } from "./stored-files.server";
import { migrateForward, prepareTarget, refuseNewer } from "./target.server";

export type RestoreOptions = {
  url: string;
  /** Where the file store is: DATA_DIR. */
  dataDir: string;
  file: string;
  now: Date;
  migrationsFolder?: string;
  signal?: AbortSignal;
  /** Is told each part as it begins. */
  progress?: (line: string) => void;
};

export type RestoreResult = {
  manifest: Manifest;
  totals: Totals;
  /** Migrations that this release has and the backup had not: applied to its rows. */
  migratedForward: string[];
};

/** Reads the whole file and checks every sum in it. Throws an OperatorError when it can't be trusted. */
export async function verifyBackup(file: string, signal?: AbortSignal): Promise<{ manifest: Manifest; totals: Totals; fileBytes: number }> {
  const backup = await openBackup(file, signal);
  try {
    return { ...(await readBackup(backup, { section: async () => stopWhenAborted(signal) })), fileBytes: backup.size };
  } finally {
    await backup.handle.close();
  }
}

/**
 * Fills an empty database and the file store from a backup: checks the whole file first, then loads it in one
 * transaction, brings older content forward to this release, and notes every listing for indexing.
 * Throws an OperatorError, and leaves the database as it was, when the file is damaged or newer than this release,
 * or the database is in use.
 */
export async function restore(options: RestoreOptions): Promise<RestoreResult> {
  const release = readMigrations(options.migrationsFolder ?? path.resolve("prisma/migrations"));
  const backup = await openBackup(options.file, options.signal);
  try {
    options.progress?.("checking the file");
    const { manifest, totals } = await readBackup(backup, {
      manifest: (manifest) => refuseNewer(options.file, manifest, release),
      section: async () => stopWhenAborted(options.signal),
    });
    const client = await connectAlone(options.url, "restore");
    try {
      const migratedForward = await load(client, backup, manifest, release, options);
      await client.query(`ANALYZE ${(await listTables(client)).map(({ name }) => tableName(name)).join(", ")}`);
      return { manifest, totals, migratedForward };
    } finally {
      await client.end().catch(() => {});
    }
  } finally {
    await backup.handle.close();
  }
}

async function load(client: pg.Client, backup: SealedBackup, manifest: Manifest, release: readonly Migration[], options: RestoreOptions): Promise<string[]> {
  const stored: string[] = [];
  await client.query("SELECT pg_advisory_lock($1)", [PRISMA_MIGRATION_LOCK]);
  try {
    await client.query("BEGIN");
    await prepareTarget(client, manifest, release);
    // Whether jobs wait or not, because a backup without any has a section of them all the same.
    await installWorkerSchema(options.url);
    await forgetJobs(client);
    const foreignKeys = await openTables(client, manifest);
    await readBackup(backup, {
      section: async (section, chunks) => {
        stopWhenAborted(options.signal);
        options.progress?.(section.name);
        if (section.section === "table") await loadTable(client, manifest, section, chunks);
        else if (section.section === "jobs") await loadJobs(client, chunks);
        else {
          const added = await storeFile(options.dataDir, section.name, chunks);
          if (added) stored.push(added);
        }
      },
    });
    options.progress?.("checking references");
    await closeTables(client, foreignKeys);
    await setSequences(client, manifest);
    const migratedForward = await migrateForward(client, manifest, release);
    await noteEveryListing(client, options.now);
    stopWhenAborted(options.signal);
    await client.query("COMMIT");
    return migratedForward;
  } catch (cause) {
    await client.query("ROLLBACK").catch(() => {});
    for (const file of stored) fs.rmSync(file, { force: true });
    if (cause instanceof OperatorError) throw cause;
    throw new OperatorError(`The restore failed, the database is as it was: ${(cause as Error).message}.`, { cause });
  }
}

function stopWhenAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new OperatorError("The restore was interrupted: the database is as it was.");
}

/** What start-up would do: graphile-worker's own tables, which hold no content of ours. */
async function installWorkerSchema(url: string): Promise<void> {
  await runMigrations({ connectionString: url, logger: new Logger(() => () => {}) });
}
