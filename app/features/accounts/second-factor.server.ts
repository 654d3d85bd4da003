import { randomBytes, timingSafeEqual } from "node:crypto";
import { createTOTPKeyURI, verifyHOTP } from "@oslojs/otp";
import { type Tx, transaction } from "~/platform/database/client.server";
import { AppError } from "~/platform/errors";
import { sha256 } from "~/platform/hash.server";
import { seal, sign, unseal } from "~/platform/secrets.server";
import { makePassword } from "./password.server";
import { mayTry } from "./throttle.server";

const ISSUER = "Solucionario";
const STEP_SECONDS = 30;
const DIGITS = 6;
const KEY_BYTES = 20;
/** Clocks of telephones are off by this many steps. */
const TOLERATED_STEPS = 1;
const RECOVERY_CODES = 10;
const ENTERING_MS = 10 * 60_000;
const SEAL = "second-factor";

export type KeyToShow = { key: string; uri: string };

/** A key for the person's app, which counts once a code of it was typed. Throws AppError `conflict` when there is one that counts. */
export function beginSecondFactor(personId: string, now: Date): Promise<KeyToShow> {
  return transaction(async (tx) => {
    const stored = await tx.secondFactor.findUnique({ where: { personId } });
    if (stored?.confirmedAt) throw new AppError("conflict", "second-factor-on");
    const bytes = stored ? unseal(SEAL, stored.key) : randomBytes(KEY_BYTES);
    if (!stored) await tx.secondFactor.create({ data: { personId, key: seal(SEAL, bytes), createdAt: now } });
    return toShow(tx, personId, bytes);
  });
}

async function toShow(tx: Tx, personId: string, bytes: Buffer): Promise<KeyToShow> {
  const channel = await tx.channel.findFirst({ where: { personId }, orderBy: { createdAt: "asc" }, select: { address: true } });
  const uri = createTOTPKeyURI(ISSUER, channel?.address ?? "", bytes, STEP_SECONDS, DIGITS);
  const key = new URL(uri).searchParams.get("secret") ?? "";
  return { key: key.match(/.{1,4}/g)?.join(" ") ?? key, uri };
}

/**
 * Turns the second factor on with a first code of the app; ends the sessions that were begun without it, but for this one. Throws AppError
 * `bad_input` "code-wrong" and `too_many` at the field `code`.
 *
 * @returns codes for whoever loses the app, told once
 */
export async function confirmSecondFactor({ personId, sessionId }: { personId: string; sessionId: string }, code: string, now: Date): Promise<string[]> {
  await limitTries(personId);
  return transaction(async (tx) => {
    const stored = await tx.secondFactor.findUnique({ where: { personId } });
    if (!stored || stored.confirmedAt || !(await takeStep(tx, personId, code, now))) throw wrongCode();
    await tx.secondFactor.update({ where: { personId }, data: { confirmedAt: now } });
    const codes = Array.from({ length: RECOVERY_CODES }, makePassword);
    await tx.recoveryCode.createMany({ data: codes.map((plain) => ({ codeHash: recoveryHash(plain), personId, createdAt: now })) });
    await tx.session.deleteMany({ where: { personId, id: { not: sessionId } } });
    await tx.session.update({ where: { id: sessionId }, data: { secondFactorAt: now } });
    return codes;
  });
}

/** Takes a code of the app or a recovery code, each once. Throws as `confirmSecondFactor`. */
export async function checkSecondFactor(personId: string, code: string, now: Date): Promise<void> {
  await limitTries(personId);
  await transaction(async (tx) => {
    if (await takeStep(tx, personId, code, now)) return;
    const used = await tx.recoveryCode.updateMany({ where: { codeHash: recoveryHash(code), personId, usedAt: null }, data: { usedAt: now } });
    if (used.count !== 1) throw wrongCode();
  });
}

/** Takes it away, with its recovery codes. Who may is the caller's to ask. */
export async function removeSecondFactor(personId: string): Promise<void> {
  await transaction(async (tx) => {
    await tx.recoveryCode.deleteMany({ where: { personId } });
    await tx.secondFactor.deleteMany({ where: { personId } });
  });
}

/** Whether the code is the app's for about now; a step that was taken, and those before it, are never taken again. */
async function takeStep(tx: Tx, personId: string, typed: string, now: Date): Promise<boolean> {
  const code = typed.replace(/\s/g, "");
  const stored = await tx.secondFactor.findUnique({ where: { personId } });
  if (!stored || !/^\d{6}$/.test(code)) return false;
  const key = unseal(SEAL, stored.key);
  const present = Math.floor(now.getTime() / 1_000 / STEP_SECONDS);
  for (let step = present - TOLERATED_STEPS; step <= present + TOLERATED_STEPS; step += 1) {
    if (!verifyHOTP(key, BigInt(step), DIGITS, code)) continue;
    const taken = await tx.secondFactor.updateMany({ where: { personId, OR: [{ lastStep: null }, { lastStep: { lt: step } }] }, data: { lastStep: step } });
    return taken.count === 1;
  }
  return false;
}

async function limitTries(personId: string): Promise<void> {
  if (!(await mayTry("codeByAccount", personId))) throw new AppError("too_many", "tries", { field: "code" });
}

function wrongCode(): AppError {
  return new AppError("bad_input", "code-wrong", { field: "code" });
}

function recoveryHash(typed: string): string {
  return sha256(`recovery\n${typed.toLowerCase().replace(/[^a-z0-9]/g, "")}`);
}

/** Whoever gave the right password carries this until the code: who, until when, and our signature. */
export function enteringTicket(personId: string, now: Date): string {
  const claim = `${personId}.${now.getTime() + ENTERING_MS}`;
  return `${claim}.${sign("entering", claim).toString("base64url")}`;
}

/** Whose ticket this is, and since when; undefined when it is not ours, or too old. */
export function readTicket(ticket: string, now: Date): { personId: string; since: Date } | undefined {
  const [personId = "", until = "", signature = ""] = ticket.split(".");
  const given = Buffer.from(signature, "base64url");
  const ours = sign("entering", `${personId}.${until}`);
  const ends = Number(until);
  return given.length === ours.length && timingSafeEqual(given, ours) && ends > now.getTime() ? { personId, since: new Date(ends - ENTERING_MS) } : undefined;
}
