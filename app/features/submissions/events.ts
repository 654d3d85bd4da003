import { canMove, clockRuns, type ReturnState, SUBMISSION_MOVES, type SubmissionMove, type SubmissionState } from "./status";

/** A line of a submission's timeline as it is stored; `data` holds ids, dates and codes only. */
export type SubmissionEvent = {
  sequence: number;
  kind: string;
  fromState: SubmissionState | null;
  toState: SubmissionState | null;
  actorId: string | null;
  data: unknown;
  at: Date;
};

/** What the row of a submission says, told by its timeline alone. */
export type Replayed = {
  state: SubmissionState;
  stateSince: Date;
  returnsTo: ReturnState | null;
  submittedAt: Date | null;
  dueAt: Date | null;
  institutionId: string | null;
  coordinatorId: string | null;
  currentRevisionId: string | null;
};

export type Replay = { ok: true; submission: Replayed } | { ok: false; reason: "nothing-began" | "out-of-order" | "no-such-move"; sequence: number };

/** A timeline from its first line on. It does not hold together when a line is missing, or tells of a move that the table does not have. */
export function replay(events: readonly SubmissionEvent[]): Replay {
  let submission: Replayed | null = null;
  for (const [index, event] of events.entries()) {
    const { sequence } = event;
    if (sequence !== index + 1) return { ok: false, reason: "out-of-order", sequence };
    const begun: Replayed | null = submission ?? begin(event);
    if (!begun) return { ok: false, reason: "nothing-began", sequence };
    if (submission && event.toState !== null && !follows(begun, event)) return { ok: false, reason: "no-such-move", sequence };
    submission = after(begun, event);
  }
  return submission ? { ok: true, submission } : { ok: false, reason: "nothing-began", sequence: 0 };
}

/** A draft that somebody started, or what was received elsewhere. */
function begin({ kind, at }: SubmissionEvent): Replayed | null {
  const nothing = { stateSince: at, returnsTo: null, submittedAt: null, dueAt: null, institutionId: null, coordinatorId: null, currentRevisionId: null };
  if (kind === "started") return { state: "draft", ...nothing };
  return kind === "imported" ? { state: "submitted", ...nothing } : null;
}

function follows({ state }: Replayed, { kind, fromState, toState }: SubmissionEvent): boolean {
  return Object.hasOwn(SUBMISSION_MOVES, kind) && fromState === state && toState !== null && canMove(kind as SubmissionMove, state, toState);
}

function after(before: Replayed, event: SubmissionEvent): Replayed {
  const { kind, toState, at, actorId, data } = event;
  const moved: Replayed = toState === null ? before : { ...before, state: toState, stateSince: at, returnsTo: null };
  switch (kind) {
    case "submitted":
    case "imported":
      return {
        ...moved,
        submittedAt: at,
        dueAt: dateIn(data, "dueAt"),
        institutionId: textIn(data, "institutionId"),
        coordinatorId: null,
        currentRevisionId: textIn(data, "revisionId") ?? before.currentRevisionId,
      };
    case "revised":
      return { ...moved, currentRevisionId: textIn(data, "revisionId") };
    case "claimed":
      return { ...moved, coordinatorId: actorId };
    case "changes_requested":
      return { ...moved, returnsTo: before.state as ReturnState };
    case "changes_answered":
      return { ...moved, currentRevisionId: textIn(data, "revisionId"), dueAt: resumed(before, moved, at) };
    case "due_date_moved":
      return { ...moved, dueAt: dateIn(data, "to") };
    case "handed_over":
      return { ...moved, institutionId: textIn(data, "to"), coordinatorId: null };
    case "conflict_declared":
      return { ...moved, coordinatorId: before.coordinatorId === actorId ? null : before.coordinatorId };
    case "kept_out":
      return { ...moved, coordinatorId: textIn(data, "coordinatorLeaves") === "true" ? null : before.coordinatorId };
    case "reopened":
      return { ...moved, submittedAt: null, dueAt: null, coordinatorId: null };
    default:
      return moved;
  }
}

/** The clock stood still while the owner was waited for. */
function resumed({ state, stateSince, dueAt }: Replayed, { state: next }: Replayed, at: Date): Date | null {
  if (!dueAt || clockRuns(state) || !clockRuns(next)) return dueAt;
  return new Date(dueAt.getTime() + at.getTime() - stateSince.getTime());
}

/** What an event's data says under this key, as text; null where it says nothing. */
export function textIn(data: unknown, key: string): string | null {
  if (typeof data !== "object" || data === null || Array.isArray(data)) return null;
  const value = (data as Record<string, unknown>)[key];
  return value === undefined || value === null ? null : String(value);
}

export function dateIn(data: unknown, key: string): Date | null {
  const text = textIn(data, key);
  return text === null || Number.isNaN(Date.parse(text)) ? null : new Date(text);
}
