import fs from "node:fs";
import path from "node:path";
import type { Environment } from "./env.server";

export const DEMONSTRATION_ACCOUNTS_FILE = "demo-accounts.json";

export type DemonstrationAccount = { role: string; email: string; password: string; institution: string };

/** Writes the demonstration's accounts beside the data, for their operator's eyes only. */
export function keepDemonstrationAccounts(accounts: readonly DemonstrationAccount[], env: Environment): void {
  const file = path.join(env.dataDir, DEMONSTRATION_ACCOUNTS_FILE);
  fs.mkdirSync(env.dataDir, { recursive: true });
  fs.writeFileSync(file, `${JSON.stringify(accounts, null, 2)}\n`, { mode: 0o600 });
  // An older file keeps the mode that it had.
  fs.chmodSync(file, 0o600);
}

/** Takes the accounts with these addresses out of the file; nothing happens where there is none. */
export function forgetDemonstrationAccounts(addresses: readonly string[], env: Environment): void {
  const file = path.join(env.dataDir, DEMONSTRATION_ACCOUNTS_FILE);
  if (addresses.length === 0 || !fs.existsSync(file)) return;
  const accounts = JSON.parse(fs.readFileSync(file, "utf8")) as DemonstrationAccount[];
  const kept = accounts.filter(({ email }) => !addresses.includes(email));
  if (kept.length < accounts.length) keepDemonstrationAccounts(kept, env);
}
