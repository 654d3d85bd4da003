import { createHash } from "node:crypto";
import fs from "node:fs";
import { pipeline } from "node:stream";
import { createGunzip } from "node:zlib";
import { z } from "zod";
import { OperatorError } from "../errors";
import {
  ANY_MARK,
  DataSchema,
  EndSchema,
  FORMAT_VERSION,
  MARK,
  MAX_LINE_BYTES,
  type Manifest,
  ManifestSchema,
  SEAL_BYTES,
  type Section,
  SectionSchema,
  TotalSchema,
  type Totals,
} from "./format";
import { countRows } from "./rows";

/** Stays open from the check to the last row, so that what was checked is what is read. */
export type SealedBackup = { name: string; handle: fs.promises.FileHandle; size: number };

export type Visitor = {
  manifest?(manifest: Manifest): void | Promise<void>;
  /** Is given each section in the file's order. The chunks end in an OperatorError when they are not what was written. */
  section?(section: Section, chunks: AsyncIterable<Buffer>): Promise<void>;
};

const HeadSchema = z.looseObject({ kind: z.string() });

/**
 * Opens a backup and compares the seal with every byte before it. Throws an OperatorError when the file is no
 * backup, of a newer format, altered or cut short. The caller closes `handle`.
 */
export async function openBackup(file: string, signal?: AbortSignal): Promise<SealedBackup> {
  const handle = await fs.promises.open(file, "r").catch((cause: Error) => {
    throw new OperatorError(`${file} can't be read: ${cause.message}.`, { cause });
  });
  try {
    const stats = await handle.stat();
    if (!stats.isFile()) throw new OperatorError(`${file} is not a file.`);
    await checkMark(file, handle);
    await checkSeal(file, handle, stats.size, signal);
    return { name: file, handle, size: stats.size };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function checkMark(file: string, handle: fs.promises.FileHandle): Promise<void> {
  const start = await readAt(handle, 0, 32);
  const version = ANY_MARK.exec(start.toString("latin1"))?.[1];
  if (!version) throw new OperatorError(`${file} is not a backup of Solucionario, or its beginning is damaged.`);
  if (Number(version) !== FORMAT_VERSION)
    throw new OperatorError(`${file} has the backup format ${version}, which this release does not know: restore it with the release that wrote it.`);
}

async function checkSeal(file: string, handle: fs.promises.FileHandle, size: number, signal: AbortSignal | undefined): Promise<void> {
  const hash = createHash("sha256");
  const end = size - SEAL_BYTES;
  if (end > MARK.length) {
    for await (const chunk of handle.createReadStream({ start: 0, end: end - 1, autoClose: false, highWaterMark: 1 << 20 })) {
      if (signal?.aborted) throw new OperatorError("The check was interrupted: nothing was changed.");
      hash.update(chunk as Buffer);
    }
    const seal = await readAt(handle, end, SEAL_BYTES);
    if (seal.toString("latin1") === `${hash.digest("hex")}\n`) return;
  }
  throw new OperatorError(`${file} is damaged or cut short: its checksum does not match its content.`);
}

async function readAt(handle: fs.promises.FileHandle, position: number, length: number): Promise<Buffer> {
  const { bytesRead, buffer } = await handle.read(Buffer.alloc(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
}

/**
 * Reads an opened backup from its first frame to its last and hands each part to the visitor, in constant memory.
 * Checks each section's SHA-256, size and rows, and the totals. Throws an OperatorError at the first contradiction.
 */
export async function readBackup(backup: SealedBackup, visitor: Visitor = {}): Promise<{ manifest: Manifest; totals: Totals }> {
  const raw = backup.handle.createReadStream({ start: MARK.length, end: backup.size - SEAL_BYTES - 1, autoClose: false, highWaterMark: 1 << 18 });
  const gunzip = createGunzip({ chunkSize: 1 << 18 });
  pipeline(raw, gunzip, () => {});
  const source = new FrameSource(backup.name, gunzip[Symbol.asyncIterator]());
  try {
    const manifest = await source.header(ManifestSchema);
    await visitor.manifest?.(manifest);
    const seen: Totals = { kind: "total", tables: 0, rows: 0, jobs: 0, files: 0, missingFiles: 0, bytes: 0 };
    for (;;) {
      const head = await source.header(z.union([SectionSchema, TotalSchema]));
      if (head.kind === "total") {
        checkTotals(source, { ...seen, missingFiles: head.missingFiles }, head, manifest);
        await source.finish();
        return { manifest, totals: head };
      }
      await readSection(source, head, seen, visitor);
    }
  } finally {
    gunzip.destroy();
  }
}

async function readSection(source: FrameSource, section: Section, seen: Totals, visitor: Visitor): Promise<void> {
  let read = false;
  async function* chunks(): AsyncGenerator<Buffer> {
    const hash = createHash("sha256");
    let bytes = 0;
    let rows = 0;
    for (;;) {
      const head = await source.header(z.union([DataSchema, EndSchema]));
      if (head.kind === "end") {
        if (head.bytes !== bytes || head.rows !== rows || head.sha256 !== hash.digest("hex")) source.refuse(`the content of ${section.name} is not what was written`);
        if (section.section === "file" && head.sha256 !== section.name) source.refuse(`the file ${section.name} has other bytes than its name says`);
        break;
      }
      for await (const part of source.bytes(head.bytes)) {
        hash.update(part);
        bytes += part.length;
        if (section.section !== "file") rows += countRows(part);
        yield part;
      }
    }
    seen.bytes += bytes;
    if (section.section === "table") {
      seen.tables += 1;
      seen.rows += rows;
    } else if (section.section === "jobs") seen.jobs += rows;
    else seen.files += 1;
    read = true;
  }
  const stream = chunks();
  await visitor.section?.(section, stream);
  if (!read) for await (const _ of stream);
}

function checkTotals(source: FrameSource, seen: Totals, said: Totals, manifest: Manifest): void {
  const same = (Object.keys(seen) as Array<keyof Totals>).every((key) => seen[key] === said[key]);
  if (!same || seen.tables !== manifest.tables.length) source.refuse("its totals do not match its content");
}

/** Cuts a stream of bytes into header lines and payloads. */
class FrameSource {
  readonly #name: string;
  readonly #chunks: AsyncIterator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(name: string, chunks: AsyncIterator<Buffer>) {
    this.#name = name;
    this.#chunks = chunks;
  }

  async header<T>(schema: z.ZodType<T>): Promise<T> {
    const line = await this.#line();
    try {
      const value: unknown = JSON.parse(line);
      const parsed = schema.safeParse(value);
      if (parsed.success) return parsed.data;
      const { kind } = HeadSchema.parse(value);
      return this.refuse(`its part "${kind}" is not one that this release expects there`);
    } catch (cause) {
      if (cause instanceof OperatorError) throw cause;
      return this.refuse("a part of it can't be read", cause);
    }
  }

  async *bytes(count: number): AsyncGenerator<Buffer> {
    let missing = count;
    while (missing > 0) {
      if (this.#rest.length === 0 && !(await this.#more())) this.refuse("it ends too soon");
      const part = this.#rest.subarray(0, missing);
      this.#rest = this.#rest.subarray(part.length);
      missing -= part.length;
      yield part;
    }
  }

  async finish(): Promise<void> {
    if (this.#rest.length > 0 || (await this.#more())) this.refuse("something stands after its end");
  }

  refuse(reason: string, cause?: unknown): never {
    throw new OperatorError(`${this.#name} can't be used: ${reason}.`, { cause });
  }

  async #line(): Promise<string> {
    const parts: Buffer[] = [];
    let length = 0;
    for (;;) {
      const at = this.#rest.indexOf(0x0a);
      const part = at === -1 ? this.#rest : this.#rest.subarray(0, at);
      parts.push(part);
      length += part.length;
      if (length > MAX_LINE_BYTES) this.refuse("a line of it is longer than any that a backup has");
      if (at !== -1) {
        this.#rest = this.#rest.subarray(at + 1);
        return Buffer.concat(parts).toString("utf8");
      }
      if (!(await this.#more())) this.refuse("it ends too soon");
    }
  }

  async #more(): Promise<boolean> {
    try {
      const { value, done } = await this.#chunks.next();
      this.#rest = done ? Buffer.alloc(0) : value;
      return !done;
    } catch (cause) {
      return this.refuse("it can't be unpacked", cause);
    }
  }
}
