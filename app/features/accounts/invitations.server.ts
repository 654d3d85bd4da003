import { db, transaction } from "~/platform/database/client.server";
import { AppError } from "~/platform/errors";
import { newId } from "~/platform/ids";
import { enqueueJob } from "~/platform/outbox.server";
import { findToken, makeToken, tokenOf, useToken } from "~/platform/tokens.server";
import type { PersonActor } from "./actor";
import { rolesToOffer } from "./policy";
import { startMembership } from "./repository.server";
import { type Role, roleFrom, storedRole } from "./schema";
import { mayTry } from "./throttle.server";

const PURPOSE = "account.invitation";
const LIVES_MS = 7 * 86_400_000;

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
  if (!rolesToOffer(actor, organisationId).includes(role)) throw new AppError("not_found", "no-such-organisation");
  if (email !== null && !(await mayTry("letterByAddress", email))) throw new AppError("too_many", "letters", { field: "email" });
  return transaction(async (tx) => {
    const id = newId(now);
    await tx.invitation.create({ data: { id, organisationId, role: storedRole(role), invitedById: actor.personId, email, createdAt: now } });
    const tokenId = await makeToken(tx, { purpose: PURPOSE, subjectId: id, livesMs: LIVES_MS, now });
    if (email !== null) await enqueueJob(tx, "letter", { kind: "account.invitation", recipientId: actor.personId, subjectId: tokenId });
    return tokenOf(tokenId);
  });
}

export type Offer = { organisation: string; role: Role };

/** What a link offers; undefined when it offers nothing (any more). */
export async function findOffer(token: string, now: Date): Promise<Offer | undefined> {
  const stored = await findToken(db(), PURPOSE, token, now);
  const invitation = stored && (await db().invitation.findUnique({ where: { id: stored.subjectId }, select: { role: true, organisation: { select: { name: true } } } }));
  return invitation ? { organisation: invitation.organisation.name, role: roleFrom(invitation.role) } : undefined;
}

/** Gives the person what the link offers, once. Throws AppError `gone`. */
export async function acceptInvitation(personId: string, token: string, now: Date): Promise<void> {
  await transaction(async (tx) => {
    const { subjectId: id } = await useToken(tx, PURPOSE, token, now);
    const { organisationId, role } = await tx.invitation.update({ where: { id }, data: { acceptedAt: now, acceptedById: personId } });
    await startMembership(tx, { personId, organisationId, role, now });
  });
}
