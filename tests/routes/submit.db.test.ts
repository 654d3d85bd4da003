import { beforeAll, describe, expect, it } from "vitest";
import { createBusinessType, createCategory, createListing, createOrganisation } from "#tests/factories/records";
import { filledForm, formBody } from "#tests/factories/submission-form";
import { addPeople } from "~/features/accounts/service.server";
import { startSession } from "~/features/accounts/session.server";
import type { FormValues } from "~/features/submissions/form-schema";
import { db, transaction } from "~/platform/database/client.server";
import { newId } from "~/platform/ids";
import { action as actOn, loader as openOne } from "~/routes/my-solution";
import { action as actAnswer, loader as openAnswer } from "~/routes/my-solution-answer";
import { loader as openReceipt } from "~/routes/my-solution-receipt";
import { loader as openMine } from "~/routes/my-solutions";
import { action as actSubmit, loader as openSubmit } from "~/routes/submit";

type Handler = (args: { request: Request; params: Record<string, string>; context: Record<string, never> }) => Promise<unknown>;
type Sent = { cookie?: string; body?: URLSearchParams; params?: Record<string, string> };

async function ask(handler: Handler, path: string, { cookie, body, params }: Sent = {}): Promise<Response> {
  const headers = new Headers(cookie ? { Cookie: cookie } : {});
  const request = new Request(`http://localhost:3000${path}`, { headers, ...(body && { method: "POST", body }) });
  try {
    return (await handler({ request, params: { locale: "es", ...params }, context: {} })) as Response;
  } catch (thrown) {
    if (thrown instanceof Response) return thrown;
    throw thrown;
  }
}

/** What a page's loader or action tells it; only what these tests look at. */
type Told = {
  state: { key: string; version: number | null; submissionId: string | null; values: FormValues; notice: string | null };
  faults: Record<string, string>;
  values: FormValues;
  version: number | null;
  notice: string | null;
  duplicates: Array<{ title: string; slug: string | null }>;
  cards: Array<{ id: string; title: string; state: string }>;
  page: { state: string; version: number };
  history: { events: Array<{ kind: string }>; notes: Array<{ section: string }>; letter: string | null; difference: { before: FormValues; after: FormValues } | null };
};
const told = async (response: Response) => (await response.json()) as Told;
const cookieOf = (response: Response) => (response.headers.get("Set-Cookie") ?? "").split(";")[0] ?? "";
const draftOf = (response: Response) => new URL(response.headers.get("Location") ?? "", "http://x.invalid").searchParams.get("draft") ?? "";
const newKey = async () => (await told(await ask(openSubmit, "/es/submit"))).state.key;

let institutionId: string;
let counter = 0;

beforeAll(async () => {
  await createCategory();
  await createBusinessType();
  institutionId = (await createOrganisation()).id;
  const opensAt = new Date("2026-01-01T00:00:00Z");
  await db().edition.create({
    data: {
      id: newId(),
      key: "abierta",
      kind: "rolling",
      timeZone: "America/Santo_Domingo",
      opensAt,
      graceMinutes: 0,
      serviceLevelDays: 30,
      reviewersPerSubmission: 2,
      blind: false,
      demonstration: true,
      createdAt: opensAt,
      updatedAt: opensAt,
      texts: { create: [{ language: "es", name: "Abierta", guidingQuestion: "¿?", diagnosis: "d", privacyNotice: "Sus datos se usan así." }] },
      countries: { create: [{ country: "DO" }, { country: "GT" }] },
      categories: { create: [{ categoryKey: "agile-payments", position: 1 }] },
      institutions: { create: [{ organisationId: institutionId, countries: ["DO"], categories: ["agile-payments"], priority: 1 }] },
    },
  });
});

/** A person with a session of their own. */
async function signedIn({ verified = true, channel = "email" }: { verified?: boolean; channel?: "email" | "whatsapp" } = {}): Promise<{ id: string; cookie: string }> {
  counter += 1;
  const id = newId();
  const address = channel === "email" ? { email: `p${counter}@vale.example`, whatsapp: null } : { email: null, whatsapp: `+1809555${String(1000 + counter)}` };
  await transaction((tx) => addPeople(tx, [{ id, displayName: `Persona ${counter}`, locale: "es", demonstration: false, createdAt: new Date(), memberships: [], ...address }]));
  if (!verified) await db().channel.updateMany({ where: { personId: id }, data: { verifiedAt: null } });
  const cookie = (await startSession(new Request("http://localhost:3000/"), id)).split(";")[0] ?? "";
  return { id, cookie };
}

const titled = (title: string, overrides: Partial<FormValues> = {}) => filledForm({ title, ...overrides });
const solutionCount = () => db().solution.count();

/** Submits a complete form as this person and returns the submission's id. */
async function submitted(cookie: string, title: string, overrides: Partial<FormValues> = {}): Promise<string> {
  const answer = await ask(actSubmit, "/es/submit", { cookie, body: formBody(titled(title, overrides), { intent: "send", key: await newKey(), version: "" }) });
  expect(answer.status).toBe(302);
  return /solutions\/([0-9a-f-]{36})\/receipt/.exec(answer.headers.get("Location") ?? "")?.[1] ?? "";
}

describe("a draft without an account", () => {
  it("is kept as it is, opened by its cookie only, and stored without the key", async () => {
    const key = await newKey();
    const saved = await ask(actSubmit, "/es/submit", { body: formBody(filledForm({ title: "", since: "no sé" }), { intent: "save", key, version: "" }) });
    expect(saved.status).toBe(302);
    expect(saved.headers.get("Set-Cookie")).toMatch(/^sol_draft=[\w-]{43}; Max-Age=15552000; Path=\/; HttpOnly; SameSite=Lax$/);
    const id = draftOf(saved);
    const stored = await db().submissionDraft.findUniqueOrThrow({ where: { submissionId: id } });
    expect(JSON.stringify(stored)).not.toContain(key);
    const opened = await told(await ask(openSubmit, "/es/submit", { cookie: cookieOf(saved) }));
    expect(opened.state).toMatchObject({ submissionId: id, version: 1, values: { title: "", since: "no sé" } });
    expect((await told(await ask(openMine, "/es/my/solutions", { cookie: cookieOf(saved) }))).cards).toMatchObject([{ id, state: "draft" }]);
    // Nobody else's, whether signed in or not, with another key or none.
    expect((await ask(openSubmit, `/es/submit?draft=${id}`)).status).toBe(302);
    expect((await ask(openSubmit, `/es/submit?draft=${id}`, { cookie: `sol_draft=${"x".repeat(43)}` })).status).toBe(302);
    expect((await ask(openSubmit, `/es/submit?draft=${id}`, { cookie: (await signedIn()).cookie })).status).toBe(404);
    const foreign = await ask(actSubmit, `/es/submit?draft=${id}`, {
      cookie: (await signedIn()).cookie,
      body: formBody(titled("Robada"), { intent: "save", key: "", version: "1" }),
    });
    expect(foreign.status).toBe(404);
    expect(await db().submissionDraft.findUniqueOrThrow({ where: { submissionId: id } })).toEqual(stored);
  });

  it("is told what is missing, with its draft kept and every word in place", async () => {
    const typed = filledForm({ title: "Con todo menos lo demás", summary: "", availableIn: [], contactEmail: "a@" });
    const answer = await ask(actSubmit, "/es/submit", { body: formBody(typed, { intent: "send", key: await newKey(), version: "" }) });
    expect(answer.status).toBe(400);
    const page = await told(answer);
    expect(page.faults).toEqual({ summary: "required", availableIn: "required", contactEmail: "not-an-email" });
    expect(page.values).toEqual(typed);
    expect((await told(await ask(openSubmit, "/es/submit", { cookie: cookieOf(answer) }))).state.values).toEqual(typed);
  });

  it("waits for somebody to stand behind it, and goes once they signed in", async () => {
    const asked = await ask(actSubmit, "/es/submit", { body: formBody(titled("Primero el borrador, luego la cuenta"), { intent: "send", key: await newKey(), version: "" }) });
    expect(asked.headers.get("Location")).toMatch(/step=account$/);
    const id = draftOf(asked);
    const { id: personId, cookie } = await signedIn();
    const both = `${cookie}; ${cookieOf(asked)}`;
    const { state } = await told(await ask(openSubmit, `/es/submit?draft=${id}`, { cookie: both }));
    const sent = await ask(actSubmit, `/es/submit?draft=${id}`, { cookie: both, body: formBody(state.values, { intent: "send", key: "", version: String(state.version) }) });
    expect(sent.headers.get("Location")).toBe(`/es/my/solutions/${id}/receipt`);
    expect(sent.headers.get("Set-Cookie")).toMatch(/^sol_draft=; Max-Age=0/);
    expect((await ask(openReceipt, `/es/my/solutions/${id}/receipt`, { cookie, params: { id } })).status).toBe(200);
    expect(await db().membership.count({ where: { personId, role: "owner" } })).toBe(1);
  });

  it("sent ten times at once is one draft", async () => {
    const [before, key] = [await solutionCount(), await newKey()];
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => ask(actSubmit, "/es/submit", { body: formBody(titled("Diez veces guardada"), { intent: "save", key, version: "" }) })),
    );
    expect(new Set(answers.map(draftOf)).size).toBe(1);
    expect(await solutionCount()).toBe(before + 1);
  });
});

describe("a submission", () => {
  it("freezes a revision, starts the clock, finds its institution and asks for the letter", async () => {
    const { id: personId, cookie } = await signedIn();
    const id = await submitted(cookie, "La que llega bien", { womenLed: "yes" });
    const stored = await db().submission.findUniqueOrThrow({
      where: { id },
      include: { solution: { include: { contact: true, organisation: true } }, currentRevision: { include: { texts: true } }, events: true, draft: true },
    });
    expect(stored).toMatchObject({ state: "submitted", institutionId, draft: null, version: 2 });
    expect(stored.solution).toMatchObject({
      demonstration: true,
      womenLed: "yes",
      origin: "submission",
      organisation: { name: "Vale de Barrio", partner: false, demonstration: true },
    });
    expect(stored.solution.contact).toMatchObject({ personName: "Bienvenido Abad", email: "bienvenido@vale.example", whatsappAgreed: false });
    expect(stored.currentRevision).toMatchObject({ number: 1, since: "2021-03", texts: [{ title: "La que llega bien", origin: "author" }] });
    expect((stored.dueAt?.getTime() ?? 0) - (stored.submittedAt?.getTime() ?? 0)).toBe(30 * 86_400_000);
    expect(stored.events.map(({ kind }) => kind)).toEqual(["started", "submitted"]);
    const jobs = await db().$queryRaw<Array<{ payload: object }>>`SELECT payload FROM graphile_worker._private_jobs WHERE payload->>'subjectId' = ${id}`;
    expect(jobs.map(({ payload }) => payload)).toEqual([{ kind: "submission.received", recipientId: personId, subjectId: id }]);
  });

  it("sent ten times at once is one solution (case 13)", async () => {
    const { cookie } = await signedIn();
    const [before, key] = [await solutionCount(), await newKey()];
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => ask(actSubmit, "/es/submit", { cookie, body: formBody(titled("Diez veces la misma"), { intent: "send", key, version: "" }) })),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(302));
    expect(await solutionCount()).toBe(before + 1);
    expect(await db().submission.count({ where: { solution: { revisions: { some: { texts: { some: { title: "Diez veces la misma" } } } } } } })).toBe(1);
    expect(
      await db().submissionEvent.count({ where: { kind: "submitted", submission: { solution: { revisions: { some: { texts: { some: { title: "Diez veces la misma" } } } } } } } }),
    ).toBe(1);
  });

  it("from a saved draft, sent ten times at once, is received once", async () => {
    const { cookie } = await signedIn();
    const id = draftOf(await ask(actSubmit, "/es/submit", { cookie, body: formBody(titled("Guardada y enviada"), { intent: "save", key: await newKey(), version: "" }) }));
    const answers = await Promise.all(
      Array.from({ length: 10 }, () =>
        ask(actSubmit, `/es/submit?draft=${id}`, { cookie, body: formBody(titled("Guardada y enviada"), { intent: "send", key: "", version: "1" }) }),
      ),
    );
    expect(new Set(answers.map(({ headers }) => headers.get("Location")))).toEqual(new Set([`/es/my/solutions/${id}/receipt`]));
    expect(await db().submissionEvent.count({ where: { submissionId: id, kind: "submitted" } })).toBe(1);
  });

  it("takes nothing that the form has not (case 20)", async () => {
    const { cookie } = await signedIn();
    const before = await solutionCount();
    const extras: Array<Record<string, string>> = [{ state: "accepted" }, { institutionId }, { "draft[ownerId]": "x" }, { demonstration: "false" }, { role: "administrator" }];
    for (const extra of extras) {
      const answer = await ask(actSubmit, "/es/submit", { cookie, body: formBody(titled("De más"), { intent: "send", key: await newKey(), ...extra }) });
      expect(answer.status, JSON.stringify(extra)).toBe(400);
    }
    expect(await solutionCount()).toBe(before);
  });

  it("cannot be put on somebody else's organisation", async () => {
    const { cookie } = await signedIn();
    const body = formBody(titled("Ajena", { organisationId: institutionId }), { intent: "send", key: await newKey(), version: "" });
    const answer = await ask(actSubmit, "/es/submit", { cookie, body });
    expect(answer.status).toBe(400);
    expect((await told(answer)).faults).toEqual({ organisationId: "choose" });
  });

  it("with what can't be read says so at the field and loses nothing", async () => {
    const body = formBody(titled("x"), { intent: "send", key: await newKey(), version: "" });
    body.set("title", "a\u0000b");
    body.set("problem", "ñ\ufffd");
    const answer = await ask(actSubmit, "/es/submit", { body });
    expect(answer.status).toBe(400);
    expect(await told(answer)).toMatchObject({ faults: { title: "unreadable", problem: "unreadable" }, values: { title: "ab", howItWorks: filledForm().howItWorks } });
  });

  it("of somebody whose e-mail is not confirmed waits as a draft; of one whose number is not, at the desk", async () => {
    const unconfirmed = await signedIn({ verified: false });
    const answer = await ask(actSubmit, "/es/submit", {
      cookie: unconfirmed.cookie,
      body: formBody(titled("Falta el correo"), { intent: "send", key: await newKey(), version: "" }),
    });
    expect(answer.headers.get("Location")).toMatch(/step=verify$/);
    expect((await db().submission.findUniqueOrThrow({ where: { id: draftOf(answer) } })).state).toBe("draft");
    const byNumber = await signedIn({ verified: false, channel: "whatsapp" });
    const id = await submitted(byNumber.cookie, "Solo con número");
    expect(await (await ask(openReceipt, `/es/my/solutions/${id}/receipt`, { cookie: byNumber.cookie, params: { id } })).json()).toMatchObject({ numberWaits: { own: { code: null } } });
  });

  it("is shown what is nearly the same, once", async () => {
    const { slug } = await createListing({ content: { texts: { es: { title: "Báscula testigo de tres básculas comunes" } } } });
    const { cookie } = await signedIn();
    const values = titled("Báscula testigo de tres básculas en común");
    const key = await newKey();
    const shown = await ask(actSubmit, "/es/submit", { cookie, body: formBody(values, { intent: "send", key, version: "" }) });
    expect(shown.status).toBe(200);
    const page = await told(shown);
    expect(page.duplicates).toMatchObject([{ slug }]);
    const again = await ask(actSubmit, "/es/submit", { cookie, body: formBody(values, { intent: "send", key, version: String(page.version), duplicatesSeen: "yes" }) });
    expect(again.status).toBe(302);
    expect(again.headers.get("Location")).toMatch(/receipt$/);
  });

  it("to an edition that has closed is kept as a draft and told so", async () => {
    const { cookie } = await signedIn();
    const saved = await ask(actSubmit, "/es/submit", { cookie, body: formBody(titled("Tarde"), { intent: "save", key: await newKey(), version: "" }) });
    const id = draftOf(saved);
    const edition = await db().edition.findFirstOrThrow();
    const closed = await db().edition.create({
      data: { ...edition, id: newId(), key: "cerrada", kind: "call", opensAt: new Date("2025-01-01"), closesAt: new Date("2025-02-01") },
    });
    await db().submission.update({ where: { id }, data: { editionId: closed.id } });
    const answer = await ask(actSubmit, `/es/submit?draft=${id}`, { cookie, body: formBody(titled("Tarde"), { intent: "send", key: "", version: "1" }) });
    expect(answer.status).toBe(409);
    expect((await told(answer)).notice).toBe("closed");
  });
});

describe("a draft in two windows", () => {
  it("is not overwritten unseen: the second is told, with what it typed", async () => {
    const { cookie } = await signedIn();
    const id = draftOf(await ask(actSubmit, "/es/submit", { cookie, body: formBody(titled("Primera"), { intent: "save", key: await newKey(), version: "" }) }));
    const save = (title: string, version: number) =>
      ask(actSubmit, `/es/submit?draft=${id}`, { cookie, body: formBody(titled(title), { intent: "save", key: "", version: String(version) }) });
    expect((await save("Segunda", 1)).status).toBe(302);
    // The button pressed twice is not a conflict.
    expect((await save("Segunda", 1)).status).toBe(302);
    const refused = await save("Tercera", 1);
    expect(refused.status).toBe(409);
    const page = await told(refused);
    expect(page).toMatchObject({ notice: "conflict", version: 2, values: { title: "Tercera" } });
    expect((await save("Tercera", 2)).status).toBe(302);
  });
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
    const body = new URLSearchParams({ intent: "withdraw", version: "2" });
    expect((await ask(actOn, `/es/my/solutions/${id}`, { cookie: other.cookie, params, body })).status).toBe(404);
    expect((await ask(actOn, `/es/my/solutions/${id}`, { params, body })).status).toBe(302);
    expect((await ask(actAnswer, `/es/my/solutions/${id}/answer`, { cookie: other.cookie, params, body: formBody(filledForm(), { stateVersion: "2" }) })).status).toBe(404);
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
    const send = (intent: string, version: number) => ask(actOn, `/es/my/solutions/${id}`, { cookie, params, body: new URLSearchParams({ intent, version: String(version) }) });
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
      body: formBody({ ...state.values, consent: "yes" }, { intent: "send", key: "", version: String(state.version) }),
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
    ask(actAnswer, `/es/my/solutions/${id}/answer`, { cookie, params: { id }, body: formBody(values, { intent: "send", version: "", stateVersion: "3", ...hidden }) });

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

describe("hostile words (case 21)", () => {
  it("stay words: nothing of them is an address or markup", async () => {
    const { cookie } = await signedIn();
    const hostile = `<script>alert(1)</script> "><img src=x onerror=alert(1)> ${"\u202e"}`;
    const id = await submitted(cookie, hostile.slice(0, 110), { problem: hostile, organisationName: hostile.slice(0, 100), contactPerson: hostile.slice(0, 100) });
    const { page } = await told(await ask(openOne, `/es/my/solutions/${id}`, { cookie, params: { id } }));
    expect(page).toMatchObject({ title: hostile.slice(0, 110) });
    const answer = await ask(actSubmit, "/es/submit", {
      cookie,
      body: formBody(titled("Enlace", { evidenceUrl: "javascript:alert(1)" }), { intent: "send", key: await newKey(), version: "" }),
    });
    expect((await told(answer)).faults).toEqual({ evidenceUrl: "not-a-link" });
  });
});
