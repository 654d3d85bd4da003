import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { OperatorError } from "../errors";

/** Where the file store keeps a content: two letters of folders, so that none grows too long to list. */
export function storedFilePath(dataDir: string, sha256: string): string {
  return path.join(dataDir, "files", sha256.slice(0, 2), sha256);
}

/** Reads a stored content; undefined when it is not there or its bytes are not those that it is named by. */
export async function openStoredFile(dataDir: string, sha256: string): Promise<AsyncIterable<Buffer> | undefined> {
  const file = storedFilePath(dataDir, sha256);
  try {
    const hash = createHash("sha256");
    // Read once for the check: a section that has begun can't be taken back.
    for await (const chunk of fs.createReadStream(file)) hash.update(chunk as Buffer);
    return hash.digest("hex") === sha256 ? fs.createReadStream(file) : undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new OperatorError(`The stored file ${file} can't be read: ${(error as Error).message}.`, { cause: error });
  }
}

/**
 * Puts a content into the store, whole or not at all. Returns its path when it was not there before, so that a
 * failed restore can take it out again.
 */
export async function storeFile(dataDir: string, sha256: string, chunks: AsyncIterable<Buffer>): Promise<string | undefined> {
  const file = storedFilePath(dataDir, sha256);
  if (fs.existsSync(file)) {
    for await (const _ of chunks);
    return undefined;
  }
  fs.mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  const partial = `${file}.partial`;
  try {
    const handle = await fs.promises.open(partial, "w", 0o600);
    try {
      await fs.promises.writeFile(handle, chunks);
      await handle.sync();
    } finally {
      await handle.close();
    }
    fs.renameSync(partial, file);
    return file;
  } catch (error) {
    fs.rmSync(partial, { force: true });
    throw error;
  }
}
