import { db, type Tx, transaction } from "~/platform/database/client.server";
import { AppError } from "~/platform/errors";
import { newId } from "~/platform/ids";
import { enqueueJob } from "~/platform/outbox.server";
import { findToken, makeToken, tokenOf, useToken } from "~/platform/tokens.server";
import type { PersonActor } from "./actor";
import { INVITATION_LIVES_MS, INVITATION_PURPOSE } from "./invitation-standing";
import { mayOffer, rolesToOffer } from "./policy";
import { startMembership } from "./repository.server";
import { type Role, roleFrom, storedRole } from "./schema";
import { mayTry } from "./throttle.server";

/** An organisation that the actor may invite into, and as what. */
export type InvitingOrganisation = { id: string; name: string; roles: Role[] };

export async function listInvitingOrganisations(actor: PersonActor): Promise<InvitingOrganisation[]> {
  const ids = [...new Set(actor.memberships.map(({ organisationId }) => organisationId))].filter((id) => rolesToOffer(actor, id).length > 0);
  const organisations = await db().organisation.findMany({ where: { id: { in: ids } }, select: { id: true, name: true }, orderBy: { name: "asc" } });
  return organisations.map(({ id, name }) => ({ id, name, roles: rolesToOffer(actor, id) }));
}

/**
 * Offers somebody a part in an organisation, for a week: by letter to an e-mail, or by the link alone. Throws AppError `not_found` for what
 * the actor may not offer, `too_many`.
 *
 * @returns the link's token
 */
export async function invite(actor: PersonActor, { organisationId, role, email }: { organisationId: string; role: Role; email: string | null }, now: Date): Promise<string> {
  if (!mayOffer(actor, organisationId, role)) throw new AppError("not_found", "no-such-organisation");
  if (email !== null && !(await mayTry("letterByAddress", email))) throw new AppError("too_many", "letters", { field: "email" });
  return transaction(async (tx) => {
    const id = newId(now);
    await tx.invitation.create({ data: { id, organisationId, role: storedRole(role), invitedById: actor.personId, email, createdAt: now } });
    return offer(tx, actor, { id, email }, now);
  });
}

/** A link that opens it from now on, in place of those before; by letter where there is an e-mail. */
async function offer(tx: Tx, actor: PersonActor, { id, email }: { id: string; email: string | null }, now: Date): Promise<string> {
  const tokenId = await makeToken(tx, { purpose: INVITATION_PURPOSE, subjectId: id, livesMs: INVITATION_LIVES_MS, now });
  if (email !== null) await enqueueJob(tx, "letter", { kind: "account.invitation", recipientId: actor.personId, subjectId: tokenId });
  return tokenOf(tokenId);
}

/**
 * Repeats an invitation that nobody has accepted: by another letter with a link of its own, or by the link that was
 * copied, which stays the same while it opens something. Of one that has run out, a new week begins.
 *
 * @returns the link's token, and the e-mail that it went to
 * @throws AppError `not_found` for what the actor may not offer; `conflict` "changed-meanwhile" once it was accepted or taken back; `too_many`
 */
export async function repeatInvitation(actor: PersonActor, invitationId: string, now: Date): Promise<{ token: string; email: string | null }> {
  const known = await findOffered(db(), actor, invitationId);
  if (known.email !== null && !(await mayTry("letterByAddress", known.email))) throw new AppError("too_many", "letters", { field: "email" });
  return transaction(async (tx) => {
    const { email } = await lockOpen(tx, actor, invitationId);
    const open = await tx.token.findFirst({ where: { purpose: INVITATION_PURPOSE, subjectId: invitationId, usedAt: null, expiresAt: { gt: now } }, select: { id: true } });
    const token = email === null && open ? tokenOf(open.id) : await offer(tx, actor, { id: invitationId, email }, now);
    return { token, email };
  });
}

/** Takes an invitation back: its link opens nothing any more. Pressed twice, it is taken back once. Throws as `repeatInvitation`. */
export async function revokeInvitation(actor: PersonActor, invitationId: string, now: Date): Promise<void> {
  await transaction(async (tx) => {
    await lockInvitation(tx, invitationId);
    if ((await findOffered(tx, actor, invitationId)).revokedAt) return;
    await lockOpen(tx, actor, invitationId);
    await tx.token.deleteMany({ where: { purpose: INVITATION_PURPOSE, subjectId: invitationId, usedAt: null } });
    await tx.invitation.update({ where: { id: invitationId }, data: { revokedAt: now, revokedById: actor.personId } });
  });
}

const OFFERED = { id: true, organisationId: true, role: true, email: true, acceptedAt: true, revokedAt: true } as const;

async function findOffered(tx: Tx, actor: PersonActor, id: string) {
  const invitation = await tx.invitation.findUnique({ where: { id }, select: OFFERED });
  if (!invitation || !mayOffer(actor, invitation.organisationId, roleFrom(invitation.role))) throw new AppError("not_found", "invitation");
  return invitation;
}

async function lockOpen(tx: Tx, actor: PersonActor, id: string) {
  await lockInvitation(tx, id);
  const invitation = await findOffered(tx, actor, id);
  if (invitation.acceptedAt || invitation.revokedAt) throw new AppError("conflict", "changed-meanwhile");
  return invitation;
}

/** Before its token: accepting, repeating and taking back at once wait for each other here. */
async function lockInvitation(tx: Tx, id: string): Promise<void> {
  await tx.$queryRaw`SELECT FROM "Invitation" WHERE id = ${id}::uuid FOR UPDATE`;
}

export type Offer = { organisation: string; role: Role };

/** What a link offers; undefined when it offers nothing (any more). */
export async function findOffer(token: string, now: Date): Promise<Offer | undefined> {
  const stored = await findToken(db(), INVITATION_PURPOSE, token, now);
  const invitation = stored && (await db().invitation.findUnique({ where: { id: stored.subjectId }, select: { role: true, organisation: { select: { name: true } } } }));
  return invitation ? { organisation: invitation.organisation.name, role: roleFrom(invitation.role) } : undefined;
}

/** Gives the person what the link offers, once. Throws AppError `gone`. */
export async function acceptInvitation(personId: string, token: string, now: Date): Promise<void> {
  await transaction(async (tx) => {
    const stored = await findToken(tx, INVITATION_PURPOSE, token, now);
    if (stored) await lockInvitation(tx, stored.subjectId);
    const { subjectId: id } = await useToken(tx, INVITATION_PURPOSE, token, now);
    const { organisationId, role } = await tx.invitation.update({ where: { id }, data: { acceptedAt: now, acceptedById: personId } });
    await startMembership(tx, { personId, organisationId, role, now });
  });
}
