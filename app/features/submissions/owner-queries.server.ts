import { z } from "zod";
import { db, type Prisma } from "~/platform/database/client.server";
import { canonicalJson, sha256 } from "~/platform/hash.server";
import type { Actor } from "../accounts/actor";
import { draftValues } from "./draft-values";
import { dateIn, textIn } from "./events";
import { type Contact, formOf } from "./form-content";
import { type FormValues, placeOf } from "./form-schema";
import { mayDo, partOf, SUBMISSION_POLICY, type SubmissionAction, type SubmissionFacts } from "./policy";
import { readContact, readRevisionContent } from "./revision-queries.server";
import type { SolutionContent } from "./schema";
import type { ReturnState, SubmissionState } from "./status";

/** One of the owner's own, as a list tells of it. */
export type OwnCard = {
  id: string;
  reference: string;
  title: string;
  state: SubmissionState;
  institution: string | null;
  dueAt: Date | null;
  timeZone: string;
  /** Of the draft; null when there is none. */
  savedAt: Date | null;
};

const CARD = {
  id: true,
  state: true,
  dueAt: true,
  version: true,
  returnsTo: true,
  editionId: true,
  currentRevisionId: true,
  solutionId: true,
  solution: { select: { reference: true, organisationId: true } },
  institution: { select: { name: true } },
  edition: { select: { timeZone: true } },
  currentRevision: { select: { language: true, texts: { select: { language: true, title: true } } } },
  draft: { select: { content: true, updatedAt: true, ownerId: true, version: true } },
  authorOnBehalfId: true,
  onBehalf: { select: { takenOverAt: true } },
} as const satisfies Prisma.SubmissionSelect;
type CardRow = Prisma.SubmissionGetPayload<{ select: typeof CARD }>;

/** What the actor owns, and the draft that they hold the key of: what waits for them first, then the latest. */
export async function listOwnSubmissions(actor: Actor): Promise<OwnCard[]> {
  const owned = actor.kind === "person" ? actor.memberships.filter(({ role }) => role === "owner").map(({ organisationId }) => organisationId) : [];
  const held = actor.kind === "person" || actor.kind === "draft-holder" ? [...actor.submissionIds] : [];
  const rows = await db().submission.findMany({
    where: {
      OR: [{ solution: { organisationId: { in: owned } } }, { id: { in: held } }, ...(actor.kind === "person" ? [{ draft: { ownerId: actor.personId } }] : [])],
    },
    orderBy: [{ stateSince: "desc" }, { id: "desc" }],
    take: 200,
    select: CARD,
  });
  return byWhatWaits(rows.filter((row) => mayDo("read", actor, factsOf(row))).map(cardOf));
}

/** What the actor typed for others. */
export async function listWrittenForOthers(actor: Actor): Promise<Array<OwnCard & { takenOver: boolean }>> {
  if (actor.kind !== "person") return [];
  const rows = await db().submission.findMany({ where: { authorOnBehalfId: actor.personId }, orderBy: [{ stateSince: "desc" }, { id: "desc" }], take: 200, select: CARD });
  return byWhatWaits(rows.filter((row) => mayDo("read", actor, factsOf(row))).map((row) => ({ ...cardOf(row), takenOver: factsOf(row).takenOver })));
}

/** What somebody has to do comes first. */
function byWhatWaits<Card extends OwnCard>(cards: Card[]): Card[] {
  const waits = ({ state }: OwnCard) => (state === "changes_requested" ? 0 : state === "draft" ? 1 : 2);
  return cards.sort((a, b) => waits(a) - waits(b));
}

function factsOf({ id, state, solution, draft, authorOnBehalfId, onBehalf }: CardRow): SubmissionFacts {
  return { id, state, organisationId: solution.organisationId, draftOwnerId: draft?.ownerId ?? null, authorOnBehalfId, takenOver: onBehalf?.takenOverAt != null };
}

function cardOf({ id, state, dueAt, solution, institution, edition, currentRevision, draft }: CardRow): OwnCard {
  const frozen = currentRevision?.texts.find(({ language }) => language === currentRevision.language)?.title;
  const title = (draft && draftValues(draft.content).title.trim()) || frozen || "";
  return { id, reference: solution.reference, title, state, institution: institution?.name ?? null, dueAt, timeZone: edition.timeZone, savedAt: draft?.updatedAt ?? null };
}

export type OwnPage = OwnCard & {
  version: number;
  returnsTo: ReturnState | null;
  editionId: string;
  /** True when its organisation is known already: then it is not asked again. */
  hasOrganisation: boolean;
  /** The actor types it for somebody else, whose consent is recorded with it. */
  onBehalf: boolean;
  draft: { values: FormValues; version: number } | null;
  /** What the actor may do with it now. */
  may: SubmissionAction[];
};

/** One submission with the draft that it has; null for whoever may not see it, as if it were not there. */
export async function findOwnSubmissionPage(actor: Actor, id: string): Promise<OwnPage | null> {
  if (!z.uuid().safeParse(id).success) return null;
  const row = await db().submission.findUnique({ where: { id }, select: CARD });
  if (!row || !mayDo("read", actor, factsOf(row))) return null;
  const { version, returnsTo, editionId, draft, solution } = row;
  const facts = factsOf(row);
  return {
    ...cardOf(row),
    version,
    returnsTo: returnsTo as ReturnState | null,
    editionId,
    hasOrganisation: solution.organisationId !== null,
    onBehalf: partOf(actor, facts) === "author-on-behalf",
    draft: draft && { values: draftValues(draft.content), version: draft.version },
    may: (Object.keys(SUBMISSION_POLICY) as SubmissionAction[]).filter((action) => mayDo(action, actor, facts)),
  };
}

/** What was frozen last, with the contact as it is today. */
export type Sent<Moment = Date> = { content: SolutionContent; contact: Contact | null; at: Moment };

/** Null before the first submission. Whoever calls it has asked the policy. */
export async function readSent(submissionId: string): Promise<Sent | null> {
  const { currentRevision, solutionId } = await db().submission.findUniqueOrThrow({
    where: { id: submissionId },
    select: { currentRevision: { select: { id: true, createdAt: true } }, solutionId: true },
  });
  if (!currentRevision) return null;
  const [content, contact] = await Promise.all([readRevisionContent(currentRevision.id), readContact(solutionId)]);
  return { content, contact, at: currentRevision.createdAt };
}

/**
 * Whether this is the form that was submitted last, letter for letter. A form that was sent twice is; one from another window with other
 * words is not. True where nothing tells, of what was submitted before its form was remembered.
 */
export async function wasSentAs(submissionId: string, values: FormValues): Promise<boolean> {
  const sent = await db().submissionEvent.findFirst({ where: { submissionId, kind: "submitted" }, orderBy: { sequence: "desc" }, select: { data: true } });
  const formHash = textIn(sent?.data, "formHash");
  return formHash === null || formHash === sha256(canonicalJson(values));
}

/** The same in the form that asks for it again. */
export async function readFrozenForm(submissionId: string): Promise<FormValues | null> {
  const sent = await readSent(submissionId);
  return sent && formOf(sent.content, sent.contact);
}

/** What an owner is told of; who reviews, and what is decided before it is announced, is not among it. */
const TOLD = [
  "started",
  "submitted",
  "imported",
  "claimed",
  "review_opened",
  "changes_requested",
  "changes_answered",
  "expired",
  "deliberation_opened",
  "announced",
  "reopened",
  "withdrawn",
  "due_date_moved",
  "handed_over",
  "taken_over",
] as const;
export type ToldEvent = (typeof TOLD)[number];

export type OwnHistory = {
  events: Array<{ kind: ToldEvent /** By whoever wrote it for its owner. */; onBehalf: boolean; at: Date; newDueAt: Date | null }>;
  /** What is asked for now. */
  notes: Array<{ section: string; note: string }>;
  /** The decision's letter, once it was announced. */
  letter: string | null;
  /** The revisions before and after the last answer to a request for changes. */
  difference: { before: FormValues; after: FormValues } | null;
};

/** The rest of a submission's page. Whoever calls it has asked the policy. */
export async function readOwnHistory(submissionId: string): Promise<OwnHistory> {
  const [events, notes, decision] = await Promise.all([
    db().submissionEvent.findMany({ where: { submissionId }, orderBy: { sequence: "asc" }, select: { kind: true, actorRole: true, at: true, data: true } }),
    db().changeRequest.findMany({ where: { submissionId, answeredAt: null }, select: { section: true, note: true } }),
    db().decision.findFirst({
      where: { submissionId, announcedAt: { not: null }, revokedAt: null },
      orderBy: { announcedAt: "desc" },
      select: { reason: true, letter: true },
    }),
  ]);
  return {
    events: events.flatMap(({ kind, actorRole, at, data }) => {
      const told = TOLD.find((known) => known === kind);
      return told ? [{ kind: told, onBehalf: actorRole === "author-on-behalf", at, newDueAt: told === "due_date_moved" ? dateIn(data, "to") : null }] : [];
    }),
    notes: notes.sort((a, b) => placeOf(a.section) - placeOf(b.section)),
    letter: decision ? (decision.letter ?? decision.reason) : null,
    difference: await readLastDifference(submissionId),
  };
}

/** The revisions before and after the last answer to a request for changes, as forms. Null when there was none, or it changed the contact only. */
export async function readLastDifference(submissionId: string): Promise<{ before: FormValues; after: FormValues } | null> {
  const answered = await db().submissionEvent.findFirst({ where: { submissionId, kind: "changes_answered" }, orderBy: { sequence: "desc" }, select: { data: true } });
  const [from, to] = [textIn(answered?.data, "from"), textIn(answered?.data, "revisionId")];
  if (!from || !to || from === to) return null;
  const [before, after] = await Promise.all([readRevisionContent(from), readRevisionContent(to)]);
  return { before: formOf(before, null), after: formOf(after, null) };
}

/** The organisations that the actor may submit for. */
export async function listOwnOrganisations(actor: Actor): Promise<Array<{ id: string; name: string }>> {
  if (actor.kind !== "person") return [];
  const ids = actor.memberships.filter(({ role }) => role === "owner").map(({ organisationId }) => organisationId);
  return db().organisation.findMany({ where: { id: { in: ids } }, orderBy: { name: "asc" }, select: { id: true, name: true } });
}
