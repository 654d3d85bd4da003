import { db, type Tx } from "~/platform/database/client.server";
import type { Actor } from "../accounts/actor";
import { textIn } from "../submissions/events";
import { placeOf } from "../submissions/form-schema";
import { findAwaitedNumber } from "../submissions/number-queries.server";
import { readRevisionContent } from "../submissions/revision-queries.server";
import type { SolutionContent } from "../submissions/schema";
import type { SubmissionState } from "../submissions/status";
import { type KeepOutPage, readKeepOut } from "./keep-out.server";
import { DESK_POLICY, type DeskAction } from "./policy";
import type { ChangesAsked, DecisionRow, PanelMemberRow, PanelReview, ScoreSummary, TimelineRow } from "./queue";
import { type Candidate, type Desk, findDesk, findOwnerIds, listCandidates, listReceivers } from "./repository.server";
import { daysLate, type Outcome, reviewScore, summarise } from "./rules";
import { type AssignmentState, AWAITED_STATES, isOneOf } from "./status";

export type DeskPage = {
  id: string;
  version: number;
  reference: string;
  title: string;
  language: string;
  category: string | null;
  country: string | null;
  organisation: string | null;
  people: string[];
  state: SubmissionState;
  stateSince: Date;
  dueAt: Date | null;
  timeZone: string;
  late: number;
  quorum: number;
  coordinator: string | null;
  institution: string | null;
  allowed: DeskAction[];
  /** The number that somebody has to confirm before anybody can begin. */
  awaitedNumber: string | null;
  content: SolutionContent | null;
  panel: PanelMemberRow[];
  summary: ScoreSummary | null;
  timeline: TimelineRow[];
  /** What was asked of the owner, the latest first. */
  requests: ChangesAsked[];
  decision: DecisionRow | null;
  candidates: Candidate[];
  receivers: Array<{ id: string; name: string; country: string | null }>;
  /** Whom the owner keeps out; null when nobody, or when it is over. */
  keepOut: KeepOutPage | null;
  /** In whose words a letter is written. */
  owner: { name: string | null; locale: string } | null;
};

const ACTIONS = Object.keys(DESK_POLICY) as DeskAction[];

/** A submission as its desk sees it; null for whoever does not run it. What is allowed is display only: every act asks again. */
export async function findDeskPage(actor: Actor, submissionId: string, language: string, now: Date): Promise<DeskPage | null> {
  const tx = db();
  const desk = await findDesk(tx, submissionId, now);
  if (!desk || !DESK_POLICY.see(actor, desk.record)) return null;
  const allowed = ACTIONS.filter((action) => DESK_POLICY[action](actor, desk.record));
  const head = await readHead(tx, submissionId, language);
  const content = desk.currentRevisionId ? await readRevisionContent(desk.currentRevisionId, tx) : null;
  const { panel, summary } = await readPanel(tx, desk, { language, withReviews: allowed.includes("readReviews"), withNotes: true });
  const [ownerId] = await findOwnerIds(tx, submissionId, now);
  return {
    ...head,
    id: submissionId,
    version: desk.version,
    state: desk.state,
    dueAt: desk.dueAt,
    timeZone: desk.timeZone,
    late: DESK_POLICY.moveDate(actor, desk.record) ? daysLate(desk.dueAt, now) : 0,
    quorum: desk.quorum,
    allowed,
    awaitedNumber: desk.record.waitsForNumber ? await findAwaitedNumber(tx, submissionId, now) : null,
    content,
    panel,
    summary,
    timeline: await readTimeline(tx, submissionId),
    requests: await readRequests(tx, submissionId),
    decision: await readDecision(tx, submissionId),
    candidates: allowed.includes("assign") ? await listCandidates(tx, submissionId, actor, now) : [],
    receivers: allowed.includes("handOver") ? await listReceivers(tx, submissionId, now) : [],
    keepOut: allowed.includes("keepOut") ? await readKeepOut(tx, submissionId, now) : null,
    owner: ownerId
      ? await tx.person.findUnique({ where: { id: ownerId }, select: { displayName: true, locale: true } }).then((row) => row && { name: row.displayName, locale: row.locale })
      : null,
  };
}

/** The notes of one request have one moment: they are asked together, and the owner's one answer is to all of them. */
async function readRequests(tx: Tx, submissionId: string): Promise<ChangesAsked[]> {
  const rows = await tx.changeRequest.findMany({ where: { submissionId }, select: { id: true, section: true, note: true, createdAt: true, answeredAt: true } });
  const requests = new Map<number, ChangesAsked>();
  for (const { id, section, note, createdAt, answeredAt } of rows.sort((a, b) => placeOf(a.section) - placeOf(b.section))) {
    const request = requests.get(createdAt.getTime()) ?? { askedAt: createdAt, answeredAt, notes: [] };
    request.notes.push({ id, section, note });
    requests.set(createdAt.getTime(), request);
  }
  return [...requests.values()].sort((a, b) => b.askedAt.getTime() - a.askedAt.getTime());
}

/** What may be known of a submission before anything is declared: title, category, country, organisation, people. */
export async function readHead(tx: Tx, submissionId: string, language: string) {
  const row = await tx.submission.findUniqueOrThrow({
    where: { id: submissionId },
    select: {
      stateSince: true,
      coordinatorId: true,
      institution: { select: { name: true } },
      solution: { select: { reference: true, organisation: { select: { id: true, name: true } }, contact: { select: { personName: true } } } },
      currentRevision: { select: { language: true, categoryKey: true, originCountry: true, texts: { select: { language: true, title: true } } } },
    },
  });
  const revision = row.currentRevision;
  const words = revision && (revision.texts.find((text) => text.language === language) ?? revision.texts.find((text) => text.language === revision.language) ?? revision.texts[0]);
  const category = revision?.categoryKey ? await tx.categoryText.findMany({ where: { categoryKey: revision.categoryKey }, select: { language: true, label: true } }) : [];
  const coordinator = row.coordinatorId ? await tx.person.findUnique({ where: { id: row.coordinatorId }, select: { displayName: true } }) : null;
  const organisation = row.solution.organisation;
  const owners = organisation
    ? await tx.membership.findMany({
        where: { organisationId: organisation.id, role: "owner", endsAt: null },
        select: { person: { select: { displayName: true } } },
        orderBy: { id: "asc" },
      })
    : [];
  const people = [row.solution.contact?.personName, ...owners.map(({ person }) => person.displayName)].filter((name) => typeof name === "string" && name !== "");
  return {
    reference: row.solution.reference,
    title: words?.title ?? row.solution.reference,
    language: words?.language ?? language,
    category: (category.find((text) => text.language === language) ?? category[0])?.label ?? null,
    country: revision?.originCountry ?? null,
    organisation: organisation?.name ?? null,
    people: [...new Set(people)] as string[],
    stateSince: row.stateSince,
    coordinator: coordinator?.displayName ?? null,
    institution: row.institution?.name ?? null,
  };
}

type PanelOptions = { language: string; withReviews: boolean; withNotes: boolean };

/** The reviewers, and for those who may read them what they wrote; the summary counts reviews of the current revision only. */
export async function readPanel(tx: Tx, desk: Desk, { language, withReviews, withNotes }: PanelOptions): Promise<{ panel: PanelMemberRow[]; summary: ScoreSummary | null }> {
  const rows = await tx.reviewAssignment.findMany({
    where: { submissionId: desk.submissionId },
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
    select: {
      id: true,
      reviewerId: true,
      conflict: true,
      leftReason: true,
      leftText: true,
      updatedAt: true,
      review: {
        select: {
          forAuthor: true,
          privateNote: true,
          submittedAt: true,
          rubric: { select: { scaleMin: true, scaleMax: true } },
          scores: { select: { value: true, criterion: { select: { position: true, weight: true, key: true, texts: { select: { language: true, name: true } } } } } },
        },
      },
    },
  });
  const people = await tx.person.findMany({
    where: { id: { in: rows.map(({ reviewerId }) => reviewerId) } },
    select: { id: true, displayName: true, memberships: { where: { role: "reviewer" }, select: { organisation: { select: { name: true } } }, take: 1 } },
  });
  const scores: number[] = [];
  let scale: { scaleMin: number; scaleMax: number } | null = null;
  const panel = rows.map(({ id, reviewerId, conflict, leftReason, leftText, updatedAt, review }): PanelMemberRow => {
    const person = people.find((one) => one.id === reviewerId);
    const member = desk.panel.find(({ assignmentId }) => assignmentId === id);
    const status: AssignmentState = member?.status ?? "revoked";
    // Handed in once, it stays readable whatever became of its author.
    const readable = withReviews && review?.submittedAt ? review : null;
    const score = readable && reviewScore(readable.scores.map(({ value, criterion }) => ({ value, weight: criterion.weight })));
    if (readable && status === "submitted" && typeof score === "number") {
      scores.push(score);
      scale = readable.rubric;
    }
    const shown: PanelReview | null = readable && {
      score,
      answers: [...readable.scores]
        .sort((a, b) => a.criterion.position - b.criterion.position)
        .map(({ value, criterion }) => ({ criterion: (criterion.texts.find((text) => text.language === language) ?? criterion.texts[0])?.name ?? criterion.key, value })),
      forAuthor: readable.forAuthor,
      privateNote: withNotes ? readable.privateNote : null,
    };
    return {
      assignmentId: id,
      name: person?.displayName ?? null,
      institution: person?.memberships[0]?.organisation.name ?? null,
      status,
      conflict: withNotes ? conflict : null,
      left: leftReason === null ? null : { code: leftReason, text: withReviews ? (leftText ?? "") : "" },
      gone: (member?.gone ?? false) && isOneOf(AWAITED_STATES, status),
      counts: status === "submitted",
      since: updatedAt,
      review: shown,
    };
  });
  const summary = summarise(scores);
  return { panel, summary: summary && scale ? { ...summary, ...(scale as { scaleMin: number; scaleMax: number }), scores } : null };
}

async function readTimeline(tx: Tx, submissionId: string, last?: number): Promise<TimelineRow[]> {
  const events = await tx.submissionEvent.findMany({ where: { submissionId }, orderBy: { sequence: "desc" }, ...(last && { take: last }) });
  const ids = [...new Set(events.flatMap(({ actorId }) => actorId ?? []))];
  const people = await tx.person.findMany({ where: { id: { in: ids } }, select: { id: true, displayName: true } });
  const left = await tx.reviewAssignment.findMany({ where: { submissionId, leftText: { not: null } }, select: { id: true, leftText: true } });
  const short = await tx.decision.findMany({ where: { submissionId, fewerReasonCode: { not: null } }, select: { id: true, fewerReasonCode: true, fewerReason: true } });
  return events.map(({ sequence, kind, toState, actorId, actorRole, reasonCode, data, at }) => {
    const decision = short.find(({ id }) => id === textIn(data, "decisionId"));
    const [given, wanted] = [Number(textIn(data, "given")), Number(textIn(data, "wanted"))];
    return {
      sequence,
      kind,
      to: toState,
      role: actorRole,
      name: people.find(({ id }) => id === actorId)?.displayName ?? null,
      reasonCode,
      words: kind === "reviewer_revoked" ? (left.find(({ id }) => id === textIn(data, "assignmentId"))?.leftText ?? null) : null,
      fewer: kind === "decided" && decision ? { given, wanted, code: decision.fewerReasonCode ?? "", text: decision.fewerReason ?? "" } : null,
      at,
    };
  });
}

/** The decision that stands. */
export async function readDecision(tx: Tx, submissionId: string): Promise<DecisionRow | null> {
  const row = await tx.decision.findFirst({ where: { submissionId, revokedAt: null }, orderBy: { decidedAt: "desc" } });
  if (!row) return null;
  const { outcome, reasonCode, reason, decidedAt, announcedAt, fewerReasonCode, fewerReason, reviewsGiven } = row;
  const fewer = fewerReasonCode === null ? null : { given: reviewsGiven ?? 0, code: fewerReasonCode, text: fewerReason ?? "" };
  return { outcome: outcome as Outcome, reasonCode, reason, decidedAt, announcedAt, fewer };
}
