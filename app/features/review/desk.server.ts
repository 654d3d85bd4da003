import { type Tx, transaction } from "~/platform/database/client.server";
import { AppError } from "~/platform/errors";
import { type Actor, actorId, hasRoleAt } from "../accounts/actor";
import type { SubmissionMove, SubmissionNote } from "../submissions/status";
import { type ActorRole, wasDone } from "../submissions/transition.server";
import { DESK_POLICY, type DeskAction } from "./policy";
import { type Desk, lockDesk } from "./repository.server";
import type { Verdict } from "./rules";

/** What every form of the desk sends along: which submission, in which version it was read. */
export type DeskRequest = { submissionId: string; version: number };

export type DeskWork = {
  tx: Tx;
  desk: Desk;
  actor: Actor;
  as: ActorRole;
  now: Date;
  /** In the event's data it makes a repeated request known again. */
  seen: { seen: number };
};

/**
 * One act at the desk, in one transaction that holds the submission. The same act sent twice is done once and answered
 * alike; whoever read an older version is told so; what a person may not see is not there.
 *
 * @param kinds the events that the act leaves, by which a repetition is known
 * @throws AppError not_found; conflict "changed-meanwhile" or "no-such-move"
 */
export function onDesk(
  actor: Actor,
  { submissionId, version }: DeskRequest,
  { action, kinds }: { action: DeskAction; kinds: ReadonlyArray<SubmissionMove | SubmissionNote> },
  now: Date,
  work: (work: DeskWork) => Promise<void>,
): Promise<void> {
  return transaction(async (tx) => {
    const desk = await lockDesk(tx, submissionId, now);
    const personId = actorId(actor);
    if (!desk || !personId) throw new AppError("not_found", "submission");
    if (desk.version !== version && (await wasDone(tx, { submissionId, actorId: personId, kinds, seen: version }))) return;
    const allowed = DESK_POLICY[action](actor, desk.record);
    if (!allowed && !DESK_POLICY.see(actor, desk.record)) throw new AppError("not_found", "submission");
    if (desk.version !== version) throw new AppError("conflict", "changed-meanwhile");
    if (!allowed) throw new AppError("conflict", "no-such-move");
    const as = hasRoleAt(actor, desk.record.institutionId, "coordinator", "deputy") ? "coordinator" : "programme-manager";
    await work({ tx, desk, actor, as, now, seen: { seen: version } });
  });
}

/** A rule that does not hold is a bad input, at the field that it is about. */
export function must(verdict: Verdict, field: string): void {
  if (!verdict.ok) throw new AppError("bad_input", verdict.reason, { field });
}
