import { z } from "zod";

/** Every letter there is. The part after the dot is what happened; the subject's id is of the thing in the comment. */
export const LETTER_KINDS = [
  // a token
  "account.verify-email",
  "account.sign-in-link",
  "account.reset-password",
  "account.invitation",
  "submission.on-behalf",
  // a person
  "account.address-changed",
  "account.password-changed",
  // a submission
  "submission.received",
  "submission.changes-requested",
  "submission.changes-reminder",
  "submission.date-moved",
  "submission.expired",
  "submission.withdrawn",
  "desk.unclaimed",
  "desk.due-soon",
  "desk.nobody-left",
  "reviewer.left",
  // a review assignment
  "review.invited",
  "review.reminder",
  "review.stale",
  // a decision
  "decision.announced",
  // a listing
  "listing.confirm-text",
  "listing.needs-confirmation",
  // a contact request
  "contact.request",
  // a report
  "report.filed",
  "report.nobody-left",
] as const;
export type LetterKind = (typeof LETTER_KINDS)[number];

/**
 * Whom a kind is for: people whose own matter it is, or people with a part in the programme, whom a conflict of interest
 * keeps from it. What was withdrawn is told to whoever had it, or to an owner, who has another page of it.
 */
export const LETTER_AUDIENCES = {
  "account.verify-email": "its-own",
  "account.sign-in-link": "its-own",
  "account.reset-password": "its-own",
  "account.invitation": "its-own",
  "account.address-changed": "its-own",
  "account.password-changed": "its-own",
  "submission.on-behalf": "its-own",
  "submission.received": "its-own",
  "submission.changes-requested": "its-own",
  "submission.changes-reminder": "its-own",
  "submission.date-moved": "its-own",
  "submission.expired": "its-own",
  "submission.withdrawn": "desk-or-owner",
  "desk.unclaimed": "desk",
  "desk.due-soon": "desk",
  "desk.nobody-left": "desk",
  "reviewer.left": "desk",
  "review.invited": "reviewers",
  "review.reminder": "reviewers",
  "review.stale": "reviewers",
  "decision.announced": "its-own",
  "listing.confirm-text": "its-own",
  "listing.needs-confirmation": "its-own",
  "contact.request": "its-own",
  "report.filed": "moderators",
  "report.nobody-left": "moderators",
} as const satisfies Record<LetterKind, "its-own" | "desk" | "desk-or-owner" | "reviewers" | "moderators">;

/**
 * Their link opens something for whoever reads the letter, so they go to the one address that somebody typed for it, which stands with the
 * token or with what it is about. Which addresses a person has is never asked.
 */
const TO_TYPED_ADDRESS = ["account.verify-email", "account.sign-in-link", "account.reset-password", "account.invitation", "submission.on-behalf"] as const satisfies LetterKind[];
export type TypedAddressKind = (typeof TO_TYPED_ADDRESS)[number];

export function goesToTypedAddress(kind: string): kind is TypedAddressKind {
  return TO_TYPED_ADDRESS.some((known) => known === kind);
}

/** What the job "letter" carries: ids only. */
export const LetterJobSchema = z.strictObject({
  kind: z.enum(LETTER_KINDS),
  recipientId: z.uuid(),
  subjectId: z.uuid(),
  /** Given by whoever may ask twice for the same letter; else each job is an occasion of its own. */
  occasion: z.string().max(100).optional(),
});
export type LetterJob = z.infer<typeof LetterJobSchema>;

/** Their subject comes to pass once, so a second job for it is the same letter. */
const ONCE: ReadonlySet<LetterKind> = new Set<LetterKind>([
  "account.verify-email",
  "account.sign-in-link",
  "account.reset-password",
  "account.invitation",
  "submission.on-behalf",
  "review.invited",
  "decision.announced",
  "contact.request",
  "report.filed",
  "report.nobody-left",
]);

/**
 * Two jobs with the same occasion are one letter.
 *
 * @param job what tells one job from another, and stays when the job is tried again
 */
export function occasionOf({ kind, occasion }: LetterJob, job: string): string {
  return occasion ?? (ONCE.has(kind) ? "once" : `job ${job}`);
}
