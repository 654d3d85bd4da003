import { db } from "~/platform/database/client.server";
import { AppError } from "~/platform/errors";
import { log } from "~/platform/log.server";
import { verifyPassword } from "./password.server";
import { findCredentialByAddress } from "./repository.server";
import { addressOf } from "./schema";
import { forgetTries, mayTry, takeBackTry } from "./throttle.server";

export type SignInAnswer = { outcome: "right"; personId: string; hasSecondFactor: boolean } | { outcome: "wrong" } | { outcome: "too-many" };

/**
 * Whether this password belongs to whoever has this e-mail or number. Unknown, disabled and wrong are one answer, after
 * one and the same work; so is "too many", counted for addresses that nobody has too.
 *
 * @param client the network address that asks
 * @throws AppError unavailable while the database does not answer
 */
export async function checkPassword({ address: typed, password, client }: { address: string; password: string; client: string }): Promise<SignInAnswer> {
  const address = addressOf(typed);
  const subject = address?.address ?? typed.trim().toLowerCase();
  // The account first: who floods one account is refused from memory, and nothing more is counted or read for them.
  if (!(await mayTry("signInByAccount", subject)) || !(await mayTry("signInByClient", client))) return { outcome: "too-many" };
  const stored = await findCredentialByAddress(db(), address ?? { kind: "email", address: "" }).catch((cause: unknown) => {
    throw new AppError("unavailable", "credentials-unread", { cause });
  });
  const matches = await verifyPassword(stored?.passwordHash, password);
  if (!stored || !matches) {
    log.info({ personId: stored?.personId }, "a sign-in was refused");
    return { outcome: "wrong" };
  }
  await Promise.all([forgetTries("signInByAccount", subject), takeBackTry("signInByClient", client)]);
  return { outcome: "right", personId: stored.personId, hasSecondFactor: stored.hasSecondFactor };
}
