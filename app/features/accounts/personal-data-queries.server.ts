import { db } from "~/platform/database/client.server";
import type { PersonActor } from "./actor";
import { roleFrom } from "./schema";

/** What an account holds about its person, in words that they can read; nothing that opens it. */
export async function readAccountData({ personId }: PersonActor) {
  const person = await db().person.findUniqueOrThrow({
    where: { id: personId },
    select: {
      displayName: true,
      locale: true,
      createdAt: true,
      channels: { select: { kind: true, address: true, createdAt: true, verifiedAt: true }, orderBy: { createdAt: "asc" } },
      credential: { select: { changedAt: true } },
      secondFactor: { select: { confirmedAt: true } },
      sessions: { select: { device: true, createdAt: true, expiresAt: true }, orderBy: { createdAt: "asc" } },
      memberships: { select: { role: true, startsAt: true, endsAt: true, organisation: { select: { name: true } } }, orderBy: { startsAt: "asc" } },
    },
  });
  const { displayName, channels, credential, secondFactor, memberships, ...rest } = person;
  const invited = { email: { in: confirmed(channels) } };
  const invitations = await db().invitation.findMany({
    where: { OR: [invited, { acceptedById: personId }] },
    select: { role: true, createdAt: true, acceptedAt: true, organisation: { select: { name: true } } },
    orderBy: { createdAt: "asc" },
  });
  return {
    name: displayName,
    ...rest,
    addresses: channels,
    passwordSince: credential?.changedAt ?? null,
    secondFactorSince: secondFactor?.confirmedAt ?? null,
    parts: memberships.map(({ role, organisation, ...part }) => ({ organisation: organisation.name, role: roleFrom(role), ...part })),
    invitations: invitations.map(({ role, organisation, ...invitation }) => ({ organisation: organisation.name, role: roleFrom(role), ...invitation })),
  };
}

/** The addresses that are known to be this person's: what came from another may be somebody else's. */
export async function listConfirmedAddresses(personId: string): Promise<string[]> {
  return confirmed(await db().channel.findMany({ where: { personId }, select: { address: true, verifiedAt: true } }));
}

function confirmed(channels: ReadonlyArray<{ address: string; verifiedAt: Date | null }>): string[] {
  return channels.filter(({ verifiedAt }) => verifiedAt !== null).map(({ address }) => address);
}

/** The organisations of which the actor is an owner today. */
export function ownedOrganisationIds(actor: PersonActor): string[] {
  return actor.memberships.filter(({ role }) => role === "owner").map(({ organisationId }) => organisationId);
}
