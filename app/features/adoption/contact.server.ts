import { type Tx, transaction } from "~/platform/database/client.server";
import { AppError } from "~/platform/errors";
import { newId } from "~/platform/ids";
import { enqueueJob } from "~/platform/outbox.server";
import { type Sender, sentKey } from "~/platform/sender.server";
import { type Actor, actorId } from "../accounts/actor";
import { findContactable, lockRecipient } from "./contact-repository.server";
import { type Contact, isUnassignedNumber } from "./contact-schema";
import { mayOnContacts } from "./policy";

const DAY = 86_400_000;
const HOUR = 3_600_000;
const LIMITS = {
  /** Requests from one address: to one owner, and to all, in a day. */
  toOneOwner: 3,
  fromOneAddress: 12,
  /** Requests that one listing gets in an hour. */
  toOneListing: 30,
  /** Times that one address may open WhatsApp in a day, and one listing have it opened in an hour. */
  openings: 20,
  openingsOfListing: 60,
} as const;

/**
 * Takes a firm's words to a solution's owners, as a row and a letter for each. The same words twice in a day are one request.
 *
 * @throws AppError not_found for what nobody can be written to about; too_many "contacts"
 */
export function sendContact(actor: Actor, sender: Sender, { slug, contact, language }: { slug: string; contact: Contact; language: string }, now: Date): Promise<void> {
  return transaction(async (tx) => {
    const found = await findContactable(tx, slug, now);
    if (!found) throw new AppError("not_found", "contactable");
    const { listingId, ownerIds } = found;
    await lockRecipient(tx, listingId);
    const key = sentKey(contact, now);
    if (await tx.contactRequest.findUnique({ where: { listingId_sentKey: { listingId, sentKey: key } }, select: { id: true } })) return;

    const today = { senderMark: sender.mark, createdAt: { gte: new Date(now.getTime() - DAY) } };
    const counts = await Promise.all([
      tx.contactRequest.count({ where: { ...today, listingId } }),
      tx.contactRequest.count({ where: today }),
      tx.contactRequest.count({ where: { listingId, createdAt: { gte: new Date(now.getTime() - HOUR) } } }),
    ]);
    if (counts[0] >= LIMITS.toOneOwner || counts[1] >= LIMITS.fromOneAddress || counts[2] >= LIMITS.toOneListing) throw new AppError("too_many", "contacts");

    const id = newId(now);
    const { name, ...rest } = contact;
    await tx.contactRequest.create({
      data: { id, listingId, personId: actorId(actor), language, senderName: name, ...rest, senderMark: sender.mark, sentKey: key, consentedAt: now, createdAt: now },
    });
    for (const recipientId of ownerIds) await enqueueJob(tx, "letter", { kind: "contact.request", recipientId, subjectId: id });
  });
}

/**
 * Counts that WhatsApp is opened and gives the address to go to; null for a number of the demonstration, which nobody has.
 *
 * @param words what the message begins with, given the solution's title
 * @throws AppError not_found where the owner has not agreed; too_many "openings"
 */
export function openWhatsapp(sender: Sender, { slug, words }: { slug: string; words: (title: string) => string }, now: Date): Promise<string | null> {
  return transaction(async (tx) => {
    const found = await findContactable(tx, slug, now);
    if (!found?.whatsapp) throw new AppError("not_found", "contactable");
    const { listingId, whatsapp, title } = found;
    await lockRecipient(tx, listingId);
    const [own, all] = await Promise.all([
      tx.whatsappOpening.count({ where: { senderMark: sender.mark, at: { gte: new Date(now.getTime() - DAY) } } }),
      tx.whatsappOpening.count({ where: { listingId, at: { gte: new Date(now.getTime() - HOUR) } } }),
    ]);
    if (own >= LIMITS.openings || all >= LIMITS.openingsOfListing) throw new AppError("too_many", "openings");
    await tx.whatsappOpening.create({ data: { id: newId(now), listingId, senderMark: sender.mark, at: now } });
    return isUnassignedNumber(whatsapp) ? null : `https://wa.me/${whatsapp.replace(/\D/g, "")}?text=${encodeURIComponent(words(title))}`;
  });
}

/**
 * An owner has answered, or has not after all. Said twice, it is so once. Throws AppError not_found for what is not
 * there as for what is not theirs.
 */
export function markAnswered(actor: Actor, { listingId, requestId, answered }: { listingId: string; requestId: string; answered: boolean }, now: Date): Promise<void> {
  return transaction(async (tx) => {
    const request = await tx.contactRequest.findUnique({
      where: { id: requestId },
      select: { listingId: true, answeredAt: true, listing: { select: { solution: { select: { organisationId: true } } } } },
    });
    if (!request || request.listingId !== listingId || !mayOnContacts(actor, "answer", { organisationId: request.listing.solution.organisationId })) {
      throw new AppError("not_found", "contact-request");
    }
    if ((request.answeredAt !== null) === answered) return;
    await tx.contactRequest.update({
      where: { id: requestId },
      data: { answeredAt: answered ? now : null, answeredById: answered ? actorId(actor) : null, version: { increment: 1 } },
    });
  });
}

/**
 * Blanks what names somebody in the requests that they sent, found by account and by the addresses they left, and in
 * those that went to firms which nobody owns any more. The rows stay and are counted. Returns how many were blanked.
 */
export async function eraseContactsOf(
  tx: Tx,
  { personId, addresses, receivedBy = [] }: { personId: string | null; addresses: readonly string[]; receivedBy?: readonly string[] },
  now: Date,
): Promise<number> {
  const requests = await tx.contactRequest.findMany({
    where: {
      erasedAt: null,
      OR: [{ replyAddress: { in: [...addresses] } }, { listing: { solution: { organisationId: { in: [...receivedBy] } } } }, ...(personId === null ? [] : [{ personId }])],
    },
    select: { id: true },
  });
  const blank = { personId: null, senderName: null, businessType: null, place: null, message: null, replyKind: null, replyAddress: null, senderMark: "" };
  // The key is a hash of the words, by which somebody who guesses them would know them again.
  for (const { id } of requests) await tx.contactRequest.update({ where: { id }, data: { ...blank, sentKey: id, erasedAt: now, version: { increment: 1 } } });
  return requests.length;
}
