import type { ListingState } from "~/features/catalogue/status";
import type { AssignmentState } from "~/features/review/status";
import type { SubmissionEvent } from "~/features/submissions/events";
import type { SubmissionState } from "~/features/submissions/status";
import { db } from "~/platform/database/client.server";
import type { Name, World } from "./walk-world";

/** What the database holds of the one solution that walks. */
export type View = {
  submission: {
    id: string;
    solutionId: string;
    state: SubmissionState;
    stateSince: Date;
    returnsTo: SubmissionState | null;
    submittedAt: Date | null;
    dueAt: Date | null;
    institutionId: string | null;
    coordinatorId: string | null;
    currentRevisionId: string | null;
    version: number;
  } | null;
  draftVersion: number | null;
  draftSavedAt: Date | null;
  events: SubmissionEvent[];
  assignments: Array<{ id: string; reviewer: Name; status: AssignmentState; left: string | null; version: number; judged: string | null }>;
  /** Who declared a conflict. */
  declared: ReadonlySet<Name>;
  decisions: Array<{ id: string; announced: boolean; revoked: boolean }>;
  listing: { id: string; state: ListingState; stateSince: Date; institutionId: string | null; version: number } | null;
  listingEvents: Array<{ kind: string; fromState: string | null; toState: string | null; actorId: string | null; data: unknown; at: Date }>;
};

export async function look({ names }: Pick<World, "names">): Promise<View> {
  const row = await db().submission.findFirst({
    include: {
      draft: { select: { version: true, updatedAt: true } },
      events: { orderBy: { sequence: "asc" } },
      assignments: { include: { review: { select: { revisionId: true } } }, orderBy: [{ createdAt: "asc" }, { id: "asc" }] },
      conflicts: { select: { personId: true } },
      decisions: { orderBy: { decidedAt: "asc" } },
      listing: { include: { events: { orderBy: { sequence: "asc" } } } },
    },
  });
  if (!row) return { submission: null, draftVersion: null, draftSavedAt: null, events: [], assignments: [], declared: new Set(), decisions: [], listing: null, listingEvents: [] };
  const { id, solutionId, state, stateSince, returnsTo, submittedAt, dueAt, institutionId, coordinatorId, currentRevisionId, version, listing } = row;
  const nameOf = (personId: string) => names.get(personId) ?? "nobody";
  const recused = row.assignments.filter(({ conflict }) => conflict !== null).map(({ reviewerId }) => nameOf(reviewerId));
  return {
    submission: { id, solutionId, state, stateSince, returnsTo, submittedAt, dueAt, institutionId, coordinatorId, currentRevisionId, version },
    draftVersion: row.draft?.version ?? null,
    draftSavedAt: row.draft?.updatedAt ?? null,
    events: row.events.map(({ sequence, kind, fromState, toState, actorId, data, at }) => ({ sequence, kind, fromState, toState, actorId, data, at })),
    assignments: row.assignments.map((assignment) => ({
      id: assignment.id,
      reviewer: nameOf(assignment.reviewerId),
      status: assignment.status,
      left: assignment.leftReason,
      version: assignment.version,
      judged: assignment.review?.revisionId ?? null,
    })),
    declared: new Set([...row.conflicts.map(({ personId }) => nameOf(personId)), ...recused]),
    decisions: row.decisions.map(({ id: decisionId, announcedAt, revokedAt }) => ({ id: decisionId, announced: announcedAt !== null, revoked: revokedAt !== null })),
    listing: listing && { id: listing.id, state: listing.state, stateSince: listing.stateSince, institutionId: listing.institutionId, version: listing.version },
    listingEvents: (listing?.events ?? []).map(({ kind, fromState, toState, actorId, data, at }) => ({ kind, fromState, toState, actorId, data, at })),
  };
}

export type Party = "owner" | "desk" | "reviewer" | "moderator" | "system";

const AT_NORTH: readonly Name[] = ["coordinator", "deputy", "dora", "cousin"];
const OF_THE_FIRM: readonly Name[] = ["ana", "beto", "cousin", "partner"];

/** In what parts somebody stands to the submission, as DESIGN.md sections 4 and 5 say it; asked of no policy. */
export function partsOf(name: Name, view: View, world: World): Set<Party> {
  const parts = new Set<Party>();
  if (name === "ana" || name === "beto") parts.add("owner");
  const { submission, listing } = view;
  if (submission && mayRun(name, submission.institutionId, view, world)) parts.add("desk");
  if (view.assignments.some(({ reviewer }) => reviewer === name)) parts.add("reviewer");
  const moderators: readonly Name[] = listing?.institutionId === world.north ? AT_NORTH : ["south"];
  if (name === "manager" || (listing && moderators.includes(name))) parts.add("moderator");
  return parts;
}

function mayRun(name: Name, institutionId: string | null, { declared }: View, { north }: World): boolean {
  const free = (one: Name) => !declared.has(one) && !OF_THE_FIRM.includes(one);
  const desk: readonly Name[] = institutionId === north ? AT_NORTH : institutionId ? ["south"] : [];
  return free(name) && (desk.includes(name) || (name === "manager" && !desk.some(free)));
}
