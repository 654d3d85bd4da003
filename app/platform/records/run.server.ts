import path from "node:path";
import { db, type Tx, transaction } from "../database/client.server";
import { OperatorError } from "../errors";
import { canonicalJson, sha256 } from "../hash.server";
import type { Findings, Unmapped } from "./findings";
import { findKnown, type KnownRecord, type LedgerEntry, type Target, withSourceLock, writeLedger, writeSource } from "./ledger.server";
import { type MappingHead, namesRead } from "./mapping";
import { relieveMemory } from "./memory.server";
import { readRecords } from "./readers.server";
import { type ImportReport, newReport, reportFindings, reportRefusal } from "./report";
import { SeenIds } from "./seen-ids.server";
import type { ReadRecord, SourceFile } from "./source-file.server";
import type { SourceRecord } from "./values";

/** A batch is one transaction: killed in the middle, it leaves nothing, and the next run begins with it again. */
const BATCH_RECORDS = 500;
/** Long records make smaller batches, because a batch is held in memory several times over. */
const BATCH_BYTES = 512 * 1024;
/** A name in the mapping that none of this many first records has is taken for a mistake. */
const RECORDS_TO_KNOW_NAMES = 500;

type Mapped<T> = { sourceId: string; findings: Findings; unmapped: Unmapped } & ({ ok: true; content: T } | { ok: false });
export type Outcome = "changed" | "left" | "missing";

/** What a feature does with contents. Every function works inside the batch's transaction. */
export type ImportTarget<T> = {
  name: Target;
  /** Ids in the order of the contents. */
  create(tx: Tx, contents: readonly T[], now: Date): Promise<string[]>;
  /** "missing": it is gone and is to be created anew; "left": somebody else looks after it now. */
  change(tx: Tx, items: ReadonlyArray<{ id: string; content: T }>, now: Date): Promise<Outcome[]>;
  /** Called with all that the batch found or made; returns how many were published by it. */
  publish?(tx: Tx, ids: readonly string[], now: Date): Promise<number>;
};

export type ImportRun<T> = {
  file: SourceFile;
  mapping: MappingHead & { target: ImportReport["target"]; fields: unknown };
  map(record: SourceRecord): Mapped<T>;
  target: ImportTarget<T>;
  dryRun: boolean;
  now: Date;
  signal?: AbortSignal;
  onProgress?(report: ImportReport): void;
};

/**
 * Reads a file to its end and brings its records in, in batches. Idempotent by the source's ids: what is as it was is
 * not touched. Damaged lines and records that break a rule are refused, with their line, and the rest goes on.
 */
export async function runImport<T>(run: ImportRun<T>): Promise<ImportReport> {
  if (run.dryRun) return new Importer(run).work();
  return withSourceLock(run.mapping.source, () => new Importer(run).work());
}

type Item<T> = { line: number; sourceId: string; content: T; hash: string; findings: Findings; unmapped: Unmapped };

class Importer<T> {
  private readonly report: ImportReport;
  private readonly started = performance.now();
  private readonly seen = new SeenIds();

  constructor(private readonly run: ImportRun<T>) {
    this.report = newReport({ source: run.mapping.source, target: run.mapping.target, file: path.basename(run.file.path), dryRun: run.dryRun });
  }

  async work(): Promise<ImportReport> {
    let batch: ReadRecord[] = [];
    let bytes = 0;
    let first = true;
    const flush = async () => {
      if (first) this.checkNames(batch);
      first = false;
      await this.handle(batch);
      batch = [];
      bytes = 0;
    };
    for await (const record of readRecords(this.run.file)) {
      if (this.run.signal?.aborted) break;
      batch.push(record);
      bytes += record.bytes;
      // The first batch is as long as it takes to know the names, within reason.
      if (batch.length >= BATCH_RECORDS || bytes >= (first ? 4 * BATCH_BYTES : BATCH_BYTES)) await flush();
    }
    this.report.complete = !this.run.signal?.aborted;
    if (this.report.complete && (batch.length > 0 || first)) await flush();
    if (this.report.read === 0) throw new OperatorError(`${this.report.file} holds no record.`);
    this.measure();
    return this.report;
  }

  /** Names the columns that the mapping reads and no record has, before anything is written. */
  private checkNames(batch: readonly ReadRecord[]): void {
    const records = batch.flatMap((item) => ("record" in item ? [item.record] : []));
    const [damaged] = batch;
    if (records.length === 0) {
      if (damaged && "fault" in damaged) throw new OperatorError(`${this.report.file}: line ${damaged.line} ${damaged.fault}.`);
      return;
    }
    const names = [...namesRead({ id: this.run.mapping.id, fields: this.run.mapping.fields })];
    const has = (name: string) => records.some((record) => Object.hasOwn(record, name) || Object.hasOwn(record, name.split(".")[0] ?? name));
    const unknown = names.filter(([name, { optional }]) => !has(name) && !optional).map(([name]) => `"${name}"`);
    if (unknown.length === 0) return;
    const there = [...new Set(records.flatMap((record) => Object.keys(record)))].slice(0, 40).map((name) => `"${name}"`);
    throw new OperatorError(
      this.run.file.format === "csv"
        ? `The mapping reads ${unknown.join(", ")}, which is no column of ${this.report.file} (line 1); its columns are ${there.join(", ")}.`
        : `The mapping reads ${unknown.join(", ")}, which none of the first ${Math.min(records.length, RECORDS_TO_KNOW_NAMES)} records of ${this.report.file} has; they have ${there.join(", ")}. A field that only some records have is marked "optional": true.`,
    );
  }

  private async handle(batch: readonly ReadRecord[]): Promise<void> {
    const items = batch.flatMap((read) => this.prepare(read));
    if (this.run.dryRun) {
      const known = await findKnown(db(), this.run.mapping.source, this.run.target.name, idsOf(items));
      this.count(sort(items, known));
    } else if (items.length > 0) {
      this.count(await transaction((tx) => this.write(tx, items)));
    }
    relieveMemory();
    this.measure();
    this.run.onProgress?.(this.report);
  }

  /** Maps one record; one that can't go in is reported and left out. */
  private prepare(read: ReadRecord): Array<Item<T>> {
    this.report.read += 1;
    if ("fault" in read) {
      reportRefusal(this.report, { line: read.line, id: null, reasons: [read.fault] }, read.damaged);
      return [];
    }
    const mapped = this.run.map(read.record);
    const earlier = mapped.ok ? this.seen.seenBefore(mapped.sourceId, read.line) : undefined;
    if (!mapped.ok || earlier !== undefined) {
      const reasons = [...mapped.findings.reasons, ...(earlier === undefined ? [] : [`id: line ${earlier} has the same`])];
      reportRefusal(this.report, { line: read.line, id: mapped.sourceId || null, reasons });
      return [];
    }
    reportFindings(this.report, read.line, mapped.findings, mapped.unmapped);
    const { sourceId, content, findings, unmapped } = mapped;
    return [{ line: read.line, sourceId, content, findings, unmapped, hash: sha256(canonicalJson({ content, unmapped })) }];
  }

  private async write(tx: Tx, items: ReadonlyArray<Item<T>>): Promise<Counts> {
    const { mapping, target, now } = this.run;
    await writeSource(tx, mapping, now);
    const known = await findKnown(tx, mapping.source, target.name, idsOf(items));
    const { created, changed, unchanged } = sort(items, known);
    const entries: LedgerEntry[] = [];
    const ids = unchanged.map(({ id }) => id);

    const outcomes =
      changed.length > 0
        ? await target.change(
            tx,
            changed.map(({ item, id }) => ({ id, content: item.content })),
            now,
          )
        : [];
    const counts: Counts = { created: 0, updated: 0, unchanged: unchanged.length, left: 0, published: 0 };
    for (const [index, { item, id }] of changed.entries()) {
      const outcome = outcomes[index];
      if (outcome === "missing") created.push(item);
      else if (outcome === "left") counts.left += 1;
      else {
        counts.updated += 1;
        entries.push(entryOf(item, id));
        ids.push(id);
      }
    }
    const newIds =
      created.length > 0
        ? await target.create(
            tx,
            created.map(({ content }) => content),
            now,
          )
        : [];
    for (const [index, item] of created.entries()) {
      const id = newIds[index];
      if (id === undefined) throw new Error("an import target returned fewer ids than it was given contents");
      entries.push(entryOf(item, id));
      ids.push(id);
    }
    counts.created = created.length;
    await writeLedger(tx, mapping.source, target.name, entries, now);
    counts.published = (await target.publish?.(tx, ids, now)) ?? 0;
    return counts;
  }

  private count(counts: Counts | Sorted<T>): void {
    const size = (value: number | readonly unknown[] | undefined) => (typeof value === "number" ? value : (value?.length ?? 0));
    this.report.created += size(counts.created);
    this.report.updated += size("updated" in counts ? counts.updated : counts.changed);
    this.report.unchanged += size(counts.unchanged);
    if ("left" in counts) this.report.left += counts.left;
    if ("published" in counts) this.report.published += counts.published;
  }

  private measure(): void {
    const seconds = (performance.now() - this.started) / 1000;
    this.report.seconds = Math.round(seconds * 10) / 10;
    this.report.recordsPerSecond = Math.round(this.report.read / Math.max(seconds, 0.001));
    // resourceUsage counts in kilobytes on every system.
    this.report.peakMemoryMb = Math.round(process.resourceUsage().maxRSS / 1024);
  }
}

type Counts = { created: number; updated: number; unchanged: number; left: number; published: number };
type Sorted<T> = { created: Array<Item<T>>; changed: Array<{ item: Item<T>; id: string }>; unchanged: Array<{ item: Item<T>; id: string }> };

function sort<T>(items: ReadonlyArray<Item<T>>, known: ReadonlyMap<string, KnownRecord>): Sorted<T> {
  const sorted: Sorted<T> = { created: [], changed: [], unchanged: [] };
  for (const item of items) {
    const record = known.get(item.sourceId);
    if (!record) sorted.created.push(item);
    else (record.contentHash === item.hash ? sorted.unchanged : sorted.changed).push({ item, id: record.targetId });
  }
  return sorted;
}

function idsOf<T>(items: ReadonlyArray<Item<T>>): string[] {
  return items.map(({ sourceId }) => sourceId);
}

function entryOf<T>({ sourceId, hash, findings, unmapped }: Item<T>, targetId: string): LedgerEntry {
  return { sourceId, targetId, contentHash: hash, gaps: findings.gaps, unmapped };
}
