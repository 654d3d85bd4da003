import { z } from "zod";

/**
 * A backup is one file, described for people in docs/backup.md:
 *
 *   SOLUCIONARIO-BACKUP 1\n   the mark, with the version of the format
 *   gzip( frames )            each frame is one line of JSON; `data` is followed by exactly `bytes` bytes
 *   <64 hex digits>\n         the seal: SHA-256 of every byte before it, so that no altered or missing byte passes
 *
 * Frames: `manifest`, then for each section `begin`, any number of `data`, `end`; at last `total`.
 */

export const FORMAT_VERSION = 1;
export const MARK = `SOLUCIONARIO-BACKUP ${FORMAT_VERSION}\n`;
/** The mark of any version, so that a newer one can be told from a file of another kind. */
export const ANY_MARK = /^SOLUCIONARIO-BACKUP (\d{1,9})\n/;
export const SEAL_BYTES = 65;
/** Longer lines or payloads are refused before they are held in memory. */
export const MAX_LINE_BYTES = 8 * 1024 * 1024;
export const MAX_DATA_BYTES = 16 * 1024 * 1024;

/**
 * Tables whose rows stay behind, because a backup must not open doors: a restored session would undo a sign-out, a
 * restored one-time token could be used a second time. What is kept for a day, for whoever signs in again, is opened by a
 * cookie and by whose session ended. Heartbeats are about processes of the machine they beat on.
 */
export const LEFT_OUT: readonly string[] = ["EndedSession", "ParkedPost", "Session", "Token", "WorkerHeartbeat"];

/** Tables that start-up fills: their rows do not make a database "in use", and those of the backup replace them. */
export const FILLED_BY_STARTUP: readonly string[] = [
  "BusinessType",
  "BusinessTypeText",
  "Category",
  "CategoryText",
  "InstallationFact",
  "ReferenceCounter",
  "WorkerHeartbeat",
  "_prisma_migrations",
];

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const count = z.number().int().nonnegative();

export const TableSchema = z.strictObject({
  name: z.string().min(1),
  columns: z.array(z.strictObject({ name: z.string().min(1), type: z.string().min(1) })).min(1),
});

export const ManifestSchema = z.object({
  kind: z.literal("manifest"),
  format: z.literal(FORMAT_VERSION),
  /** The version in package.json of the release that wrote it. */
  version: z.string(),
  createdAt: z.iso.datetime(),
  migrations: z.array(z.strictObject({ name: z.string().min(1), checksum: sha256 })).min(1),
  tables: z.array(TableSchema),
  leftOut: z.array(z.string()),
  /** Values that were given last; text, because they are 64-bit numbers. */
  sequences: z.array(z.strictObject({ schema: z.string(), name: z.string(), value: z.string().regex(/^-?\d{1,19}$/) })),
});

/** `table`: rows as COPY writes text; `jobs`: the same, of JOB_COLUMNS; `file`: the bytes whose SHA-256 is its name. */
export const SectionSchema = z.strictObject({ kind: z.literal("begin"), section: z.enum(["table", "jobs", "file"]), name: z.string().min(1) });
export const DataSchema = z.strictObject({ kind: z.literal("data"), bytes: count.max(MAX_DATA_BYTES) });
export const EndSchema = z.strictObject({ kind: z.literal("end"), rows: count, bytes: count, sha256 });
export const TotalSchema = z.strictObject({
  kind: z.literal("total"),
  tables: count,
  rows: count,
  jobs: count,
  files: count,
  /** Files that the database names and that the file store did not have, or had damaged. */
  missingFiles: count,
  /** Of all payloads, uncompressed. */
  bytes: count,
});

export type Table = z.infer<typeof TableSchema>;
export type Manifest = z.infer<typeof ManifestSchema>;
export type Section = z.infer<typeof SectionSchema>;
export type Totals = z.infer<typeof TotalSchema>;

/** A waiting job as graphile_worker.add_job takes it, whatever the columns of graphile-worker's own tables are. */
export const JOB_COLUMNS: ReadonlyArray<{ name: string; type: string }> = [
  { name: "identifier", type: "text" },
  { name: "payload", type: "json" },
  { name: "queue_name", type: "text" },
  { name: "run_at", type: "timestamptz" },
  { name: "max_attempts", type: "integer" },
  { name: "job_key", type: "text" },
  { name: "priority", type: "integer" },
  { name: "flags", type: "text[]" },
];

export type Summary = { file: string; fileBytes: number; totals: Totals; seconds: number };

/** The one line of result that a script can read. */
export function summaryLine(word: string, { file, fileBytes, totals, seconds }: Summary): string {
  const { tables, rows, jobs, files, missingFiles } = totals;
  return `${word} ${file} bytes=${fileBytes} tables=${tables} rows=${rows} jobs=${jobs} files=${files} missing_files=${missingFiles} seconds=${seconds.toFixed(1)}\n`;
}
