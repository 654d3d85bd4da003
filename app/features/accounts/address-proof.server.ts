import { db, type Tx, transaction } from "~/platform/database/client.server";
import { AppError } from "~/platform/errors";
import { newId } from "~/platform/ids";
import { enqueueJob } from "~/platform/outbox.server";
import { findToken, findTokenAddress, type StoredToken, useToken } from "~/platform/tokens.server";
import { openOffers } from "./draft-offers.server";
import { hashPassword, matchingHash } from "./password.server";
import { type Candidate, findChannelById, findOpener, findOwner, holdAddress, insertPeople, listCandidates, setCredential, verifyChannel } from "./repository.server";
import type { Address } from "./schema";
import { forgetTries, mayTry } from "./throttle.server";

/**
 * Whose an address is. Opening a link shows that somebody reads what is sent there; it does not show which of the registrations with that
 * address is theirs, because anybody may have typed it. Their password shows that, so whoever confirms an address shows both. What the
 * other registrations hold stays with them: they lose the address, and nothing of theirs comes to its owner.
 */

export type Opened = { opens: "account"; personId: string; address: Address } | { opens: "address"; address: Address };

/**
 * What the link of a letter opens: the account of whoever has confirmed its address, if it was theirs when the link was asked for; the
 * address alone while nobody has. Undefined when the address has changed hands since, and for links that prove no address.
 */
export async function openedBy(tx: Tx, { subjectId, address }: StoredToken): Promise<Opened | undefined> {
  if (!address) return undefined;
  const owner = await findOwner(tx, address);
  if (owner) return owner.personId === subjectId ? { opens: "account", personId: owner.personId, address } : undefined;
  const removed = await tx.person.findUnique({ where: { id: subjectId }, select: { id: true } });
  return removed ? undefined : { opens: "address", address };
}

/** Which of these registrations the password is of; undefined for none. */
async function candidateWith(candidates: readonly Candidate[], password: string): Promise<Candidate | undefined> {
  const hashes = candidates.map(({ passwordHash }) => passwordHash);
  const hash = await matchingHash(hashes, password);
  return candidates[hashes.indexOf(hash ?? "")];
}

/** The e-mail that a confirmation link is about; "confirmed" once it is somebody's, "gone" when the link opens nothing (any more). */
export async function emailToConfirm(token: string, now: Date): Promise<{ email: string } | "confirmed" | "gone"> {
  const address = await findTokenAddress(db(), PURPOSE, token);
  if (address && (await findOwner(db(), address))) return "confirmed";
  const stored = await findToken(db(), PURPOSE, token, now);
  const channel = stored && (await findChannelById(db(), stored.subjectId));
  return channel ? { email: channel.address } : "gone";
}

const PURPOSE = "account.verify-email";

export type Confirmed = {
  personId: string;
  hasSecondFactor: boolean;
  /** Where to go on to: what the letter of this very registration says. */
  next: string | undefined;
  /** The channel that was confirmed. */
  channelId: string;
};

/**
 * Confirms an e-mail by the link that was sent there and the password of a registration with it: that registration becomes its owner,
 * whichever of the letters was opened.
 *
 * @throws AppError gone "link-used" or "address-confirmed"; at the field `password` bad_input "registration-wrong" (the link stays good),
 *   too_many
 */
export async function confirmEmail(token: string, password: string, now: Date): Promise<Confirmed> {
  const { stored, address } = await confirmable(token, now);
  if (!(await mayTry("codeByAccount", `confirm ${stored.id}`))) throw new AppError("too_many", "tries", { field: "password" });
  const candidates = await listCandidates(db(), address);
  // The one that the letter is about first: of two with one password it is the one that was meant.
  const chosen = await candidateWith(
    [...candidates].sort((a, b) => Number(b.id === stored.subjectId) - Number(a.id === stored.subjectId)),
    password,
  );
  if (!chosen) throw new AppError("bad_input", "registration-wrong", { field: "password" });
  return transaction(async (tx) => {
    await useToken(tx, PURPOSE, token, now);
    const { personId, isFirst } = await verifyChannel(tx, chosen.id, null, now);
    if (!isFirst) await enqueueJob(tx, "letter", { kind: "account.address-changed", recipientId: personId, subjectId: personId });
    return { ...(await findOpener(tx, personId)), next: chosen.id === stored.subjectId ? stored.next : undefined, channelId: chosen.id };
  });
}

/** The address of a confirmation link that is good, for somebody who would rather begin anew. Throws AppError gone, as `confirmEmail`. */
export async function confirmable(token: string, now: Date): Promise<{ stored: StoredToken; address: Address }> {
  const stored = await findToken(db(), PURPOSE, token, now);
  const channel = stored && (await findChannelById(db(), stored.subjectId));
  if (!channel) throw new AppError("gone", "link-used");
  const { kind, address } = channel;
  if (await findOwner(db(), channel)) throw new AppError("gone", "address-confirmed");
  return { stored, address: { kind, address } };
}

/**
 * Sets a password by a mailed link, and ends every session. The password's faults are the caller's to ask for first. While nobody has
 * confirmed the link's address, this confirms it: for the registration whose password this is, else for a new account that holds nothing.
 *
 * @param locale the language of a new account
 * @returns where to go on to
 * @throws AppError gone
 */
export async function resetPassword(token: string, { password, locale }: { password: string; locale: string }, now: Date): Promise<string | undefined> {
  const stored = await findToken(db(), RESET, token, now);
  const known = stored?.address && (await candidateWith(await listCandidates(db(), stored.address), password));
  const passwordHash = await hashPassword(password);
  const { addresses, personId, next } = await transaction(async (tx) => {
    const used = await useToken(tx, RESET, token, now);
    const opened = await openedBy(tx, used);
    if (!opened) throw new AppError("gone", "link-used");
    const personId = opened.opens === "account" ? opened.personId : await confirmByReset(tx, { tokenId: used.id, address: opened.address, known, locale, now });
    await findOpener(tx, personId);
    // A registration's password is what it was.
    if (opened.opens === "account" || !known) await setCredential(tx, personId, passwordHash, now);
    await tx.session.deleteMany({ where: { personId } });
    // A link that was sent before may be in the hands of whoever is to be kept out.
    await tx.token.deleteMany({ where: { purpose: "account.sign-in-link", subjectId: personId, usedAt: null } });
    if (opened.opens === "account") await enqueueJob(tx, "letter", { kind: "account.password-changed", recipientId: personId, subjectId: personId });
    return { addresses: await tx.channel.findMany({ where: { personId, verifiedAt: { not: null } }, select: { address: true } }), personId, next: used.next };
  });
  // Whoever was guessing must not keep the owner waiting who has just shown who they are.
  for (const { address } of addresses) await forgetTries("signInByAccount", address);
  await openOffers(personId, now);
  return next;
}

const RESET = "account.reset-password";

type Reset = { tokenId: string; address: Address; known: Candidate | undefined; locale: string; now: Date };

/** Gives the address to the registration that is known to be theirs, else to a new person. Returns whose it is. */
async function confirmByReset(tx: Tx, { tokenId, address, known, locale, now }: Reset): Promise<string> {
  await holdAddress(tx, address);
  // Two letters opened at once: the second finds it confirmed.
  if (await findOwner(tx, address)) throw new AppError("gone", "link-used");
  // A number's link was sent by hand, by a person at a desk.
  const sentBy = address.kind === "whatsapp" ? await tx.letter.findFirst({ where: { subjectId: tokenId, sentById: { not: null } }, select: { sentById: true } }) : null;
  const verifiedBy = sentBy?.sentById ?? null;
  if (known) return (await verifyChannel(tx, known.id, verifiedBy, now)).personId;
  const id = newId(now);
  const channels = { email: address.kind === "email" ? address.address : null, whatsapp: address.kind === "whatsapp" ? address.address : null };
  await insertPeople(tx, [{ id, displayName: null, locale, demonstration: false, createdAt: now, ...channels, memberships: [] }], verifiedBy);
  return id;
}
