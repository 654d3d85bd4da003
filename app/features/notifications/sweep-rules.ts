import { clockRuns, type SubmissionState } from "../submissions/status";

/** When something is due by itself (DESIGN.md section 4). Pure: a record and a moment in, what to do out. */

export const DAY_MS = 86_400_000;

const MANAGERS_TOLD_EVERY_DAYS = 1;
const CHANGES_REMINDER_DAYS = [7, 21] as const;
/** A reviewer is asked again for what they have not sent. */
const REVIEW_REMINDER_DAYS = [7, 14] as const;
/** How long an owner has to answer a request for changes. */
const CHANGES_EXPIRE_DAYS = 30;
/** Nobody is closed out who was not reminded lately, even if the reminders came late because this process was away. */
const LAST_CALL_DAYS = 7;
export const COORDINATOR_REMINDED_DAYS = 3;
/** The owner hears of a new date a day before the old one passes. */
const OWNER_TOLD_DAYS = 1;
const DATE_MOVES_BY_DAYS = 7;
export const DRAFT_KEPT_DAYS = 180;
export const IDEMPOTENCY_KEY_KEPT_DAYS = 1;
/** An expired link says so for a while, rather than that there never was one. */
export const TOKEN_KEPT_DAYS = 7;

export function daysBefore(now: Date, days: number): Date {
  return new Date(now.getTime() - days * DAY_MS);
}

export function daysAfter(moment: Date, days: number): Date {
  return new Date(moment.getTime() + days * DAY_MS);
}

/** Managers hear of what nobody claims at most once a day, of all of it together. */
export function managersMayBeTold(lastToldAt: Date | null, now: Date): boolean {
  return lastToldAt === null || lastToldAt <= daysBefore(now, MANAGERS_TOLD_EVERY_DAYS);
}

export type Chase = { remindOfDay: number } | { expire: true } | null;

/** The day of the schedule that is due and was not seen to; of several that were missed, the last. */
function dueDay(days: readonly number[], since: Date, remindedDays: readonly number[], now: Date): number | undefined {
  const due = days.filter((day) => daysAfter(since, day) <= now);
  const last = due.at(-1);
  return last !== undefined && !remindedDays.some((day) => day >= last) ? last : undefined;
}

/** What a request for changes needs today: nothing, a reminder, or its end. */
export function chaseChanges({ stateSince, reminders }: { stateSince: Date; reminders: ReadonlyArray<{ day: number; at: Date }> }, now: Date): Chase {
  const day = dueDay(
    CHANGES_REMINDER_DAYS,
    stateSince,
    reminders.map((reminder) => reminder.day),
    now,
  );
  if (day !== undefined) return { remindOfDay: day };
  const lastCall = Math.max(0, ...reminders.map(({ at }) => at.getTime()));
  const ends = Math.max(daysAfter(stateSince, CHANGES_EXPIRE_DAYS).getTime(), lastCall + LAST_CALL_DAYS * DAY_MS);
  return ends <= now.getTime() ? { expire: true } : null;
}

/** The day on which a reviewer is asked again for a review that is not there. */
export function chaseReview({ invitedAt, remindedDays }: { invitedAt: Date; remindedDays: readonly number[] }, now: Date): number | undefined {
  return dueDay(REVIEW_REMINDER_DAYS, invitedAt, remindedDays, now);
}

/** When a request for changes ends, if its reminders went on time. */
export function changesEnd(stateSince: Date): Date {
  return daysAfter(stateSince, CHANGES_EXPIRE_DAYS);
}

export type PromiseStep = { remindCoordinator: true } | { moveTo: Date } | null;

/** A promised date is kept, or moved before it passes. */
export function keepPromise({ state, dueAt, coordinatorReminded }: { state: SubmissionState; dueAt: Date | null; coordinatorReminded: boolean }, now: Date): PromiseStep {
  if (dueAt === null || !clockRuns(state)) return null;
  if (dueAt <= daysAfter(now, OWNER_TOLD_DAYS)) return { moveTo: daysAfter(dueAt > now ? dueAt : now, DATE_MOVES_BY_DAYS) };
  if (dueAt <= daysAfter(now, COORDINATOR_REMINDED_DAYS) && !coordinatorReminded) return { remindCoordinator: true };
  return null;
}
