import fs from "node:fs";
import path from "node:path";
import type pg from "pg";
import { PRISMA_MIGRATION_LOCK } from "../database/migrate.server";
import { OperatorError } from "../errors";
import { columnList, connectAlone, copyOut, exists, listSequences, listTables, tableName } from "./catalogue.server";
import { FORMAT_VERSION, LEFT_OUT, type Manifest, type Section, type Totals } from "./format";
import { openStoredFile } from "./stored-files.server";
import { frame, sectionFrames, writeSealed } from "./write.server";

export type BackupOptions = {
  url: string;
  /** Where the file store is: DATA_DIR. */
  dataDir: string;
  file: string;
  now: Date;
  /** Replace an existing file. */
  force?: boolean;
  signal?: AbortSignal;
  /** Is told each part as it begins. */
  progress?: (line: string) => void;
};

export type BackupResult = { totals: Totals; fileBytes: number };

/** Jobs that would still be run, the ones running now among them: their handlers may run twice. */
const WAITING_JOBS = `
  SELECT task.identifier, job.payload, queue.queue_name, job.run_at, job.max_attempts, job.key, job.priority,
         (SELECT array_agg(flag ORDER BY flag) FROM jsonb_object_keys(job.flags) AS flag)
  FROM graphile_worker._private_jobs AS job
  JOIN graphile_worker._private_tasks AS task ON task.id = job.task_id
  LEFT JOIN graphile_worker._private_job_queues AS queue ON queue.id = job.job_queue_id
  WHERE job.attempts < job.max_attempts OR job.locked_at IS NOT NULL
  ORDER BY job.id`;

/**
 * Writes the database and the stored files as one file, from one snapshot: changes made meanwhile are not in it, and
 * nobody waits for it. Throws an OperatorError when the file exists, can't be written, or there is nothing to back up.
 */
export async function backup(options: BackupOptions): Promise<BackupResult> {
  const client = await connectAlone(options.url, "backup");
  const totals: Totals = { kind: "total", tables: 0, rows: 0, jobs: 0, files: 0, missingFiles: 0, bytes: 0 };
  try {
    // A migration that is running is waited for, and none begins before the end.
    await client.query("SELECT pg_advisory_lock_shared($1)", [PRISMA_MIGRATION_LOCK]);
    await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY");
    const manifest = await describe(client, options.now);
    const fileBytes = await writeSealed(options.file, contentFrames(client, manifest, totals, options), { force: options.force ?? false, signal: options.signal });
    return { totals, fileBytes };
  } catch (cause) {
    if (cause instanceof OperatorError) throw cause;
    throw new OperatorError(`The backup failed, nothing was written: ${(cause as Error).message}.`, { cause });
  } finally {
    await client.end().catch(() => {});
  }
}

const NOTHING = "There is nothing to back up: this database was never used by Solucionario.";

async function describe(client: pg.Client, now: Date): Promise<Manifest> {
  if (!(await exists(client, `public."_prisma_migrations"`))) throw new OperatorError(NOTHING);
  const tables = (await listTables(client)).filter(({ name }) => !LEFT_OUT.includes(name));
  await client.query(`LOCK TABLE ${tables.map(({ name }) => tableName(name)).join(", ")} IN ACCESS SHARE MODE`);
  const { rows: migrations } = await client.query<Manifest["migrations"][number]>(
    `SELECT migration_name AS name, checksum FROM public."_prisma_migrations" WHERE rolled_back_at IS NULL ORDER BY migration_name COLLATE "C"`,
  );
  if (migrations.length === 0) throw new OperatorError(NOTHING);
  return {
    kind: "manifest",
    format: FORMAT_VERSION,
    version: applicationVersion(),
    createdAt: now.toISOString(),
    migrations,
    tables,
    leftOut: [...LEFT_OUT],
    sequences: await listSequences(client),
  };
}

function applicationVersion(): string {
  const { version } = JSON.parse(fs.readFileSync(path.resolve("package.json"), "utf8")) as { version: string };
  return version;
}

async function* contentFrames(client: pg.Client, manifest: Manifest, totals: Totals, options: BackupOptions): AsyncGenerator<Buffer> {
  const rowsOf = (section: Section, sql: string) => sectionFrames(section, copyOut(client, sql), totals);
  yield frame(manifest);
  for (const { name, columns } of manifest.tables) {
    options.progress?.(name);
    yield* rowsOf({ kind: "begin", section: "table", name }, `SELECT ${columnList(columns)} FROM ${tableName(name)}`);
  }
  if (await exists(client, "graphile_worker._private_jobs")) {
    options.progress?.("waiting jobs");
    yield* rowsOf({ kind: "begin", section: "jobs", name: "waiting jobs" }, WAITING_JOBS);
  }
  yield* fileFrames(client, totals, options);
  yield frame(totals);
}

/** The contents that rows of "File" name. One that is missing or damaged is counted, because the rest is still worth keeping. */
async function* fileFrames(client: pg.Client, totals: Totals, options: BackupOptions): AsyncGenerator<Buffer> {
  await client.query(`DECLARE stored NO SCROLL CURSOR FOR SELECT sha256 FROM public."File" ORDER BY sha256`);
  for (;;) {
    const { rows } = await client.query<{ sha256: string }>("FETCH 1000 FROM stored");
    if (rows.length === 0) return;
    for (const { sha256 } of rows) {
      const chunks = await openStoredFile(options.dataDir, sha256);
      if (chunks) yield* sectionFrames({ kind: "begin", section: "file", name: sha256 }, chunks, totals);
      else {
        totals.missingFiles += 1;
        options.progress?.(`the stored file ${sha256} is missing or damaged`);
      }
    }
  }
}
