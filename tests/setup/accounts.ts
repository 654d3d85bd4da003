import fs from "node:fs";
import type { Site } from "./site";

export type DemonstrationAccount = { role: string; email: string; password: string; institution: string };

/** An account of the demonstration edition that `startSite` copies; of this institution, when one is named. */
export function demonstrationAccount(role: string, institution?: string): DemonstrationAccount {
  const accounts = JSON.parse(fs.readFileSync("tests/.output/template/demo-accounts.json", "utf8")) as DemonstrationAccount[];
  const account = accounts.find((candidate) => candidate.role === role && (institution === undefined || candidate.institution === institution));
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
