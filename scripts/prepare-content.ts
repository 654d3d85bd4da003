import { drainAll } from "~/features/catalogue/index-drain.server";
import { postgresSearchEngine } from "~/features/catalogue/postgres-search.server";
import { loadTaxonomy } from "~/features/editions/service.server";
import { now } from "~/platform/clock";
import type { Environment } from "~/platform/env.server";
import { accountLines, makeDemoAccounts } from "./demo/accounts";
import { fillEmptyInstallation } from "./demo/load";

/**
 * What a migrated database must hold before pages are served: the taxonomy always; the demonstration edition in an
 * empty installation, when SEED=demo asks for it or when nothing is said and the database is the embedded one; and
 * passwords for its people, where they have none yet.
 */
export async function prepareContent(env: Environment): Promise<void> {
  await loadTaxonomy({ now: now() });
  const seed = env.SEED ?? (env.database === "embedded" ? "demo" : "none");
  const filled = seed === "demo" && (await fillEmptyInstallation({ now: now() })) !== null;
  // The first page that somebody opens should find something, so this index is not left to the background.
  if (filled) await drainAll(postgresSearchEngine(), now());
  const accounts = await makeDemoAccounts(env, now());
  if (accounts.length > 0) process.stdout.write(accountLines(accounts));
}
