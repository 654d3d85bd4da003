import { canonicalJson, sha256 } from "./hash.server";
import { sign } from "./secrets.server";

/** Who sends something without an account: enough to count by, too little to know anybody by. */
export type Sender = {
  /** Keyed hash of the network address, another one each day. */
  mark: string;
};

/** @param context what the web server hands to a route; without an address in it, all are counted as one */
export function senderOf(context: unknown, now: Date): Sender {
  const address = typeof context === "object" && context !== null && "address" in context && typeof context.address === "string" ? context.address : "unknown";
  return { mark: sign("sender", `${dayOf(now)} ${address}`).toString("base64url") };
}

/** The same content sent twice on one day has the same key, whoever presses the button again, and needs nothing hidden in the form. */
export function sentKey(content: Readonly<Record<string, unknown>>, now: Date): string {
  return sha256(`${dayOf(now)} ${canonicalJson(content)}`);
}

function dayOf(now: Date): string {
  return now.toISOString().slice(0, 10);
}
