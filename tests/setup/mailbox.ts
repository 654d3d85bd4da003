import fs from "node:fs";
import path from "node:path";
import PostalMime from "postal-mime";
import { expect } from "vitest";
import { eventually } from "./processes";

/** The text of the newest letter to somebody with this subject, from the .eml files that stand for sending it. Waits for it. */
export async function letterTo(dataDir: string, address: string, subject: string): Promise<string> {
  const folder = path.join(dataDir, "mail");
  let found = "";
  const came = await eventually(async () => {
    for (const file of fs.existsSync(folder) ? fs.readdirSync(folder).sort().reverse() : []) {
      const mail = await PostalMime.parse(fs.readFileSync(path.join(folder, file)));
      if (mail.subject !== subject || !mail.to?.some((to) => to.address === address)) continue;
      found = mail.text ?? "";
      return true;
    }
    return false;
  }, 20);
  expect(came, `no letter «${subject}» to ${address}`).toBe(true);
  return found;
}

/** The path of the first link in a letter. */
export function linkIn(letter: string): string {
  const link = /https?:\/\/\S+/.exec(letter)?.[0];
  if (!link) throw new Error(`No link in:\n${letter}`);
  const { pathname, search } = new URL(link);
  return pathname + search;
}
