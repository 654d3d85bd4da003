import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { OperatorError } from "../errors";
import { MARK, MAX_DATA_BYTES, type Manifest, type Section, type Totals } from "./format";
import { countRows } from "./rows";

/** Level 3 packs rows of text twice as fast as the default level, into four hundredths more. */
const GZIP_LEVEL = 3;

export function frame(header: Manifest | Section | Totals | { kind: "data"; bytes: number } | { kind: "end"; rows: number; bytes: number; sha256: string }): Buffer {
  return Buffer.from(`${JSON.stringify(header)}\n`);
}

/** One section as frames. What went by is added to `totals`. */
export async function* sectionFrames(section: Section, chunks: AsyncIterable<Buffer>, totals: Totals): AsyncGenerator<Buffer> {
  const hash = createHash("sha256");
  let bytes = 0;
  let rows = 0;
  yield frame(section);
  for await (const chunk of chunks) {
    hash.update(chunk);
    bytes += chunk.length;
    if (section.section !== "file") rows += countRows(chunk);
    for (let from = 0; from < chunk.length; from += MAX_DATA_BYTES) {
      const part = chunk.subarray(from, from + MAX_DATA_BYTES);
      yield frame({ kind: "data", bytes: part.length });
      yield part;
    }
  }
  yield frame({ kind: "end", rows, bytes, sha256: hash.digest("hex") });
  totals.bytes += bytes;
  if (section.section === "table") {
    totals.tables += 1;
    totals.rows += rows;
  } else if (section.section === "jobs") totals.jobs += rows;
  else totals.files += 1;
}

/**
 * Writes frames as a sealed backup: to `file`.partial, forced to the disk, then renamed, so that `file` is whole or
 * absent. Only its owner can read it. Returns its size in bytes; after a failure nothing of it is left.
 */
export async function writeSealed(file: string, frames: AsyncIterable<Buffer>, options: { force: boolean; signal?: AbortSignal }): Promise<number> {
  refuseExisting(file, options.force);
  const partial = `${file}.partial`;
  const handle = await openPartial(partial);
  try {
    try {
      await pipeline(frames, createGzip({ level: GZIP_LEVEL }), sealed, (bytes: AsyncIterable<Buffer>) => fs.promises.writeFile(handle, bytes), { signal: options.signal });
      await handle.sync();
      refuseExisting(file, options.force);
      const { ino, size } = await handle.stat();
      if (fs.statSync(partial).ino !== ino) throw new OperatorError(`Another backup is being written to ${file}.`);
      fs.renameSync(partial, file);
      syncFolder(path.dirname(file));
      return size;
    } finally {
      await handle.close();
    }
  } catch (cause) {
    fs.rmSync(partial, { force: true });
    if (options.signal?.aborted) throw new OperatorError("The backup was interrupted: nothing was written.", { cause });
    if (isFileError(cause)) throw new OperatorError(`${file} can't be written: ${cause.message}.`, { cause });
    throw cause;
  }
}

async function* sealed(compressed: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const hash = createHash("sha256").update(MARK);
  yield Buffer.from(MARK);
  for await (const chunk of compressed) {
    hash.update(chunk);
    yield chunk;
  }
  yield Buffer.from(`${hash.digest("hex")}\n`);
}

function refuseExisting(file: string, force: boolean): void {
  if (!force && fs.existsSync(file)) throw new OperatorError(`${file} exists already: name another file, or add --force to replace it.`);
}

async function openPartial(partial: string): Promise<fs.promises.FileHandle> {
  try {
    // A killed backup leaves its partial file: it is worth nothing.
    fs.rmSync(partial, { force: true });
    return await fs.promises.open(partial, "wx", 0o600);
  } catch (cause) {
    throw new OperatorError(`${partial} can't be written: ${(cause as Error).message}.`, { cause });
  }
}

/** Makes the rename itself survive a power cut, where the system can. */
function syncFolder(folder: string): void {
  try {
    const descriptor = fs.openSync(folder, "r");
    fs.fsyncSync(descriptor);
    fs.closeSync(descriptor);
  } catch {
    // Some file systems have no folders that can be synced.
  }
}

function isFileError(error: unknown): error is NodeJS.ErrnoException {
  return (
    error instanceof Error &&
    (error as NodeJS.ErrnoException).syscall !== undefined &&
    ["write", "fsync", "rename", "stat"].includes((error as NodeJS.ErrnoException).syscall ?? "")
  );
}
