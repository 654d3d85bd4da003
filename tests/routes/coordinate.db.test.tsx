import { renderToStaticMarkup } from "react-dom/server";
import { beforeAll, describe, expect, it } from "vitest";
import { createActor, createAssignment, createDesk, createMember, createSubmission } from "#tests/factories/desk";
import { createOrganisation } from "#tests/factories/records";
import { ask, sessionOf } from "#tests/setup/ask";
import type { PersonActor } from "~/features/accounts/actor";
import { DeskArticle, type ShownDeskPage } from "~/features/review/desk-article";
import type { Queue } from "~/features/review/queue";
import { I18nProvider } from "~/i18n/context";
import { db } from "~/platform/database/client.server";
import { newId } from "~/platform/ids";
import { loader as queueLoader } from "~/routes/coordinate";
import { action, loader } from "~/routes/coordinate-submission";

let desk: Awaited<ReturnType<typeof createDesk>>;
let coordinator: PersonActor;

beforeAll(async () => {
  desk = await createDesk();
  ({ coordinator } = desk);
});

const open = async (actor: PersonActor | null, id: string) => ask(loader, `/es/coordinate/${id}`, { cookie: await sessionOf(actor), params: { id } });
const send = async (actor: PersonActor | null, id: string, form: Record<string, string | number>) =>
  ask(action, `/es/coordinate/${id}`, { cookie: await sessionOf(actor), params: { id }, form });
const queue = async (actor: PersonActor | null, query = "") => ask(queueLoader, `/es/coordinate${query}`, { cookie: await sessionOf(actor) });
const readQueue = async (actor: PersonActor, query = "") => ((await (await queue(actor, query)).json()) as { queue: Queue<string> }).queue;
const show = (page: ShownDeskPage, sent: Parameters<typeof DeskArticle>[0]["sent"] = null, overtaken = false) =>
  renderToStaticMarkup(
    <I18nProvider locale="es">
      <DeskArticle page={page} letter="" sent={sent} overtaken={overtaken} />
    </I18nProvider>,
  );

describe("the desk", () => {
  it("sends a stranger to sign in, and is not there for people without one", async () => {
    const { id } = await desk.submit();
    for (const response of [await queue(null), await open(null, id), await send(null, id, { intent: "claim", version: 1 })]) {
      expect(response.status).toBe(302);
      expect(response.headers.get("Location")).toMatch(/^\/es\/sign-in\?next=%2Fes%2Fcoordinate/);
    }
    for (const role of ["owner", "reviewer", "adviser", "administrator"] as const) {
      const person = await createMember(desk.institution.id, role);
      expect((await queue(person)).status).toBe(404);
      expect((await open(person, id)).status).toBe(404);
      expect((await send(person, id, { intent: "claim", version: 1 })).status).toBe(404);
    }
    expect(await db().submission.findUnique({ where: { id } })).toMatchObject({ state: "submitted", version: 1 });
  });

  it("shows another institution's submission to nobody, whatever is asked of it", async () => {
    const { id } = await desk.submit("deliberation");
    const elsewhere = await createMember((await createOrganisation()).id, "coordinator");
    expect((await open(elsewhere, id)).status).toBe(404);
    const forms: Array<Record<string, string>> = [
      { intent: "decide", outcome: "declined", reasonCode: "not-ready", reason: "Todavía no está lista para otros." },
      { intent: "decide", outcome: "", reasonCode: "", reason: "" },
      { intent: "requestChanges", note_cost: "¿Con impuestos?" },
      { intent: "moveDate", date: "2030-01-01", dateReason: "workload" },
      { intent: "declareConflict", conflict: "family" },
    ];
    for (const fields of forms) expect((await send(elsewhere, id, { version: 1, ...fields })).status).toBe(404);
  });

  it("knows nothing of ids that are none", async () => {
    for (const id of ["", "nada", "019a8f2e-0000-7000-8000-000000000000", "' OR 1=1 --"]) {
      expect((await open(coordinator, id)).status).toBe(404);
      expect((await send(coordinator, id, { intent: "claim", version: 1 })).status).toBe(404);
    }
  });
});

describe("the queue", () => {
  it("puts what is due first, says how late it is, and counts by pile", async () => {
    const place = await createOrganisation();
    const own = await createMember(place.id, "deputy");
    const day = (days: number) => new Date(Date.now() + days * 86_400_000);
    const at = (state: Parameters<typeof createSubmission>[0]["state"], dueAt: Date) => createSubmission({ edition: desk.edition, institutionId: place.id, state, dueAt });
    const later = await at("in_review", day(9));
    const late = await at("screening", day(-3.5));
    const waiting = await at("changes_requested", day(-9));
    await at("accepted", day(-20));
    await at("draft", day(3));
    const shown = await readQueue(own);
    expect(shown.rows.map(({ id, late: days }) => [id, days])).toEqual([
      [late.id, 3],
      [later.id, 0],
      [waiting.id, 0],
    ]);
    expect(shown.counts).toEqual({ open: 3, submitted: 0, screening: 1, in_review: 1, deliberation: 0, changes_requested: 1, decided: 0, closed: 1 });
    expect((await readQueue(own, "?pile=closed")).rows).toHaveLength(1);
    expect((await readQueue(own, "?pile=nonsense&page=-4")).rows).toHaveLength(3);
  });

  it("neither shows nor counts what a conflict closes", async () => {
    const place = await createOrganisation();
    const [free, conflicted] = [await createMember(place.id, "coordinator"), await createMember(place.id, "coordinator")];
    const one = await createSubmission({ edition: desk.edition, institutionId: place.id, state: "screening" });
    const two = await createSubmission({ edition: desk.edition, institutionId: place.id, state: "screening" });
    const fromHere = await createSubmission({ edition: desk.edition, institutionId: place.id, state: "submitted" });
    await db().membership.create({
      data: { id: crypto.randomUUID(), personId: conflicted.personId, organisationId: fromHere.organisationId, role: "owner", startsAt: new Date("2026-01-01T00:00:00Z") },
    });
    expect((await send(conflicted, one.id, { intent: "declareConflict", version: 1, conflict: "family" })).headers.get("Location")).toBe("/es/coordinate");
    const shown = await readQueue(conflicted);
    expect(shown.rows.map(({ id }) => id)).toEqual([two.id]);
    expect(shown.counts).toMatchObject({ open: 1, submitted: 0, screening: 1 });
    expect((await readQueue(free)).counts).toMatchObject({ open: 3 });
    for (const id of [one.id, fromHere.id]) expect((await open(conflicted, id)).status).toBe(404);
  });

  it("of the programme manager holds what no institution can run, and nothing else", async () => {
    const place = await createOrganisation();
    const manager = await createMember((await createOrganisation()).id, "programme-manager");
    const before = (await readQueue(manager)).total;
    const orphan = await createSubmission({ edition: desk.edition, institutionId: null, state: "submitted" });
    const unattended = await createSubmission({ edition: desk.edition, institutionId: place.id, state: "submitted" });
    const attended = await desk.submit();
    const after = await readQueue(manager);
    expect(after.total).toBe(before + 2);
    expect(after.rows.map(({ id }) => id)).toEqual(expect.arrayContaining([orphan.id, unattended.id]));
    expect((await open(manager, unattended.id)).status).toBe(200);
    expect((await open(manager, attended.id)).status).toBe(404);
  });
});

describe("a submission at the desk", () => {
  it("is taken with one button, and leads back to itself", async () => {
    const { id } = await desk.submit();
    const response = await send(coordinator, id, { intent: "claim", version: 1 });
    expect([response.status, response.headers.get("Location")]).toEqual([302, `/es/coordinate/${id}`]);
  });

  it("sent back says what is wrong at each field and keeps what was typed", async () => {
    const { id } = await desk.submit("deliberation");
    const response = await send(coordinator, id, { intent: "decide", version: 1, outcome: "declined", reasonCode: "", reason: "corto" });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ intent: "decide", fields: { reason: "corto" }, faults: { reasonCode: "required", reason: "too-short" } });
  });

  it("that a colleague changed meanwhile answers 409, says what happened and keeps what was typed", async () => {
    const { id } = await desk.submit("screening");
    const colleague = await createActor([{ organisationId: desk.institution.id, role: "deputy" }], { displayName: "Rosa Jiménez" });
    await send(colleague, id, { intent: "requestChanges", version: 1, note_cost: "¿Con impuestos?" });
    const response = await send(coordinator, id, { intent: "requestChanges", version: 1, note_results: "¿De cuántos meses?" });
    expect(response.status).toBe(409);
    const sent = (await response.json()) as { intent: string; fields: Record<string, string> };
    const { page } = (await (await open(coordinator, id)).json()) as { page: ShownDeskPage };
    const html = show(page, { ...sent, errors: {} }, true);
    expect(html).toContain("Se pidió lo que faltaba, por Rosa Jiménez");
    expect(html).toContain("¿De cuántos meses?");
    expect(await db().changeRequest.count({ where: { submissionId: id } })).toBe(1);
  });

  it("says of each request for changes, not of each of its notes, whether it was answered", async () => {
    const { id } = await desk.submit("screening");
    const note = (section: string, words: string, createdAt: string, answeredAt: string | null = null) => ({
      id: newId(),
      submissionId: id,
      section,
      note: words,
      createdAt,
      answeredAt,
    });
    await db().changeRequest.createMany({
      data: [
        note("results", "¿De cuántos meses?", "2026-05-02T12:00:00Z", "2026-05-06T12:00:00Z"),
        note("cost", "¿Con impuestos?", "2026-05-09T12:00:00Z"),
        note("howItWorks", "¿Y si no hay señal?", "2026-05-02T12:00:00Z", "2026-05-06T12:00:00Z"),
      ],
    });
    const { page } = (await (await open(coordinator, id)).json()) as { page: ShownDeskPage };
    expect(page.requests.map(({ notes }) => notes.map(({ section }) => section))).toEqual([["cost"], ["howItWorks", "results"]]);
    const html = show(page);
    expect(html.match(/Respondido/g)).toHaveLength(1);
    const words = html.replace(/<[^>]+>/g, " ").replace(/\s+/g, " ");
    expect(words).toContain(
      "Pedido el 9 de mayo de 2026. Sin respuesta. Cuánto cuesta : ¿Con impuestos? Pedido el 2 de mayo de 2026. Respondido el 6 de mayo de 2026. Cómo funciona",
    );
  });

  it("shows the reviews with their median, and hides them from a coordinator who reviews it too", async () => {
    const submission = await desk.submit("in_review");
    const both = await createActor([
      { organisationId: desk.institution.id, role: "coordinator" },
      { organisationId: desk.institution.id, role: "reviewer" },
    ]);
    const reviewer = await createMember(desk.institution.id, "reviewer");
    await createAssignment(submission, { reviewerId: reviewer.personId, status: "submitted", scores: [4, 2], edition: desk.edition });
    await createAssignment(submission, { reviewerId: both.personId, status: "draft", edition: desk.edition });
    const read = async (actor: PersonActor) => ((await (await open(actor, submission.id)).json()) as { page: ShownDeskPage }).page;
    const page = await read(coordinator);
    expect(page.summary).toMatchObject({ count: 1, median: 2.5, scaleMax: 5 });
    expect(show(page)).toContain("Nota privada de la evaluación.");
    const hidden = await read(both);
    expect(hidden.summary).toBeNull();
    expect(JSON.stringify(hidden)).not.toContain("Lo vi funcionar");
  });

  it("asks before somebody is taken off the panel, and names them", async () => {
    const submission = await desk.submit("in_review");
    const reviewer = await createMember(desk.institution.id, "reviewer");
    await db().person.update({ where: { id: reviewer.personId }, data: { displayName: "Rita Cruz" } });
    const assignmentId = await createAssignment(submission, { reviewerId: reviewer.personId, edition: desk.edition });
    const { page } = (await (await open(coordinator, submission.id)).json()) as { page: ShownDeskPage };
    const html = show(page);
    const folded = /<details class="ask-first">.*?<\/details>/s.exec(html)?.[0] ?? "";
    expect(folded).toMatch(new RegExp(`aria-label="Retirar del panel: Rita Cruz".*No se puede deshacer.*value="revokeReviewer".*value="${assignmentId}"`, "s"));
    expect(html.replace(folded, "")).not.toContain("revokeReviewer");
  });

  it("offers a letter in the owner's language", async () => {
    const { id, owner } = await desk.submit("deliberation");
    await db().person.update({ where: { id: owner.personId }, data: { locale: "pt" } });
    await send(coordinator, id, { intent: "decide", version: 1, outcome: "declined", reasonCode: "not-ready", reason: "Ainda falta testar com mais negócios." });
    const { letter } = (await (await open(coordinator, id)).json()) as { letter: string };
    expect(letter).toContain("Desta vez ela não foi aceita.");
    expect(letter).toContain("Ainda falta testar com mais negócios.");
    expect((await send(coordinator, id, { intent: "announce", version: 2, letter })).status).toBe(302);
    expect(await db().decision.findFirst({ where: { submissionId: id } })).toMatchObject({ letter: letter.trim() });
  });
});
