import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import { type Prisma, sqlPool, type Tx } from "../database/client.server";
import { OperatorError } from "../errors";
import { writeFact } from "../installation.server";
import type { Unmapped } from "./findings";

/** ImportedRecord: which row of which source became what, so that a second run changes only what changed. */
export type LedgerEntry = { sourceId: string; targetId: string; contentHash: string; gaps: string[]; unmapped: Unmapped };
export type KnownRecord = Pick<LedgerEntry, "sourceId" | "targetId" | "contentHash">;
export type Target = "solution" | "organisation";

export async function findKnown(tx: Tx, source: string, target: Target, sourceIds: readonly string[]): Promise<Map<string, KnownRecord>> {
  const rows = await tx.importedRecord.findMany({
    where: { source, sourceId: { in: [...sourceIds] } },
    select: { sourceId: true, targetId: true, contentHash: true, target: true },
  });
  const other = rows.find((row) => row.target !== target);
  if (other) throw new OperatorError(`The source ${source} was imported as ${other.target}s before: give this mapping a source key of its own.`);
  return new Map(rows.map((row) => [row.sourceId, row]));
}

export async function writeLedger(tx: Tx, source: string, target: Target, entries: readonly LedgerEntry[], now: Date): Promise<void> {
  if (entries.length === 0) return;
  await tx.$executeRaw`
    INSERT INTO "ImportedRecord" ("source", "sourceId", "target", "targetId", "contentHash", "gaps", "unmapped", "firstSeenAt", "updatedAt")
    SELECT ${source}, "sourceId", ${target}, "targetId", "contentHash", "gaps", "unmapped", ${now}, ${now}
    FROM jsonb_to_recordset(${JSON.stringify(entries)}::jsonb)
      AS entry("sourceId" text, "targetId" uuid, "contentHash" text, "gaps" text[], "unmapped" jsonb)
    ON CONFLICT ("source", "sourceId") DO UPDATE SET "targetId" = excluded."targetId", "contentHash" = excluded."contentHash",
      "gaps" = excluded."gaps", "unmapped" = excluded."unmapped", "updatedAt" = excluded."updatedAt"`;
}

/** What a page says of a source: "Imported from …". Kept as the fact `import-source:<key>`. */
export async function writeSource(tx: Tx, source: { source: string; name: string; url?: string | undefined; licence?: string | undefined }, now: Date): Promise<void> {
  const { source: key, name, url = null, licence = null } = source;
  const known = await tx.installationFact.findUnique({ where: { key: `import-source:${key}` } });
  const value: Prisma.InputJsonObject = { name, url, licence };
  const same = known?.value as { name?: unknown; url?: unknown; licence?: unknown } | undefined;
  if (same && same.name === name && same.url === url && same.licence === licence) return;
  await writeFact(tx, `import-source:${key}`, value, now);
}

/** First half of the advisory lock's two keys; the second is a hash of the source. */
const IMPORT_LOCK = 7_224_002;
/** A killed import's connection is gone within moments; its lock is waited for that long. */
const WAIT_MS = 5_000;

/** Runs `work` while no other process imports the same source. Throws an OperatorError when one does. */
export async function withSourceLock<T>(source: string, work: () => Promise<T>): Promise<T> {
  const client = await sqlPool().connect();
  try {
    await takeLock(client, source);
    try {
      return await work();
    } finally {
      await client.query("SELECT pg_advisory_unlock($1, hashtext($2))", [IMPORT_LOCK, source]);
    }
  } finally {
    client.release();
  }
}

async function takeLock(client: pg.PoolClient, source: string): Promise<void> {
  const until = Date.now() + WAIT_MS;
  for (;;) {
    const { rows } = await client.query<{ taken: boolean }>("SELECT pg_try_advisory_lock($1, hashtext($2)) AS taken", [IMPORT_LOCK, source]);
    if (rows[0]?.taken) return;
    if (Date.now() > until) throw new OperatorError(`Another import of the source ${source} is running: wait until it has ended.`);
    await sleep(250);
  }
}
