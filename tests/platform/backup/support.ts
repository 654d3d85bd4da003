import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import pg from "pg";
import { backup } from "~/platform/backup/backup.server";
import { restore } from "~/platform/backup/restore.server";
import { storedFilePath } from "~/platform/backup/stored-files.server";

export const NOW = new Date("2026-11-20T12:00:00.123Z");
const HASH = "a".repeat(64);

/** One connection for the assertions and fixtures of a test. */
export async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

export function temporaryFolder(): string {
  return fs.mkdtempSync(path.join(os.tmpdir(), "solucionario-backup-"));
}

export function backUp(
  url: string,
  folder: string,
  options: { file?: string; force?: boolean; signal?: AbortSignal; progress?: (line: string) => void } = {},
): ReturnType<typeof backup> {
  const { file = path.join(folder, "backup"), ...rest } = options;
  return backup({ url, dataDir: folder, file, now: NOW, ...rest });
}

export function restoreInto(
  url: string,
  folder: string,
  options: { file?: string; dataDir?: string; migrationsFolder?: string; signal?: AbortSignal; progress?: (line: string) => void } = {},
): ReturnType<typeof restore> {
  const { file = path.join(folder, "backup"), dataDir = path.join(folder, "restored"), ...rest } = options;
  return restore({ url, dataDir, file, now: NOW, ...rest });
}

/** Count and digest of each table, computed by PostgreSQL on whole rows, whatever their order. */
export function fingerprint(url: string, options: { except?: readonly string[] } = {}): Promise<Record<string, string>> {
  return withClient(url, async (client) => {
    const { rows: tables } = await client.query<{ name: string }>("SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY 1");
    const found: Record<string, string> = {};
    for (const { name } of tables) {
      if (options.except?.includes(name)) continue;
      const { rows } = await client.query<{ digest: string }>(
        `SELECT count(*) || ' ' || coalesce(md5(string_agg(md5(row_text), '' ORDER BY md5(row_text))), '') AS digest FROM (SELECT t::text AS row_text FROM public.${pg.escapeIdentifier(name)} AS t) AS rows`,
      );
      found[name] = rows[0]?.digest ?? "";
    }
    return found;
  });
}

/** Everything that names the shape of the database, to show that a refused restore changed none of it. */
export function shape(url: string): Promise<string[]> {
  return withClient(url, async (client) => {
    const { rows } = await client.query<{ line: string }>(`
      SELECT table_schema || '.' || table_name || '.' || column_name || ' ' || data_type AS line FROM information_schema.columns WHERE table_schema IN ('public', 'search')
      UNION ALL SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace
      ORDER BY 1`);
    return rows.map(({ line }) => line);
  });
}

/** A small installation: people who can sign in, `solutions` published solutions, waiting jobs, a stored file's row. */
export async function fillDatabase(url: string, solutions: number): Promise<void> {
  await withClient(url, async (client) => {
    await client.query(`
      INSERT INTO "Category" (key, position, icon) VALUES ('logistics', 1, 'truck');
      INSERT INTO "CategoryText" ("categoryKey", language, label, "shortLabel", description) VALUES ('logistics', 'es', 'Logística', 'Logística', '');
      INSERT INTO "Person" (id, "displayName", locale, "createdAt") VALUES (gen_random_uuid(), 'Ana Núñez', 'es', '2026-01-02T03:04:05.678Z'), (gen_random_uuid(), NULL, 'pt', now());
      INSERT INTO "Channel" (id, "personId", kind, address, "createdAt") SELECT gen_random_uuid(), id, 'email', id || '@correo.example', now() FROM "Person";
      INSERT INTO "Credential" ("personId", "passwordHash", "changedAt") SELECT id, '$argon2id$v=19$x', now() FROM "Person";
      INSERT INTO "Session" (id, "personId", "createdAt", "expiresAt", "absoluteAt") SELECT md5(id::text), id, now(), now(), now() FROM "Person";
      INSERT INTO "EndedSession" (id, "personId", "endedAt") SELECT md5(id::text), id, now() FROM "Person";
      INSERT INTO "ParkedPost" (id, "keyHash", page, address, language, fields, bytes, "createdAt", "expiresAt") VALUES (gen_random_uuid(), 'k', '/es/submit', '/es/submit', 'es', '[["title", "x"]]', 15, now(), now());
      INSERT INTO "Token" (id, purpose, "subjectId", "tokenHash", "createdAt", "expiresAt") SELECT gen_random_uuid(), 'reset', id, md5(id::text), now(), now() FROM "Person";
      INSERT INTO "WorkerHeartbeat" ("workerId", "beatAt") VALUES ('elsewhere-1', now());
      INSERT INTO "InstallationFact" (key, value, at) VALUES ('taxonomy', '{"version": 3}', now());
      SELECT graphile_worker.add_job('send-letter', '{"id": "1 \\n \\\\ ñ"}', run_at => '2027-01-01T00:00:00Z', max_attempts => 7, job_key => 'letter-1', queue_name => 'mail', priority => 3, flags => ARRAY['a', 'b']);
      SELECT graphile_worker.add_job('sweep');
      SELECT graphile_worker.add_job('dead');
      UPDATE graphile_worker._private_jobs SET attempts = max_attempts, locked_at = CASE WHEN key = 'letter-1' THEN now() END, locked_by = CASE WHEN key = 'letter-1' THEN 'gone' END
      WHERE key = 'letter-1' OR id = (SELECT max(id) FROM graphile_worker._private_jobs);
    `);
    await client.query(
      `WITH solution AS (
         INSERT INTO "Solution" (id, reference, origin, "createdAt") SELECT gen_random_uuid(), 'S-2026-' || lpad(n::text, 5, '0'), 'import', now() FROM generate_series(1, $1) AS n RETURNING id, reference
       ), revision AS (
         INSERT INTO "Revision" (id, "solutionId", number, language, "contentHash", "categoryKey", "availableIn", "costAmount", "createdAt")
         SELECT gen_random_uuid(), id, 1, 'es', '${HASH}', 'logistics', ARRAY['DO', 'MX'], 12.50, now() FROM solution RETURNING id, "solutionId"
       ), listing AS (
         INSERT INTO "Listing" (id, "solutionId", "revisionId", slug, origin, state, "stateSince", "createdAt", "updatedAt")
         SELECT gen_random_uuid(), "solutionId", id, 'listing-' || id, 'import', 'published', now(), now(), now() FROM revision
       )
       INSERT INTO "RevisionText" ("revisionId", language, origin, "sourceHash", title, summary, problem, audience, "howItWorks", "costNote", needs, results, "createdAt")
       SELECT id, 'es', 'import', '${HASH}', 'Vale del colmado', repeat('texto ñ ', 20), '', E'línea\\nlínea\\\\N', '', '', '', '', now() FROM revision`,
      [solutions],
    );
  });
}

/** Puts a content into the file store and its row into the database. Returns its name. */
export async function storeContent(url: string, dataDir: string, content: Buffer): Promise<string> {
  const sha256 = createHash("sha256").update(content).digest("hex");
  fs.mkdirSync(path.dirname(storedFilePath(dataDir, sha256)), { recursive: true });
  fs.writeFileSync(storedFilePath(dataDir, sha256), content);
  await withClient(url, (client) => client.query(`INSERT INTO "File" VALUES ($1, $2, 'image/png', now())`, [sha256, content.length]));
  return sha256;
}

/** Ends the restore's connection before it returns, so that nothing of the restore can go on meanwhile. */
export function killRestoreNow(url: string): void {
  const script = `
    const client = new (require("pg").Client)({ connectionString: process.argv[1] });
    client.connect()
      .then(() => client.query("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = 'solucionario restore' AND datname = current_database()"))
      .then(({ rowCount }) => process.exit(rowCount === 1 ? 0 : 1));`;
  execFileSync(process.execPath, ["-e", script, url]);
}
