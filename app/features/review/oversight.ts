import { clockRuns, OPEN_STATES, type SubmissionState } from "../submissions/status";
import { type Parsed, parsed } from "./desk-acts";
import { type HAND_OVER_REASONS, ReassignSchema, VersionSchema } from "./schema";

/** What the programme manager sees of all desks: what waits where, and for how long; nothing of what it says or how it scored. */

const DAY = 86_400_000;
const UNCLAIMED_DAYS = 3;
/** Also as many as are handed over when they are ticked one by one. */
export const WAITING_PER_PAGE = 50;

/** Whatever came to a desk by then and is not claimed has waited too long. */
export function unclaimedSince(now: Date): Date {
  return new Date(now.getTime() - UNCLAIMED_DAYS * DAY);
}

export type WaitingFacts = {
  state: SubmissionState;
  /** Since when it is in this state at this desk. */
  since: Date;
  /** Somebody at the institution may run it. */
  coordinatorLeft: boolean;
  /** An import promised nobody anything. */
  imported: boolean;
};

/** The programme manager has to see to it: nobody at its desk may run it, or nobody has claimed it for three days. */
export function isUnattended({ state, since, coordinatorLeft, imported }: WaitingFacts, now: Date): boolean {
  return clockRuns(state) && !imported && (!coordinatorLeft || (state === "submitted" && since <= unclaimedSince(now)));
}

export const WAITING_PILES = ["unattended", "all"] as const;
export type WaitingPile = (typeof WAITING_PILES)[number];
export type WaitingChoice = { pile: WaitingPile /** Only what lies there. */; institutionId: string | null };

export function waitingPileNamed(name: string | null): WaitingPile {
  return name === "all" ? "all" : "unattended";
}

export type WaitingRow<Moment = Date> = {
  id: string;
  version: number;
  reference: string;
  title: string;
  /** The title's language. */
  language: string;
  state: SubmissionState;
  since: Moment;
  /** Whole days since then. */
  days: number;
  timeZone: string;
  institution: string | null;
  coordinatorLeft: boolean;
};

export type FewerRow<Moment = Date> = {
  id: string;
  reference: string;
  title: string;
  language: string;
  institution: string | null;
  decidedAt: Moment;
  given: number;
  wanted: number;
  code: string;
  text: string;
};

export type Waiting<Moment = Date> = {
  rows: WaitingRow<Moment>[];
  counts: Record<WaitingPile, number>;
  total: number;
  page: number;
  pages: number;
  /** Where something of this pile lies, with how much. */
  institutions: Array<{ id: string; name: string; count: number }>;
  receivers: Array<{ id: string; name: string }>;
};

export const WAITING_STATES: readonly SubmissionState[] = OPEN_STATES;

const PICK = "pick_";
export const waitingPickField = (id: string) => PICK + id;
export const waitingVersionField = (id: string) => `version_${id}`;

export type Reassignment = {
  institutionId: string;
  reason: (typeof HAND_OVER_REASONS)[number];
  /** Everything of the list, or these as they were read. */
  which: "all" | Array<{ submissionId: string; version: number }>;
};

/** Null for a form that is none of ours. */
export function parseReassignment(fields: Readonly<Record<string, string>>): Parsed<Reassignment> | null {
  const ids = Object.keys(fields).flatMap((name) => (name.startsWith(PICK) ? [name.slice(PICK.length)] : []));
  const picked = ids.map((submissionId) => ({ submissionId, version: VersionSchema.safeParse(fields[waitingVersionField(submissionId)]) }));
  if (ids.length > WAITING_PER_PAGE || picked.some(({ version }) => !version.success)) return null;
  const which = fields.which === "all" ? ("all" as const) : picked.map(({ submissionId, version }) => ({ submissionId, version: Number(version.data) }));
  return parsed(ReassignSchema.safeParse({ ...fields, picked: which === "all" ? 1 : which.length }), ({ institutionId, reason }) => ({ institutionId, reason, which }));
}

export type ReassignRefusal = "changed" | "out-of-reach" | "not-a-receiver" | "failed";
export type Reassigned = { done: number; refused: Array<{ submissionId: string; reference: string | null; why: ReassignRefusal }> };
