import { randomBytes } from "node:crypto";
import { z } from "zod";
import { db } from "../database/client.server";
import { environment, publicOrigin } from "../env.server";
import { sha256 } from "../hash.server";
import { newId } from "../ids";

/** Begins as every cookie of the site does, so that pages that depend on it are shared with nobody. */
const COOKIE = "sol_parked_";
const DAY_MS = 24 * 60 * 60_000;
/** A disk that is full stops the site for everybody, so what one browser, one person and all strangers may leave is bounded. */
const MOST_IN_A_BROWSER = 10;
const MOST_OF_A_PERSON = 20;
const MAX_BYTES = 1_000_000;
const MAX_BYTES_OF_A_STRANGER = 200_000;
const MAX_BYTES_OF_ALL_STRANGERS = 200_000_000;
/** As long as a browser keeps a session's cookie. */
const ENDED_SESSIONS_KEPT_MS = 30 * DAY_MS;

const FieldsSchema = z.array(z.tuple([z.string(), z.string()]));

export type ParkedPost = {
  id: string;
  /** Whose it is; null for one that was sent without a session. */
  personId: string | null;
  /** The page that its form stood on, and where it was sent to: paths with their queries. */
  page: string;
  address: string;
  fields: Array<[name: string, text: string]>;
  createdAt: Date;
};
export type ToPark = Omit<ParkedPost, "id" | "createdAt"> & { language: string };

/**
 * Keeps a post for a day.
 *
 * @param known what this browser keeps already
 * @param again one of them that this post takes the place of
 * @returns its id, and the Set-Cookie header's value that lets this browser open it; undefined when there is no room
 */
export async function parkPost(post: ToPark, known: readonly ParkedPost[], again: ParkedPost | undefined, now: Date): Promise<{ id: string; cookie: string | null } | undefined> {
  const bytes = Buffer.byteLength(JSON.stringify(post.fields));
  if (!(await hasRoom(post.personId, bytes, again ? known.length - 1 : known.length, now))) return undefined;
  const row = { ...post, bytes, createdAt: now, expiresAt: new Date(now.getTime() + DAY_MS) };
  const replaced = again && (await db().parkedPost.updateMany({ where: { id: again.id }, data: row }));
  if (again && replaced?.count === 1) return { id: again.id, cookie: null };
  const [id, key] = [newId(now), randomBytes(32).toString("base64url")];
  await db().parkedPost.create({ data: { ...row, id, keyHash: sha256(key) } });
  // A cookie for each, because two tabs that are answered at once must not overwrite each other's.
  return { id, cookie: `${cookieName(id)}=${key}; Max-Age=${DAY_MS / 1_000}; ${attributes()}` };
}

async function hasRoom(personId: string | null, bytes: number, inBrowser: number, now: Date): Promise<boolean> {
  if (inBrowser >= MOST_IN_A_BROWSER || bytes > (personId === null ? MAX_BYTES_OF_A_STRANGER : MAX_BYTES)) return false;
  const kept = { personId, expiresAt: { gt: now } };
  if (personId !== null) return (await db().parkedPost.count({ where: kept })) < MOST_OF_A_PERSON;
  const { _sum } = await db().parkedPost.aggregate({ where: kept, _sum: { bytes: true } });
  return (_sum.bytes ?? 0) + bytes <= MAX_BYTES_OF_ALL_STRANGERS;
}

/** Whether the request comes from a browser that may keep something. */
export function mayHoldParked(request: Request): boolean {
  return keysIn(request).length > 0;
}

/** What is kept for this browser, whoever it belongs to, the latest first. */
export async function findParkedPosts(request: Request, now: Date): Promise<ParkedPost[]> {
  const keyHashes = keysIn(request).map(sha256);
  if (keyHashes.length === 0) return [];
  const rows = await db().parkedPost.findMany({
    where: { keyHash: { in: keyHashes }, expiresAt: { gt: now } },
    select: { id: true, personId: true, page: true, address: true, fields: true, createdAt: true },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
  });
  return rows.map((row) => ({ ...row, fields: FieldsSchema.parse(row.fields) }));
}

/** Lets go of one. Returns the Set-Cookie header's value that takes its key away. */
export async function forgetParkedPost(id: string): Promise<string> {
  await db().parkedPost.deleteMany({ where: { id } });
  return `${cookieName(id)}=; Max-Age=0; ${attributes()}`;
}

/** Removes what is too old. Returns how many rows went. */
export async function deleteOldParkedPosts(now: Date): Promise<number> {
  const posts = await db().parkedPost.deleteMany({ where: { expiresAt: { lte: now } } });
  const sessions = await db().endedSession.deleteMany({ where: { endedAt: { lte: new Date(now.getTime() - ENDED_SESSIONS_KEPT_MS) } } });
  return posts.count + sessions.count;
}

const KEY = new RegExp(`^(?:__Host-)?${COOKIE}[0-9a-f]{12}=([A-Za-z0-9_-]{43})$`);

function keysIn(request: Request): string[] {
  const cookies = (request.headers.get("Cookie") ?? "").split(/;\s*/);
  return cookies.flatMap((cookie) => KEY.exec(cookie)?.[1] ?? []).slice(0, 2 * MOST_IN_A_BROWSER);
}

function cookieName(id: string): string {
  return `${isHttps() ? "__Host-" : ""}${COOKIE}${id.slice(-12)}`;
}

function attributes(): string {
  return `Path=/; HttpOnly; SameSite=Lax${isHttps() ? "; Secure" : ""}`;
}

function isHttps(): boolean {
  return publicOrigin(environment()).startsWith("https:");
}
