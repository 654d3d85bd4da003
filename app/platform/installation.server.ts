import type { Tx } from "./database/client.server";
import { db, type Prisma } from "./database/client.server";

const KEPT_MS = 2_000;
let known: { value: boolean; until: number } | undefined;

/** Whether demonstration content is loaded. Asked at every request, so it is remembered for two seconds. */
export async function hasDemonstration(): Promise<boolean> {
  if (known && known.until > Date.now()) return known.value;
  try {
    const fact = await db().installationFact.findUnique({ where: { key: "demonstration" }, select: { key: true } });
    known = { value: fact !== null, until: Date.now() + KEPT_MS };
    return known.value;
  } catch (error) {
    // The last answer still holds while the database is away, so that pages in memory can be served.
    if (known) return known.value;
    throw error;
  }
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
