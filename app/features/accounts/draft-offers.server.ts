import { db, type Tx } from "~/platform/database/client.server";
import { sha256 } from "~/platform/hash.server";
import type { Address } from "./schema";

/** As long as the mailed link that lives longest: what was offered before was offered with another one. */
const LINK_LIVES_MS = 2 * 3_600_000;

function hashOf({ kind, address }: Address): string {
  return sha256(`${kind}\n${address}`);
}

/**
 * Offers drafts to the person who confirms this address, or opens a link that is mailed to it. Says nothing to anybody yet, and is the
 * same work whether somebody has the address or not.
 *
 * @param submissionIds drafts that nobody owns, begun in the browser that asks for the letter
 */
export async function offerToAddress(submissionIds: readonly string[], address: Address, now: Date): Promise<void> {
  if (submissionIds.length === 0) return;
  const addressHash = hashOf(address);
  // What its reader once left is offered anew, because its writer asks again.
  await db().draftOffer.updateMany({
    where: { addressHash, submissionId: { in: [...submissionIds] }, leftAt: { not: null } },
    data: { createdAt: now, openedAt: null, leftAt: null },
  });
  await db().draftOffer.createMany({ data: submissionIds.map((submissionId) => ({ addressHash, submissionId, createdAt: now })), skipDuplicates: true });
}

/** A mailed link was used: what was offered with it is this person's to take, wherever they sign in. */
export async function openOffers(personId: string, now: Date): Promise<void> {
  const addressHashes = (await confirmedAddresses(db(), personId)).map(hashOf);
  await db().draftOffer.updateMany({
    where: { addressHash: { in: addressHashes }, openedAt: null, createdAt: { gt: new Date(now.getTime() - LINK_LIVES_MS) } },
    data: { openedAt: now },
  });
}

/**
 * The submissions offered to a person's confirmed addresses that they have not left. An address that was confirmed after the offer needs no
 * link; to one that was confirmed before, anybody could have drafts offered, so those show once the link is opened, or by their own id.
 */
export async function listOffered(client: Tx, personId: string, askedFor?: string): Promise<string[]> {
  const addresses = await confirmedAddresses(client, personId);
  if (addresses.length === 0) return [];
  const offers = await client.draftOffer.findMany({
    where: {
      OR: addresses.map((address) => ({
        addressHash: hashOf(address),
        leftAt: null,
        OR: [{ createdAt: { lte: address.verifiedAt } }, { openedAt: { not: null } }, ...(askedFor ? [{ submissionId: askedFor }] : [])],
      })),
    },
    select: { submissionId: true },
    orderBy: { createdAt: "desc" },
    take: 100,
  });
  return [...new Set(offers.map(({ submissionId }) => submissionId))];
}

/** Which of these somebody has said are not theirs. */
export async function listLeft(client: Tx, personId: string, submissionIds: readonly string[]): Promise<Set<string>> {
  const offers = await client.draftOffer.findMany({
    where: { addressHash: { in: await everyAddressHash(client, personId) }, submissionId: { in: [...submissionIds] }, leftAt: { not: null } },
    select: { submissionId: true },
  });
  return new Set(offers.map(({ submissionId }) => submissionId));
}

/** It is not theirs, so it is not shown to them again as if it could be. */
export async function leaveOffer(tx: Tx, { personId, submissionId, now }: { personId: string; submissionId: string; now: Date }): Promise<void> {
  for (const addressHash of await everyAddressHash(tx, personId)) {
    await tx.draftOffer.upsert({
      where: { addressHash_submissionId: { addressHash, submissionId } },
      create: { addressHash, submissionId, createdAt: now, leftAt: now },
      update: { leftAt: now },
    });
  }
}

/** Somebody has taken it: nobody else is offered it. */
export async function withdrawOffers(tx: Tx, submissionId: string): Promise<void> {
  await tx.draftOffer.deleteMany({ where: { submissionId } });
}

/** Whoever goes is offered nothing any more. */
export async function eraseOffers(tx: Tx, addresses: readonly Address[]): Promise<void> {
  await tx.draftOffer.deleteMany({ where: { addressHash: { in: addresses.map(hashOf) } } });
}

async function everyAddressHash(client: Tx, personId: string): Promise<string[]> {
  return (await client.channel.findMany({ where: { personId }, select: { kind: true, address: true } })).map(hashOf);
}

async function confirmedAddresses(client: Tx, personId: string): Promise<Array<Address & { verifiedAt: Date }>> {
  const channels = await client.channel.findMany({ where: { personId, verifiedAt: { not: null } }, select: { kind: true, address: true, verifiedAt: true } });
  return channels.flatMap(({ verifiedAt, ...address }) => (verifiedAt ? [{ ...address, verifiedAt }] : []));
}
