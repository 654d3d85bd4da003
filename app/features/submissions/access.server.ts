import { db } from "~/platform/database/client.server";
import { AppError } from "~/platform/errors";
import { errorResponse } from "~/platform/http/errors.server";
import type { Actor } from "../accounts/actor";
import { currentActor, requirePerson } from "../accounts/current.server";
import { browserKeys } from "./draft-keys.server";

/**
 * Who sends this request, and the drafts that their browser's keys open. Without an account those are theirs to write; a signed-in person
 * is offered them, because they may be somebody else's who uses the same telephone.
 */
export async function submissionActor(request: Request): Promise<Actor> {
  const [actor, submissionIds] = await Promise.all([currentActor(request), heldDrafts(request)]);
  if (submissionIds.length === 0 || actor.kind === "system") return actor;
  return actor.kind === "person" ? { ...actor, submissionIds } : { kind: "draft-holder", submissionIds };
}

/** The drafts that nobody owns and that this browser's keys open, the one saved last first. */
export async function heldDrafts(request: Request): Promise<string[]> {
  const hashes = browserKeys(request).map(({ hash }) => hash);
  if (hashes.length === 0) return [];
  const drafts = await db().submissionDraft.findMany({
    where: { keyHash: { in: hashes }, ownerId: null },
    orderBy: { updatedAt: "desc" },
    take: 500,
    select: { submissionId: true },
  });
  return drafts.map(({ submissionId }) => submissionId);
}

/** What is not theirs is not there; whoever has not signed in is asked to, whether it is there or not. */
export async function refuse(request: Request): Promise<never> {
  await requirePerson(request);
  throw errorResponse(new AppError("not_found", "submission"));
}
