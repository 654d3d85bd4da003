import type { AssignmentState } from "../review/status";
import { OPEN_STATES, type SubmissionState } from "../submissions/status";
import type { LetterKind, TypedAddressKind } from "./schema";

/** One of a person's addresses; lists of them begin with the newest. */
export type Address = { kind: "email" | "whatsapp"; address: string; verifiedAt: Date | null };
export type ChosenAddress = Pick<Address, "kind" | "address">;

/** What must reach its person, because something ends without an answer: by every channel that they have. */
const BY_EVERY_CHANNEL: ReadonlySet<LetterKind> = new Set<LetterKind>(["submission.changes-reminder", "submission.expired"]);

/**
 * Where a letter to a person goes: by e-mail when there is a confirmed one, else to the number, where a person at a desk sends it.
 * Nothing goes to an e-mail that nobody has confirmed: it may be a stranger's. That an address changed is told to one that was there
 * before, because whoever changed it may not be the person. Letters that answer an address have theirs, and are not asked about here.
 */
export function chooseAddresses(kind: Exclude<LetterKind, TypedAddressKind>, known: readonly Address[]): ChosenAddress[] {
  const addresses = kind === "account.address-changed" ? withoutLatest(known) : known;
  const emails = addresses.filter((address) => address.kind === "email");
  const numbers = addresses.filter((address) => address.kind === "whatsapp");
  const email = emails.find(({ verifiedAt }) => verifiedAt);
  const number = numbers.find(({ verifiedAt }) => verifiedAt) ?? (email ? undefined : numbers[0]);
  if (BY_EVERY_CHANNEL.has(kind)) return [...chosen(email), ...chosen(number)];
  return chosen(email ?? number);
}

/** The confirmed addresses but the one that was confirmed last; that one when another was removed and it alone is left. */
function withoutLatest(addresses: readonly Address[]): Address[] {
  const confirmed = addresses.filter(({ verifiedAt }) => verifiedAt !== null);
  const latest = Math.max(...confirmed.map(({ verifiedAt }) => verifiedAt?.getTime() ?? 0));
  const last = confirmed.find(({ verifiedAt }) => verifiedAt?.getTime() === latest);
  return confirmed.length > 1 ? confirmed.filter((address) => address !== last) : confirmed;
}

function chosen(address: Address | undefined): ChosenAddress[] {
  return address ? [{ kind: address.kind, address: address.address }] : [];
}

/**
 * Where a letter is of use: the states of its submission, or of its assignment, in which what it asks or tells is still
 * so. A kind that is not here is of use for as long as there is what it speaks of.
 */
export const OF_USE_IN = {
  "submission.changes-requested": ["changes_requested"],
  "submission.changes-reminder": ["changes_requested"],
  "submission.date-moved": [...OPEN_STATES, "changes_requested"],
  "desk.due-soon": [...OPEN_STATES, "changes_requested"],
  "reviewer.left": [...OPEN_STATES, "changes_requested"],
  "review.invited": ["invited"],
  "review.reminder": ["invited", "accepted", "draft", "stale"],
  "review.stale": ["stale"],
} as const satisfies Partial<Record<LetterKind, ReadonlyArray<SubmissionState | AssignmentState>>>;

/** @param state the submission's; for a letter about a review, the assignment's */
export function isOfUse(kind: LetterKind, state: SubmissionState | AssignmentState): boolean {
  const states: Partial<Record<LetterKind, ReadonlyArray<SubmissionState | AssignmentState>>> = OF_USE_IN;
  return states[kind]?.includes(state) ?? true;
}
