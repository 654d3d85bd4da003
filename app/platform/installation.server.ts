import type { Tx } from "./database/client.server";
import { db, type Prisma } from "./database/client.server";

const KEPT_MS = 2_000;
let known: { value: boolean; until: number } | undefined;
let asking: Promise<boolean> | undefined;

/**
 * Whether demonstration content is loaded. Asked at every request, so the last answer holds while it is asked again:
 * pages in memory must be served when the database is away, or hangs.
 */
export function hasDemonstration(): Promise<boolean> {
  if (known && known.until > Date.now()) return Promise.resolve(known.value);
  const answer = askForDemonstration();
  if (!known) return answer;
  answer.catch(() => {});
  return Promise.resolve(known.value);
}

/** Asks the database, whatever is remembered; several who ask at once share one question. */
export function askForDemonstration(): Promise<boolean> {
  asking ??= (async () => {
    const fact = await db().installationFact.findUnique({ where: { key: "demonstration" }, select: { key: true } });
    known = { value: fact !== null, until: Date.now() + KEPT_MS };
    return known.value;
  })().finally(() => {
    asking = undefined;
  });
  return asking;
}

export async function readFact(key: string): Promise<Prisma.JsonValue | undefined> {
  return (await db().installationFact.findUnique({ where: { key } }))?.value;
}

export async function writeFact(tx: Tx, key: string, value: Prisma.InputJsonValue, now: Date): Promise<void> {
  await tx.installationFact.upsert({ where: { key }, create: { key, value, at: now }, update: { value, at: now } });
  known = undefined;
}

export async function removeFact(tx: Tx, key: string): Promise<void> {
  await tx.installationFact.deleteMany({ where: { key } });
  known = undefined;
}
