import { beforeAll, describe, expect, it } from "vitest";
import { filledForm, formBody } from "#tests/factories/submission-form";
import { draftOf, newKey, openEdition, signedIn, submitted, told } from "#tests/factories/submitting";
import { ask } from "#tests/setup/ask";
import type { FormValues } from "~/features/submissions/form-schema";
import { db } from "~/platform/database/client.server";
import { newId } from "~/platform/ids";
import { action as actOn, loader as openOne } from "~/routes/my-solution";
import { action as actAnswer, loader as openAnswer } from "~/routes/my-solution-answer";
import { loader as openReceipt } from "~/routes/my-solution-receipt";
import { loader as openMine } from "~/routes/my-solutions";
import { action as actSubmit, loader as openSubmit } from "~/routes/submit";

beforeAll(async () => {
  await openEdition();
});

describe("other people's submissions", () => {
  it("are not there, or ask to sign in, in every loader and action", async () => {
    const owner = await signedIn();
    const other = await signedIn();
    const id = await submitted(owner.cookie, "Solo mía y de nadie más");
    const params = { id };
    for (const handler of [openOne, openReceipt, openAnswer]) {
      expect((await ask(handler, `/es/my/solutions/${id}`, { cookie: other.cookie, params })).status).toBe(404);
      expect((await ask(handler, `/es/my/solutions/${id}`, { params })).headers.get("Location")).toMatch(/sign-in/);
      expect((await ask(handler, "/es/my/solutions/x", { cookie: other.cookie, params: { id: "x" } })).status).toBe(404);
    }
    const form = { intent: "withdraw", version: "2" };
    expect((await ask(actOn, `/es/my/solutions/${id}`, { cookie: other.cookie, params, form })).status).toBe(404);
    expect((await ask(actOn, `/es/my/solutions/${id}`, { params, form })).status).toBe(302);
    expect((await ask(actAnswer, `/es/my/solutions/${id}/answer`, { cookie: other.cookie, params, form: formBody(filledForm(), { stateVersion: "2" }) })).status).toBe(404);
    expect((await db().submission.findUniqueOrThrow({ where: { id } })).state).toBe("submitted");
    expect((await told(await ask(openMine, "/es/my/solutions", { cookie: other.cookie }))).cards).toEqual([]);
    expect((await ask(openMine, "/es/my/solutions")).headers.get("Location")).toMatch(/sign-in/);
  });
});

describe("the owner's page", () => {
  it("withdraws and opens again, each once, from the version that was seen", async () => {
    const { cookie } = await signedIn();
    const id = await submitted(cookie, "Va y vuelve");
    const params = { id };
    const send = (intent: string, version: number) => ask(actOn, `/es/my/solutions/${id}`, { cookie, params, form: { intent, version: String(version) } });
    expect((await send("withdraw", 1)).status).toBe(409);
    expect((await send("withdraw", 2)).status).toBe(302);
    // The button pressed twice is answered alike; the timeline below tells of it once.
    expect((await send("withdraw", 2)).status).toBe(302);
    expect((await send("reopen", 2)).status).toBe(409);
    expect((await send("reopen", 3)).headers.get("Location")).toBe(`/es/submit?draft=${id}`);
    const { state } = await told(await ask(openSubmit, `/es/submit?draft=${id}`, { cookie }));
    expect(state.values).toMatchObject({ title: "Va y vuelve", since: "2021-03", evidenceTitle: filledForm().evidenceTitle });
    const again = await ask(actSubmit, `/es/submit?draft=${id}`, {
      cookie,
      form: formBody({ ...state.values, consent: "yes" }, { intent: "send", key: "", version: String(state.version) }),
    });
    expect(again.headers.get("Location")).toBe(`/es/my/solutions/${id}/receipt`);
    expect(await db().revision.count({ where: { solution: { submissions: { some: { id } } } } })).toBe(2);
    expect((await told(await ask(openOne, `/es/my/solutions/${id}`, { cookie, params }))).history.events.map(({ kind }) => kind)).toEqual([
      "started",
      "submitted",
      "withdrawn",
      "reopened",
      "submitted",
    ]);
  });

  it("does not tell a decision before it is announced", async () => {
    const { cookie } = await signedIn();
    const id = await submitted(cookie, "Decidida y callada");
    const at = new Date();
    await db().submission.update({ where: { id }, data: { state: "decided" } });
    await db().submissionEvent.create({
      data: { submissionId: id, sequence: 3, kind: "decided", fromState: "deliberation", toState: "decided", actorRole: "coordinator", reasonCode: "not-ready", at },
    });
    const decision = { id: newId(), submissionId: id, outcome: "declined", reasonCode: "not-ready", reason: "Todavía le falta prueba.", decidedAt: at };
    await db().decision.create({ data: decision });
    const silent = await ask(openOne, `/es/my/solutions/${id}`, { cookie, params: { id } });
    const text = await silent.text();
    expect(text).not.toContain("Todavía le falta");
    expect(text).not.toContain("not-ready");
    expect(text).not.toContain("declined");
    await db().decision.update({ where: { id: decision.id }, data: { announcedAt: at, letter: "Estimado Bienvenido: …" } });
    expect((await told(await ask(openOne, `/es/my/solutions/${id}`, { cookie, params: { id } }))).history.letter).toBe("Estimado Bienvenido: …");
  });
});

describe("what was sent", () => {
  const read = async (cookie: string, id: string) => (await told(await ask(openOne, `/es/my/solutions/${id}`, { cookie, params: { id } }))).sent;

  it("is there for each of its owners, with the contact, as it was frozen: also while a draft is written anew", async () => {
    const [owner, partner] = [await signedIn(), await signedIn()];
    const id = await submitted(owner.cookie, "Para leer de nuevo");
    const { solution, currentRevision } = await db().submission.findUniqueOrThrow({ where: { id }, include: { solution: true, currentRevision: true } });
    await db().membership.create({ data: { id: newId(), personId: partner.id, organisationId: solution.organisationId ?? "", role: "owner", startsAt: new Date(0) } });
    const { title, problem } = filledForm({ title: "Para leer de nuevo" });
    const frozen = {
      content: { originCountry: "DO", texts: { es: { title, problem } }, claims: [{ evidence: [{ title: { es: filledForm().evidenceTitle } }] }] },
      contact: { personName: "Bienvenido Abad", email: "bienvenido@vale.example" },
      at: currentRevision?.createdAt.toISOString(),
    };
    for (const { cookie } of [owner, partner]) expect(await read(cookie, id)).toMatchObject(frozen);
    for (const [intent, version] of [
      ["withdraw", "2"],
      ["reopen", "3"],
    ] as const)
      await ask(actOn, `/es/my/solutions/${id}`, { cookie: owner.cookie, params: { id }, form: { intent, version } });
    const { state } = await told(await ask(openSubmit, `/es/submit?draft=${id}`, { cookie: owner.cookie }));
    const values = { ...state.values, problem: "Otro." };
    const saved = await ask(actSubmit, `/es/submit?draft=${id}`, { cookie: owner.cookie, form: formBody(values, { intent: "save", key: "", version: String(state.version) }) });
    expect(saved.status).toBe(302);
    expect(await read(owner.cookie, id)).toMatchObject(frozen);
  });

  it("is nothing before it was sent", async () => {
    const { cookie } = await signedIn();
    const saved = await ask(actSubmit, "/es/submit", { cookie, form: formBody(filledForm({ title: "Aún no" }), { intent: "save", key: await newKey(), version: "" }) });
    expect(await read(cookie, draftOf(saved))).toBeNull();
  });
});

describe("answering what was asked for", () => {
  async function asked(title: string, returnsTo: "screening" | "deliberation") {
    const { cookie } = await signedIn();
    const id = await submitted(cookie, title);
    await db().submission.update({ where: { id }, data: { state: "changes_requested", returnsTo, version: 3, stateSince: new Date() } });
    await db().changeRequest.create({ data: { id: newId(), submissionId: id, section: "howItWorks", note: "¿Y si no hay señal?", createdAt: new Date() } });
    const opened = (await (await ask(openAnswer, `/es/my/solutions/${id}/answer`, { cookie, params: { id } })).json()) as { state: { values: FormValues }; notes: object[] };
    return { cookie, id, values: opened.state.values, notes: opened.notes };
  }
  const send = (cookie: string, id: string, values: FormValues, hidden: Record<string, string>) =>
    ask(actAnswer, `/es/my/solutions/${id}/answer`, { cookie, params: { id }, form: formBody(values, { intent: "send", version: "", stateVersion: "3", ...hidden }) });

  it("freezes a new revision, keeps what the form does not ask, and shows the difference", async () => {
    const { cookie, id, values, notes } = await asked("Cómo sin señal", "screening");
    expect(notes).toEqual([{ section: "howItWorks", note: "¿Y si no hay señal?" }]);
    const unchanged = await send(cookie, id, values, {});
    expect([unchanged.status, (await told(unchanged)).faults]).toEqual([400, { howItWorks: "nothing-changed" }]);
    const answered = await send(cookie, id, { ...values, howItWorks: `${values.howItWorks} Sin señal se anota y se manda después.` }, { version: "1" });
    expect(answered.headers.get("Location")).toBe(`/es/my/solutions/${id}`);
    const { page, history } = await told(await ask(openOne, `/es/my/solutions/${id}`, { cookie, params: { id } }));
    expect(page.state).toBe("screening");
    expect(history.notes).toEqual([]);
    expect(history.difference?.after.howItWorks).toMatch(/Sin señal se anota/);
    expect(history.difference?.before.howItWorks).toBe(values.howItWorks);
    const claims = await db().claim.findMany({ where: { solution: { submissions: { some: { id } } } }, include: { versions: true, evidence: true } });
    expect(claims.map(({ versions, evidence }) => [versions.length, evidence.length])).toEqual([[2, 1]]);
  });

  it("makes reviews of the revision before stale, so that they are given anew", async () => {
    const { cookie, id, values } = await asked("Con dos evaluaciones", "deliberation");
    const review = async () => {
      const reviewerId = (await signedIn()).id;
      await db().reviewAssignment.create({ data: { id: newId(), submissionId: id, reviewerId, status: "submitted", createdAt: new Date(), updatedAt: new Date() } });
    };
    await review();
    await review();
    await send(cookie, id, { ...values, problem: "Otro problema." }, {});
    expect(await db().submission.findUniqueOrThrow({ where: { id } })).toMatchObject({ state: "in_review", returnsTo: null });
    expect(await db().reviewAssignment.count({ where: { submissionId: id, status: "stale" } })).toBe(2);
  });

  it("after somebody moved it is refused, with what was typed", async () => {
    const { cookie, id, values } = await asked("Movida entre tanto", "screening");
    await db().submission.update({ where: { id }, data: { version: 4 } });
    const typed = { ...values, problem: "Lo que escribí." };
    const refused = await send(cookie, id, typed, {});
    expect(refused.status).toBe(409);
    expect(await told(refused)).toMatchObject({ notice: "moved", values: { problem: "Lo que escribí." } });
    await db().submission.update({ where: { id }, data: { state: "expired" } });
    expect((await send(cookie, id, typed, { version: "1" })).status).toBe(409);
  });
});
