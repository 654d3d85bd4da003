import type { Tx } from "./database/client.server";
import { AppError } from "./errors";
import { sha256 } from "./hash.server";
import { newId } from "./ids";
import { seal, sign, unseal } from "./secrets.server";

export type TokenToMake = {
  purpose: string;
  subjectId: string;
  livesMs: number;
  now: Date;
  /** The path that the link's page leads on to. Sealed, because it may hold another token. */
  next?: string | undefined;
};

export type StoredToken = { id: string; purpose: string; subjectId: string; next: string | undefined };

const SEAL = "token-next";

/**
 * The token of a row, made again whenever a letter is written: it is stored nowhere, so a leaked table opens nothing.
 */
export function tokenOf(id: string): string {
  return sign("token", id).toString("base64url");
}

/**
 * A one-time link for a subject; it replaces those of the same purpose that are open. Returns the row's id: letters and
 * jobs carry that, never the token.
 */
export async function makeToken(tx: Tx, { purpose, subjectId, livesMs, now, next }: TokenToMake): Promise<string> {
  await tx.token.deleteMany({ where: { purpose, subjectId, usedAt: null } });
  const id = newId(now);
  const sealed = next === undefined ? null : seal(SEAL, Buffer.from(next));
  await tx.token.create({ data: { id, purpose, subjectId, tokenHash: sha256(tokenOf(id)), createdAt: now, expiresAt: new Date(now.getTime() + livesMs), next: sealed } });
  return id;
}

/** What a token would open, without using it up: mail scanners open links too. Undefined when it opens nothing (any more). */
export async function findToken(tx: Tx, purpose: string, token: string, now: Date): Promise<StoredToken | undefined> {
  const stored = await tx.token.findUnique({ where: { tokenHash: sha256(token) } });
  if (stored?.purpose !== purpose || stored.usedAt !== null || stored.expiresAt <= now) return undefined;
  return { id: stored.id, purpose: stored.purpose, subjectId: stored.subjectId, next: nextOf(stored.next) };
}

/** What an earlier SESSION_SECRET sealed is lost; the link itself still opens. */
function nextOf(sealed: string | null): string | undefined {
  if (sealed === null) return undefined;
  try {
    return unseal(SEAL, sealed).toString();
  } catch {
    return undefined;
  }
}

/** Uses a token up. Of two who do so at once, one gets it. Throws AppError `gone` "link-used". */
export async function useToken(tx: Tx, purpose: string, token: string, now: Date): Promise<StoredToken> {
  const stored = await findToken(tx, purpose, token, now);
  const used = stored && (await tx.token.updateMany({ where: { id: stored.id, usedAt: null }, data: { usedAt: now } }));
  if (!stored || used?.count !== 1) throw new AppError("gone", "link-used");
  return stored;
}
