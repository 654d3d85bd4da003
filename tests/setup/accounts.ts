import fs from "node:fs";
import type { Site } from "./site";

export type DemonstrationAccount = { role: string; email: string; password: string; institution: string };

/** The accounts of the demonstration edition that `startSite` copies, with this role; of this institution, when one is named. */
export function demonstrationAccounts(role: string, institution?: string): DemonstrationAccount[] {
  const accounts = JSON.parse(fs.readFileSync("tests/.output/template/demo-accounts.json", "utf8")) as DemonstrationAccount[];
  return accounts.filter((candidate) => candidate.role === role && (institution === undefined || candidate.institution === institution));
}

/** The first of them. */
export function demonstrationAccount(role: string, institution?: string): DemonstrationAccount {
  const [account] = demonstrationAccounts(role, institution);
  if (!account) throw new Error(`The demonstration has no ${role}${institution ? ` of ${institution}` : ""}.`);
  return account;
}

/** Signs in over HTTP as a form does, and returns the cookie that the answer sets. */
export async function signInCookie(site: Site, { email, password }: DemonstrationAccount): Promise<string> {
  const answer = await site.get("/es/sign-in", { method: "POST", headers: { origin: site.origin }, body: new URLSearchParams({ address: email, password }) });
  const cookie = answer.headers.get("set-cookie")?.split(";")[0];
  if (answer.status !== 302 || !cookie) throw new Error(`${email} can't sign in: ${answer.status}`);
  return cookie;
}
