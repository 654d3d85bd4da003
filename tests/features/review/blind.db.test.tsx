import { renderToStaticMarkup } from "react-dom/server";
import { beforeAll, describe, expect, it } from "vitest";
import { createActor, createDesk, createEdition, createMember, createSubmission, lettersAsked } from "#tests/factories/desk";
import { createOrganisation, MADE_AT } from "#tests/factories/records";
import { ask, sessionOf } from "#tests/setup/ask";
import type { PersonActor } from "~/features/accounts/actor";
import { findAssignmentFacts } from "~/features/notifications/facts.server";
import { AssignmentArticle, type ShownAssignment } from "~/features/review/assignment-article";
import { findDeskPage } from "~/features/review/desk-queries.server";
import { listCandidates } from "~/features/review/repository.server";
import { assignReviewers } from "~/features/review/screening.server";
import { I18nProvider } from "~/i18n/context";
import { db } from "~/platform/database/client.server";
import { newId } from "~/platform/ids";
import { loader as openList } from "~/routes/review";
import { action, loader } from "~/routes/review-assignment";

const NOW = new Date("2026-05-14T12:00:00Z");
const FIRM = "Vale del Colmado Ñandutí";
const PERSON = "Bienvenido Abad Núñez";
/** Anything of these on a reviewer's page gives the owner away. */
const GIVEAWAY = /[ñn]andut[íi]|bienvenido|abad n|ventas@vale|valenanduti|809 ?555/i;

let desk: Awaited<ReturnType<typeof createDesk>>;
let reviewer: PersonActor;
let colleague: PersonActor;

beforeAll(async () => {
  desk = await createDesk();
  desk.edition = await createEdition({ blind: true });
  [reviewer, colleague] = desk.reviewers;
  for (let index = 0; index < 14; index += 1) {
    const firm = await createOrganisation({ kind: "firm", partner: false, name: `Otra Firma ${index}`, baseCountry: index < 7 ? "DO" : "GT" });
    await createActor([{ organisationId: firm.id, role: "owner" }], { displayName: `Otra Persona ${index}` });
  }
  for (let index = 0; index < 6; index += 1) await createOrganisation({ kind: "ngo", partner: false, name: `Fundación ${index}` });
});

/** In screening, with an owner whose names stand in every place that they could stand in. */
async function submit() {
  const submission = await createSubmission({ edition: desk.edition, institutionId: desk.institution.id, state: "screening" });
  const { solutionId, organisationId, revisionId, owner } = submission;
  await db().organisation.update({
    where: { id: organisationId },
    data: { name: FIRM, shortName: "VaCoÑa", aliases: ["Ñandutí Pagos"], website: "https://valenanduti.example", kind: "firm", baseCountry: "DO" },
  });
  await db().person.update({ where: { id: owner.personId }, data: { displayName: PERSON } });
  await db().solutionContact.create({ data: { solutionId, personName: "Contacto de Ñandutí", email: "ventas@vale.example", whatsapp: "+18095550100", whatsappAgreed: true } });
  await db().revisionText.updateMany({
    where: { revisionId },
    data: { title: `El vale de ${FIRM}`, howItWorks: `Escriba a ventas@vale.example, llame al +1 809 555 0100 o pregunte por ${PERSON}. El cliente paga con un mensaje.` },
  });
  const claim = await db().claim.findFirstOrThrow({ where: { solutionId } });
  const evidenceId = newId(MADE_AT);
  await db().evidence.create({ data: { id: evidenceId, claimId: claim.id, kind: "link", url: "https://valenanduti.example/prueba", createdAt: MADE_AT } });
  await db().evidenceText.create({ data: { evidenceId, language: "es", title: `Cuadernos de ${FIRM}` } });
  return submission;
}

async function assigned(people: readonly PersonActor[] = [reviewer, colleague]) {
  const submission = await submit();
  const reviewerIds = people.map(({ personId }) => personId);
  await assignReviewers(desk.coordinator, { submissionId: submission.id, version: 1, reviewerIds }, NOW);
  const rows = await db().reviewAssignment.findMany({ where: { submissionId: submission.id } });
  return { submission, ids: reviewerIds.map((id) => rows.find(({ reviewerId }) => reviewerId === id)?.id ?? "") };
}

const open = async (actor: PersonActor, id: string) => ask(loader, `/es/review/${id}`, { cookie: await sessionOf(actor), params: { id } });
const send = async (actor: PersonActor, id: string, form: Record<string, string | number>) =>
  ask(action, `/es/review/${id}`, { cookie: await sessionOf(actor), params: { id }, form: { intent: "answer", version: 1, names: "seen", conflict: "", ...form } });
const read = async (actor: PersonActor, id: string) => ((await (await open(actor, id)).json()) as { page: ShownAssignment }).page;
const namesOf = (assignmentId: string) => db().blindName.findMany({ where: { assignmentId }, orderBy: { position: "asc" } });
const show = (page: ShownAssignment) =>
  renderToStaticMarkup(
    <I18nProvider locale="es">
      <AssignmentArticle page={page} sent={null} overtaken={false} saved={false} />
    </I18nProvider>,
  );

describe("before the declaration, in a blind edition", () => {
  it("the names stand among others of their kind and country, told apart by nothing", async () => {
    const { ids } = await assigned();
    const stored = await namesOf(ids[0] ?? "");
    const theirs = stored.filter(({ isTheirs }) => isTheirs).map(({ name }) => name);
    expect(theirs.sort()).toEqual([PERSON, "Contacto de Ñandutí", FIRM].sort());
    const { names } = await read(reviewer, ids[0] ?? "");
    expect(names).toEqual(stored.map(({ position, kind, name }) => ({ position, kind, name })));
    expect(names.filter(({ kind }) => kind === "organisation")).toHaveLength(6);
    expect(names.filter(({ kind }) => kind === "person")).toHaveLength(7);
    // There are seven firms of the country: no other kind and no other country is needed.
    const others = names.filter(({ name }) => !theirs.includes(name)).map(({ name }) => name);
    expect(others.filter((name) => !/^Otra (Firma|Persona) [0-6]$/.test(name))).toEqual([]);
    for (const kind of ["organisation", "person"]) {
      const listed = names.filter((name) => name.kind === kind).map(({ name }) => name);
      expect(listed).toEqual([...listed].sort((a, b) => a.localeCompare(b, "es")));
    }
  });

  it("stay the same at every look, for every reviewer, and when the registry grows", async () => {
    const third = await createMember(desk.institution.id, "reviewer");
    const { submission, ids } = await assigned();
    const before = (await read(reviewer, ids[0] ?? "")).names;
    for (let index = 0; index < 10; index += 1) await createOrganisation({ kind: "firm", partner: false, name: `Aún Otra ${index}` });
    await assignReviewers(desk.coordinator, { submissionId: submission.id, version: 2, reviewerIds: [third.personId] }, NOW);
    const late = await db().reviewAssignment.findFirstOrThrow({ where: { submissionId: submission.id, reviewerId: third.personId } });
    expect((await read(reviewer, ids[0] ?? "")).names).toEqual(before);
    expect((await read(colleague, ids[1] ?? "")).names).toEqual(before);
    expect((await read(third, late.id)).names).toEqual(before);
  });

  it("nothing but the list names anybody, in the page, its data and the reviewer's list", async () => {
    const { submission, ids } = await assigned();
    const { names, ...rest } = await read(reviewer, ids[0] ?? "");
    expect(names.some(({ name }) => GIVEAWAY.test(name))).toBe(true);
    expect(JSON.stringify(rest)).not.toMatch(GIVEAWAY);
    expect(rest).toMatchObject({ head: { title: submission.reference, organisation: null, people: [] }, work: null });
    expect(show({ ...rest, names: [] })).not.toMatch(GIVEAWAY);
    expect(await (await ask(openList, "/es/review", { cookie: await sessionOf(reviewer) })).text()).not.toMatch(GIVEAWAY);
  });
});

describe("ticking names", () => {
  const positions = async (id: string, isTheirs: boolean) => (await namesOf(id)).filter((name) => name.isTheirs === isTheirs).map(({ position }) => position);

  it("one of the owner's is a conflict: the content never opens, and the desk knows why", async () => {
    const { submission, ids } = await assigned();
    const [id = ""] = ids;
    for (const position of (await positions(id, true)).slice(0, 1)) {
      expect((await send(reviewer, id, { [`tied_${position}`]: "yes", conflict: "family" })).headers.get("Location")).toBe("/es/review");
    }
    expect(await db().reviewAssignment.findUnique({ where: { id } })).toMatchObject({ status: "recused", conflict: "family" });
    expect((await open(reviewer, id)).status).toBe(404);
    const left = await db().submissionEvent.findFirst({ where: { submissionId: submission.id, kind: "reviewer_left" } });
    expect(left).toMatchObject({ actorId: reviewer.personId, reasonCode: "family" });
  });

  it("each of the owner's names is one", async () => {
    const { ids } = await assigned();
    const [first = "", second = ""] = ids;
    const theirs = await positions(first, true);
    await send(reviewer, first, { [`tied_${theirs.at(-1)}`]: "yes", conflict: "employment" });
    await send(colleague, second, { [`tied_${theirs[1]}`]: "yes", conflict: "competitor" });
    const states = await db().reviewAssignment.findMany({ where: { id: { in: ids } }, select: { status: true } });
    expect(states).toEqual([{ status: "recused" }, { status: "recused" }]);
  });

  it("only others' names, or none, opens the content, which names nobody", async () => {
    const { ids } = await assigned();
    const [first = "", second = ""] = ids;
    const others = await positions(first, false);
    expect((await send(reviewer, first, { [`tied_${others[0]}`]: "yes", conflict: "family" })).headers.get("Location")).toBe(`/es/review/${first}`);
    expect((await send(colleague, second, {})).headers.get("Location")).toBe(`/es/review/${second}`);
    for (const [actor, id] of [
      [reviewer, first],
      [colleague, second],
    ] as const) {
      const page = await read(actor, id);
      expect(page.names).toEqual([]);
      expect(page.work?.content?.texts.es?.howItWorks).toContain("El cliente paga con un mensaje");
      expect(JSON.stringify(page)).not.toMatch(GIVEAWAY);
      expect(show(page)).not.toMatch(GIVEAWAY);
      expect(show(page)).toContain("Aquí no se dice de quién es.");
    }
  });

  it("without saying what ties, or a tie without a name, is asked again", async () => {
    const { ids } = await assigned();
    const [id = ""] = ids;
    const [theirs] = await positions(id, true);
    expect(await (await send(reviewer, id, { [`tied_${theirs}`]: "yes" })).json()).toMatchObject({ faults: { conflict: "required" } });
    expect(await (await send(reviewer, id, { conflict: "family" })).json()).toMatchObject({ faults: { conflict: "nobody-ticked" } });
    expect((await send(reviewer, id, { tied_nobody: "yes", conflict: "family" })).status).toBe(400);
    expect(await db().reviewAssignment.findUnique({ where: { id } })).toMatchObject({ status: "invited" });
  });

  it("can't be gone round by the form of other editions", async () => {
    const { ids } = await assigned();
    const [id = ""] = ids;
    const response = await ask(action, `/es/review/${id}`, { cookie: await sessionOf(reviewer), params: { id }, form: { intent: "answer", version: 1, conflict: "none" } });
    expect(response.status).toBe(400);
    expect(await db().reviewAssignment.findUnique({ where: { id } })).toMatchObject({ status: "invited" });
  });
});

describe("the desk of a blind edition", () => {
  it("asks nobody to review who runs it and so has read the names", async () => {
    const both = await createActor([
      { organisationId: desk.institution.id, role: "coordinator" },
      { organisationId: desk.institution.id, role: "reviewer" },
    ]);
    const managing = await createActor([
      { organisationId: desk.institution.id, role: "programme-manager" },
      { organisationId: desk.institution.id, role: "reviewer" },
    ]);
    const submission = await submit();
    const candidates = (await listCandidates(db(), submission.id, desk.coordinator, NOW)).map(({ personId }) => personId);
    expect(candidates).toContain(reviewer.personId);
    expect(candidates).not.toContain(both.personId);
    expect(candidates).not.toContain(managing.personId);
  });

  it("is closed to a reviewer who becomes a coordinator there", async () => {
    const { submission } = await assigned();
    const promoted: PersonActor = { ...reviewer, memberships: [...reviewer.memberships, { organisationId: desk.institution.id, role: "coordinator" }] };
    expect(await findDeskPage(promoted, submission.id, "es", NOW)).toBeNull();
    expect((await findDeskPage(desk.coordinator, submission.id, "es", NOW))?.organisation).toBe(FIRM);
  });

  it("writes to reviewers by the number", async () => {
    const { submission, ids } = await assigned();
    expect((await lettersAsked()).filter(({ subjectId }) => ids.includes(subjectId))).toHaveLength(2);
    expect(await findAssignmentFacts(db(), ids[0] ?? "", "es")).toMatchObject({ submission: { title: submission.reference } });
  });
});
