import { randomUUID } from "node:crypto";
import fs from "node:fs/promises";
import path from "node:path";
import { log } from "../log.server";

const DAY_MS = 86_400_000;
/** Pages in somebody's tab or in a search engine's copy ask for the files of the build that made them. */
const KEPT_DAYS = 90;

/** `name-hash.ending`, as the build writes: the content decides the name, so that two builds can share a folder. */
const HASHED_NAME = /^[A-Za-z0-9_$~][A-Za-z0-9_$~.-]*-[A-Za-z0-9_-]{8}\.[a-z0-9]{1,8}$/;
const PARTIAL = /^\..+\.partial$/;

export function isHashedName(name: string): boolean {
  return HASHED_NAME.test(name);
}

/** Which kept files no build in use needs: those that no process has had for 90 days. `lastUsedAt`: when a process of their build last said so. */
export function assetsToForget(kept: ReadonlyArray<{ name: string; lastUsedAt: Date }>, own: ReadonlySet<string>, now: Date): string[] {
  return kept.filter(({ name, lastUsedAt }) => !own.has(name) && now.getTime() - lastUsedAt.getTime() > KEPT_DAYS * DAY_MS).map(({ name }) => name);
}

/**
 * Keeps a copy of this build's hashed files in `kept`, so that the processes of the next build can still serve them,
 * says each day that they are in use, and removes what no build has used for 90 days. A folder that can't be written
 * is told in the log: the own build is served all the same. Returns what ends it.
 */
export async function keepAssets(built: string, kept: string, now: () => Date): Promise<() => Promise<void>> {
  const keepOnce = () =>
    copyAssets(built, kept, now()).catch((error: unknown) => log.warn({ err: error, folder: kept }, "the files of this build can't be kept for pages that outlive it"));
  await keepOnce();
  const timer = setInterval(() => void keepOnce(), DAY_MS);
  timer.unref();
  return async () => clearInterval(timer);
}

async function copyAssets(built: string, kept: string, now: Date): Promise<void> {
  await fs.mkdir(kept, { recursive: true, mode: 0o711 });
  const own = (await fs.readdir(built)).filter(isHashedName);
  for (const name of own) {
    const target = path.join(kept, name);
    if ((await sizeOf(target)) !== (await sizeOf(path.join(built, name)))) await copyWhole(path.join(built, name), target);
    await fs.utimes(target, now, now);
  }
  const others = await Promise.all((await fs.readdir(kept)).map(async (name) => ({ name, lastUsedAt: (await fs.stat(path.join(kept, name))).mtime })));
  const forgotten = assetsToForget(
    others.filter(({ name }) => isHashedName(name)),
    new Set(own),
    now,
  );
  // What a copy that was killed has left.
  const leftOver = others.filter(({ name, lastUsedAt }) => PARTIAL.test(name) && now.getTime() - lastUsedAt.getTime() > DAY_MS).map(({ name }) => name);
  for (const name of [...forgotten, ...leftOver]) await fs.rm(path.join(kept, name), { force: true });
}

/** Another process may serve from the folder, or copy the same file, at this moment. */
async function copyWhole(from: string, to: string): Promise<void> {
  const partial = path.join(path.dirname(to), `.${randomUUID()}.partial`);
  try {
    await fs.copyFile(from, partial);
    await fs.rename(partial, to);
  } catch (error) {
    await fs.rm(partial, { force: true });
    throw error;
  }
}

async function sizeOf(file: string): Promise<number | undefined> {
  return fs.stat(file).then(
    ({ size }) => size,
    () => undefined,
  );
}
