import fs from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import pg from "pg";
import { examineMeilisearch } from "~/features/catalogue/meilisearch-doctor.server";
import { examineBackups } from "~/platform/backup/examine.server";
import { now } from "~/platform/clock";
import { connectDatabase, disconnectDatabase } from "~/platform/database/client.server";
import { readMigrations } from "~/platform/database/migrate.server";
import { environment } from "~/platform/env.server";
import { OperatorError } from "~/platform/errors";
import { type Command, parsing, withDatabaseUrl } from "./command";

/** One finding: what was looked at, whether it is well, and what was seen. */
export type Finding = { subject: string; ok: boolean; detail: string };

export const doctorCommand: Command = {
  name: "doctor",
  summary: "Looks at this installation and says what is wrong; changes nothing.",
  usage: `
solucionario doctor

Looks at the settings, the data folder, the database (reachable, migrated, its extensions), the search index (documents
against published listings, what waits in its outbox) and, where MEILISEARCH_URL is set, the engine there (reachable, version,
what its keys may do, settings, contents), and the last backup in BACKUP_DIR (its age, and whether it can be read whole). Ends with a failure when something is wrong.
`,
  async run(args) {
    parsing("doctor", () => parseArgs({ args, options: {} }));
    const findings = [...settings(), ...(await withDatabaseUrl(async (url) => [...(await examineDatabaseAndEngine(url)), await lastBackup(url)]))];
    for (const { subject, ok, detail } of findings) process.stdout.write(`${ok ? "ok  " : "FAIL"} ${subject.padEnd(12)} ${detail}\n`);
    const wrong = findings.filter(({ ok }) => !ok).length;
    if (wrong > 0) throw new OperatorError(`${wrong} of ${findings.length} checks failed.`);
  },
};

function settings(): Finding[] {
  const env = environment();
  const publicUrl = env.PUBLIC_URL ?? `http://localhost:${env.PORT}`;
  return [
    { subject: "node", ok: true, detail: process.version },
    {
      subject: "settings",
      ok: true,
      detail: `database=${env.database} search=${env.MEILISEARCH_URL ? "meilisearch" : "postgres"} mail=${env.SMTP_URL ? "smtp" : "kept"} url=${publicUrl}`,
    },
    dataFolder(env.dataDir),
  ];
}

function dataFolder(folder: string): Finding {
  const nearest = nearestFolder(folder);
  try {
    fs.accessSync(nearest, fs.constants.R_OK | fs.constants.W_OK);
    const { bavail, bsize } = fs.statfsSync(nearest);
    const freeMegabytes = Math.floor((bavail * bsize) / 1_048_576);
    return { subject: "data folder", ok: freeMegabytes > FREE_MEGABYTES_MIN, detail: `${folder}, ${freeMegabytes} MiB free` };
  } catch (error) {
    return { subject: "data folder", ok: false, detail: `${folder} can't be written: ${(error as NodeJS.ErrnoException).code}` };
  }
}

const FREE_MEGABYTES_MIN = 500;

function nearestFolder(folder: string): string {
  return fs.existsSync(folder) || path.dirname(folder) === folder ? folder : nearestFolder(path.dirname(folder));
}

async function examineDatabaseAndEngine(url: string): Promise<Finding[]> {
  const findings = await examineDatabase(url);
  if (!environment().MEILISEARCH_URL || findings.some(({ subject, ok }) => !ok && (subject === "database" || subject === "migrations"))) return findings;
  await connectDatabase(url, { max: 3 });
  try {
    return [...findings, ...(await examineMeilisearch())];
  } finally {
    await disconnectDatabase();
  }
}

async function lastBackup(url: string): Promise<Finding> {
  const { backupDir, BACKUPS } = environment();
  return examineBackups({ folder: backupDir, off: BACKUPS === "off", since: await firstUse(url), now: now() });
}

/** When the database was first migrated; undefined when it does not say. */
async function firstUse(url: string): Promise<Date | undefined> {
  const client = new pg.Client({ connectionString: url, application_name: "solucionario doctor", connectionTimeoutMillis: 5_000 });
  try {
    await client.connect();
    const { rows } = await client.query<{ at: Date | null }>(`SELECT min(finished_at) AS at FROM public."_prisma_migrations"`);
    return rows[0]?.at ?? undefined;
  } catch {
    // The checks of the database say what is wrong with it.
    return undefined;
  } finally {
    await client.end().catch(() => {});
  }
}

/** Reads only: neither migrates nor repairs. */
export async function examineDatabase(url: string): Promise<Finding[]> {
  const client = new pg.Client({ connectionString: url, application_name: "solucionario doctor", connectionTimeoutMillis: 5_000 });
  try {
    await client.connect();
  } catch (error) {
    return [{ subject: "database", ok: false, detail: `can't be reached: ${(error as Error).message || (error as NodeJS.ErrnoException).code}` }];
  }
  try {
    const { rows } = await client.query<{ server_version: string }>("SHOW server_version");
    const reached: Finding = { subject: "database", ok: true, detail: `PostgreSQL ${rows[0]?.server_version} answers` };
    const migrations = await examineMigrations(client);
    return migrations.ok ? [reached, migrations, await examineExtensions(client), ...(await examineSearch(client))] : [reached, migrations];
  } finally {
    await client.end();
  }
}

async function examineMigrations(client: pg.Client): Promise<Finding> {
  const expected = readMigrations(path.resolve("prisma/migrations"));
  const { rows: tables } = await client.query<{ name: string | null }>(`SELECT to_regclass('"_prisma_migrations"') AS name`);
  if (tables[0]?.name === null) return { subject: "migrations", ok: false, detail: "none was applied: `npm start` applies them" };
  const { rows } = await client.query<{ name: string; checksum: string }>(
    `SELECT migration_name AS name, checksum FROM "_prisma_migrations" WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL`,
  );
  const applied = new Map(rows.map(({ name, checksum }) => [name, checksum]));
  const missing = expected.filter(({ name }) => !applied.has(name));
  const altered = expected.filter(({ name, checksum }) => applied.has(name) && applied.get(name) !== checksum);
  const unknown = [...applied.keys()].filter((name) => !expected.some((migration) => migration.name === name));
  if (unknown.length > 0) return { subject: "migrations", ok: false, detail: `the database is newer than this release: ${unknown.join(", ")}` };
  if (altered.length > 0) return { subject: "migrations", ok: false, detail: `altered after they were applied: ${altered.map(({ name }) => name).join(", ")}` };
  if (missing.length > 0) return { subject: "migrations", ok: false, detail: `${missing.length} wait: \`npm start\` applies them` };
  return { subject: "migrations", ok: true, detail: `${expected.length} applied` };
}

const EXTENSIONS = ["pg_trgm"];

async function examineExtensions(client: pg.Client): Promise<Finding> {
  const { rows } = await client.query<{ extname: string; extversion: string }>("SELECT extname, extversion FROM pg_extension WHERE extname = ANY($1) ORDER BY extname", [
    EXTENSIONS,
  ]);
  const missing = EXTENSIONS.filter((name) => !rows.some(({ extname }) => extname === name));
  if (missing.length > 0) return { subject: "extensions", ok: false, detail: `missing: ${missing.join(", ")}` };
  return { subject: "extensions", ok: true, detail: rows.map(({ extname, extversion }) => `${extname} ${extversion}`).join(", ") };
}

/** A listing whose change still waits in the outbox is not counted as a difference: the drainer will see to it. */
async function examineSearch(client: pg.Client): Promise<Finding[]> {
  const { rows } = await client.query<{ published: number; indexed: number; missing: number; surplus: number; waiting: number; failing: number }>(`
    WITH published AS (SELECT id FROM "Listing" WHERE state IN ('published', 'needs_confirmation')),
         indexed AS (SELECT DISTINCT listing_id AS id FROM search.document),
         outbox AS (SELECT * FROM search.outbox WHERE engine = 'postgres'),
         settled AS (SELECT id FROM (TABLE published UNION TABLE indexed) AS either WHERE id NOT IN (SELECT listing_id FROM outbox))
    SELECT (SELECT count(*)::int FROM published) AS published,
           (SELECT count(*)::int FROM indexed) AS indexed,
           (SELECT count(*)::int FROM settled WHERE id NOT IN (TABLE indexed)) AS missing,
           (SELECT count(*)::int FROM settled WHERE id NOT IN (TABLE published)) AS surplus,
           (SELECT count(*)::int FROM outbox) AS waiting,
           (SELECT count(*)::int FROM outbox WHERE failure IS NOT NULL) AS failing`);
  const { published = 0, indexed = 0, missing = 0, surplus = 0, waiting = 0, failing = 0 } = rows[0] ?? {};
  return [
    {
      subject: "search index",
      ok: missing === 0 && surplus === 0,
      detail: `${indexed} of ${published} published listings indexed${missing + surplus > 0 ? `, ${missing} missing, ${surplus} too many: \`solucionario reindex\`` : ""}`,
    },
    { subject: "outbox", ok: failing === 0, detail: `${waiting} changes wait${failing > 0 ? `, ${failing} failed before` : ""}` },
  ];
}
