import { now } from "~/platform/clock";
import { db, type Prisma } from "~/platform/database/client.server";
import { listOffered } from "./draft-offers.server";
import { roleFrom } from "./schema";
import { landingArea } from "./work-areas";

/**
 * The path that somebody is led to who asked for no page. Their parts count whether or not a second factor was given: the page of a part
 * that demands one asks for it.
 */
export async function landingOf(personId: string, locale: string): Promise<string> {
  const at = now();
  const today = { personId, startsAt: { lte: at }, OR: [{ endsAt: null }, { endsAt: { gt: at } }] } satisfies Prisma.MembershipWhereInput;
  const [memberships, owned, draft, offered] = await Promise.all([
    db().membership.findMany({ where: today, select: { organisationId: true, role: true } }),
    db().membership.findFirst({ where: { ...today, role: "owner", organisation: { solutions: { some: { submissions: { some: {} } } } } }, select: { id: true } }),
    db().submissionDraft.findFirst({ where: { ownerId: personId }, select: { submissionId: true } }),
    listOffered(db(), personId),
  ]);
  const parts = memberships.map(({ organisationId, role }) => ({ organisationId, role: roleFrom(role) }));
  return `/${locale}/${landingArea({ kind: "person", personId, memberships: parts, submissionIds: [] }, owned !== null || draft !== null || offered.length > 0)}`;
}
