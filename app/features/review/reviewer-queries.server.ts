import { db, type Tx } from "~/platform/database/client.server";
import type { Actor } from "../accounts/actor";
import { readConflictFactsOf } from "../submissions/conflict-of-interest/queries.server";
import { inConflictToReview } from "../submissions/conflict-of-interest/rules";
import { readRevisionContent } from "../submissions/revision-queries.server";
import type { SolutionContent } from "../submissions/schema";
import type { SubmissionState } from "../submissions/status";
import { hideNames, hideNamesIn, type OwnNames } from "./blind";
import { listBlindNames, readOwnNames } from "./blind.server";
import { readHead, readPanel } from "./desk-queries.server";
import { type AssignmentRecord, REVIEW_POLICY } from "./policy";
import type { PanelMemberRow, ReviewTask, ScoreSummary } from "./queue";
import { type Desk, findAssignment, findDesk } from "./repository.server";
import { daysLate } from "./rules";
import { ACTIVE_STATES, type AssignmentState, AWAITED_STATES, isOneOf, statusToday, WRITABLE_STATES } from "./status";

/** Everything that this person was asked to review, what is due first. */
export async function listReviewTasks(actor: Actor, language: string, now: Date): Promise<ReviewTask[]> {
  if (actor.kind !== "person") return [];
  const tx = db();
  const rows = await tx.reviewAssignment.findMany({
    where: { reviewerId: actor.personId },
    orderBy: [{ submission: { dueAt: "asc" } }, { id: "asc" }],
    take: 200,
    select: {
      id: true,
      status: true,
      review: { select: { revisionId: true } },
      submission: {
        select: {
          id: true,
          state: true,
          dueAt: true,
          currentRevisionId: true,
          edition: { select: { timeZone: true, blind: true } },
          solution: { select: { reference: true } },
          currentRevision: { select: { language: true, texts: { select: { language: true, title: true } } } },
        },
      },
    },
  });
  const conflicts = await readConflictFactsOf(tx, [...new Set(rows.map(({ submission }) => submission.id))], now);
  const tasks = rows.flatMap(({ id, review, status: stored, submission }) => {
    const conflict = conflicts.get(submission.id);
    const status = statusToday(stored, { judged: review?.revisionId ?? null, current: submission.currentRevisionId });
    const record = conflict && { ...conflict, reviewerId: actor.personId, status, state: submission.state };
    if (!record || inConflictToReview(actor, record)) return [{ closed: true, task: closedTask(id, stored, submission, language) }];
    return submission.state === "draft" ? [] : [{ closed: false, task: taskOf(actor, id, { record, submission }, language, now) }];
  });
  // Their place among the others would tell when they are due.
  const last = tasks.filter(({ closed }) => closed).sort((a, b) => (a.task.assignmentId < b.task.assignmentId ? -1 : 1));
  return [...tasks.filter(({ closed }) => !closed), ...last].map(({ task }) => task);
}

type TaskRow = {
  dueAt: Date | null;
  edition: { timeZone: string; blind: boolean };
  solution: { reference: string };
  currentRevision: { language: string; texts: Array<{ language: string; title: string }> } | null;
};

/** What somebody in conflict knows already: that they were asked, and how it ended for them. */
function closedTask(assignmentId: string, stored: AssignmentState, { solution: { reference }, edition }: TaskRow, language: string): ReviewTask {
  const status = isOneOf(ACTIVE_STATES, stored) ? "revoked" : stored;
  return { assignmentId, reference, title: reference, language, status, dueAt: null, late: 0, timeZone: edition.timeZone, open: false, writable: false, paused: false };
}

function taskOf(actor: Actor, assignmentId: string, { record, submission }: { record: AssignmentRecord; submission: TaskRow }, language: string, now: Date): ReviewTask {
  const { dueAt, edition, solution, currentRevision } = submission;
  // The title may name its owner, so a blind edition lists by number.
  const shown = edition.blind ? null : currentRevision;
  const words = shown && (shown.texts.find((text) => text.language === language) ?? shown.texts.find((text) => text.language === shown.language));
  const writable = waitsFor(actor, record);
  return {
    assignmentId,
    reference: solution.reference,
    title: words?.title ?? solution.reference,
    language: words?.language ?? language,
    status: record.status,
    dueAt,
    late: writable ? daysLate(dueAt, now) : 0,
    timeZone: edition.timeZone,
    open: REVIEW_POLICY.see(actor, record),
    writable,
    paused: record.state === "changes_requested" && REVIEW_POLICY.see(actor, record) && isOneOf(AWAITED_STATES, record.status),
  };
}

/** An answer or a review is this person's to give now. */
function waitsFor(actor: Actor, record: AssignmentRecord): boolean {
  return REVIEW_POLICY.write(actor, record) || (REVIEW_POLICY.answer(actor, record) && isOneOf(["screening", "in_review", "deliberation"], record.state));
}

export type CriterionRow = { id: string; name: string; question: string; weight: number; answer: number | null | undefined };

export type AssignmentPage = {
  assignmentId: string;
  version: number;
  status: AssignmentState;
  state: SubmissionState;
  dueAt: Date | null;
  /** Days since then, while it waits for this person. */
  late: number;
  timeZone: string;
  head: {
    reference: string;
    title: string;
    language: string;
    category: string | null;
    country: string | null;
    organisation: string | null;
    people: string[];
    institution: string | null;
  };
  /** The edition hides whose it is: then `head` names nobody, and its title is the reference until the declaration. */
  blind: boolean;
  /** What a blind edition asks about before the content opens; empty afterwards and in every other edition. */
  names: Array<{ position: number; kind: string; name: string }>;
  /** Null before the declaration: what was not declared opens nothing. */
  work: {
    content: SolutionContent | null;
    scaleMin: number;
    scaleMax: number;
    criteria: CriterionRow[];
    forAuthor: string;
    privateNote: string;
    writable: boolean;
    mayLeave: boolean;
    /** The others, once deliberation has begun and one's own is in. */
    others: { panel: PanelMemberRow[]; summary: ScoreSummary | null } | null;
  } | null;
};

/** One assignment as its reviewer sees it; null for everybody else. */
export async function findAssignmentPage(actor: Actor, assignmentId: string, language: string, now: Date): Promise<AssignmentPage | null> {
  const tx = db();
  // One question whether it is somebody else's or never was: the time must not tell which.
  if (actor.kind !== "person" || (await tx.reviewAssignment.count({ where: { id: assignmentId, reviewerId: actor.personId } })) === 0) return null;
  const own = await findAssignment(tx, assignmentId);
  const desk = own && (await findDesk(tx, own.submissionId, now));
  if (!own || !desk) return null;
  const { blind } = desk.record;
  const record = { ...desk.record, reviewerId: own.reviewerId, status: own.status };
  if (!REVIEW_POLICY.see(actor, record)) return null;
  const { reference, title, language: titleLanguage, category, country, organisation, people, institution } = await readHead(tx, own.submissionId, language);
  const declared = REVIEW_POLICY.readContent(actor, record);
  const ownNames = blind ? await readOwnNames(tx, own.submissionId) : null;
  const hidden = { title: declared && ownNames ? hideNames(title, ownNames) : reference, organisation: null, people: [] };
  const page = {
    assignmentId,
    version: own.version,
    status: own.status,
    state: desk.state,
    dueAt: desk.dueAt,
    late: waitsFor(actor, record) ? daysLate(desk.dueAt, now) : 0,
    timeZone: desk.timeZone,
    head: { reference, title, organisation, people, language: titleLanguage, category, country, institution, ...(blind && hidden) },
    blind,
    names: blind && !declared ? await listBlindNames(tx, assignmentId) : [],
  };
  if (!declared) return { ...page, work: null };
  const content = desk.currentRevisionId ? await readRevisionContent(desk.currentRevisionId, tx) : null;
  const rubric = await tx.rubricVersion.findFirstOrThrow({
    where: own.review ? { id: own.review.rubricVersionId } : { editionId: desk.editionId },
    orderBy: { number: "desc" },
    select: { scaleMin: true, scaleMax: true, criteria: { orderBy: { position: "asc" }, select: { id: true, key: true, weight: true, texts: true } } },
  });
  return {
    ...page,
    work: {
      content: content && ownNames ? hideNamesIn(content, ownNames) : content,
      scaleMin: rubric.scaleMin,
      scaleMax: rubric.scaleMax,
      criteria: rubric.criteria.map(({ id, key, weight, texts }) => {
        const words = texts.find((text) => text.language === language) ?? texts[0];
        return { id, name: words?.name ?? key, question: words?.question ?? "", weight, answer: own.review?.answers.get(id) };
      }),
      forAuthor: own.review?.forAuthor ?? "",
      privateNote: own.review?.privateNote ?? "",
      writable: REVIEW_POLICY.write(actor, record) && isOneOf(WRITABLE_STATES, own.status),
      mayLeave: REVIEW_POLICY.leave(actor, record),
      others: REVIEW_POLICY.readOthers(actor, record) ? await readOthers(tx, desk, language, ownNames) : null,
    },
  };
}

/** What the others wrote. Why somebody was taken off is in a coordinator's words, who knows the names that a blind edition hides. */
async function readOthers(tx: Tx, desk: Desk, language: string, ownNames: OwnNames | null) {
  const { panel, summary } = await readPanel(tx, desk, { language, withReviews: true, withNotes: false });
  return { panel: panel.map((member) => ({ ...member, left: member.left && ownNames ? { ...member.left, text: hideNames(member.left.text, ownNames) } : member.left })), summary };
}
