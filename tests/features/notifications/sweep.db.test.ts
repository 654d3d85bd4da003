import fc from "fast-check";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createAssignment, createEdition, createMember, createSubmission } from "#tests/factories/desk";
import { createCategory, createOrganisation, MADE_AT } from "#tests/factories/records";
import { sweep } from "~/features/notifications/sweep.server";
import { daysAfter } from "~/features/notifications/sweep-rules";
import { insertSolutions, takeReferences } from "~/features/submissions/repository.server";
import { SUBMISSION_STATES, type SubmissionState } from "~/features/submissions/status";
import { db, sqlPool, transaction } from "~/platform/database/client.server";
import { newId } from "~/platform/ids";
import { writeFact } from "~/platform/installation.server";

type Asked = { kind: string; recipientId: string; subjectId: string; occasion: string };

const day = (days: number) => daysAfter(MADE_AT, days);

beforeAll(() => createCategory());
beforeEach(async () => {
  await sqlPool().query("DELETE FROM graphile_worker._private_jobs");
  await db().submission.deleteMany();
  await db().reminder.deleteMany();
  await db().membership.deleteMany({ where: { role: "programme_manager" } });
  await db().installationFact.deleteMany();
});

/** The letters that were asked for and not begun. */
async function askedFor(): Promise<Asked[]> {
  const { rows } = await sqlPool().query<{ payload: Asked }>("SELECT payload FROM graphile_worker._private_jobs ORDER BY id");
  return rows.map(({ payload }) => payload);
}

async function situation(state: SubmissionState, overrides: Parameters<typeof createSubmission>[0] | object = {}) {
  const institution = await createOrganisation();
  const coordinator = await createMember(institution.id, "coordinator");
  const edition = await createEdition();
  const submission = await createSubmission({ edition, institutionId: institution.id, state, ...overrides });
  return { ...submission, institution, coordinator, edition };
}

const rowOf = (id: string) => db().submission.findUniqueOrThrow({ where: { id }, include: { events: { orderBy: { sequence: "asc" } } } });

describe("a submission that nobody claims", () => {
  it("is told to each programme manager after three days, once, in one letter with the others", async () => {
    const first = await situation("submitted");
    await createSubmission({ edition: first.edition, institutionId: first.institution.id, state: "submitted" });
    const programme = await createOrganisation();
    const managers = [await createMember(programme.id, "programme-manager"), await createMember(programme.id, "programme-manager")];

    expect((await sweep(day(2.9))).unclaimed).toBe(0);
    expect((await sweep(day(3))).unclaimed).toBe(2);
    const letters = await askedFor();
    expect(letters.map(({ kind, recipientId }) => [kind, recipientId])).toEqual(managers.map(({ personId }) => ["desk.unclaimed", personId]).sort());
    expect(new Set(letters.map(({ subjectId }) => subjectId)).size).toBe(1);

    expect((await sweep(day(4))).unclaimed).toBe(0);
    expect((await sweep(day(20))).unclaimed).toBe(0);
  });

  it("that comes later is told the next day", async () => {
    const first = await situation("submitted");
    await createMember((await createOrganisation()).id, "programme-manager");
    await sweep(day(3));
    await createSubmission({ edition: first.edition, institutionId: first.institution.id, state: "submitted", stateSince: day(0.5) });
    expect((await sweep(day(3.6))).unclaimed).toBe(0);
    expect((await sweep(day(4))).unclaimed).toBe(1);
  });

  it("waits for a manager when there is none, and an import is no promise to anybody", async () => {
    const waiting = await situation("submitted");
    const imported = await createSubmission({ edition: waiting.edition, institutionId: null, state: "submitted" });
    await db().solution.update({ where: { id: imported.solutionId }, data: { origin: "import" } });
    expect((await sweep(day(10))).unclaimed).toBe(0);
    await createMember((await createOrganisation()).id, "programme-manager");
    expect((await sweep(day(10))).unclaimed).toBe(1);
  });
});

describe("a request for changes", () => {
  it("is brought to mind on days 7 and 21, and ends on day 30 with a letter to its owner", async () => {
    const { id, owner } = await situation("changes_requested");
    for (let today = 0; today <= 40; today += 0.5) await sweep(day(today));

    const row = await rowOf(id);
    expect([row.state, row.stateSince]).toEqual(["expired", day(30)]);
    expect(row.events.at(-1)).toMatchObject({ kind: "expired", actorRole: "system", actorId: null, reasonCode: "not-answered-in-time" });
    const letters = (await askedFor()).filter(({ subjectId }) => subjectId === id);
    expect(letters.map(({ kind, recipientId }) => [kind, recipientId])).toEqual([
      ["submission.changes-reminder", owner.personId],
      ["submission.changes-reminder", owner.personId],
      ["submission.expired", owner.personId],
    ]);
  });

  it("that is asked again later is counted from its own day", async () => {
    const { id } = await situation("changes_requested");
    await sweep(day(21));
    await db().submission.update({ where: { id }, data: { stateSince: day(25) } });
    expect((await sweep(day(31.9))).reminded).toBe(0);
    expect((await sweep(day(32))).reminded).toBe(1);
    expect((await sweep(day(40))).expired).toBe(0);
  });
});

describe("a review that is owed", () => {
  it("is brought to its reviewer's mind on days 7 and 14, until it is there or nobody waits for it", async () => {
    const { edition, institution, ...submission } = await situation("in_review", { dueAt: day(100) });
    const [owing, done] = [await createMember(institution.id, "reviewer"), await createMember(institution.id, "reviewer")];
    const assignmentId = await createAssignment(submission, { reviewerId: owing.personId, status: "draft", edition });
    await createAssignment(submission, { reviewerId: done.personId, status: "submitted", scores: [4, 4], edition });
    for (let today = 0; today <= 40; today += 1) await sweep(day(today));
    expect(await askedFor()).toEqual(["day 7", "day 14"].map((occasion) => ({ kind: "review.reminder", recipientId: owing.personId, subjectId: assignmentId, occasion })));
  });

  it("is not asked for while the owner is asked for changes", async () => {
    const { edition, institution, ...submission } = await situation("changes_requested");
    const reviewer = await createMember(institution.id, "reviewer");
    await createAssignment(submission, { reviewerId: reviewer.personId, edition });
    expect((await sweep(day(8))).reviewersReminded).toBe(0);
  });
});

describe("a promised date", () => {
  it("is brought to its coordinator's mind three days before, and moved with notice a day before it passes", async () => {
    const { id, owner, coordinator, institution } = await situation("in_review");
    await createMember(institution.id, "deputy");
    await db().submission.update({ where: { id }, data: { coordinatorId: coordinator.personId } });
    for (let today = 20; today <= 29; today += 0.5) await sweep(day(today));

    const row = await rowOf(id);
    expect([row.state, row.dueAt]).toEqual(["in_review", day(37)]);
    expect(row.events.at(-1)).toMatchObject({
      kind: "due_date_moved",
      actorRole: "system",
      reasonCode: "not-answered-in-time",
      data: { from: day(30).toISOString(), to: day(37).toISOString() },
    });
    expect(row.events.at(-1)?.at.getTime()).toBeLessThan(day(30).getTime());
    expect((await askedFor()).map(({ kind, recipientId }) => [kind, recipientId])).toEqual([
      ["desk.due-soon", coordinator.personId],
      ["submission.date-moved", owner.personId],
    ]);
  });

  it("is brought to everybody's mind at the desk who may run it, not to whoever is in conflict", async () => {
    const { id, coordinator, institution } = await situation("screening");
    const deputy = await createMember(institution.id, "deputy");
    await db().submission.update({ where: { id }, data: { coordinatorId: coordinator.personId } });
    await db().conflict.create({ data: { submissionId: id, personId: coordinator.personId, kind: "family", declaredAt: MADE_AT } });
    await sweep(day(27));
    expect((await askedFor()).map(({ recipientId }) => recipientId)).toEqual([deputy.personId]);
  });

  it("makes a stale page of whoever looked at it before", async () => {
    const { id } = await situation("deliberation");
    const before = await rowOf(id);
    await sweep(day(29));
    expect((await rowOf(id)).version).toBe(before.version + 1);
  });

  it("stays where the owner is waited for, or an answer was given", async () => {
    for (const state of ["changes_requested", "accepted", "declined", "withdrawn"] as const) {
      const { id } = await situation(state);
      await sweep(day(29.5));
      expect((await rowOf(id)).dueAt).toEqual(day(30));
    }
  });
});

describe("what nobody needs any more", () => {
  it("goes: drafts after 180 days, keys after one, links and sessions that ran out", async () => {
    const { edition, owner } = await situation("submitted");
    const abandoned = await draft(edition.id, day(0));
    const touched = await draft(edition.id, day(1));
    const reopened = await createSubmission({ edition, institutionId: null, state: "draft" });
    await db().submissionDraft.create({ data: { submissionId: reopened.id, content: {}, updatedAt: day(0) } });
    const now = day(180);
    const key = { scope: "person:x", result: {} };
    await db().idempotencyKey.createMany({
      data: [
        { ...key, key: "old", createdAt: day(179) },
        { ...key, key: "new", createdAt: day(179.1) },
      ],
    });
    const token = { purpose: "reset", subjectId: owner.personId, createdAt: day(0) };
    await db().token.createMany({
      data: [
        { ...token, id: newId(), tokenHash: "old", expiresAt: day(173) },
        { ...token, id: newId(), tokenHash: "lately", expiresAt: day(174) },
      ],
    });
    const session = { personId: owner.personId, createdAt: day(0) };
    await db().session.createMany({
      data: [
        { ...session, id: "idle", expiresAt: day(180), absoluteAt: day(190) },
        { ...session, id: "absolute", expiresAt: day(190), absoluteAt: day(180) },
        { ...session, id: "alive", expiresAt: day(181), absoluteAt: day(190) },
      ],
    });

    expect(await sweep(now)).toMatchObject({ drafts: 1, rows: 4 });

    expect(await db().solution.findUnique({ where: { id: abandoned.solutionId } })).toBeNull();
    expect(await db().submission.findUnique({ where: { id: abandoned.id } })).toBeNull();
    expect(await db().submissionDraft.findUnique({ where: { submissionId: touched.id } })).not.toBeNull();
    expect(await db().submissionDraft.findUnique({ where: { submissionId: reopened.id } })).not.toBeNull();
    expect((await db().idempotencyKey.findMany()).map((row) => row.key)).toEqual(["new"]);
    expect((await db().token.findMany()).map(({ tokenHash }) => tokenHash)).toEqual(["lately"]);
    expect((await db().session.findMany()).map(({ id }) => id)).toEqual(["alive"]);
  });
});

describe("the demonstration", () => {
  it("keeps the states it was loaded with, while what is submitted to it later is looked after", async () => {
    const loaded = await situation("changes_requested");
    const later = await situation("changes_requested", { createdAt: day(1), stateSince: day(1) });
    await db().solution.updateMany({ where: { id: { in: [loaded.solutionId, later.solutionId] } }, data: { demonstration: true } });
    await transaction((tx) => writeFact(tx, "demonstration", {}, day(0.5)));
    for (const today of [8, 22, 32, 60]) await sweep(day(today));
    expect([(await rowOf(loaded.id)).state, (await rowOf(later.id)).state]).toEqual(["changes_requested", "expired"]);
  });
});

describe("a sweep", () => {
  it("changes nothing more when it runs again, whatever it finds", async () => {
    const programme = await createOrganisation();
    await createMember(programme.id, "programme-manager");
    const edition = await createEdition();
    const institution = await createOrganisation();
    await createMember(institution.id, "coordinator");
    const record = fc.record({
      state: fc.constantFrom(...SUBMISSION_STATES),
      since: fc.integer({ min: -60, max: 0 }),
      due: fc.option(fc.integer({ min: -30, max: 40 })),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(record, { minLength: 1, maxLength: 4 }), async (records) => {
        await sqlPool().query("DELETE FROM graphile_worker._private_jobs");
        await db().submission.deleteMany();
        await db().reminder.deleteMany();
        for (const { state, since, due } of records) {
          await createSubmission({ edition, institutionId: institution.id, state, stateSince: day(since), dueAt: due === null ? null : day(due) });
        }
        await sweep(MADE_AT);
        const after = await everything();
        await sweep(MADE_AT);
        await Promise.all([sweep(MADE_AT), sweep(new Date(MADE_AT.getTime() + 1_000))]);
        expect(await everything()).toEqual(after);
      }),
      { numRuns: 15 },
    );
  });

  it("does each thing once when two processes sweep at the same moment", async () => {
    await createMember((await createOrganisation()).id, "programme-manager");
    await situation("submitted", { dueAt: day(50) });
    const asked = await situation("changes_requested");
    const promised = await situation("in_review", { dueAt: day(8) });
    await Promise.all([sweep(day(7)), sweep(day(7)), sweep(day(7))]);
    expect((await askedFor()).map(({ kind }) => kind).sort()).toEqual(["desk.unclaimed", "submission.changes-reminder", "submission.date-moved"]);
    expect((await rowOf(promised.id)).events.filter(({ kind }) => kind === "due_date_moved")).toHaveLength(1);
    expect((await rowOf(asked.id)).state).toBe("changes_requested");
  });
});

async function draft(editionId: string, updatedAt: Date) {
  const [id, solutionId] = [newId(), newId()];
  await transaction(async (tx) => {
    const [reference = ""] = await takeReferences(tx, 2026, 1);
    await insertSolutions(tx, [{ id: solutionId, reference, organisationId: null, origin: "submission", demonstration: false }], MADE_AT);
    await tx.submission.create({
      data: { id, solutionId, editionId, state: "draft", stateSince: MADE_AT, createdAt: MADE_AT, draft: { create: { content: { title: "Sin terminar" }, updatedAt } } },
    });
  });
  return { id, solutionId };
}

async function everything() {
  return {
    submissions: await db().submission.findMany({ orderBy: { id: "asc" }, include: { events: { orderBy: { sequence: "asc" } } } }),
    reminders: await db().reminder.findMany({ orderBy: [{ kind: "asc" }, { subjectId: "asc" }, { occasion: "asc" }] }),
    jobs: await askedFor(),
  };
}
