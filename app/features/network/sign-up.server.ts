import { evenly } from "~/features/accounts/links.server";
import { hashPassword, saltFor } from "~/features/accounts/password.server";
import { register } from "~/features/accounts/registration.server";
import { addOwner } from "~/features/accounts/service.server";
import type { SignUp } from "~/features/accounts/sign-up-form";
import { type Tx, transaction } from "~/platform/database/client.server";
import { newId } from "~/platform/ids";
import { addFirm } from "./service.server";

/** Writing a new account takes longer than finding that there is one: room for both, on a busy machine too. */
const EVEN_MS = 400;

/**
 * An account, and the firm that its person named, of which they are an owner. The answer, and the time that it takes, are the same for an
 * address that has an account already.
 *
 * @param next the path that the confirmation leads on to
 * @returns the code that a number is confirmed with
 */
export function signUp(
  { name, address, password, locale, country, organisation, next }: SignUp & { locale: string; next?: string | undefined },
  now: Date,
): Promise<{ code: string | undefined }> {
  const work = async () => {
    const passwordHash = await hashPassword(password, saltFor(address));
    return transaction(async (tx) => {
      const isSame = (tx: Tx, personId: string) => ownsJust(tx, personId, organisation === null ? null : { name: organisation, country });
      const { personId, code } = await register(tx, { name, address, passwordHash, locale, next, isSame }, now);
      if (personId && organisation !== null) {
        const id = newId(now);
        await addFirm(tx, { id, name: organisation, country, demonstration: false }, now);
        await addOwner(tx, { personId, organisationId: id, now });
      }
      return { code };
    });
  };
  return evenly(work(), EVEN_MS);
}

/** Whether all that this person belongs to is this firm; with null, whether it is nothing. */
async function ownsJust(tx: Tx, personId: string, firm: { name: string; country: string } | null): Promise<boolean> {
  const memberships = await tx.membership.findMany({ where: { personId }, select: { role: true, organisation: { select: { name: true, baseCountry: true } } } });
  const [first, ...others] = memberships;
  if (firm === null || !first) return firm === null && !first;
  return others.length === 0 && first.role === "owner" && first.organisation.name === firm.name && first.organisation.baseCountry === firm.country;
}
