import type { SubmissionState } from "../submissions/status";
import { parsed } from "./desk-acts";
import type { Outcome } from "./rules";
import { AnnounceSchema, VersionSchema } from "./schema";

/** As many letters as somebody reads through at once; also what one form may carry. */
export const LETTERS_AT_ONCE = 25;

/** A decided submission with the letter that its owner would get. */
export type AnnouncementSheet = {
  id: string;
  version: number;
  reference: string;
  title: string;
  /** The title's language. */
  language: string;
  organisation: string | null;
  outcome: Outcome;
  /** The language that its owner is written to in, and the letter in it. */
  letterLanguage: string;
  letter: string;
};

/** One that was chosen and is not decided, or no longer: it is on its way, or its owner has the answer. */
export type NotAnnounceable = { id: string; reference: string; title: string; language: string; state: SubmissionState };

const PICK = "pick_";
export const pickField = (id: string) => PICK + id;
export const versionField = (id: string) => `version_${id}`;
/** A name is an id too, so that a fault leads to its letter. */
export const letterField = (id: string) => `letter_${id}`;

/** Characters that a line of a letter holds on a phone of 360 pixels. */
const PHONE_LINE = 34;

/** The rows that a letter needs so that nobody scrolls inside its box, where a browser can't fit the box to the text itself. */
export function letterRows(letter: string): number {
  return letter.split("\n").reduce((rows, line) => rows + Math.max(1, Math.ceil(line.length / PHONE_LINE)), 1);
}

/** A letter as it was typed, from the version that was read; with a fault it does not go. */
export type PickedLetter = { submissionId: string; version: number; letter: string; fault: string | null };

/** The letters that were ticked, in the order of the form. Null for a form that is none of ours. */
export function parseAnnouncements(fields: Readonly<Record<string, string>>): PickedLetter[] | null {
  const ids = Object.keys(fields).flatMap((name) => (name.startsWith(PICK) ? [name.slice(PICK.length)] : []));
  const picked = ids.map((submissionId): PickedLetter | null => {
    const version = VersionSchema.safeParse(fields[versionField(submissionId)]);
    const typed = fields[letterField(submissionId)] ?? "";
    const checked = parsed(AnnounceSchema.safeParse({ letter: typed }), ({ letter }) => letter);
    return version.success
      ? { submissionId, version: version.data, letter: checked.ok ? checked.value : typed, fault: checked.ok ? null : (checked.faults.letter ?? "required") }
      : null;
  });
  return picked.length <= LETTERS_AT_ONCE && picked.every((one) => one !== null) ? picked : null;
}

/** Why one of several did not go. The others went all the same. */
export type Refusal = "fault" | "changed" | "fewer-reviews-now" | "out-of-reach" | "failed";
export type Announced = { submissionId: string; refused: Refusal | null };
