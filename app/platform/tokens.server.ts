import type { Tx } from "./database/client.server";
import { AppError } from "./errors";
import { sha256 } from "./hash.server";
import { newId } from "./ids";
import { seal, sign, unseal } from "./secrets.server";

/** What a link's letter is sent to, and what opening the link proves. */
export type TokenAddress = { kind: "email" | "whatsapp"; address: string };

export type TokenToMake = {
  purpose: string;
  subjectId: string;
  livesMs: number;
  now: Date;
  /** The path that the link's page leads on to. Sealed, because it may hold another token. */
  next?: string | undefined;
  address?: TokenAddress | undefined;
  /** Leaves the open ones of the same purpose and subject as they are: any of these letters may be the one that is opened. */
  beside?: boolean;
};

export type StoredToken = { id: string; purpose: string; subjectId: string; next: string | undefined; address: TokenAddress | undefined; createdAt: Date };

const SEAL = "token-next";

/**
 * The token of a row, made again whenever a letter is written: it is stored nowhere, so a leaked table opens nothing.
 */
export function tokenOf(id: string): string {
  return sign("token", id).toString("base64url");
}

/**
 * A one-time link for a subject; it replaces those of the same purpose that are open, unless it stands beside them. Returns the row's id: letters and
 * jobs carry that, never the token.
 */
export async function makeToken(tx: Tx, { purpose, subjectId, livesMs, now, next, address, beside = false }: TokenToMake): Promise<string> {
  if (!beside) await tx.token.deleteMany({ where: { purpose, subjectId, usedAt: null } });
  const id = newId(now);
  const sealed = next === undefined ? null : seal(SEAL, Buffer.from(next));
  const typed = address && { addressKind: address.kind, address: address.address };
  await tx.token.create({
    data: { id, purpose, subjectId, tokenHash: sha256(tokenOf(id)), createdAt: now, expiresAt: new Date(now.getTime() + livesMs), next: sealed, ...typed },
  });
  return id;
}

/** What a token would open, without using it up: mail scanners open links too. Undefined when it opens nothing (any more). */
export async function findToken(tx: Tx, purpose: string, token: string, now: Date): Promise<StoredToken | undefined> {
  const stored = await tx.token.findUnique({ where: { tokenHash: sha256(token) } });
  if (stored?.purpose !== purpose || stored.usedAt !== null || stored.expiresAt <= now) return undefined;
  const { id, subjectId, createdAt } = stored;
  return { id, purpose, subjectId, createdAt, next: nextOf(stored.next), address: addressOf(stored) };
}

/** The address that a link was sent to, also once it was used or has run out; undefined when it never was a link of this purpose. */
export async function findTokenAddress(tx: Tx, purpose: string, token: string): Promise<TokenAddress | undefined> {
  const stored = await tx.token.findUnique({ where: { tokenHash: sha256(token) }, select: { purpose: true, addressKind: true, address: true } });
  return stored?.purpose === purpose ? addressOf(stored) : undefined;
}

function addressOf({ addressKind: kind, address }: { addressKind: TokenAddress["kind"] | null; address: string | null }): TokenAddress | undefined {
  return kind && address !== null ? { kind, address } : undefined;
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
