import { beforeAll, describe, expect, it } from "vitest";
import { createEdition, createMember, createSubmission } from "#tests/factories/desk";
import { createCategory, createOrganisation, MADE_AT } from "#tests/factories/records";
import type { PersonActor } from "~/features/accounts/actor";
import { type Role, roleFrom, storedRole } from "~/features/accounts/schema";
import { ASSIGNMENT_STATES, type AssignmentState } from "~/features/review/status";
import {
  findConflicted,
  findConflictedOrganisations,
  findConflictsOf,
  isConflicted,
  isConflictedOfListing,
  isConflictedToReview,
  readConflictFactsOf,
  readListingConflictFacts,
} from "~/features/submissions/conflict-of-interest/queries.server";
import { inConflict, inConflictToReview } from "~/features/submissions/conflict-of-interest/rules";
import { CONFLICT_KINDS } from "~/features/submissions/conflict-of-interest/schema";
import { SUBMISSION_STATES, type SubmissionState } from "~/features/submissions/status";
import { db, Prisma } from "~/platform/database/client.server";
import { newId } from "~/platform/ids";

const DAY = 86_400_000;
const days = (count: number) => new Date(MADE_AT.getTime() + count * DAY);
/** Every submission was begun on MADE_AT; the rule is asked on day 20. */
const NOW = days(20);

/** Every part that a person may have at the institution beside what ties them to the submission, alone and together. */
const PARTS: ReadonlyArray<readonly Role[]> = [
  ["coordinator"],
  ["deputy"],
  ["reviewer"],
  ["adviser"],
  ["programme-manager"],
  ["administrator"],
  [],
  ["deputy", "reviewer"],
  ["coordinator", "programme-manager", "administrator"],
];
/** Of people who are gone the rule says the same: that they may do nothing is another rule's affair. */
const STANDINGS = [{}, { disabledAt: MADE_AT }, { erasedAt: MADE_AT, displayName: null }] as const;

/** Their ids; an author on behalf and an institution stand ready beside the owner's firm. */
type World = { submissionId: string; person: string; firm: string; institution: string; author: string };
type Rows = {
  authorOnBehalfId?: string;
  conflict?: string;
  keptOut?: { kind: string; subjectId: string; source: string };
  assignment?: { status: AssignmentState; conflict: string | null };
  event?: { kind: string; actorRole: string };
  memberships?: Array<{ personId: string; organisationId: string; role: Role; startsAt: Date; endsAt: Date | null }>;
};
/** What ties a person to a submission, as rows; and by hand what follows at a desk and on a panel. */
type Tie = { name: string; rows: (world: World) => Rows; desk: boolean; panel: boolean; blind?: true };

const WINDOWS = [
  { name: "since before it was begun", from: -30, until: null, counts: true },
  { name: "since a day in its time", from: 5, until: null, counts: true },
  { name: "until a day to come", from: -30, until: 40, counts: true },
  { name: "until yesterday", from: -30, until: 19, counts: true },
  { name: "until this moment", from: -30, until: 20, counts: true },
  { name: "until before it was begun", from: -30, until: -1, counts: false },
  { name: "until it was begun", from: -30, until: 0, counts: false },
  { name: "from tomorrow on", from: 21, until: null, counts: false },
] as const;
type Window = { from: number; until: number | null };

const member = (personId: string, organisationId: string, { from, until }: Window, role: Role = "adviser") => ({
  personId,
  organisationId,
  role,
  startsAt: days(from),
  endsAt: until === null ? null : days(until),
});
const ALWAYS: Window = { from: -30, until: null };
const both = (counts: boolean) => ({ desk: counts, panel: counts });

const TIES: readonly Tie[] = [
  { name: "nothing", rows: () => ({}), ...both(false) },
  ...CONFLICT_KINDS.map((conflict) => ({ name: `a declared conflict (${conflict})`, rows: () => ({ conflict }), ...both(true) })),
  ...CONFLICT_KINDS.map((conflict) => ({ name: `a recusal (${conflict})`, rows: () => ({ assignment: { status: "recused" as const, conflict } }), ...both(true) })),
  ...ASSIGNMENT_STATES.map((status) => ({ name: `a review that is ${status}`, rows: () => ({ assignment: { status, conflict: null } }), ...both(false) })),
  ...ASSIGNMENT_STATES.map((status) => ({
    name: `a review that is ${status} in a blind edition`,
    rows: () => ({ assignment: { status, conflict: null } }),
    desk: !["declined", "recused", "revoked"].includes(status),
    panel: false,
    blind: true as const,
  })),
  { name: "having begun it", rows: () => ({ event: { kind: "started", actorRole: "owner" } }), ...both(true) },
  { name: "having submitted it", rows: () => ({ event: { kind: "submitted", actorRole: "owner" } }), ...both(true) },
  { name: "having claimed it", rows: () => ({ event: { kind: "claimed", actorRole: "coordinator" } }), ...both(false) },
  { name: "having typed it for the owner", rows: ({ person }) => ({ authorOnBehalfId: person }), ...both(true) },
  ...["owner", "name", "desk"].map((source) => ({
    name: `being kept out by name (${source})`,
    rows: ({ person }: World) => ({ keptOut: { kind: "person", subjectId: person, source } }),
    ...both(true),
  })),
  {
    name: "an organisation that has the id of a person who is kept out",
    rows: ({ person, institution }) => ({ keptOut: { kind: "person", subjectId: institution, source: "desk" }, memberships: [member(person, institution, ALWAYS)] }),
    ...both(false),
  },
  ...WINDOWS.flatMap((window): Tie[] => [
    {
      name: `the owner's organisation, ${window.name}`,
      rows: ({ person, firm }) => ({ memberships: [member(person, firm, window, "owner")] }),
      ...both(window.counts),
    },
    {
      name: `an institution that is kept out, ${window.name}`,
      rows: ({ person, institution }) => ({ keptOut: { kind: "organisation", subjectId: institution, source: "owner" }, memberships: [member(person, institution, window)] }),
      ...both(window.counts),
    },
    {
      name: `the author's institution, ${window.name}`,
      rows: ({ person, institution, author }) => ({ authorOnBehalfId: author, memberships: [member(author, institution, ALWAYS), member(person, institution, window)] }),
      ...both(window.counts),
    },
    {
      name: `an institution that was the author's ${window.name}`,
      rows: ({ person, institution, author }) => ({ authorOnBehalfId: author, memberships: [member(author, institution, window), member(person, institution, ALWAYS)] }),
      ...both(window.counts),
    },
  ]),
];

type Case = { tie: Tie; parts: readonly Role[]; state: SubmissionState; world: World; solutionId: string };
const cases: Case[] = [];
/** By the id of its submission, what each side says of the case's person. */
const verdicts = new Map<string, { desk: boolean[]; panel: boolean[]; listing: boolean[] }>();

async function inBatches<Row>(rows: readonly Row[], write: (batch: Row[]) => Promise<unknown>): Promise<void> {
  for (let start = 0; start < rows.length; start += 1_000) await write(rows.slice(start, start + 1_000));
}

/** Every tie with every part in every state, each a submission with people of its own. */
async function writeCases(): Promise<void> {
  await createCategory();
  const editions = { open: (await createEdition()).id, blind: (await createEdition({ blind: true })).id };
  const home = (await createOrganisation()).id;
  for (const tie of TIES) {
    for (const parts of PARTS) {
      for (const state of SUBMISSION_STATES) {
        const [submissionId, person, firm, institution, author, solutionId] = [1, 2, 3, 4, 5, 6].map(() => newId(MADE_AT)) as [string, string, string, string, string, string];
        cases.push({ tie, parts, state, solutionId, world: { submissionId, person, firm, institution, author } });
      }
    }
  }
  const made = cases.map((one) => ({ ...one, made: one.tie.rows(one.world) }));
  const organisations = made.flatMap(({ world: { firm, institution } }) => [firm, institution]);
  await inBatches(organisations, (batch) =>
    db().organisation.createMany({ data: batch.map((id) => ({ id, slug: id, kind: "firm" as const, name: id, createdAt: MADE_AT, updatedAt: MADE_AT })) }),
  );
  const people = made.flatMap(({ world: { person, author } }, index) => [{ id: person, ...STANDINGS[index % STANDINGS.length] }, { id: author }]);
  await inBatches(people, (batch) => db().person.createMany({ data: batch.map((row) => ({ locale: "es", createdAt: MADE_AT, ...row })) }));
  const memberships = made.flatMap(({ parts, world: { person }, made: rows }) => [...parts.map((role) => member(person, home, ALWAYS, role)), ...(rows.memberships ?? [])]);
  await inBatches(memberships, (batch) => db().membership.createMany({ data: batch.map(({ role, ...row }) => ({ ...row, id: newId(MADE_AT), role: storedRole(role) })) }));
  await inBatches(made, (batch) =>
    db().solution.createMany({
      data: batch.map(({ solutionId, world }) => ({ id: solutionId, reference: solutionId, organisationId: world.firm, origin: "submission" as const, createdAt: MADE_AT })),
    }),
  );
  await inBatches(made, (batch) =>
    db().submission.createMany({
      data: batch.map(({ solutionId, tie, state, world, made: { authorOnBehalfId = null } }) => ({
        id: world.submissionId,
        solutionId,
        editionId: tie.blind ? editions.blind : editions.open,
        institutionId: home,
        authorOnBehalfId,
        state,
        stateSince: MADE_AT,
        createdAt: MADE_AT,
      })),
    }),
  );
  await inBatches(made, async (batch) => {
    const rowsOf = <Row>(of: (rows: Rows, world: World) => Row | undefined) => batch.flatMap(({ made: rows, world }) => of(rows, world) ?? []);
    await db().conflict.createMany({
      data: rowsOf(({ conflict: kind }, { submissionId, person: personId }) => (kind ? { submissionId, personId, kind, declaredAt: MADE_AT } : undefined)),
    });
    await db().keptOut.createMany({ data: rowsOf(({ keptOut }, { submissionId }) => keptOut && { ...keptOut, submissionId, addedAt: MADE_AT }) });
    await db().reviewAssignment.createMany({
      data: rowsOf(
        ({ assignment }, { submissionId, person: reviewerId }) =>
          assignment && { ...assignment, id: newId(MADE_AT), submissionId, reviewerId, createdAt: MADE_AT, updatedAt: MADE_AT },
      ),
    });
    await db().submissionEvent.createMany({
      data: rowsOf(({ event }, { submissionId, person: actorId }) => event && { ...event, submissionId, actorId, sequence: 1, at: MADE_AT }),
    });
  });
}

/** As a request brings them: with the memberships that hold on the day. */
async function actorsToday(): Promise<Map<string, PersonActor>> {
  const rows = await db().membership.findMany({ where: { startsAt: { lte: NOW }, OR: [{ endsAt: null }, { endsAt: { gt: NOW } }] } });
  const actors = new Map<string, PersonActor>();
  for (const { personId, organisationId, role } of rows) {
    const { memberships = [] } = actors.get(personId) ?? {};
    actors.set(personId, { kind: "person", personId, submissionIds: [], memberships: [...memberships, { organisationId, role: roleFrom(role) }] });
  }
  return actors;
}

async function askBothSides(): Promise<void> {
  const actors = await actorsToday();
  const [submissions, people] = [cases.map(({ world }) => world.submissionId), cases.map(({ world }) => world.person)];
  const person = Prisma.sql`pair.person`;
  const rows = await db().$queryRaw<Array<{ id: string; desk: boolean; panel: boolean; listing: boolean }>>`
    SELECT submission.id, ${isConflicted(person, NOW)} AS desk, ${isConflictedToReview(person, NOW)} AS panel, listed.yes AS listing
    FROM unnest(${submissions}::uuid[], ${people}::uuid[]) AS pair(submission, person)
    JOIN "Submission" submission ON submission.id = pair.submission JOIN "Solution" solution ON solution.id = submission."solutionId"
    CROSS JOIN LATERAL (SELECT ${isConflictedOfListing(person, NOW)} AS yes FROM (SELECT solution.id AS "solutionId") listing) listed`;
  const facts = await readConflictFactsOf(db(), submissions, NOW);
  const sql = new Map(rows.map(({ id, ...row }) => [id, row]));
  for (const { world } of cases) {
    const [told, known] = [sql.get(world.submissionId), facts.get(world.submissionId)];
    const actor = actors.get(world.person) ?? { kind: "person" as const, personId: world.person, memberships: [], submissionIds: [] };
    if (!told || !known) throw new Error("a case was not answered");
    verdicts.set(world.submissionId, { desk: [inConflict(actor, known), told.desk], panel: [inConflictToReview(actor, known), told.panel], listing: [told.listing] });
  }
}

beforeAll(async () => {
  await writeCases();
  await askBothSides();
}, 600_000);

describe("the pure rule of conflict, its SQL, and what is written here by hand agree", () => {
  it.each(TIES.map((tie) => [tie.name, tie] as const))("on %s, with every part and in every state", (_name, tie) => {
    const wrong = cases.flatMap(({ tie: own, parts, state, world }) => {
      const met = verdicts.get(world.submissionId);
      const expected = { desk: [tie.desk, tie.desk], panel: [tie.panel, tie.panel], listing: [tie.desk] };
      return own === tie && JSON.stringify(met) !== JSON.stringify(expected) ? [{ parts, state, met }] : [];
    });
    expect(wrong.slice(0, 3)).toEqual([]);
  });
});

describe("what is asked with the rule", () => {
  const tied = (name: string) => cases.find(({ tie }) => tie.name === name) ?? cases[0];

  it("finds those of several people, submissions and organisations that are in conflict, and no other", async () => {
    const [declared, free, kept] = [tied("a declared conflict (family)"), tied("nothing"), tied("an institution that is kept out, since before it was begun")];
    if (!declared || !free || !kept) throw new Error("no such case");
    const both = [declared.world.person, free.world.person];
    expect([...(await findConflicted(db(), { submissionId: declared.world.submissionId }, both, NOW))]).toEqual([declared.world.person]);
    expect([...(await findConflicted(db(), { submissionId: free.world.submissionId }, both, NOW))]).toEqual([]);
    expect([...(await findConflictsOf(db(), declared.world.person, [declared.world.submissionId, free.world.submissionId], NOW))]).toEqual([declared.world.submissionId]);
    const organisations = [kept.world.institution, kept.world.firm, free.world.institution];
    expect([...(await findConflictedOrganisations(db(), kept.world.submissionId, organisations, NOW))].sort()).toEqual([kept.world.institution, kept.world.firm].sort());
  });

  it("lets the panel of a blind edition review it and keeps it from their desk", async () => {
    const reads = tied("a review that is accepted in a blind edition");
    if (!reads) throw new Error("no such case");
    const { submissionId, person } = reads.world;
    expect((await findConflicted(db(), { submissionId }, [person], NOW)).has(person)).toBe(true);
    expect((await findConflicted(db(), { submissionId }, [person], NOW, { toReview: true })).has(person)).toBe(false);
  });

  it("names those who left an organisation apart from those who belong to it today", async () => {
    const [left, stays] = [tied("the owner's organisation, until yesterday"), tied("the owner's organisation, until a day to come")];
    if (!left || !stays) throw new Error("no such case");
    const facts = await readConflictFactsOf(db(), [left.world.submissionId, stays.world.submissionId], NOW);
    expect(facts.get(left.world.submissionId)?.formerMemberIds).toEqual([left.world.person]);
    expect(facts.get(stays.world.submissionId)?.formerMemberIds).toEqual([]);
  });

  it("of a listing that nobody submitted, only those of its owner's organisation are in conflict", async () => {
    const firm = await createOrganisation({ kind: "firm", partner: false });
    const [owner, manager] = [await createMember(firm.id, "owner"), await createMember((await createOrganisation()).id, "programme-manager")];
    const solutionId = newId(MADE_AT);
    await db().solution.create({ data: { id: solutionId, reference: solutionId, organisationId: firm.id, origin: "import", createdAt: MADE_AT } });
    const facts = await readListingConflictFacts(db(), solutionId, NOW);
    expect([inConflict(owner, facts), inConflict(manager, facts)]).toEqual([true, false]);
  });

  it("of a listing whose solution was submitted twice, a conflict with either counts, and so does a blind panel", async () => {
    const [open, blind] = [await createEdition(), await createEdition({ blind: true })];
    const institution = await createOrganisation();
    const { solutionId, id } = await createSubmission({ edition: open, institutionId: institution.id, state: "accepted" });
    const later = newId(MADE_AT);
    await db().submission.create({ data: { id: later, solutionId, editionId: blind.id, state: "in_review", stateSince: MADE_AT, createdAt: MADE_AT } });
    const [early, reviews, hidden] = [await createMember(institution.id, "deputy"), await createMember(institution.id, "deputy"), await createMember(institution.id, "deputy")];
    await db().conflict.create({ data: { submissionId: id, personId: early.personId, kind: "family", declaredAt: MADE_AT } });
    const assign = (submissionId: string, reviewerId: string) =>
      db().reviewAssignment.create({ data: { id: newId(MADE_AT), submissionId, reviewerId, status: "submitted", createdAt: MADE_AT, updatedAt: MADE_AT } });
    await assign(id, reviews.personId);
    await assign(later, hidden.personId);
    const facts = await readListingConflictFacts(db(), solutionId, NOW);
    const sql = await db().$queryRaw<Array<{ id: string }>>`
      SELECT asked.id FROM (SELECT ${solutionId}::uuid AS "solutionId") listing, unnest(${[early, reviews, hidden].map(({ personId }) => personId)}::uuid[]) AS asked(id)
      WHERE ${isConflictedOfListing(Prisma.sql`asked.id`, NOW)}`;
    expect([early, reviews, hidden].map((actor) => inConflict(actor, facts))).toEqual([true, false, true]);
    expect(sql.map((row) => row.id).sort()).toEqual([early.personId, hidden.personId].sort());
  });

  it("never frees anybody who is not a person", async () => {
    const [one] = cases;
    const facts = one && (await readConflictFactsOf(db(), [one.world.submissionId], NOW)).get(one.world.submissionId);
    if (!facts) throw new Error("no such case");
    for (const actor of [{ kind: "visitor" }, { kind: "system" }, { kind: "draft-holder", submissionIds: [] }] as const) {
      expect([inConflict(actor, facts), inConflictToReview(actor, facts)]).toEqual([true, true]);
    }
  });
});
