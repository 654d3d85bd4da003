import { Prisma, type Tx, transaction } from "~/platform/database/client.server";
import { environment } from "~/platform/env.server";
import { AppError } from "~/platform/errors";
import { enqueueJob } from "~/platform/outbox.server";
import { type Actor, actorId } from "../accounts/actor";
import { hasSecretLink } from "./compose.server";
import { lettersAtDeskOf, NUMBER_REACHED } from "./desk-scope.server";
import { closeFailed, type LetterFailure, requeueFailed } from "./repository.server";
import { textOf } from "./service.server";

/** A letter that never left, and that nobody tries to send any more. */
export type FailedLetter = {
  id: string;
  version: number;
  subject: string;
  recipientName: string | null;
  /** Where it would go today; null when its person has no confirmed e-mail. */
  email: string | null;
  /** In E.164, for whoever tells them otherwise. */
  number: string | null;
  failure: LetterFailure | null;
  /** What it says; null when it holds a link that opens an account. */
  text: string | null;
  createdAt: Date;
};

type FailedRow = Omit<FailedLetter, "text"> & { kind: string; subjectId: string | null; language: string; body: string; recipientId: string; occasion: string };

/** The letters that failed for good at this person's desk, oldest first. Nothing about a submission that they are in conflict with. */
export async function listFailedLetters(actor: Actor, now: Date): Promise<FailedLetter[]> {
  const rows = await transaction((tx) => findFailed(tx, actor, now));
  return rows.map(({ kind, subjectId, language, body, recipientId: _recipientId, occasion: _occasion, ...row }) => ({
    ...row,
    text: hasSecretLink(kind) ? null : textOf({ kind, subjectId, language, body }, environment()),
  }));
}

/** How many letters wait at this person's desk: to be sent by hand, and failed. */
export async function countLettersAtDesk(actor: Actor, now: Date): Promise<{ held: number; failed: number }> {
  const scope = lettersAtDeskOf(actor, now);
  if (!scope) return { held: 0, failed: 0 };
  const [counted] = await transaction(
    (tx) => tx.$queryRaw<Array<{ held: number; failed: number }>>`
      SELECT
        count(*) FILTER (WHERE letter.state = 'held' AND ${NUMBER_REACHED} IS NOT NULL)::int AS held,
        count(*) FILTER (WHERE letter.state = 'failed')::int AS failed
      FROM ${scope.from} WHERE letter.state IN ('held', 'failed') AND letter."closedAt" IS NULL AND ${scope.where}`,
  );
  return counted ?? { held: 0, failed: 0 };
}

export type FailedRequest = { letterId: string; version: number };

/**
 * Sends it once more, by the way that its person has today.
 *
 * @throws AppError not_found for a letter that is not at their desk; conflict "changed-meanwhile" when somebody saw to it
 */
export function retryFailed(actor: Actor, request: FailedRequest, now: Date): Promise<void> {
  return onFailed(actor, request, now, async (tx, { id, kind, recipientId, subjectId, occasion }) => {
    if (!(await requeueFailed(tx, id, request.version))) throw new AppError("conflict", "changed-meanwhile");
    // Its own job is over. Under the same occasion this one finds the letter that is written already.
    await enqueueJob(tx, "letter", { kind, recipientId, subjectId, occasion });
  });
}

/** Records that its person was told in another way, or that nobody tries any more; and who says so. Throws as `retryFailed`. */
export function closeFailedLetter(actor: Actor, { as, ...request }: FailedRequest & { as: "told" | "given-up" }, now: Date): Promise<void> {
  return onFailed(actor, request, now, async (tx, { id }) => {
    const closed = await closeFailed(tx, id, { version: request.version, as, closedById: actorId(actor), now });
    if (!closed) throw new AppError("conflict", "changed-meanwhile");
  });
}

async function onFailed(actor: Actor, { letterId, version }: FailedRequest, now: Date, work: (tx: Tx, letter: FailedRow) => Promise<void>): Promise<void> {
  await transaction(async (tx) => {
    const [letter] = await findFailed(tx, actor, now, letterId);
    if (letter?.version === version) return work(tx, letter);
    // Theirs, but seen to since the page was opened, is another thing than somebody else's.
    if (letter || (await isAtTheirDesk(tx, actor, now, letterId))) throw new AppError("conflict", "changed-meanwhile");
    throw new AppError("not_found", "letter");
  });
}

async function isAtTheirDesk(tx: Tx, actor: Actor, now: Date, letterId: string): Promise<boolean> {
  const scope = lettersAtDeskOf(actor, now);
  if (!scope) return false;
  const rows = await tx.$queryRaw<unknown[]>`SELECT 1 FROM ${scope.from} WHERE letter.id = ${letterId}::uuid AND ${scope.where}`;
  return rows.length > 0;
}

async function findFailed(tx: Tx, actor: Actor, now: Date, letterId?: string): Promise<FailedRow[]> {
  const scope = lettersAtDeskOf(actor, now);
  if (!scope) return [];
  return tx.$queryRaw<FailedRow[]>`
    SELECT letter.id, letter.version, letter.kind, letter."subjectId", letter."recipientId", letter.occasion, letter.language, letter.subject, letter.body,
      letter.failure, letter."createdAt", reached."recipientName", reached.email, reached.number
    FROM ${scope.from}
    LEFT JOIN "Invitation" invited ON letter.kind = 'account.invitation' AND invited.id = token."subjectId"
    CROSS JOIN LATERAL (
      SELECT CASE WHEN invited.id IS NULL AND (token.address IS NULL OR letter.kind = 'account.verify-email' OR token."subjectId" = person.id) THEN person."displayName" END AS "recipientName",
        CASE WHEN invited.id IS NOT NULL THEN invited.email WHEN token."addressKind" = 'email' THEN token.address WHEN token.address IS NULL THEN (
          SELECT address FROM "Channel" WHERE "personId" = person.id AND kind = 'email' AND "verifiedAt" IS NOT NULL ORDER BY "createdAt" DESC, id DESC LIMIT 1
        ) END AS email,
        CASE WHEN invited.id IS NULL THEN ${NUMBER_REACHED} END AS number
    ) reached
    WHERE letter.state = 'failed' AND letter."closedAt" IS NULL ${letterId === undefined ? Prisma.empty : Prisma.sql`AND letter.id = ${letterId}::uuid`} AND ${scope.where}
    ORDER BY letter."createdAt", letter.id LIMIT 200`;
}
