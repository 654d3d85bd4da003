import { db } from "~/platform/database/client.server";
import { AppError } from "~/platform/errors";
import { log } from "~/platform/log.server";
import { matchingHash } from "./password.server";
import { findCredentialsByAddress } from "./repository.server";
import { addressOf } from "./schema";
import { forgetTries, mayTry, takeBackTry } from "./throttle.server";

export type SignInAnswer = { outcome: "right"; personId: string; hasSecondFactor: boolean } | { outcome: "wrong" } | { outcome: "too-many" };

/**
 * Whether this password belongs to whoever has confirmed this e-mail or number; while nobody has, to one of those who signed up with
 * it, who comes into their own account. Unknown, disabled and wrong are one answer, after one and the same work; so is "too many", counted for addresses that nobody has too.
 *
 * @param client the network address that asks
 * @throws AppError unavailable while the database does not answer
 */
export async function checkPassword({ address: typed, password, client }: { address: string; password: string; client: string }): Promise<SignInAnswer> {
  const address = addressOf(typed);
  const subject = address?.address ?? typed.trim().toLowerCase();
  // The account first: who floods one account is refused from memory, and nothing more is counted or read for them.
  if (!(await mayTry("signInByAccount", subject)) || !(await mayTry("signInByClient", client))) return { outcome: "too-many" };
  const stored = await findCredentialsByAddress(db(), address ?? { kind: "email", address: "" }).catch((cause: unknown) => {
    throw new AppError("unavailable", "credentials-unread", { cause });
  });
  const hash = await matchingHash(
    stored.flatMap(({ passwordHash }) => passwordHash ?? []),
    password,
  );
  // Of two with one password, the first: what was written meanwhile stands there.
  const person = stored.find(({ passwordHash }) => passwordHash !== undefined && passwordHash === hash);
  if (!person) {
    log.info({ personId: stored[0]?.personId }, "a sign-in was refused");
    return { outcome: "wrong" };
  }
  await Promise.all([forgetTries("signInByAccount", subject), takeBackTry("signInByClient", client)]);
  return { outcome: "right", personId: person.personId, hasSecondFactor: person.hasSecondFactor };
}
