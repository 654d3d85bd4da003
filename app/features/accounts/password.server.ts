import { randomInt } from "node:crypto";
import { hash, verify } from "@node-rs/argon2";
import { isReadable } from "~/platform/text-field";
import { isCommon } from "./common-passwords";

/** NIST SP 800-63B-4: 15 characters where a password is the only factor; length counts, mixtures of characters don't. */
const PASSWORD_MIN = 15;
/** Long enough for any sentence; hashing a megabyte would be somebody's attack. */
const PASSWORD_MAX = 256;

/** argon2id, as OWASP recommends it: 19 MiB, two passes, one lane. */
const ARGON2ID = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
/** Letters and digits that are told apart on paper and on the telephone. */
const ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789";
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

/** argon2id in its own PHC string, about 30 ms of one core. */
export function hashPassword(password: string): Promise<string> {
  return hash(normalised(password), ARGON2ID);
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
