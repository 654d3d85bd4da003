import { type Tx, transaction } from "~/platform/database/client.server";
import { deleteOldParkedPosts } from "~/platform/http/parked-posts.server";
import { log } from "~/platform/log.server";
import { enqueueJob } from "~/platform/outbox.server";
import { SYSTEM } from "../accounts/actor";
import { deleteOldTries } from "../accounts/throttle.server";
import { eraseUnconfirmed } from "../accounts/unconfirmed.server";
import { sweepListings } from "../catalogue/confirmation.server";
import { findAllUnattended, findUnattended } from "../review/oversight.server";
import { findAdministratorIds, findDeskRecipients } from "../review/recipient-queries.server";
import { moveSubmission, noteOnSubmission } from "../submissions/transition.server";
import { noteReminder } from "./repository.server";
import type { LetterKind } from "./schema";
import {
  deleteAbandonedDrafts,
  deleteExpired,
  findManagerIds,
  findOwedReview,
  findOwedReviews,
  findOwnerIds,
  findPromisedUntil,
  findReminders,
  findWaitingForChanges,
  lastReminderOf,
  lockSubmission,
  onlyWatched,
  withoutReminder,
} from "./sweep-repository.server";
import {
  COORDINATOR_REMINDED_DAYS,
  chaseChanges,
  chaseReview,
  DRAFT_KEPT_DAYS,
  daysAfter,
  daysBefore,
  IDEMPOTENCY_KEY_KEPT_DAYS,
  keepPromise,
  managersMayBeTold,
  TOKEN_KEPT_DAYS,
} from "./sweep-rules";

/** The words under which a timeline keeps a date that nobody moved by hand. */
const SYSTEM_MOVED_DATE = "not-answered-in-time";

export type Swept = {
  unclaimed: number;
  reminded: number;
  reviewersReminded: number;
  expired: number;
  coordinatorsReminded: number;
  datesMoved: number;
  drafts: number;
  listings: number;
  rows: number;
  unconfirmed: number;
};

/**
 * Does what has become due by itself. May run at any time and by two processes at once: each thing is done in a
 * transaction of its own that looks again, and is done once. One that fails is told in the log, and left for the next
 * sweep; the others go on.
 */
export async function sweep(now: Date): Promise<Swept> {
  const swept: Swept = { unclaimed: 0, reminded: 0, reviewersReminded: 0, expired: 0, coordinatorsReminded: 0, datesMoved: 0, drafts: 0, listings: 0, rows: 0, unconfirmed: 0 };
  await attempt("unclaimed", async () => {
    swept.unclaimed = await transaction((tx) => tellManagers(tx, now));
  });
  for (const { id } of await transaction(findWaitingForChanges)) {
    await attempt("changes", async () => {
      const done = await transaction((tx) => chaseOwner(tx, id, now));
      if (done) swept[done] += 1;
    });
  }
  for (const { id, submissionId } of await transaction(findOwedReviews)) {
    await attempt("reviews", async () => {
      if (await transaction((tx) => chaseReviewer(tx, id, submissionId, now))) swept.reviewersReminded += 1;
    });
  }
  for (const { id } of await transaction((tx) => findPromisedUntil(tx, daysAfter(now, COORDINATOR_REMINDED_DAYS)))) {
    await attempt("promises", async () => {
      const done = await transaction((tx) => watchPromise(tx, id, now));
      if (done) swept[done] += 1;
    });
  }
  await attempt("listings", async () => {
    const { due, archived, asked } = await sweepListings(now);
    swept.listings = due + archived + asked;
  });
  await attempt("drafts", async () => {
    swept.drafts = await transaction((tx) => deleteAbandonedDrafts(tx, daysBefore(now, DRAFT_KEPT_DAYS)));
  });
  await attempt("unconfirmed registrations", async () => {
    swept.unconfirmed = await eraseUnconfirmed(now);
  });
  await attempt("expired rows", async () => {
    swept.rows = await transaction((tx) => deleteExpired(tx, { keysBefore: daysBefore(now, IDEMPOTENCY_KEY_KEPT_DAYS), tokensBefore: daysBefore(now, TOKEN_KEPT_DAYS), now }));
    swept.rows += await deleteOldTries(now);
    swept.rows += await deleteOldParkedPosts(now);
  });
  return swept;
}

async function attempt(part: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    log.error({ err: error, part }, "a part of the sweep failed");
  }
}

async function ask(tx: Tx, kind: LetterKind, recipientIds: readonly string[], subjectId: string, occasion: string): Promise<void> {
  for (const recipientId of recipientIds) await enqueueJob(tx, "letter", { kind, recipientId, subjectId, occasion });
}

/**
 * One letter to each manager for everything that they have to see to since the last one, not one for each. It speaks of
 * what their page shows: somebody in conflict hears nothing of that submission.
 */
async function tellManagers(tx: Tx, now: Date): Promise<number> {
  const kind = "desk.unclaimed";
  if (!managersMayBeTold(await lastReminderOf(tx, kind), now)) return 0;
  const seen = new Set<string>();
  const told = new Map<string, string>();
  const letters: Array<{ managerId: string; subjectId: string; occasion: string }> = [];
  for (const managerId of await findManagerIds(tx, now)) {
    const waiting = (await findUnattended(tx, managerId, now)).map(({ id, since }) => ({ id, occasion: `since ${since.toISOString()}` }));
    for (const { id } of waiting) seen.add(id);
    const watched = await onlyWatched(
      tx,
      waiting.map(({ id }) => id),
    );
    const untold = new Set(
      await withoutReminder(
        tx,
        kind,
        waiting.filter(({ id }) => watched.has(id)),
      ),
    );
    const [first] = waiting;
    if (!first || untold.size === 0) continue;
    letters.push({ managerId, subjectId: first.id, occasion: now.toISOString() });
    for (const { id, occasion } of waiting) if (untold.has(id)) told.set(id, occasion);
  }
  // Of two sweeps at once, the one that writes the first row goes on.
  for (const [index, [subjectId, occasion]] of [...told].sort().entries()) {
    if (!(await noteReminder(tx, { kind, subjectId, occasion, at: now })) && index === 0) return 0;
  }
  for (const { managerId, subjectId, occasion } of letters) await ask(tx, kind, [managerId], subjectId, occasion);
  return told.size + (await tellOfUnseen(tx, seen, now));
}

/** What waits and no manager may see, because there is none or each is in conflict: administrators can name another. */
async function tellOfUnseen(tx: Tx, seen: ReadonlySet<string>, now: Date): Promise<number> {
  const kind = "desk.nobody-left";
  const unseen = (await findAllUnattended(tx, now)).filter(({ id }) => !seen.has(id)).map(({ id, since }) => ({ id, occasion: `since ${since.toISOString()}` }));
  const ids = unseen.map(({ id }) => id);
  const watched = await onlyWatched(tx, ids);
  const untold = new Set(await withoutReminder(tx, kind, unseen));
  let told = 0;
  for (const { id, occasion } of unseen) {
    if (!watched.has(id) || !untold.has(id)) continue;
    const administrators = await findAdministratorIds(tx, id, now);
    // Without anybody to tell it waits, and is told to the first who comes.
    if (administrators.length === 0 || !(await noteReminder(tx, { kind, subjectId: id, occasion, at: now }))) continue;
    await ask(tx, kind, administrators, id, occasion);
    told += 1;
  }
  return told;
}

async function chaseOwner(tx: Tx, submissionId: string, now: Date): Promise<"reminded" | "expired" | undefined> {
  const submission = await lockSubmission(tx, submissionId);
  if (submission?.state !== "changes_requested") return undefined;
  const kind = "submission.changes-reminder";
  const round = submission.stateSince.toISOString();
  const reminders = (await findReminders(tx, kind, submissionId)).flatMap(({ occasion, at }) => {
    const [since, day] = occasion.split(" day ");
    return since === round ? [{ day: Number(day), at }] : [];
  });
  const chase = chaseChanges({ stateSince: submission.stateSince, reminders }, now);
  if (!chase) return undefined;
  const owners = await findOwnerIds(tx, submission.ownerOrganisationId, now);
  if ("remindOfDay" in chase) {
    const occasion = `${round} day ${chase.remindOfDay}`;
    await noteReminder(tx, { kind, subjectId: submissionId, occasion, at: now });
    await ask(tx, kind, owners, submissionId, occasion);
    return "reminded";
  }
  await moveSubmission(tx, { submissionId, move: "expired", to: "expired", actor: SYSTEM, as: "system", reasonCode: "not-answered-in-time", now });
  await ask(tx, "submission.expired", owners, submissionId, `since ${round}`);
  return "expired";
}

async function chaseReviewer(tx: Tx, assignmentId: string, submissionId: string, now: Date): Promise<boolean> {
  await lockSubmission(tx, submissionId);
  const owed = await findOwedReview(tx, assignmentId);
  if (!owed) return false;
  const kind = "review.reminder";
  const remindedDays = (await findReminders(tx, kind, assignmentId)).map(({ occasion }) => Number(occasion.replace("day ", "")));
  const day = chaseReview({ invitedAt: owed.createdAt, remindedDays }, now);
  if (day === undefined) return false;
  await noteReminder(tx, { kind, subjectId: assignmentId, occasion: `day ${day}`, at: now });
  await ask(tx, kind, [owed.reviewerId], assignmentId, `day ${day}`);
  return true;
}

async function watchPromise(tx: Tx, submissionId: string, now: Date): Promise<"coordinatorsReminded" | "datesMoved" | undefined> {
  const submission = await lockSubmission(tx, submissionId);
  if (!submission?.dueAt) return undefined;
  const kind = "desk.due-soon";
  const occasion = `due ${submission.dueAt.toISOString()}`;
  const coordinatorReminded = (await findReminders(tx, kind, submissionId)).some((reminder) => reminder.occasion === occasion);
  const step = keepPromise({ ...submission, coordinatorReminded }, now);
  if (!step) return undefined;
  if ("remindCoordinator" in step) {
    await noteReminder(tx, { kind, subjectId: submissionId, occasion, at: now });
    const recipients = await findDeskRecipients(tx, submissionId, now);
    // Where nobody may be told, administrators are told with what nobody may see (`tellOfUnseen`).
    await ask(tx, kind, recipients, submissionId, occasion);
    return "coordinatorsReminded";
  }
  await noteOnSubmission(tx, {
    submissionId,
    kind: "due_date_moved",
    actor: SYSTEM,
    as: "system",
    seenVersion: submission.version,
    set: { dueAt: step.moveTo },
    reasonCode: SYSTEM_MOVED_DATE,
    data: { from: submission.dueAt.toISOString(), to: step.moveTo.toISOString() },
    now,
  });
  await ask(tx, "submission.date-moved", await findOwnerIds(tx, submission.ownerOrganisationId, now), submissionId, occasion);
  return "datesMoved";
}
