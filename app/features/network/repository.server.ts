import type { Tx } from "~/platform/database/client.server";
import { chooseSlugs, toSlug } from "~/platform/slug";
import type { OrganisationContent } from "./import-rules";

export type NewOrganisation = { id: string; content: OrganisationContent };

/** The number only has to be our own. */
const SLUG_LOCK = 7_224_004;

/** Whoever chooses slugs of organisations waits here for the end of another's transaction, so that two never choose the same. */
export async function lockOrganisationSlugs(tx: Tx): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(${SLUG_LOCK})`;
}

/** Adds organisations that came by an import: none of them is a partner. */
export async function insertImportedOrganisations(tx: Tx, organisations: readonly NewOrganisation[], now: Date): Promise<void> {
  await lockOrganisationSlugs(tx);
  const slugs = await chooseSlugs(
    organisations.map(({ id, content }) => toSlug(content.name) || id),
    async (candidates) => (await tx.organisation.findMany({ where: { slug: { in: candidates } }, select: { slug: true } })).map(({ slug }) => slug),
  );
  await tx.organisation.createMany({
    data: organisations.map(({ id, content: { texts: _texts, ...columns } }, index) => ({
      id,
      ...columns,
      slug: slugs[index] ?? id,
      partner: false,
      origin: "import",
      createdAt: now,
      updatedAt: now,
    })),
  });
  await insertTexts(tx, organisations);
}

/** Those of these organisations that an import may still change: not partners, without a file's key and without members. */
export async function findImportedOrganisations(tx: Tx, ids: readonly string[]): Promise<Map<string, { changeable: boolean }>> {
  const rows = await tx.organisation.findMany({
    where: { id: { in: [...ids] } },
    select: { id: true, partner: true, key: true, origin: true, _count: { select: { memberships: true } } },
  });
  return new Map(rows.map(({ id, partner, key, origin, _count }) => [id, { changeable: origin === "import" && !partner && key === null && _count.memberships === 0 }]));
}

/** The slug stays when the name changes. */
export async function updateImportedOrganisations(tx: Tx, organisations: readonly NewOrganisation[], now: Date): Promise<void> {
  for (const { id, content } of organisations) {
    const { texts: _texts, ...columns } = content;
    await tx.organisation.update({ where: { id }, data: { ...columns, updatedAt: now, version: { increment: 1 } } });
  }
  await tx.organisationText.deleteMany({ where: { organisationId: { in: organisations.map(({ id }) => id) } } });
  await insertTexts(tx, organisations);
}

async function insertTexts(tx: Tx, organisations: readonly NewOrganisation[]): Promise<void> {
  await tx.organisationText.createMany({
    data: organisations.flatMap(({ id, content }) => Object.entries(content.texts).map(([language, texts]) => ({ organisationId: id, language, ...texts }))),
  });
}

/** A firm that its owner names when submitting; never a partner. */
export async function insertFirm(tx: Tx, firm: { id: string; name: string; country: string | null; demonstration: boolean; createdAt: Date }): Promise<void> {
  await lockOrganisationSlugs(tx);
  const [slug = firm.id] = await chooseSlugs([toSlug(firm.name) || firm.id], async (candidates) =>
    (await tx.organisation.findMany({ where: { slug: { in: candidates } }, select: { slug: true } })).map((taken) => taken.slug),
  );
  const { id, name, country, demonstration, createdAt } = firm;
  const covered = country ? [country] : [];
  await tx.organisation.create({
    data: { id, slug, kind: "firm", partner: false, name, baseCountry: country, countriesCovered: covered, demonstration, origin: "submission", createdAt, updatedAt: createdAt },
  });
}
