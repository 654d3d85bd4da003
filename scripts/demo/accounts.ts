import { givePasswords, listDemonstrationPeople } from "~/features/accounts/demonstration.server";
import { ROLES } from "~/features/accounts/schema";
import { DEMONSTRATION_ACCOUNTS_FILE, type DemonstrationAccount, keepDemonstrationAccounts } from "~/platform/demonstration-accounts.server";
import type { Environment } from "~/platform/env.server";

/** How many accounts of each role an institution gets; the programme's own roles are few enough to get all. */
const PER_INSTITUTION: Readonly<Record<string, number>> = { coordinator: 1, deputy: 1, reviewer: 2, adviser: 1, "programme-manager": 1, administrator: 1 };

/**
 * Gives passwords, made for this installation, to demonstration people who have none: somebody of every role at every institution, and
 * two owners. Writes them beside the data, for their operator's eyes only. Returns those that were made now, none at any later start.
 */
export async function makeDemoAccounts(env: Environment, now: Date): Promise<DemonstrationAccount[]> {
  const people = chosen(await listDemonstrationPeople());
  if (people.length === 0) return [];
  const passwords = await givePasswords(
    people.map(({ personId }) => personId),
    now,
  );
  const accounts = people.flatMap(({ personId, role, email, institution }) => {
    const password = passwords.get(personId);
    return password === undefined ? [] : [{ role, email, password, institution }];
  });
  if (accounts.length === 0) return [];
  keepDemonstrationAccounts(accounts, env);
  return accounts;
}

/** What a first start shows on the terminal. */
export function accountLines(accounts: readonly DemonstrationAccount[]): string {
  const lines = accounts.map(({ role, email, password, institution }) => `  ${role.padEnd(18)} ${email.padEnd(48)} ${password}  ${institution}`);
  return `Demonstration accounts, made for this installation and kept in ${DEMONSTRATION_ACCOUNTS_FILE} of its data folder:\n${lines.join("\n")}\n`;
}

type Person = Awaited<ReturnType<typeof listDemonstrationPeople>>[number];

/** None when anybody has a password: then they were made before. */
function chosen(people: readonly Person[]): Person[] {
  if (people.some(({ hasPassword }) => hasPassword)) return [];
  const owners = people.filter(({ role }) => role === "owner");
  const taken = new Map<string, number>();
  const staff = people.filter(({ role, institution }) => {
    const key = `${role} ${institution}`;
    const count = taken.get(key) ?? 0;
    taken.set(key, count + 1);
    return count < (PER_INSTITUTION[role] ?? 0);
  });
  staff.sort((a, b) => ROLES.indexOf(a.role) - ROLES.indexOf(b.role) || a.institution.localeCompare(b.institution));
  // Whoever came first has a published solution, whoever came last has one on its way.
  return [...staff, ...owners.slice(0, 1), ...owners.slice(1).slice(-1)];
}
