import { randomBytes } from "node:crypto";
import { environment, publicOrigin } from "~/platform/env.server";
import { canonicalJson, sha256 } from "~/platform/hash.server";
import { sign } from "~/platform/secrets.server";

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
  /** The browser has not sent back what it was given: whether the key reaches it this time is not known. */
  | { kind: "unkept"; key: BrowserKey };

/** `begunBy` and `formKey` as the form sends them; `client` is the network address that it comes from. */
export type SentForm = { signedIn: boolean; begunBy: string; formKey: string; values: object; client: string };

/** Whose a new form is. One that was begun without an account stays so, even if somebody has signed in in the same browser since. */
export function beginningOf(keys: readonly BrowserKey[], sent: SentForm): Beginning {
  if (sent.signedIn && sent.begunBy !== BEGUN_BY_BROWSER) return { kind: "person" };
  const key = beginningKey(keys);
  if (key) return { kind: "browser", key };
  const keepsNothing = keys.length === 0 && !sent.signedIn && sent.begunBy === BEGUN_BY_BROWSER;
  return { kind: keepsNothing ? "unkept" : "browser", key: keyOfForm(sent) };
}

/**
 * For a form that comes from a browser without a key. Sent twice at once it is given the same key twice, so that it is one draft. Nobody
 * can make it from a page: it takes this installation's secret, every word that was typed, and the writer's own network address.
 */
function keyOfForm({ formKey, values, client }: SentForm): BrowserKey {
  return keyIn(sign("draft-key", [formKey, client, canonicalJson(values)].join("\n")).toString("base64url"));
}

export function newBrowserKey(): BrowserKey {
  return keyIn(randomBytes(32).toString("base64url"));
}

/** Named after itself, so that no two keys share a cookie. */
function keyIn(key: string): BrowserKey {
  const hash = sha256(key);
  const name = `${OLD_NAME}_${sha256(hash).slice(0, 12)}`;
  return { cookie: isHttps() ? `__Host-${name}` : name, key, hash };
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
