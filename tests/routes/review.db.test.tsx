import { renderToStaticMarkup } from "react-dom/server";
import { beforeAll, describe, expect, it } from "vitest";
import { createAssignment, createDesk, createMember } from "#tests/factories/desk";
import { ask, sessionOf } from "#tests/setup/ask";
import type { PersonActor } from "~/features/accounts/actor";
import { AssignmentArticle, type ShownAssignment } from "~/features/review/assignment-article";
import type { ReviewTask } from "~/features/review/queue";
import { I18nProvider } from "~/i18n/context";
import { db } from "~/platform/database/client.server";
import { loader as listLoader } from "~/routes/review";
import { action, loader } from "~/routes/review-assignment";

let desk: Awaited<ReturnType<typeof createDesk>>;
let reviewer: PersonActor;
let colleague: PersonActor;

beforeAll(async () => {
  desk = await createDesk();
  [reviewer, colleague] = desk.reviewers;
});

const open = async (actor: PersonActor | null, id: string) => ask(loader, `/es/review/${id}`, { cookie: await sessionOf(actor), params: { id } });
const send = async (actor: PersonActor | null, id: string, form: Record<string, string | number>) =>
  ask(action, `/es/review/${id}`, { cookie: await sessionOf(actor), params: { id }, form });
const list = async (actor: PersonActor | null) => ask(listLoader, "/es/review", { cookie: await sessionOf(actor) });
const read = async (actor: PersonActor, id: string) => ((await (await open(actor, id)).json()) as { page: ShownAssignment }).page;
const make = (state: Parameters<typeof desk.submit>[0] = "in_review") => desk.submit(state);
const show = (page: ShownAssignment, sent: Parameters<typeof AssignmentArticle>[0]["sent"] = null, overtaken = false) =>
  renderToStaticMarkup(
    <I18nProvider locale="es">
      <AssignmentArticle page={page} sent={sent} overtaken={overtaken} saved={false} />
    </I18nProvider>,
  );
const whole = () => ({
  [`score_${desk.edition.criterionIds[0]}`]: "4",
  [`score_${desk.edition.criterionIds[1]}`]: "na",
  forAuthor: "Lo vi funcionar en dos colmados de Santiago.",
  privateNote: "",
});

describe("a reviewer's pages", () => {
  it("send a stranger to sign in, and are not there for others", async () => {
    const id = await createAssignment(await make(), { reviewerId: reviewer.personId, edition: desk.edition });
    for (const response of [await list(null), await open(null, id), await send(null, id, { intent: "decline", version: 1 })]) expect(response.status).toBe(302);
    for (const somebody of [colleague, await createMember(desk.institution.id, "coordinator"), await createMember(desk.institution.id, "administrator")]) {
      expect((await open(somebody, id)).status).toBe(404);
      expect((await send(somebody, id, { intent: "answer", version: 1, conflict: "none" })).status).toBe(404);
      expect((await send(somebody, id, { intent: "answer", version: 1 })).status).toBe(404);
    }
    expect(await db().reviewAssignment.findUnique({ where: { id } })).toMatchObject({ status: "invited", version: 1 });
    for (const nothing of ["", "nada", crypto.randomUUID()]) expect((await open(reviewer, nothing)).status).toBe(404);
  });

  it("show before the declaration whose it is, and nothing of what it says", async () => {
    const submission = await make();
    const id = await createAssignment(submission, { reviewerId: reviewer.personId, edition: desk.edition });
    const body = await (await open(reviewer, id)).text();
    expect(body).toContain("Vale del colmado");
    expect(body).not.toContain("fiado");
    expect(body).not.toContain("38 colmados");
    expect(show(JSON.parse(body).page)).toContain("¿Qué le une a esta organización o a estas personas?");
    expect((await send(reviewer, id, { intent: "answer", version: 1, conflict: "none" })).headers.get("Location")).toBe(`/es/review/${id}`);
    const html = show(await read(reviewer, id));
    expect(html).toContain("fiado");
    expect(html).toContain("38 colmados la usan");
    expect(html).toContain("No aplica");
  });

  it("close for good with a conflict", async () => {
    const id = await createAssignment(await make(), { reviewerId: reviewer.personId, edition: desk.edition });
    expect((await send(reviewer, id, { intent: "answer", version: 1, conflict: "financial" })).headers.get("Location")).toBe("/es/review");
    expect((await open(reviewer, id)).status).toBe(404);
  });

  it("list what is due, what is asked and what is over", async () => {
    const own = await createMember(desk.institution.id, "reviewer");
    const due = await createAssignment(await make(), { reviewerId: own.personId, status: "draft", edition: desk.edition });
    const asking = await createAssignment(await make(), { reviewerId: own.personId, edition: desk.edition });
    const over = await createAssignment(await make("declined"), { reviewerId: own.personId, status: "submitted", scores: [4, 4], edition: desk.edition });
    const { tasks } = (await (await list(own)).json()) as { tasks: ReviewTask<string>[] };
    expect(tasks.map(({ assignmentId, writable }) => [assignmentId, writable]).sort()).toEqual(
      [
        [due, true],
        [asking, true],
        [over, false],
      ].sort(),
    );
  });
});

describe("a promised date that has passed", () => {
  it("is said to a reviewer who owes something, in the list and on the page, and to nobody else", async () => {
    const own = await createMember(desk.institution.id, "reviewer");
    const dueAt = new Date(Date.now() - 3.5 * 86_400_000);
    const assign = async (state: Parameters<typeof desk.submit>[0], overrides: Partial<Parameters<typeof createAssignment>[1]> = {}, due = dueAt) =>
      createAssignment(await desk.submit(state, { dueAt: due }), { reviewerId: own.personId, edition: desk.edition, ...overrides });
    const owed = [await assign("in_review"), await assign("deliberation", { status: "draft" })];
    const settled = [
      await assign("in_review", { status: "submitted", scores: [4, 4] }),
      await assign("changes_requested", { status: "accepted" }),
      await assign("in_review", { status: "accepted" }, new Date(Date.now() + 86_400_000)),
    ];
    const { tasks } = (await (await list(own)).json()) as { tasks: ReviewTask<string>[] };
    for (const [ids, late] of [
      [owed, 3],
      [settled, 0],
    ] as const)
      for (const id of ids) {
        expect(tasks.find(({ assignmentId }) => assignmentId === id)?.late).toBe(late);
        const page = await read(own, id);
        expect(page.late).toBe(late);
        expect(show(page).includes("Va 3 días tarde")).toBe(late > 0);
      }
  });
});

describe("a review", () => {
  it("is saved half written, and handed in when whole", async () => {
    const id = await createAssignment(await make(), { reviewerId: reviewer.personId, status: "accepted", edition: desk.edition });
    expect((await send(reviewer, id, { intent: "save", version: 1, forAuthor: "Falta", privateNote: "" })).headers.get("Location")).toBe(`/es/review/${id}?saved`);
    const refused = await send(reviewer, id, { intent: "submit", version: 2, ...whole(), forAuthor: "Corto" });
    expect(refused.status).toBe(400);
    expect(await refused.json()).toMatchObject({ faults: { forAuthor: "text-too-short" }, fields: { forAuthor: "Corto" } });
    expect((await send(reviewer, id, { intent: "submit", version: 2, ...whole() })).status).toBe(302);
    expect((await read(reviewer, id)).work).toMatchObject({ writable: false, others: null });
  });

  it("from another window answers 409, with what was typed and what is stored now", async () => {
    const id = await createAssignment(await make(), { reviewerId: reviewer.personId, status: "accepted", edition: desk.edition });
    await send(reviewer, id, { intent: "save", version: 1, ...whole() });
    const response = await send(reviewer, id, { intent: "save", version: 1, ...whole(), forAuthor: "Otra ventana, otro texto." });
    expect(response.status).toBe(409);
    const sent = (await response.json()) as { intent: string; fields: Record<string, string> };
    const html = show(await read(reviewer, id), { ...sent, errors: {} }, true);
    expect(html).toContain("Otra ventana, otro texto.");
    expect(html).toContain('name="version" value="2"');
  });

  it("is shown to the others in deliberation only, to those who gave theirs, without private notes", async () => {
    const submission = await make();
    const mine = await createAssignment(submission, { reviewerId: reviewer.personId, status: "submitted", scores: [5, 5], edition: desk.edition });
    const theirs = await createAssignment(submission, { reviewerId: colleague.personId, status: "submitted", scores: [3, 1], edition: desk.edition });
    const silent = await createMember(desk.institution.id, "reviewer");
    const late = await createAssignment(submission, { reviewerId: silent.personId, status: "accepted", edition: desk.edition });
    expect((await read(reviewer, mine)).work?.others).toBeNull();
    await db().submission.update({ where: { id: submission.id }, data: { state: "deliberation" } });
    const { work } = await read(reviewer, mine);
    expect(work?.others?.summary).toMatchObject({ count: 2, median: 3.25, lowest: 1.5, highest: 5 });
    expect(JSON.stringify(work?.others)).toContain("Lo vi funcionar");
    expect(JSON.stringify(work?.others)).not.toContain("Nota privada");
    expect((await read(colleague, theirs)).work?.others).not.toBeNull();
    expect((await read(silent, late)).work?.others).toBeNull();
  });
});
