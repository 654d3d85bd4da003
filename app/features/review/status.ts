/**
 * A reviewer's part in one submission, as data. One function writes it: `moveAssignment` in
 * assignment.server.ts.
 */

export const ASSIGNMENT_STATES = ["invited", "accepted", "declined", "draft", "submitted", "abstained", "stale", "recused", "revoked"] as const;
export type AssignmentState = (typeof ASSIGNMENT_STATES)[number];

/** A review may still come of it, or has come. */
export const ACTIVE_STATES = ["invited", "accepted", "draft", "submitted", "stale"] as const satisfies readonly AssignmentState[];
/** The reviewer said that nothing stands between them and the owner, so the content may be read. */
export const DECLARED_STATES = ["accepted", "draft", "submitted", "stale"] as const satisfies readonly AssignmentState[];
/** Nothing was handed in that counts today. */
export const AWAITED_STATES = ["invited", "accepted", "draft", "stale"] as const satisfies readonly AssignmentState[];
/** A review was handed in, of the revision that stands or of one before it. */
export const HANDED_IN_STATES = ["submitted", "stale"] as const satisfies readonly AssignmentState[];
/** The reviewer has no part in it any more, and no conflict with it either: to whoever has one it is not there. */
export const ENDED_STATES = ["declined", "abstained", "revoked"] as const satisfies readonly AssignmentState[];
/** The review can be written. */
export const WRITABLE_STATES = ["accepted", "draft", "stale"] as const satisfies readonly AssignmentState[];

export const ASSIGNMENT_MOVES = {
  accepted: { from: ["invited"], to: "accepted" },
  declined: { from: ["invited"], to: "declined" },
  drafted: { from: ["accepted", "draft"], to: "draft" },
  submitted: { from: ["accepted", "draft", "stale"], to: "submitted" },
  abstained: { from: ["accepted", "draft", "stale"], to: "abstained" },
  /** The revision that was judged is no longer the current one. */
  outdated: { from: ["submitted"], to: "stale" },
  /** A conflict is declared before the content opens, or found out later. */
  recused: { from: ["invited", "accepted", "draft", "submitted", "stale"], to: "recused" },
  revoked: { from: ACTIVE_STATES, to: "revoked" },
  /** Was taken off because the submission was over, and it came back. */
  reinvited: { from: ["revoked"], to: "invited" },
} as const satisfies Record<string, { from: readonly AssignmentState[]; to: AssignmentState }>;
export type AssignmentMove = keyof typeof ASSIGNMENT_MOVES;

/** The state that the move leads to; null when it can't be made from there. */
export function afterMove(move: AssignmentMove, from: AssignmentState): AssignmentState | null {
  const { from: sources, to }: { from: readonly AssignmentState[]; to: AssignmentState } = ASSIGNMENT_MOVES[move];
  return sources.includes(from) ? to : null;
}

export function isOneOf<State extends string>(states: readonly State[], state: string): state is State {
  return states.some((one) => one === state);
}

/** A review that was handed in is stale from the moment that another revision stands, whether or not its row says so yet. */
export function statusToday(stored: AssignmentState, revision: { judged: string | null; current: string | null }): AssignmentState {
  return stored === "submitted" && revision.judged !== revision.current ? "stale" : stored;
}
