import { expect } from "vitest";
import { findSolutions } from "~/features/catalogue/search-queries.server";
import { listHeldLetters } from "~/features/notifications/desk.server";
import { readQueue } from "~/features/review/queue-queries.server";
import { listReviewTasks } from "~/features/review/reviewer-queries.server";
import { replay } from "~/features/submissions/events";
import { sqlPool } from "~/platform/database/client.server";
import { type Party, partsOf, type View } from "./walk-view";
import type { Name, World } from "./walk-world";
import { DAY, MARKER } from "./walk-world";

/** DESIGN.md section 4 by hand: what may follow what, and by whose hand. Not one line of it is read from the code. */
const SUBMISSION_LIFE = lines(`
draft > submitted: submitted by owner
submitted > screening: claimed by desk
submitted > withdrawn: withdrawn by owner
screening > in_review: review_opened by desk
screening > changes_requested: changes_requested by desk
screening > decided: decided by desk
screening > withdrawn: withdrawn by owner
in_review > deliberation: deliberation_opened by desk
in_review > deliberation: deliberation_opened by system
in_review > changes_requested: changes_requested by desk
in_review > withdrawn: withdrawn by owner
deliberation > decided: decided by desk
deliberation > changes_requested: changes_requested by desk
deliberation > withdrawn: withdrawn by owner
changes_requested > screening: changes_answered by owner
changes_requested > in_review: changes_answered by owner
changes_requested > deliberation: changes_answered by owner
changes_requested > expired: expired by system
changes_requested > withdrawn: withdrawn by owner
decided > screening: decision_revoked by desk
decided > deliberation: decision_revoked by desk
decided > accepted: announced by desk
decided > declined: announced by desk
decided > withdrawn: withdrawn by owner
declined > draft: reopened by owner
withdrawn > draft: reopened by owner
expired > draft: reopened by owner
note: started by owner
note: reviewer_assigned by desk
note: reviewer_revoked by desk
note: reviewer_left by reviewer
note: review_submitted by reviewer
note: conflict_declared by desk
note: handed_over by desk
note: handed_over by manager
note: due_date_moved by desk
note: due_date_moved by system
`);

const ASSIGNMENT_LIFE = lines(`
nothing > invited by desk
invited > accepted by reviewer
invited > declined by reviewer
invited > recused by reviewer
invited > recused by desk
invited > revoked by desk
invited > revoked by owner
invited > revoked by system
accepted > draft by reviewer
accepted > submitted by reviewer
accepted > abstained by reviewer
accepted > recused by reviewer
accepted > recused by desk
accepted > revoked by desk
accepted > revoked by owner
accepted > revoked by system
draft > submitted by reviewer
draft > abstained by reviewer
draft > recused by reviewer
draft > recused by desk
draft > revoked by desk
draft > revoked by owner
draft > revoked by system
revoked > invited by desk
submitted > stale by owner
submitted > recused by reviewer
submitted > recused by desk
submitted > revoked by desk
stale > submitted by reviewer
stale > abstained by reviewer
stale > recused by reviewer
stale > recused by desk
stale > revoked by desk
`);

const LISTING_LIFE = lines(`
unpublished > published: published by owner
unpublished > published: published by moderator
unpublished > hidden: shelved by moderator
published > published: confirmed by owner
published > needs_confirmation: confirmation_due by system
published > hidden: hidden by owner
published > suspended: suspended by moderator
published > removed: removed by moderator
needs_confirmation > published: confirmed by owner
needs_confirmation > archived: archived by system
needs_confirmation > hidden: hidden by owner
needs_confirmation > suspended: suspended by moderator
needs_confirmation > removed: removed by moderator
archived > published: republished by owner
archived > hidden: hidden by owner
archived > suspended: suspended by moderator
archived > removed: removed by moderator
hidden > unpublished: shown by owner
hidden > published: shown by owner
hidden > needs_confirmation: shown by owner
hidden > archived: shown by owner
hidden > suspended: suspended by moderator
hidden > removed: removed by moderator
suspended > published: suspension_lifted by moderator
suspended > needs_confirmation: suspension_lifted by moderator
suspended > archived: suspension_lifted by moderator
suspended > hidden: suspension_lifted by moderator
suspended > removed: removed by moderator
note: created by system
note: confirmation_asked by system
`);

function lines(text: string): ReadonlySet<string> {
  return new Set(text.trim().split("\n"));
}

/** Every line that some walk has made true; lines that none has are lines that nothing proves. */
export const SEEN = new Set<string>();
export const EVERY_LINE = [...SUBMISSION_LIFE, ...ASSIGNMENT_LIFE, ...LISTING_LIFE];

/** `actors` did something between the two views, or nobody: then it was the system. */
export function expectLawful(before: View, after: View, actors: readonly Name[], world: World, now: Date): void {
  expectAppended(before, after, now);
  for (const { kind, fromState, toState, actorId } of after.events.slice(before.events.length)) {
    const line = toState === null ? `note: ${kind}` : `${fromState} > ${toState}: ${kind}`;
    expectWritten(SUBMISSION_LIFE, line, partiesOf(actorId, before, world));
  }
  const known = new Map(before.assignments.map(({ id, status }) => [id, status]));
  for (const { id, status } of after.assignments) {
    const from = known.get(id) ?? "nothing";
    if (from === status) continue;
    const parties = new Set<Party>(actors.flatMap((name) => [...partsOf(name, before, world), ...partsOf(name, after, world)]));
    if (actors.length === 0) parties.add("system");
    expectWritten(ASSIGNMENT_LIFE, `${from} > ${status}`, parties);
  }
  for (const { kind, fromState, toState, actorId, data, at } of after.listingEvents.slice(before.listingEvents.length)) {
    const parties = partiesOf(actorId, { ...before, listing: before.listing ?? after.listing }, world);
    expectWritten(LISTING_LIFE, toState === null ? `note: ${kind}` : `${fromState} > ${toState}: ${kind}`, parties);
    const onBehalf = isOnBehalf({ kind, data });
    if (onBehalf || kind === "shelved") expect(at.getTime() - (before.listing?.stateSince.getTime() ?? 0), "the owner has two weeks alone").toBeGreaterThanOrEqual(14 * DAY);
    expect(at).toEqual(now);
  }
}

function partiesOf(actorId: string | null, view: View, world: World): Set<Party | "manager"> {
  if (actorId === null) return new Set(["system"]);
  const name = world.names.get(actorId) ?? "nobody";
  const parties = new Set<Party | "manager">(partsOf(name, view, world));
  if (name === "manager" && !view.declared.has(name)) parties.add("manager");
  return parties;
}

function expectWritten(life: ReadonlySet<string>, what: string, parties: ReadonlySet<string>): void {
  const written = [...parties].map((party) => `${what} by ${party}`).filter((line) => life.has(line));
  expect(written, `${what} by ${[...parties].join(" and ") || "nobody"}`).not.toEqual([]);
  for (const line of written) SEEN.add(line);
}

/** A timeline is only ever added to; what nobody ever submitted goes when it was left alone for half a year. */
function expectAppended(before: View, after: View, now: Date): void {
  if (before.submission && !after.submission) {
    expect(before.submission, "what is purged").toMatchObject({ state: "draft", currentRevisionId: null });
    expect(now.getTime() - (before.draftSavedAt?.getTime() ?? 0), "how long it was left alone").toBeGreaterThanOrEqual(180 * DAY);
    return;
  }
  expect(after.events.slice(0, before.events.length)).toEqual(before.events);
  expect(after.listingEvents.slice(0, before.listingEvents.length)).toEqual(before.listingEvents);
}

const isOnBehalf = ({ kind, data }: { kind: string; data: unknown }) => kind === "published" && typeof data === "object" && data !== null && "onBehalf" in data;

/** What must be true of the rows wherever a walk stands. `due` is what the walk itself has counted. */
export async function expectWhole({ submission, events, decisions, assignments, listing, listingEvents }: View, world: World, due: Date | null, now: Date): Promise<void> {
  if (!submission) return;
  const { id: _id, solutionId: _solutionId, version: _version, ...row } = submission;
  expect(replay(events), "the timeline replays to the row").toEqual({ ok: true, submission: row });
  expect(submission.dueAt, "start + service level + pauses").toEqual(due);
  const standing = decisions.filter(({ announced, revoked }) => !announced && !revoked);
  expect(standing.length, `decisions that wait to be announced in ${submission.state}`).toBe(submission.state === "decided" ? 1 : 0);
  if (["accepted", "declined", "withdrawn", "expired"].includes(submission.state)) {
    for (const { status, reviewer } of assignments) expect(["invited", "accepted", "draft"], `${reviewer} is asked to review what is over`).not.toContain(status);
    await expectNothingAsked(submission.id, world, now);
  }
  for (const { reviewer } of assignments) expect(["partner", "cousin", "ana", "beto"], "no reviewer is of the owner's firm").not.toContain(reviewer);
  if (listing) {
    expect(listingEvents.filter(({ toState }) => toState !== null).at(-1)?.toState ?? "unpublished", "the listing's timeline leads to its state").toBe(listing.state);
    expect(
      events.some(({ toState }) => toState === "accepted"),
      "a listing is of what was accepted",
    ).toBe(true);
  }
  await expectLetters(events, world);
}

/** What may still be told of a submission that is over: how it ended, what was handed in about it, and its listing. */
const STILL_TOLD = /^(decision\.announced|submission\.(received|expired|withdrawn)|listing\.|contact\.|report\.)/;

/** No letter at any desk asks anybody for anything of what is over, and no page promises an answer or counts days. */
async function expectNothingAsked(submissionId: string, { cast }: World, now: Date): Promise<void> {
  for (const name of ["coordinator", "deputy", "south", "manager"] as const) {
    const [letters, queue] = [await listHeldLetters(cast[name], now), await readQueue(cast[name], { pile: "closed", page: 1, language: "es" }, now)];
    for (const { kind } of letters) expect(kind, `held at the desk of the ${name}`).toMatch(STILL_TOLD);
    for (const row of queue.rows) expect(row.late, "days that run on").toBe(0);
  }
  for (const name of ["rita", "raul", "dora", "sofia"] as const) {
    const tasks = await listReviewTasks(cast[name], "es", now);
    expect(
      tasks.filter(({ writable, paused }) => writable || paused),
      `waits for ${name}`,
    ).toEqual([]);
  }
  const { rows } = await sqlPool().query(`SELECT 1 FROM "Submission" WHERE id = $1 AND "returnsTo" IS NOT NULL`, [submissionId]);
  expect(rows, "a place to come back to").toEqual([]);
}

/** By kind and recipient: asked for and not written yet, or written. */
async function countLetters(kind: string, subjectId: string): Promise<Map<string, number>> {
  const { rows } = await sqlPool().query<{ recipient: string; count: number }>(
    `SELECT recipient, count(*)::int AS count FROM (
       SELECT payload->>'recipientId' AS recipient FROM graphile_worker._private_jobs WHERE payload->>'kind' = $1 AND payload->>'subjectId' = $2
       UNION ALL SELECT "recipientId"::text FROM "Letter" WHERE kind = $1 AND "subjectId" = $2::uuid
     ) letter GROUP BY recipient`,
    [kind, subjectId],
  );
  return new Map(rows.map(({ recipient, count }) => [recipient, count]));
}

async function expectLetters(events: View["events"], { cast }: World): Promise<void> {
  const owners = [cast.ana, cast.beto].flatMap((actor) => (actor.kind === "person" ? [actor.personId] : [])).sort();
  for (const { kind, data } of events) {
    if (kind !== "announced") continue;
    const { decisionId } = data as { decisionId: string };
    const letters = await countLetters("decision.announced", decisionId);
    expect([...letters.keys()].sort(), "each owner is told").toEqual(owners);
    expect([...letters.values()], "once").toEqual([1, 1]);
  }
}

/** Nothing is found, and nothing stands in the index, that was not accepted and then agreed to. */
export async function expectFoundOnlyIfPublic({ submission, events, listing, listingEvents }: View, { drained }: { drained: boolean }): Promise<void> {
  const accepted = submission?.state === "accepted" && events.some(({ kind, toState }) => kind === "announced" && toState === "accepted");
  const agreed = listingEvents.some(({ kind }) => kind === "published");
  const isPublic = accepted && agreed && (listing?.state === "published" || listing?.state === "needs_confirmation");
  const { full, approximate } = await findSolutions({ language: "es", query: MARKER, filters: {}, sort: "relevance", page: 1, perPage: 10 });
  const found = full.length + approximate.length;
  if (!isPublic) expect(found, "found").toBe(0);
  if (!drained) return;
  expect(found, "found").toBe(isPublic ? 1 : 0);
  expect(await countIndexed(), "languages in which it stands in the index").toBe(isPublic ? 3 : 0);
}

/** In how many rows of the index the marker stands, or the listing's id. */
async function countIndexed(): Promise<number> {
  const { rows } = await sqlPool().query<{ documents: number; texts: number; words: number }>(
    `SELECT (SELECT count(*)::int FROM search.document) AS documents, (SELECT count(*)::int FROM search.document_text AS row WHERE row::text ILIKE $1) AS texts,
       (SELECT count(*)::int FROM search.word WHERE word ILIKE $1) AS words`,
    [`%${MARKER}%`],
  );
  const [{ documents, texts, words } = { documents: 0, texts: 0, words: 0 }] = rows;
  expect({ texts, words: words > 0 }, "words in the index").toEqual({ texts: documents, words: documents > 0 });
  return documents;
}
