import { renderToStaticMarkup } from "react-dom/server";
import { beforeAll, describe, expect, it } from "vitest";
import { createActor, createEdition, createMember, lettersAsked } from "#tests/factories/desk";
import { addChannels } from "#tests/factories/letters";
import { createBusinessType, createCategory, createOrganisation } from "#tests/factories/records";
import { filledForm, formBody } from "#tests/factories/submission-form";
import { lastToken } from "#tests/setup/account-forms";
import { ask, sessionOf } from "#tests/setup/ask";
import type { PersonActor } from "~/features/accounts/actor";
import { NowSignIn } from "~/features/accounts/now-sign-in";
import { composeLetter } from "~/features/notifications/compose.server";
import { listCandidates, listReceivers } from "~/features/review/repository.server";
import { I18nProvider } from "~/i18n/context";
import { db, transaction } from "~/platform/database/client.server";
import { newId } from "~/platform/ids";
import { tokenOf } from "~/platform/tokens.server";
import { loader as openList, action as start } from "~/routes/advise";
import { loader as openOne, action as sendLink } from "~/routes/advise-submission";
import { action as deskAct, loader as openDesk } from "~/routes/coordinate-submission";
import { loader as openOwn } from "~/routes/my-solution";
import { action as enterByLink } from "~/routes/sign-in-link-open";
import { action as signUp } from "~/routes/sign-up";
import { action as confirm } from "~/routes/sign-up-confirm";
import { loader as openForm, action as submit } from "~/routes/submit";
import { loader as openTake, action as take } from "~/routes/take-over";

const CONSENT = { consentHow: "telephone", consentOn: "2026-05-02" };

let first: { id: string; name: string };
let second: { id: string; name: string };
let adviser: PersonActor;
let counter = 0;

beforeAll(async () => {
  await createCategory();
  await createBusinessType();
  first = await createOrganisation({ name: "Cámara de la Sierra", shortName: "CASI" });
  second = await createOrganisation({ name: "Centro del Valle" });
  const opensAt = new Date("2026-01-01T00:00:00Z");
  const edition = await createEdition({ kind: "rolling", closesAt: null, opensAt });
  await db().editionText.create({ data: { editionId: edition.id, language: "es", name: "Abierta", guidingQuestion: "¿?", diagnosis: "d", privacyNotice: "Así." } });
  await db().editionCountry.createMany({ data: ["DO", "GT"].map((country) => ({ editionId: edition.id, country })) });
  await db().editionCategory.create({ data: { editionId: edition.id, categoryKey: "agile-payments", position: 1 } });
  await db().editionInstitution.createMany({
    data: [first, second].map(({ id }, index) => ({ editionId: edition.id, organisationId: id, countries: ["DO"], categories: ["agile-payments"], priority: index + 1 })),
  });
  adviser = await verified(await createMember(first.id, "adviser"));
});

async function verified(person: PersonActor): Promise<PersonActor> {
  counter += 1;
  await addChannels(person.personId, { email: `persona${counter}@ejemplo.example` });
  return person;
}

const newKey = async (actor: PersonActor) => ((await (await ask(openList, "/es/advise", { cookie: await sessionOf(actor) })).json()) as { key: string }).key;
const idIn = (response: Response) => new URL(response.headers.get("Location") ?? "", "http://x.invalid").searchParams.get("draft") ?? "";

async function begin(actor: PersonActor): Promise<string> {
  return idIn(await ask(start, "/es/advise", { cookie: await sessionOf(actor), form: { key: await newKey(actor) } }));
}

async function send(actor: PersonActor, id: string | null, overrides: Partial<ReturnType<typeof filledForm>> = {}) {
  const cookie = await sessionOf(actor);
  const path = id ? `/es/submit?draft=${id}` : "/es/submit";
  const { state } = (await (await ask(openForm, path, { cookie })).json()) as { state: { key: string; version: number | null } };
  counter += 1;
  const values = filledForm({ title: `Solución ${counter} ${newId().slice(-8)}`, organisationName: `Firma ${counter}`, ...overrides });
  return ask(submit, path, { cookie, form: formBody(values, { intent: "send", key: state.key, version: String(state.version ?? ""), duplicatesSeen: "yes" }) });
}

async function submitted(overrides: Partial<ReturnType<typeof filledForm>> = {}) {
  const id = await begin(adviser);
  const response = await send(adviser, id, { ...CONSENT, ...overrides });
  expect(response.headers.get("Location")).toBe(`/es/advise/${id}`);
  return id;
}

const linkOf = async (id: string) => {
  const token = await db().token.findFirstOrThrow({ where: { purpose: "submission.on-behalf", subjectId: id, usedAt: null } });
  return { tokenId: token.id, token: tokenOf(token.id) };
};

describe("writing for somebody without a computer", () => {
  it("is for advisers and the people of a desk, and for nobody else", async () => {
    expect((await ask(openList, "/es/advise")).status).toBe(302);
    for (const role of ["adviser", "coordinator", "deputy"] as const)
      expect((await ask(openList, "/es/advise", { cookie: await sessionOf(await createMember(first.id, role)) })).status).toBe(200);
    for (const role of ["reviewer", "programme-manager", "administrator", "owner"] as const) {
      const cookie = await sessionOf(await createMember(first.id, role));
      expect((await ask(openList, "/es/advise", { cookie })).status).toBe(404);
      expect((await ask(start, "/es/advise", { cookie, form: { key: "a".repeat(43) } })).status).toBe(404);
    }
  });

  it("begins one draft, however often the button is pressed, which is not the author's own", async () => {
    const [cookie, key] = [await sessionOf(adviser), await newKey(adviser)];
    const [one, two] = await Promise.all([1, 2].map(() => ask(start, "/es/advise", { cookie, form: { key } })));
    expect(idIn(one as Response)).toBe(idIn(two as Response));
    const row = await db().submission.findUniqueOrThrow({ where: { id: idIn(one as Response) }, include: { draft: true, onBehalf: true } });
    expect(row).toMatchObject({ state: "draft", authorOnBehalfId: adviser.personId, draft: { ownerId: null, keyHash: null }, onBehalf: { consentHow: null, takenOverAt: null } });
    const colleague = await createMember(first.id, "adviser");
    expect((await ask(openForm, `/es/submit?draft=${row.id}`, { cookie: await sessionOf(colleague) })).status).toBe(404);
  });

  it("asks how and when they agreed, and records it with who wrote", async () => {
    const id = await begin(adviser);
    const refused = await send(adviser, id);
    expect(refused.status).toBe(400);
    expect(await refused.json()).toMatchObject({ faults: { consentHow: "required", consentOn: "required" } });
    expect((await send(adviser, id, CONSENT)).status).toBe(302);
    const row = await db().submission.findUniqueOrThrow({ where: { id }, include: { onBehalf: true, solution: true, events: { orderBy: { sequence: "asc" } } } });
    expect(row.onBehalf).toMatchObject(CONSENT);
    expect(row.onBehalf?.recordedAt).not.toBeNull();
    expect(row.events.map(({ kind, actorRole, actorId }) => [kind, actorRole, actorId])).toEqual([
      ["started", "author-on-behalf", adviser.personId],
      ["submitted", "author-on-behalf", adviser.personId],
    ]);
    expect(await db().membership.count({ where: { organisationId: row.solution.organisationId ?? "" } })).toBe(0);
  });

  it("lets the author read again what they wrote; whom to reach is for the owner", async () => {
    const id = await submitted({ problem: "Se pierde la cosecha.", contactEmail: "otra-duena@ejemplo.example" });
    const read = await ask(openOwn, `/es/my/solutions/${id}`, { cookie: await sessionOf(adviser), params: { id } });
    const { sent } = (await read.json()) as { sent: unknown };
    expect(sent).toMatchObject({ content: { texts: { es: { problem: "Se pierde la cosecha." } } }, contact: null });
    expect(JSON.stringify(sent)).not.toContain("otra-duena");
  });

  it("goes past the author's own institution, whose people neither run nor review it", async () => {
    const [colleague, elsewhere] = [await createMember(first.id, "reviewer"), await createMember(second.id, "reviewer")];
    const coordinator = await createMember(first.id, "coordinator");
    const id = await submitted();
    expect(await db().submission.findUnique({ where: { id } })).toMatchObject({ institutionId: second.id });
    const candidates = (await listCandidates(db(), id, coordinator, new Date())).map(({ personId }) => personId);
    expect(candidates).toContain(elsewhere.personId);
    expect(candidates).not.toContain(colleague.personId);
    expect(await listReceivers(db(), id, new Date())).toEqual([]);
    await db().submission.update({ where: { id }, data: { institutionId: first.id } });
    expect((await ask(openDesk, `/es/coordinate/${id}`, { cookie: await sessionOf(coordinator), params: { id } })).status).toBe(404);
  });
});

describe("the owner's link", () => {
  it("is mailed to them in words that say who wrote and for what", async () => {
    const id = await submitted({ contactEmail: "duena@ejemplo.example", contactPerson: "Dilcia Ramos" });
    const { tokenId } = await linkOf(id);
    expect((await lettersAsked()).filter(({ subjectId }) => subjectId === tokenId)).toEqual([{ kind: "submission.on-behalf", recipientId: adviser.personId, subjectId: tokenId }]);
    const job = { kind: "submission.on-behalf" as const, recipientId: adviser.personId, subjectId: tokenId };
    const letter = await transaction((tx) => composeLetter(tx, job, "https://solucionario.example", new Date()));
    expect(letter).toMatchObject({
      addresses: [{ kind: "email", address: "duena@ejemplo.example" }],
      facts: { recipientName: "Dilcia Ramos", institution: first.name, link: null },
    });
  });

  it("stands on the author's page as a message for WhatsApp", async () => {
    const id = await submitted({ contactEmail: "", contactWhatsapp: "+1 809 555 0177" });
    const { tokenId, token } = await linkOf(id);
    expect((await lettersAsked()).some(({ subjectId }) => subjectId === tokenId)).toBe(false);
    const page = (await (await ask(openOne, `/es/advise/${id}`, { cookie: await sessionOf(adviser), params: { id } })).json()) as { whatsapp: string; consent: { how: string } };
    expect(decodeURIComponent(page.whatsapp)).toMatch(/^https:\/\/wa\.me\/18095550177\?text=/);
    expect(decodeURIComponent(page.whatsapp)).toContain(`/es/my/take-over/${token}`);
    expect(page.consent.how).toBe("telephone");
    for (const somebody of [await createMember(first.id, "adviser"), await createMember(second.id, "coordinator")]) {
      expect((await ask(openOne, `/es/advise/${id}`, { cookie: await sessionOf(somebody), params: { id } })).status).toBe(404);
    }
  });

  it("opened changes nothing; its button makes whoever presses it the owner, once, and the author a reader", async () => {
    const id = await submitted();
    const { token } = await linkOf(id);
    const path = `/es/my/take-over/${token}`;
    const owner = await createActor();
    for (let times = 0; times < 2; times += 1) expect((await ask(openTake, path, { params: { token } })).status).toBe(200);
    expect((await ask(take, path, { params: { token }, form: {} })).status).toBe(302);
    expect(await db().onBehalf.findUnique({ where: { submissionId: id } })).toMatchObject({ takenOverAt: null });
    expect((await ask(take, path, { cookie: await sessionOf(adviser), params: { token }, form: {} })).status).toBe(409);
    const taken = await ask(take, path, { cookie: await sessionOf(owner), params: { token }, form: {} });
    expect(taken.headers.get("Location")).toBe(`/es/my/solutions/${id}`);
    expect(await db().onBehalf.findUnique({ where: { submissionId: id } })).toMatchObject({ takenOverById: owner.personId });
    expect((await ask(take, path, { cookie: await sessionOf(await createActor()), params: { token }, form: {} })).status).toBe(410);
    const may = async (actor: PersonActor) => {
      const response = await ask(openOwn, `/es/my/solutions/${id}`, { cookie: await sessionOf(actor), params: { id } });
      return ((await response.json()) as { page: { may: string[] } }).page.may;
    };
    expect(await may(owner)).toEqual(["read", "withdraw"]);
    const { history } = (await (await ask(openOwn, `/es/my/solutions/${id}`, { cookie: await sessionOf(owner), params: { id } })).json()) as {
      history: { events: Array<{ kind: string; onBehalf: boolean }> };
    };
    // Their page doesn't say that they did what was done for them.
    expect(history.events.map(({ kind, onBehalf }) => [kind, onBehalf])).toEqual([
      ["started", true],
      ["submitted", true],
      ["taken_over", false],
    ]);
    expect(await may(adviser)).toEqual(["read"]);
  });

  it("is come back to by whoever signs up on the way, once their letter was opened; the table of links does not tell it", async () => {
    const { token } = await linkOf(await submitted());
    const path = `/es/my/take-over/${token}`;
    const password = "siete gallinas bajo el toldo";
    const person = { name: "Dilcia Ramos", address: "dilcia@ejemplo.example", password, country: "DO", organisation: "" };
    const signUpAt = (next: string, address: string) => ask(signUp, `/es/sign-up?${new URLSearchParams({ next })}`, { form: { ...person, address } });
    const confirmed = async () => {
      const answer = await ask(confirm, "/es/sign-up/confirm/x", { form: { password }, params: { token: await lastToken("account.verify-email") } });
      return ((await answer.json()) as { next?: string }).next;
    };
    await signUpAt(path, person.address);
    expect(JSON.stringify(await db().token.findMany())).not.toContain(token);
    expect(await confirmed()).toBe(path);
    const html = renderToStaticMarkup(
      <I18nProvider locale="es">
        <NowSignIn title="x" lead="x" next={path} />
      </I18nProvider>,
    );
    expect(html).toContain(`href="/es/sign-in?next=${encodeURIComponent(path)}"`);
    // Somebody who has an account already gets a letter that lets them in.
    await signUpAt(path, person.address);
    const entered = await ask(enterByLink, "/es/sign-in/link/x", { form: {}, params: { token: await lastToken("account.sign-in-link") } });
    expect(entered.headers.get("Location")).toBe(path);
    await signUpAt("https://elsewhere.example/es", "otra@ejemplo.example");
    expect(await confirmed()).toBe("/es/account");
  });

  it("sent anew closes the one before", async () => {
    const id = await submitted();
    const before = (await linkOf(id)).token;
    expect((await ask(sendLink, `/es/advise/${id}`, { cookie: await sessionOf(adviser), params: { id }, form: {} })).status).toBe(200);
    expect((await ask(openTake, `/es/my/take-over/${before}`, { params: { token: before } })).status).toBe(410);
    const { token } = await linkOf(id);
    expect((await ask(openTake, `/es/my/take-over/${token}`, { params: { token } })).status).toBe(200);
  });
});

describe("whom an owner keeps out", () => {
  const keptOut = async (submissionId: string) =>
    (await db().keptOut.findMany({ where: { submissionId } })).map(({ kind, subjectId, source }) => `${kind} ${subjectId} ${source}`).sort();
  const owned = async (overrides: Partial<ReturnType<typeof filledForm>>) => {
    const response = await send(await verified(await createActor()), null, overrides);
    return /solutions\/([^/]+)\/receipt/.exec(response.headers.get("Location") ?? "")?.[1] ?? "";
  };

  it("an institution that they tick, or name in words, does not receive it", async () => {
    expect(await db().submission.findUnique({ where: { id: await owned({}) } })).toMatchObject({ institutionId: first.id });
    expect(await db().submission.findUnique({ where: { id: await owned({ keptFromInstitutions: [first.id] }) } })).toMatchObject({ institutionId: second.id });
    expect(await db().submission.findUnique({ where: { id: await owned({ keptFrom: "Los de la CAMARA DE LA SIERRA no, por favor" }) } })).toMatchObject({
      institutionId: second.id,
    });
    expect(await db().submission.findUnique({ where: { id: await owned({ keptFromInstitutions: [first.id, second.id] }) } })).toMatchObject({ institutionId: null });
  });

  it("a person whom they name in full neither runs it nor is asked to review it, and reads no word of it", async () => {
    const coordinator = await createActor([{ organisationId: first.id, role: "coordinator" }], { displayName: "Próspero Íñiguez" });
    const reviewer = await createActor([{ organisationId: second.id, role: "reviewer" }], { displayName: "Milagros Tejada" });
    const id = await owned({ keptFrom: "No quiero que la vean prospero iniguez ni Milagros Tejada, son competencia." });
    expect(await keptOut(id)).toEqual([`person ${coordinator.personId} name`, `person ${reviewer.personId} name`].sort());
    expect((await ask(openDesk, `/es/coordinate/${id}`, { cookie: await sessionOf(coordinator), params: { id } })).status).toBe(404);
    expect((await listCandidates(db(), id, coordinator, new Date())).map(({ personId }) => personId)).not.toContain(reviewer.personId);
  });

  it("whom the words mean otherwise, the desk ticks: they leave the panel, and it is closed to them", async () => {
    const coordinator = await createMember(first.id, "coordinator");
    const [meant, other] = [await createMember(second.id, "reviewer"), await createMember(second.id, "reviewer")];
    const id = await owned({ keptFrom: "Mi cuñado, el de Persona" });
    const path = `/es/coordinate/${id}`;
    const open = async (actor: PersonActor) => ask(openDesk, path, { cookie: await sessionOf(actor), params: { id } });
    type Told = { page: { version: number; keepOut: { words: string; people: Array<{ id: string; ticked: boolean }> } } };
    const { page } = (await (await open(coordinator)).json()) as Told;
    expect(page.keepOut.words).toBe("Mi cuñado, el de Persona");
    expect(page.keepOut.people.find((person) => person.id === meant.personId)).toMatchObject({ ticked: false });
    const act = async (moves: number, form: Record<string, string>) =>
      ask(deskAct, path, { cookie: await sessionOf(coordinator), params: { id }, form: { version: page.version + moves, ...form } });
    await act(0, { intent: "claim" });
    await act(1, { intent: "assign", [`reviewer_${meant.personId}`]: "yes", [`reviewer_${other.personId}`]: "yes" });
    expect((await act(2, { intent: "keepOut", [`out_person_${newId()}`]: "yes" })).status).toBe(400);
    expect((await act(2, { intent: "keepOut", [`out_person_${meant.personId}`]: "yes" })).headers.get("Location")).toBe(path);
    expect(await db().reviewAssignment.findFirst({ where: { submissionId: id, reviewerId: meant.personId } })).toMatchObject({ status: "revoked" });
    expect(await db().reviewAssignment.findFirst({ where: { submissionId: id, reviewerId: other.personId } })).toMatchObject({ status: "invited" });
    expect(await keptOut(id)).toEqual([`person ${meant.personId} desk`]);
    expect((await act(3, { intent: "keepOut", [`out_person_${coordinator.personId}`]: "yes" })).headers.get("Location")).toBe("/es/coordinate");
    expect((await open(coordinator)).status).toBe(404);
    expect(await db().submission.findUnique({ where: { id } })).toMatchObject({ coordinatorId: null });
  });
});
