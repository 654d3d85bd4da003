import type { Prisma, Tx } from "~/platform/database/client.server";

/** Where somebody can be written to today: the listing is public, and its solution has an owner. */
export type Contactable = { listingId: string; ownerIds: string[]; whatsapp: string | null; title: string; language: string };

const SEARCHABLE: Prisma.ListingWhereInput = { state: { in: ["published", "needs_confirmation"] } };

/**
 * Undefined for what is not public, or has nobody who would read it.
 *
 * @param reader whose language the title is in where there is one; else it is in its author's
 */
export async function findContactable(tx: Tx, slug: string, now: Date, reader?: string): Promise<Contactable | undefined> {
  const row = await tx.listing.findFirst({
    where: { ...SEARCHABLE, slug },
    select: {
      id: true,
      revision: { select: { language: true, texts: { select: { language: true, title: true } } } },
      solution: { select: { organisationId: true, contact: { select: { whatsapp: true, whatsappAgreed: true } } } },
    },
  });
  if (!row?.solution.organisationId) return undefined;
  const owners = await tx.membership.findMany({
    where: {
      organisationId: row.solution.organisationId,
      role: "owner",
      startsAt: { lte: now },
      OR: [{ endsAt: null }, { endsAt: { gt: now } }],
      person: { disabledAt: null, erasedAt: null },
    },
    select: { personId: true },
    orderBy: { personId: "asc" },
  });
  if (owners.length === 0) return undefined;
  const { contact } = row.solution;
  const { texts, language: own } = row.revision;
  const text = texts.find(({ language }) => language === reader) ?? texts.find(({ language }) => language === own) ?? texts[0];
  return {
    listingId: row.id,
    ownerIds: owners.map(({ personId }) => personId),
    whatsapp: contact?.whatsappAgreed ? (contact.whatsapp ?? null) : null,
    title: text?.title ?? "",
    language: text?.language ?? own,
  };
}

/** Makes those who send to one listing wait for each other, so that counting and adding are one step. */
export async function lockRecipient(tx: Tx, listingId: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`contact ${listingId}`}, 0))`;
}
