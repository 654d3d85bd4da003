import { type Actor, actorId } from "~/features/accounts/actor";
import type { Prisma, Tx } from "~/platform/database/client.server";
import { AppError } from "~/platform/errors";
import { CLOSED_STATES, canMove, clockRuns, SUBMISSION_CLOSED, type SubmissionMove, type SubmissionNote, type SubmissionState } from "./status";

export type ActorRole = "owner" | "author-on-behalf" | "coordinator" | "reviewer" | "programme-manager" | "system";

export type Move = {
  submissionId: string;
  move: SubmissionMove;
  to: SubmissionState;
  actor: Actor;
  /** In what part the actor does it, as the timeline keeps it. */
  as: ActorRole;
  /** The version that the actor saw; a later one is a conflict. Absent only for the system, which reads and moves at once. */
  seenVersion?: number;
  reasonCode?: string;
  /** Ids and codes only: the timeline outlives erasing. */
  data?: Prisma.InputJsonObject;
  /** What else the row gets with the new state. */
  set?: Pick<Prisma.SubmissionUncheckedUpdateInput, "currentRevisionId" | "institutionId" | "coordinatorId" | "submittedAt" | "dueAt" | "authorOnBehalfId">;
  now: Date;
};

/**
 * The only writer of a submission's state: checks the move against the table and the version that was seen, writes
 * state, clock and timeline event in the caller's transaction, and ends what makes sense in the state before only. Whoever calls it has asked the policy and the rules, and
 * adds letters and jobs to the same transaction.
 *
 * @throws AppError not_found; conflict "changed-meanwhile" when somebody else was faster; conflict "no-such-move"
 */
export async function moveSubmission(
  tx: Tx,
  { submissionId, move, to, actor, as, seenVersion, reasonCode, data, set = {}, now }: Move,
): Promise<{ version: number; sequence: number }> {
  const current = await lock(tx, submissionId);
  if (seenVersion !== undefined && seenVersion !== current.version) throw new AppError("conflict", "changed-meanwhile");
  if (!canMove(move, current.state, to)) throw new AppError("conflict", "no-such-move");
  await tx.submission.update({
    where: { id: submissionId },
    data: {
      ...resumedClock(current, to, now),
      ...set,
      state: to,
      stateSince: now,
      returnsTo: move === "changes_requested" ? current.state : null,
      version: { increment: 1 },
    },
  });
  await endWhatHungOnIt(tx, { submissionId, from: current.state, to, now });
  const sequence = await appendEvent(tx, { submissionId, kind: move, from: current.state, to, actor, as, reasonCode, data, now });
  return { version: current.version + 1, sequence };
}

/**
 * Tells the timeline something that changes no state. With a `seenVersion` it is a change like a move: checked against
 * the version that was seen, and counted up.
 *
 * @throws AppError not_found; conflict "changed-meanwhile"
 */
export async function noteOnSubmission(
  tx: Tx,
  note: {
    submissionId: string;
    kind: SubmissionNote;
    actor: Actor;
    as: ActorRole;
    seenVersion?: number;
    set?: Pick<Prisma.SubmissionUncheckedUpdateInput, "institutionId" | "coordinatorId" | "dueAt">;
    reasonCode?: string;
    data?: Prisma.InputJsonObject;
    now: Date;
  },
): Promise<void> {
  const { submissionId, seenVersion, set = {} } = note;
  const current = await lock(tx, submissionId);
  if (seenVersion !== undefined) {
    if (seenVersion !== current.version) throw new AppError("conflict", "changed-meanwhile");
    await tx.submission.update({ where: { id: submissionId }, data: { ...set, version: { increment: 1 } } });
  }
  await appendEvent(tx, { ...note, from: null, to: null });
}

/** Whether this very request was carried out before: the same person, the same act, on the same version, as its event's data says under `seen`. */
export async function wasDone(tx: Tx, request: { submissionId: string; actorId: string; kinds: readonly string[]; seen: number }): Promise<boolean> {
  const { submissionId, actorId, kinds, seen } = request;
  const event = await tx.submissionEvent.findFirst({
    where: { submissionId, actorId, kind: { in: [...kinds] }, data: { path: ["seen"], equals: seen } },
    select: { sequence: true },
  });
  return event !== null;
}

type Current = { state: SubmissionState; version: number; stateSince: Date; dueAt: Date | null };

async function lock(tx: Tx, submissionId: string): Promise<Current> {
  const rows = await tx.$queryRaw<Current[]>`
    SELECT state::text AS state, version, "stateSince", "dueAt" FROM "Submission" WHERE id = ${submissionId}::uuid FOR UPDATE`;
  const [current] = rows;
  if (!current) throw new AppError("not_found", "submission");
  return current;
}

/**
 * A decision stands only while its submission is `decided`, or has been announced; nobody is asked to review what is
 * over. Written here, because every way out of a state leads through here. What was handed in stays as it is.
 */
async function endWhatHungOnIt(tx: Tx, { submissionId, from, to, now }: { submissionId: string; from: SubmissionState; to: SubmissionState; now: Date }): Promise<void> {
  if (from === "decided") await tx.decision.updateMany({ where: { submissionId, revokedAt: null, announcedAt: null }, data: { revokedAt: now } });
  if (!CLOSED_STATES.some((closed) => closed === to)) return;
  await tx.reviewAssignment.updateMany({
    where: { submissionId, status: { in: ["invited", "accepted", "draft"] } },
    data: { status: "revoked", leftReason: SUBMISSION_CLOSED, updatedAt: now, version: { increment: 1 } },
  });
}

/** Coming back from changes_requested, the promised date moves by as long as the owner was waited for. */
function resumedClock(current: Current, to: SubmissionState, now: Date): { dueAt?: Date } {
  if (current.state !== "changes_requested" || !clockRuns(to) || !current.dueAt) return {};
  return { dueAt: new Date(current.dueAt.getTime() + now.getTime() - current.stateSince.getTime()) };
}

async function appendEvent(
  tx: Tx,
  event: {
    submissionId: string;
    kind: string;
    from: SubmissionState | null;
    to: SubmissionState | null;
    actor: Actor;
    as: ActorRole;
    reasonCode?: string | undefined;
    data?: Prisma.InputJsonObject | undefined;
    now: Date;
  },
): Promise<number> {
  // The submission's row is locked, so nobody else takes the same number.
  const { _max } = await tx.submissionEvent.aggregate({ where: { submissionId: event.submissionId }, _max: { sequence: true } });
  const sequence = (_max.sequence ?? 0) + 1;
  await tx.submissionEvent.create({
    data: {
      submissionId: event.submissionId,
      sequence,
      kind: event.kind,
      fromState: event.from,
      toState: event.to,
      actorId: actorId(event.actor),
      actorRole: event.as,
      reasonCode: event.reasonCode ?? null,
      ...(event.data && { data: event.data }),
      at: event.now,
    },
  });
  return sequence;
}
