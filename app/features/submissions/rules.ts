import type { ReturnState, SubmissionState } from "./status";

export type EditionDates = { opensAt: Date; closesAt: Date | null; graceMinutes: number };

/** Open, or in the grace that follows the deadline for whoever was still typing. */
export function takesSubmissions({ opensAt, closesAt, graceMinutes }: EditionDates, now: Date): boolean {
  return opensAt <= now && (closesAt === null || now.getTime() <= closesAt.getTime() + graceMinutes * 60_000);
}

/** The date that the owner is promised an answer by. */
export function promisedDate(submittedAt: Date, serviceLevelDays: number): Date {
  return new Date(submittedAt.getTime() + serviceLevelDays * 86_400_000);
}

/** Back to deliberation only when enough reviews are of the revision that is deliberated. */
export function stateAfterChanges(returnsTo: ReturnState, currentReviews: number, quorum: number): ReturnState {
  return returnsTo === "deliberation" && currentReviews < quorum ? "in_review" : returnsTo;
}

/** How the person behind a submission can be reached, as far as we know it to be true. */
export type ChannelStanding = "verified" | "number-waits" | "unverified";

/** A number is verified by a person at the desk, so its submission may wait there; an e-mail is verified by its owner. */
export function channelStanding(channels: ReadonlyArray<{ kind: "email" | "whatsapp"; verified: boolean }>): ChannelStanding {
  if (channels.some(({ verified }) => verified)) return "verified";
  return channels.some(({ kind }) => kind === "whatsapp") ? "number-waits" : "unverified";
}

/** Who does the next step, as the owner is told. */
export function waitsFor(state: SubmissionState): "owner" | "institution" | "nobody" {
  if (state === "draft" || state === "changes_requested") return "owner";
  return state === "accepted" || state === "declined" || state === "withdrawn" || state === "expired" ? "nobody" : "institution";
}
