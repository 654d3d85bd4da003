import { randomInt, timingSafeEqual } from "node:crypto";
import { hash, verify } from "@node-rs/argon2";
import { sign } from "~/platform/secrets.server";
import { isReadable } from "~/platform/text-field";
import { isCommon } from "./common-passwords";
import type { Address } from "./schema";

/** NIST SP 800-63B-4: 15 characters where a password is the only factor; length counts, mixtures of characters don't. */
const PASSWORD_MIN = 15;
/** Long enough for any sentence; hashing a megabyte would be somebody's attack. */
const PASSWORD_MAX = 256;

/** argon2id, as OWASP recommends it: 19 MiB, two passes, one lane. */
const ARGON2ID = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
/** Letters and digits that are told apart on paper and on the telephone. */
const ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789";
const SALT_BYTES = 16;
/** Old ones have salts of their own, and those of people who changed their password before they confirmed anything. */
const SALTS_TRIED = 4;
const GROUPS = 5;
const GROUP_LENGTH = 4;
const DIFFERENT_CHARACTERS_MIN = 6;

export type PasswordFault = "password-unreadable" | "password-too-short" | "password-too-long" | "password-too-plain" | "password-too-common";

/**
 * What is wrong with a new password; undefined when nothing is. Characters are counted, not bytes.
 *
 * @param about the person's own name and addresses, which somebody who guesses tries first
 */
export function passwordFault(password: string, about: readonly string[] = []): PasswordFault | undefined {
  const characters = [...normalised(password)];
  if (!isReadable(password)) return "password-unreadable";
  if (characters.length < PASSWORD_MIN) return "password-too-short";
  if (characters.length > PASSWORD_MAX) return "password-too-long";
  if (new Set(characters).size < DIFFERENT_CHARACTERS_MIN) return "password-too-plain";
  if (isCommon(normalised(password), about)) return "password-too-common";
  return undefined;
}

/**
 * argon2id in its own PHC string, about 30 ms of one core.
 *
 * @param salt for passwords that are looked for among each other: `saltFor`; else a new one is made
 */
export function hashPassword(password: string, salt?: Buffer): Promise<string> {
  return hash(normalised(password), { ...ARGON2ID, ...(salt && { salt }) });
}

/** One salt for all who sign up with the same address, so that one hash tells which of them a password is of, however many they are. */
export function saltFor({ kind, address }: Address): Buffer {
  return sign("password-salt", `${kind} ${address}`).subarray(0, SALT_BYTES);
}

/**
 * Which of these stored hashes the password makes; undefined for none. Takes as long for no hash as for one, and for many
 * with one salt. Of salts beyond the first few, none is tried.
 */
export async function matchingHash(stored: readonly string[], password: string): Promise<string | undefined> {
  const salts = new Set(stored.map(saltIn));
  if (salts.size === 0) await verifyPassword(undefined, password);
  for (const salt of [...salts].slice(0, SALTS_TRIED)) {
    const made = Buffer.from(await hashPassword(password, Buffer.from(salt, "base64")));
    const match = stored.find((candidate) => candidate.length === made.length && timingSafeEqual(Buffer.from(candidate), made));
    if (match) return match;
  }
  return undefined;
}

/** The next to last part of a PHC string. */
function saltIn(hashed: string): string {
  return hashed.split("$").at(-2) ?? "";
}

let nobodysHash: Promise<string> | undefined;

/** Without a stored hash it takes as long and answers false, so that the time tells nobody who has an account. */
export async function verifyPassword(stored: string | undefined, password: string): Promise<boolean> {
  nobodysHash ??= hashPassword("the password of nobody at all");
  const matches = await verify(stored ?? (await nobodysHash), normalised(password));
  return stored !== undefined && matches;
}

/** A password for somebody who will be told it once: 98 bits of chance, such as `k7mq-…`. */
export function makePassword(): string {
  const group = () => Array.from({ length: GROUP_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join("");
  return Array.from({ length: GROUPS }, group).join("-");
}

/** The same words typed on two keyboards may arrive as different code points. */
function normalised(password: string): string {
  return password.normalize("NFKC");
}
