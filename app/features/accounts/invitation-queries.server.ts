import { db } from "~/platform/database/client.server";
import type { PersonActor } from "./actor";
import { INVITATION_PURPOSE, type InvitationStanding, invitationStanding } from "./invitation-standing";
import { rolesToOffer } from "./policy";
import { type Role, roleFrom, storedRole } from "./schema";

export type InvitationRow = {
  id: string;
  organisation: string;
  role: Role;
  /** Null for one that goes by a link alone. */
  email: string | null;
  invitedBy: string | null;
  acceptedBy: string | null;
  standing: InvitationStanding;
  /** When it runs out, was accepted, was taken back or ran out. */
  at: Date;
};

/** The invitations that the actor may repeat or take back, whoever made them, and the latest of those that are over; open ones first. */
export async function listInvitations(actor: PersonActor, now: Date): Promise<InvitationRow[]> {
  const organisations = [...new Set(actor.memberships.map(({ organisationId }) => organisationId))];
  const rows = await db().invitation.findMany({
    where: { OR: organisations.map((organisationId) => ({ organisationId, role: { in: rolesToOffer(actor, organisationId).map(storedRole) } })) },
    select: {
      id: true,
      role: true,
      email: true,
      createdAt: true,
      acceptedAt: true,
      revokedAt: true,
      invitedById: true,
      acceptedById: true,
      organisation: { select: { name: true } },
    },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: 100,
  });
  const tokens = await db().token.findMany({
    where: { purpose: INVITATION_PURPOSE, subjectId: { in: rows.map(({ id }) => id) }, usedAt: null },
    select: { subjectId: true, expiresAt: true },
  });
  const people = await db().person.findMany({
    where: { id: { in: rows.flatMap(({ invitedById, acceptedById }) => [invitedById, acceptedById ?? []].flat()) } },
    select: { id: true, displayName: true },
  });
  const nameOf = (personId: string | null) => people.find(({ id }) => id === personId)?.displayName ?? null;
  const invitations = rows.map(({ organisation, role, invitedById, acceptedById, createdAt, acceptedAt, revokedAt, ...row }): InvitationRow => {
    const expiresAt = tokens.find(({ subjectId }) => subjectId === row.id)?.expiresAt ?? null;
    return {
      ...row,
      ...invitationStanding({ createdAt, acceptedAt, revokedAt, expiresAt }, now),
      organisation: organisation.name,
      role: roleFrom(role),
      invitedBy: nameOf(invitedById),
      acceptedBy: nameOf(acceptedById),
    };
  });
  return invitations.sort((a, b) => Number(b.standing === "open") - Number(a.standing === "open"));
}
