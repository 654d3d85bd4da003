import type { Tx } from "~/platform/database/client.server";
import type { BusinessTypeEntry, CategoryEntry } from "./taxonomy";

/** Two processes that start at once must not both write. The number only has to be our own. */
const TAXONOMY_LOCK = 7_224_002;

export async function lockTaxonomy(tx: Tx): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(${TAXONOMY_LOCK})`;
}

/** Writes every entry; a key that is no longer among them is retired, one that came back is not. Nothing is deleted. */
export async function upsertCategories(tx: Tx, entries: readonly CategoryEntry[], now: Date): Promise<void> {
  const keys = entries.map(({ key }) => key);
  for (const [position, { key, icon, texts }] of entries.entries()) {
    await tx.category.upsert({ where: { key }, create: { key, position, icon }, update: { position, icon, retiredAt: null } });
    await tx.categoryText.deleteMany({ where: { categoryKey: key } });
    await tx.categoryText.createMany({ data: Object.entries(texts).map(([language, words]) => ({ categoryKey: key, language, ...words })) });
  }
  await tx.category.updateMany({ where: { key: { notIn: keys }, retiredAt: null }, data: { retiredAt: now } });
}

/** As `upsertCategories`; these are many and change seldom, so only what differs is written. */
export async function upsertBusinessTypes(tx: Tx, entries: readonly BusinessTypeEntry[], now: Date): Promise<void> {
  const keys = entries.map(({ key }) => key);
  const rows = entries.map(({ key, isic }, position) => ({ key, position, isicSection: isic, retiredAt: null }));
  await tx.businessType.createMany({ data: rows, skipDuplicates: true });
  const stored = new Map((await tx.businessType.findMany({ where: { key: { in: keys } } })).map((row) => [row.key, row]));
  for (const { key, ...row } of rows) {
    const before = stored.get(key);
    const same = before?.position === row.position && before.isicSection === row.isicSection && before.retiredAt === null;
    if (!same) await tx.businessType.update({ where: { key }, data: row });
  }
  await tx.businessTypeText.deleteMany({ where: { businessTypeKey: { in: keys } } });
  await tx.businessTypeText.createMany({
    data: entries.flatMap(({ key, label, also }) =>
      Object.entries(label).map(([language, text]) => ({ businessTypeKey: key, language, label: text, alsoCalled: also[language] ?? [] })),
    ),
  });
  await tx.businessType.updateMany({ where: { key: { notIn: keys }, retiredAt: null }, data: { retiredAt: now } });
}

export async function listLiveCategoryKeys(tx: Tx): Promise<Set<string>> {
  return new Set((await tx.category.findMany({ where: { retiredAt: null }, select: { key: true } })).map(({ key }) => key));
}
