import { randomBytes } from "node:crypto";
import { environment, publicOrigin } from "~/platform/env.server";
import { sha256 } from "~/platform/hash.server";

/** Abandoned drafts are purged after this; the key need not live longer. */
const KEPT_SECONDS = 180 * 86_400;
/** A key that opens nothing yet waits so long for its first draft. */
const UNUSED_SECONDS = 7 * 86_400;
const KEY = /^[A-Za-z0-9_-]{43}$/;
/** More than races between tabs can make; what comes after is not read. */
const MOST_KEYS = 50;
/** The name of the cookie that held a key for one draft, made in the form: it opens that draft, and begins no other. */
const OLD_NAME = "sol_draft";
const NAME = /^(?:__Host-)?sol_draft(?:_[0-9a-f]{12})?$/;

/** What opens the drafts begun in one browser. Only its hash is stored. */
export type BrowserKey = { cookie: string; key: string; hash: string };

/** The same form sent twice is one draft by this: 32 random bytes, made with each new form. It opens nothing. */
export function newFormKey(): string {
  return randomBytes(32).toString("base64url");
}

export function isFormKey(text: string): boolean {
  return KEY.test(text);
}

/**
 * The keys that a browser holds, the oldest first. Each stands in a cookie of its own, because two answers on their way to a browser
 * without one must not overwrite each other's.
 */
export function browserKeys(request: Request): BrowserKey[] {
  const cookies = (request.headers.get("Cookie") ?? "").split(/;\s*/).map((cookie) => [cookie.slice(0, cookie.indexOf("=")), cookie.slice(cookie.indexOf("=") + 1)] as const);
  const ours = cookies.flatMap(([cookie, key]) => (NAME.test(cookie) && KEY.test(key) ? [{ cookie, key, hash: sha256(key) }] : []));
  return ours.slice(0, MOST_KEYS);
}

/** The key under which this browser begins drafts; undefined for one that has none yet. */
export function beginningKey(keys: readonly BrowserKey[]): BrowserKey | undefined {
  return keys.find(({ cookie }) => !cookie.endsWith(OLD_NAME));
}

/** What the form says of itself: begun without an account, in a browser that was given a key with it. */
export const BEGUN_BY_BROWSER = "browser";

export type Beginning =
  /** By a person, and theirs. */
  | { kind: "person" }
  | { kind: "browser"; key: BrowserKey }
  /** The browser does not send back what it was given: nothing would open the draft. The key is for it to try again with. */
  | { kind: "unkept"; key: BrowserKey };

/** Whose a new form is. One that was begun without an account stays so, even if somebody has signed in in the same browser since. */
export function beginningOf(keys: readonly BrowserKey[], { signedIn, begunBy }: { signedIn: boolean; begunBy: string }): Beginning {
  if (signedIn && begunBy !== BEGUN_BY_BROWSER) return { kind: "person" };
  const key = beginningKey(keys);
  if (key) return { kind: "browser", key };
  const keepsNothing = keys.length === 0 && !signedIn && begunBy === BEGUN_BY_BROWSER;
  return { kind: keepsNothing ? "unkept" : "browser", key: newBrowserKey() };
}

export function newBrowserKey(): BrowserKey {
  const key = randomBytes(32).toString("base64url");
  const name = `${OLD_NAME}_${randomBytes(6).toString("hex")}`;
  return { cookie: isHttps() ? `__Host-${name}` : name, key, hash: sha256(key) };
}

/** The Set-Cookie header's value that gives a browser a key before it has saved anything. */
export function offerKey(key: BrowserKey): string {
  return cookieOf(key, UNUSED_SECONDS);
}

/** The Set-Cookie header's value that keeps a key as long as its drafts are kept. Never shortened, because an answer on its way may have just begun another. */
export function keepKey(key: BrowserKey): string {
  return cookieOf(key, KEPT_SECONDS);
}

function cookieOf({ cookie, key }: BrowserKey, seconds: number): string {
  return `${cookie}=${key}; Max-Age=${seconds}; Path=/; HttpOnly; SameSite=Lax${isHttps() ? "; Secure" : ""}`;
}

function isHttps(): boolean {
  return publicOrigin(environment()).startsWith("https:");
}
