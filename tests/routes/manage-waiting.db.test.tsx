import { renderToStaticMarkup } from "react-dom/server";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createActor, createAssignment, createEdition, createMember, createSubmission } from "#tests/factories/desk";
import { createCategory, createOrganisation, MADE_AT } from "#tests/factories/records";
import { ask, sessionOf } from "#tests/setup/ask";
import type { PersonActor } from "~/features/accounts/actor";
import { composeLetter } from "~/features/notifications/compose.server";
import { sweep } from "~/features/notifications/sweep.server";
import { decideSubmission } from "~/features/review/decision.server";
import { type FewerRow, isUnattended, type Reassigned, type Waiting, type WaitingChoice, waitingPickField, waitingVersionField } from "~/features/review/oversight";
import { findUnattended, readWaiting, reassignMany } from "~/features/review/oversight.server";
import { AcceptedWithFewer, WaitingList } from "~/features/review/waiting-list";
import { I18nProvider } from "~/i18n/context";
import { db } from "~/platform/database/client.server";
import { action as deskAction, loader as deskLoader } from "~/routes/coordinate-submission";
import { action, loader } from "~/routes/manage-waiting";

const DAY = 86_400_000;
const PATH = "/es/manage/waiting";
let edition: Awaited<ReturnType<typeof createEdition>>;
let north: { id: string; name: string };
let south: { id: string; name: string };
let manager: PersonActor;

beforeAll(async () => {
  await createCategory();
  edition = await createEdition({ closesAt: null });
  [north, south] = [await createOrganisation({ name: "Cámara del Norte" }), await createOrganisation({ name: "Cámara del Sur" })];
  await db().editionInstitution.createMany({
    data: [north, south].map(({ id }, index) => ({ editionId: edition.id, organisationId: id, countries: ["DO"], categories: ["agile-payments"], priority: index + 1 })),
  });
  for (const { id } of [north, south]) await createMember(id, "coordinator");
  manager = await createMember((await createOrganisation()).id, "programme-manager");
});

beforeEach(async () => {
  await db().reminder.deleteMany();
  await db().submission.deleteMany();
});

const NOW = new Date();
const ago = (days: number) => new Date(NOW.getTime() - days * DAY);
const make = (overrides: Partial<Parameters<typeof createSubmission>[0]> = {}) =>
  createSubmission({ edition, institutionId: north.id, stateSince: ago(4), ...overrides } as Parameters<typeof createSubmission>[0]);

type Shown = { waiting: Waiting<string>; choice: WaitingChoice; fewer: FewerRow<string>[] };
const open = async (person: PersonActor | null, query = "") => ask(loader, `${PATH}${query}`, { cookie: await sessionOf(person) });
const shown = async (query = "", person = manager) => (await (await open(person, query)).json()) as Shown;
const send = async (person: PersonActor, form: Record<string, string>, query = "") => ask(action, `${PATH}${query}`, { cookie: await sessionOf(person), form });
const whereIs = async (id: string) => (await db().submission.findUniqueOrThrow({ where: { id } })).institutionId;
const TO_SOUTH = () => ({ institutionId: south.id, reason: "no-capacity" });

/** What the letter that was asked for says, composed for its reader. */
async function letterOf(personId: string, subjectId: string, now = NOW) {
  return db().$transaction((tx) => composeLetter(tx, { kind: "desk.unclaimed", recipientId: personId, subjectId }, "https://site.example", now));
}

describe("the letter and the page", () => {
  it("count the same for each manager, in every state, at every age, with and without anybody left, and leave out what they are in conflict with", async () => {
    const empty = await createOrganisation();
    const conflicted = await createMember(south.id, "programme-manager");
    const made: Array<{ id: string; unattended: boolean }> = [];
    for (const state of ["submitted", "screening", "in_review", "deliberation", "decided", "changes_requested", "accepted", "withdrawn"] as const) {
      for (const age of [1, 2.99, 3.01, 40]) {
        for (const left of [true, false]) {
          const { id, solutionId } = await make({ state, stateSince: ago(age), institutionId: left ? north.id : empty.id });
          const imported = made.length % 7 === 3;
          if (imported) await db().solution.update({ where: { id: solutionId }, data: { origin: "import" } });
          made.push({ id, unattended: isUnattended({ state, since: ago(age), coordinatorLeft: left, imported }, NOW) });
        }
      }
    }
    const expected = made.filter(({ unattended }) => unattended).map(({ id }) => id);
    expect(expected.length).toBeGreaterThan(15);
    const [apart] = expected;
    await db().conflict.create({ data: { submissionId: apart ?? "", personId: conflicted.personId, kind: "family", declaredAt: NOW } });

    for (const [person, ids] of [
      [manager, expected],
      [conflicted, expected.slice(1)],
    ] as const) {
      const found = await findUnattended(db(), person.personId, NOW);
      expect(found.map(({ id }) => id).sort()).toEqual([...ids].sort());
      const page = await readWaiting(person, { pile: "unattended", institutionId: null, page: 1, language: "es" }, NOW);
      expect([page?.total, page?.counts.unattended, page?.rows.length]).toEqual([ids.length, ids.length, ids.length]);
      const letter = await letterOf(person.personId, apart ?? "");
      expect(letter?.facts).toMatchObject({
        link: "https://site.example/es/manage/waiting",
        values: { count: ids.length, title: page?.rows[0]?.title, reference: page?.rows[0]?.reference },
      });
    }
    const [all, theirs] = [await shown("?pile=all"), await shown("?pile=all", conflicted)];
    expect(all.waiting.total - theirs.waiting.total).toBe(1);
    expect(JSON.stringify(theirs)).not.toContain(apart);
  });

  it("are mailed by the sweep, of what its reader finds there; with nothing left the letter is not written", async () => {
    const { id } = await make();
    const clerk = await createMember(north.id, "deputy");
    expect((await sweep(NOW)).unclaimed).toBe(1);
    expect(await db().reminder.count({ where: { kind: "desk.unclaimed", subjectId: id } })).toBe(1);
    expect((await letterOf(manager.personId, id))?.facts.values.count).toBe(1);
    await db().submission.update({ where: { id }, data: { state: "screening", coordinatorId: clerk.personId } });
    expect(await letterOf(manager.personId, id)).toBeNull();
    expect((await shown()).waiting.total).toBe(0);
  });

  it("begin to count anew at the desk that it was handed to", async () => {
    const { id } = await make();
    await reassignMany(manager, { institutionId: south.id, reason: "no-capacity", which: "all" }, { pile: "unattended", institutionId: null }, NOW);
    expect(await findUnattended(db(), manager.personId, NOW)).toEqual([]);
    const later = new Date(NOW.getTime() + 3.01 * DAY);
    expect(await findUnattended(db(), manager.personId, later)).toEqual([{ id, since: NOW }]);
    expect((await sweep(later)).unclaimed).toBe(1);
  });
});

describe("the page", () => {
  it("is the programme manager's alone", async () => {
    expect((await open(null)).status).toBe(302);
    for (const role of ["coordinator", "deputy", "reviewer", "adviser", "owner", "administrator"] as const) {
      const somebody = await createMember(north.id, role);
      expect((await open(somebody)).status).toBe(404);
      expect((await send(somebody, { which: "all", ...TO_SOUTH() })).status).toBe(404);
      await expect(reassignMany(somebody, { ...TO_SOUTH(), reason: "conflict", which: "all" }, { pile: "all", institutionId: null }, NOW)).rejects.toMatchObject({
        code: "not_found",
      });
    }
  });

  it("tells title, number, state, age and institution, and nothing of what was written or scored", async () => {
    const submission = await make({ state: "deliberation", stateSince: ago(9) });
    const reviewer = await createMember(north.id, "reviewer");
    await createAssignment(submission, { reviewerId: reviewer.personId, status: "submitted", scores: [4, 4], edition });
    const response = await open(manager, "?pile=all");
    const text = await response.text();
    for (const hidden of ["Lo vi funcionar", "Nota privada", "38 colmados la usan", "score", "median"]) expect(text).not.toContain(hidden);
    const { waiting, choice } = JSON.parse(text) as Shown;
    expect(waiting.rows).toMatchObject([{ reference: submission.reference, state: "deliberation", days: 9, institution: "Cámara del Norte" }]);
    const html = renderToStaticMarkup(
      <I18nProvider locale="es">
        <WaitingList waiting={waiting} choice={choice} path={PATH} sent={null} />
      </I18nProvider>,
    );
    expect(html).toContain("Así desde hace 9 días");
    expect(html).toContain(submission.reference);
    // Its own page is not theirs while somebody at the desk may run it.
    expect((await ask(deskLoader, `/es/coordinate/${submission.id}`, { cookie: await sessionOf(manager), params: { id: submission.id } })).status).toBe(404);
  });

  it("tells what was accepted with fewer reviews, with the reason that was given", async () => {
    const submission = await make({ state: "deliberation" });
    const reviewer = await createMember(north.id, "reviewer");
    await createAssignment(submission, { reviewerId: reviewer.personId, status: "submitted", scores: [4, 4], edition });
    const fewer = { code: "nobody-to-ask", text: "No queda nadie más en el país que conozca el tema." } as const;
    const coordinator = await createMember(north.id, "coordinator");
    const why = { outcome: "accepted", reasonCode: "meets-criteria", reason: "La vieron funcionar en dos colmados." } as const;
    await decideSubmission(coordinator, { submissionId: submission.id, version: 1, ...why, fewer }, NOW);
    const { fewer: rows } = await shown();
    expect(rows).toMatchObject([{ reference: submission.reference, given: 1, wanted: 2, ...fewer }]);
    const html = renderToStaticMarkup(
      <I18nProvider locale="es">
        <AcceptedWithFewer rows={rows} />
      </I18nProvider>,
    );
    expect(html).toContain("Con 1 de 2 evaluaciones. No queda nadie a quien pedírsela: No queda nadie más en el país que conozca el tema.");
    await db().conflict.create({ data: { submissionId: submission.id, personId: manager.personId, kind: "family", declaredAt: NOW } });
    expect((await shown()).fewer).toEqual([]);
  });
});

describe("handing over", () => {
  it("takes the ticked ones, from the version that was read, and tells what stayed and why", async () => {
    const [goes, stays, changed] = [await make(), await make(), await make()];
    await db().submission.update({ where: { id: changed.id }, data: { version: 2 } });
    const form = Object.fromEntries([goes, stays, changed].map(({ id }) => [waitingVersionField(id), "1"]));
    const ticked = { ...form, [waitingPickField(goes.id)]: "yes", [waitingPickField(changed.id)]: "yes", which: "picked", ...TO_SOUTH() };
    const response = await send(manager, ticked);
    expect(response.status).toBe(200);
    const { result } = (await response.json()) as { result: Reassigned };
    expect(result).toEqual({ done: 1, refused: [{ submissionId: changed.id, reference: changed.reference, why: "changed" }] });
    expect([await whereIs(goes.id), await whereIs(stays.id), await whereIs(changed.id)]).toEqual([south.id, north.id, north.id]);
    // Sent twice, it is answered alike and done once.
    expect(((await (await send(manager, ticked)).json()) as { result: Reassigned }).result.done).toBe(1);
    expect(await db().submissionEvent.count({ where: { submissionId: goes.id, kind: "handed_over" } })).toBe(1);
  });

  it("takes 300 at once, though a page shows 50, and leaves other institutions' where they are", async () => {
    for (let count = 0; count < 300; count += 1) await make();
    const elsewhere = await make({ institutionId: (await createOrganisation()).id });
    const query = `?institution=${north.id}`;
    const { waiting } = await shown(query);
    expect([waiting.total, waiting.rows.length, waiting.pages]).toEqual([300, 50, 6]);
    const { result } = (await (await send(manager, { which: "all", ...TO_SOUTH() }, query)).json()) as { result: Reassigned };
    expect(result).toEqual({ done: 300, refused: [] });
    expect(await db().submission.count({ where: { institutionId: south.id } })).toBe(300);
    expect(await whereIs(elsewhere.id)).not.toBe(south.id);
    expect((await shown()).waiting.total).toBe(1);
  }, 300_000);

  it("keeps what was chosen when something is missing, and moves nothing", async () => {
    const { id } = await make();
    const form = { [waitingVersionField(id)]: "1", [waitingPickField(id)]: "yes", which: "picked", institutionId: south.id, reason: "" };
    const response = await send(manager, form);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ faults: { reason: "required" }, fields: { institutionId: south.id } });
    expect((await (await send(manager, { which: "picked", ...TO_SOUTH() })).json()) as unknown).toMatchObject({ faults: { picked: "nothing-picked" } });
    expect(await whereIs(id)).toBe(north.id);
  });

  it("by a form made by hand is refused for what is not the manager's to move, and for places that can't take it", async () => {
    const outside = await createOrganisation();
    const cases = {
      changes_requested: await make({ state: "changes_requested" }),
      accepted: await make({ state: "accepted" }),
      withdrawn: await make({ state: "withdrawn" }),
      draft: await make({ state: "draft" }),
      conflict: await make(),
      kept: await make(),
    };
    await db().conflict.create({ data: { submissionId: cases.conflict.id, personId: manager.personId, kind: "family", declaredAt: NOW } });
    await db().keptOut.create({ data: { submissionId: cases.kept.id, kind: "person", subjectId: manager.personId, source: "owner", addedAt: MADE_AT } });
    for (const { id } of Object.values(cases)) {
      const form = { [waitingVersionField(id)]: "1", [waitingPickField(id)]: "yes", which: "picked", ...TO_SOUTH() };
      const response = await send(manager, form);
      expect(response.status).toBe(409);
      const text = await response.text();
      expect(JSON.parse(text)).toMatchObject({ result: { done: 0, refused: [{ why: "out-of-reach", reference: null }] } });
      expect(await whereIs(id)).toBe(north.id);
    }
    const { id } = await make();
    const form = { [waitingVersionField(id)]: "1", [waitingPickField(id)]: "yes", which: "picked", ...TO_SOUTH(), institutionId: outside.id };
    expect(await (await send(manager, form)).json()).toMatchObject({ result: { done: 0, refused: [{ why: "not-a-receiver" }] } });
    // The desk's own form is held to the same: theirs to move, and nothing of what they are in conflict with.
    const byDesk = { intent: "handOver", version: 1, institutionId: south.id, handOverReason: "no-capacity" };
    const post = async (submissionId: string) =>
      (await ask(deskAction, `/es/coordinate/${submissionId}`, { cookie: await sessionOf(manager), params: { id: submissionId }, form: byDesk })).status;
    for (const one of Object.values(cases)) expect(await post(one.id)).toBe(404);
    expect([await post(id), await whereIs(id)]).toEqual([302, south.id]);
    expect((await send(manager, { which: "picked" })).status).toBe(400);
    const both = await createActor([{ organisationId: north.id, role: "coordinator" }]);
    expect((await send(both, { which: "all", ...TO_SOUTH() })).status).toBe(404);
  });
});
