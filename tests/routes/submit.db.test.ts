import { beforeAll, describe, expect, it } from "vitest";
import { createListing } from "#tests/factories/records";
import { filledForm, formBody } from "#tests/factories/submission-form";
import { draftOf, newKey, openEdition, signedIn, submitted, titled, told } from "#tests/factories/submitting";
import { cookieOf } from "#tests/setup/account-forms";
import { ask } from "#tests/setup/ask";
import { db } from "~/platform/database/client.server";
import { newId } from "~/platform/ids";
import { action as actDrafts } from "~/routes/my-drafts";
import { loader as openOne } from "~/routes/my-solution";
import { loader as openReceipt } from "~/routes/my-solution-receipt";
import { loader as openMine } from "~/routes/my-solutions";
import { action as actSubmit, loader as openSubmit } from "~/routes/submit";

let institutionId: string;
beforeAll(async () => {
  ({ institutionId } = await openEdition());
});

const solutionCount = () => db().solution.count();

describe("a draft without an account", () => {
  it("is kept as it is, opened by its cookie only, and stored without the key", async () => {
    const key = await newKey();
    const saved = await ask(actSubmit, "/es/submit", { form: formBody(filledForm({ title: "", since: "no sé" }), { intent: "save", key, version: "" }) });
    expect(saved.status).toBe(302);
    expect(saved.headers.get("Set-Cookie")).toMatch(/^sol_draft_[0-9a-f]{12}=[\w-]{43}; Max-Age=15552000; Path=\/; HttpOnly; SameSite=Lax$/);
    const id = draftOf(saved);
    const stored = await db().submissionDraft.findUniqueOrThrow({ where: { submissionId: id } });
    expect(JSON.stringify(stored)).not.toContain(key);
    expect(JSON.stringify(stored)).not.toContain(cookieOf(saved).split("=")[1]);
    const opened = await told(await ask(openSubmit, `/es/submit?draft=${id}`, { cookie: cookieOf(saved) }));
    expect(opened.state).toMatchObject({ submissionId: id, version: 1, values: { title: "", since: "no sé" } });
    expect((await told(await ask(openMine, "/es/my/solutions", { cookie: cookieOf(saved) }))).cards).toMatchObject([{ id, state: "draft" }]);
    // Nobody else's, whether signed in or not, with another key or none.
    expect((await ask(openSubmit, `/es/submit?draft=${id}`)).status).toBe(302);
    expect((await ask(openSubmit, `/es/submit?draft=${id}`, { cookie: `sol_draft=${"x".repeat(43)}` })).status).toBe(302);
    expect((await ask(openSubmit, `/es/submit?draft=${id}`, { cookie: (await signedIn()).cookie })).status).toBe(404);
    const foreign = await ask(actSubmit, `/es/submit?draft=${id}`, {
      cookie: (await signedIn()).cookie,
      form: formBody(titled("Robada"), { intent: "save", key: "", version: "1" }),
    });
    expect(foreign.status).toBe(404);
    expect(await db().submissionDraft.findUniqueOrThrow({ where: { submissionId: id } })).toEqual(stored);
  });

  it("is told what is missing, with its draft kept and every word in place", async () => {
    const typed = filledForm({ title: "Con todo menos lo demás", summary: "", availableIn: [], contactEmail: "a@" });
    const answer = await ask(actSubmit, "/es/submit", { form: formBody(typed, { intent: "send", key: await newKey(), version: "" }) });
    expect(answer.status).toBe(400);
    const page = await told(answer);
    expect(page.faults).toEqual({ summary: "required", availableIn: "required", contactEmail: "not-an-email" });
    expect(page.values).toEqual(typed);
    expect((await told(await ask(openSubmit, `/es/submit?draft=${page.submissionId}`, { cookie: cookieOf(answer) }))).state.values).toEqual(typed);
  });

  it("waits for a person to stand behind it, and goes once they have signed in and taken it", async () => {
    const asked = await ask(actSubmit, "/es/submit", { form: formBody(titled("Primero el borrador, luego la cuenta"), { intent: "send", key: await newKey(), version: "" }) });
    expect(asked.headers.get("Location")).toMatch(/step=account$/);
    const id = draftOf(asked);
    const { id: personId, cookie } = await signedIn();
    const both = `${cookie}; ${cookieOf(asked)}`;
    expect((await ask(openSubmit, `/es/submit?draft=${id}`, { cookie: both })).headers.get("Location")).toBe(`/es/my/drafts?draft=${id}`);
    const taken = await ask(actDrafts, "/es/my/drafts", { cookie: both, form: { intent: "take", draft: id } });
    expect(taken.headers.get("Location")).toBe(`/es/submit?draft=${id}&step=taken`);
    const { state } = await told(await ask(openSubmit, `/es/submit?draft=${id}`, { cookie: both }));
    const sent = await ask(actSubmit, `/es/submit?draft=${id}`, { cookie: both, form: formBody(state.values, { intent: "send", key: "", version: String(state.version) }) });
    expect(sent.headers.get("Location")).toBe(`/es/my/solutions/${id}/receipt`);
    expect((await ask(openReceipt, `/es/my/solutions/${id}/receipt`, { cookie, params: { id } })).status).toBe(200);
    expect(await db().membership.count({ where: { personId, role: "owner" } })).toBe(1);
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
      Array.from({ length: 10 }, () => ask(actSubmit, "/es/submit", { cookie, form: formBody(titled("Diez veces la misma"), { intent: "send", key, version: "" }) })),
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
    const id = draftOf(await ask(actSubmit, "/es/submit", { cookie, form: formBody(titled("Guardada y enviada"), { intent: "save", key: await newKey(), version: "" }) }));
    const answers = await Promise.all(
      Array.from({ length: 10 }, () =>
        ask(actSubmit, `/es/submit?draft=${id}`, { cookie, form: formBody(titled("Guardada y enviada"), { intent: "send", key: "", version: "1" }) }),
      ),
    );
    expect(new Set(answers.map(({ headers }) => headers.get("Location")))).toEqual(new Set([`/es/my/solutions/${id}/receipt`]));
    expect(await db().submissionEvent.count({ where: { submissionId: id, kind: "submitted" } })).toBe(1);
  });

  it("from another window with other words, after it was sent, is not taken for the same: nobody is told that it was received", async () => {
    const { cookie } = await signedIn();
    const send = (path: string, title: string, hidden: Record<string, string>) => ask(actSubmit, path, { cookie, form: formBody(titled(title), hidden) });
    const [key, first] = [await newKey(), "La que se envió"];
    const id = draftOf(await send("/es/submit", first, { intent: "save", key, version: "" }));
    const receipt = `/es/my/solutions/${id}/receipt`;
    expect((await send(`/es/submit?draft=${id}`, first, { intent: "send", key: "", version: "1" })).headers.get("Location")).toBe(receipt);
    for (const intent of ["send", "save"]) {
      expect((await send(`/es/submit?draft=${id}`, first, { intent, key: "", version: "1" })).headers.get("Location")).toBe(receipt);
      expect((await send(`/es/submit?draft=${id}`, "Otra cosa que escribió", { intent, key: "", version: "1" })).status).toBe(404);
      expect((await send("/es/submit", "Otra cosa que escribió", { intent, key, version: "" })).status).toBe(404);
    }
    expect(await db().submissionEvent.count({ where: { submissionId: id, kind: "submitted" } })).toBe(1);
  });

  it("takes nothing that the form has not (case 20)", async () => {
    const { cookie } = await signedIn();
    const before = await solutionCount();
    const extras: Array<Record<string, string>> = [{ state: "accepted" }, { institutionId }, { "draft[ownerId]": "x" }, { demonstration: "false" }, { role: "administrator" }];
    for (const extra of extras) {
      const answer = await ask(actSubmit, "/es/submit", { cookie, form: formBody(titled("De más"), { intent: "send", key: await newKey(), ...extra }) });
      expect(answer.status, JSON.stringify(extra)).toBe(400);
    }
    expect(await solutionCount()).toBe(before);
  });

  it("cannot be put on somebody else's organisation", async () => {
    const { cookie } = await signedIn();
    const form = formBody(titled("Ajena", { organisationId: institutionId }), { intent: "send", key: await newKey(), version: "" });
    const answer = await ask(actSubmit, "/es/submit", { cookie, form });
    expect(answer.status).toBe(400);
    expect((await told(answer)).faults).toEqual({ organisationId: "choose" });
  });

  it("with what can't be read says so at the field and loses nothing", async () => {
    const form = formBody(titled("x"), { intent: "send", key: await newKey(), version: "" });
    form.set("title", "a\u0000b");
    form.set("problem", "ñ\ufffd");
    const answer = await ask(actSubmit, "/es/submit", { form });
    expect(answer.status).toBe(400);
    expect(await told(answer)).toMatchObject({ faults: { title: "unreadable", problem: "unreadable" }, values: { title: "ab", howItWorks: filledForm().howItWorks } });
  });

  it("of somebody whose e-mail is not confirmed waits as a draft; of one whose number is not, at the desk", async () => {
    const unconfirmed = await signedIn({ verified: false });
    const answer = await ask(actSubmit, "/es/submit", {
      cookie: unconfirmed.cookie,
      form: formBody(titled("Falta el correo"), { intent: "send", key: await newKey(), version: "" }),
    });
    expect(answer.headers.get("Location")).toMatch(/step=verify$/);
    expect((await db().submission.findUniqueOrThrow({ where: { id: draftOf(answer) } })).state).toBe("draft");
    const byNumber = await signedIn({ verified: false, channel: "whatsapp" });
    const id = await submitted(byNumber.cookie, "Solo con número");
    expect(await (await ask(openReceipt, `/es/my/solutions/${id}/receipt`, { cookie: byNumber.cookie, params: { id } })).json()).toMatchObject({
      numberWaits: { own: { code: null } },
    });
  });

  it("is shown what is nearly the same, once", async () => {
    const { slug } = await createListing({ content: { texts: { es: { title: "Báscula testigo de tres básculas comunes" } } } });
    const { cookie } = await signedIn();
    const values = titled("Báscula testigo de tres básculas en común");
    const key = await newKey();
    const shown = await ask(actSubmit, "/es/submit", { cookie, form: formBody(values, { intent: "send", key, version: "" }) });
    expect(shown.status).toBe(200);
    const page = await told(shown);
    expect(page.duplicates).toMatchObject([{ slug }]);
    const again = await ask(actSubmit, "/es/submit", { cookie, form: formBody(values, { intent: "send", key, version: String(page.version), duplicatesSeen: "yes" }) });
    expect(again.status).toBe(302);
    expect(again.headers.get("Location")).toMatch(/receipt$/);
  });

  it("to an edition that has closed is kept as a draft and told so", async () => {
    const { cookie } = await signedIn();
    const saved = await ask(actSubmit, "/es/submit", { cookie, form: formBody(titled("Tarde"), { intent: "save", key: await newKey(), version: "" }) });
    const id = draftOf(saved);
    const edition = await db().edition.findFirstOrThrow();
    const closed = await db().edition.create({
      data: { ...edition, id: newId(), key: "cerrada", kind: "call", opensAt: new Date("2025-01-01"), closesAt: new Date("2025-02-01") },
    });
    await db().submission.update({ where: { id }, data: { editionId: closed.id } });
    const answer = await ask(actSubmit, `/es/submit?draft=${id}`, { cookie, form: formBody(titled("Tarde"), { intent: "send", key: "", version: "1" }) });
    expect(answer.status).toBe(409);
    expect((await told(answer)).notice).toBe("closed");
  });
});

describe("a price that can be read in two ways", () => {
  it("is asked with every word kept, answered by a choice without scripts, and published as it was meant", async () => {
    const { cookie } = await signedIn();
    const typed = titled("Con precio en duda", { costAmount: "1.500", costCurrency: "DOP" });
    const asked = await ask(actSubmit, "/es/submit", { cookie, form: formBody(typed, { intent: "send", key: await newKey(), version: "" }) });
    expect(asked.status).toBe(400);
    const page = await told(asked);
    expect([page.faults, page.values]).toEqual([{ costAmount: "ambiguous" }, typed]);
    const id = page.submissionId ?? "";
    const again = { intent: "send", key: "", costAmountMeant: "1500" };
    // Another fault does not lose the choice.
    const faulty = await told(
      await ask(actSubmit, `/es/submit?draft=${id}`, { cookie, form: formBody({ ...page.values, summary: "" }, { ...again, version: String(page.version) }) }),
    );
    expect([faulty.faults, faulty.values.costAmount]).toEqual([{ summary: "required" }, "1500"]);
    const sent = await ask(actSubmit, `/es/submit?draft=${id}`, { cookie, form: formBody(page.values, { ...again, version: String(faulty.version) }) });
    expect(sent.headers.get("Location")).toBe(`/es/my/solutions/${id}/receipt`);
    const revision = await db().revision.findFirstOrThrow({ where: { solution: { submissions: { some: { id } } } } });
    expect([revision.costAmount?.toNumber(), revision.costCurrency]).toEqual([1500, "DOP"]);
    expect((await told(await ask(openReceipt, `/es/my/solutions/${id}/receipt`, { cookie, params: { id } }))).cost).toMatchObject({ amount: 1500, currency: "DOP" });
  });
});

describe("a draft in two windows", () => {
  it("is not overwritten unseen: the second is told, with what it typed", async () => {
    const { cookie } = await signedIn();
    const id = draftOf(await ask(actSubmit, "/es/submit", { cookie, form: formBody(titled("Primera"), { intent: "save", key: await newKey(), version: "" }) }));
    const save = (title: string, version: number) =>
      ask(actSubmit, `/es/submit?draft=${id}`, { cookie, form: formBody(titled(title), { intent: "save", key: "", version: String(version) }) });
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

describe("hostile words (case 21)", () => {
  it("stay words: nothing of them is an address or markup", async () => {
    const { cookie } = await signedIn();
    const hostile = `<script>alert(1)</script> "><img src=x onerror=alert(1)> ${"\u202e"}`;
    const id = await submitted(cookie, hostile.slice(0, 110), { problem: hostile, organisationName: hostile.slice(0, 100), contactPerson: hostile.slice(0, 100) });
    const { page } = await told(await ask(openOne, `/es/my/solutions/${id}`, { cookie, params: { id } }));
    expect(page).toMatchObject({ title: hostile.slice(0, 110) });
    const answer = await ask(actSubmit, "/es/submit", {
      cookie,
      form: formBody(titled("Enlace", { evidenceUrl: "javascript:alert(1)" }), { intent: "send", key: await newKey(), version: "" }),
    });
    expect((await told(answer)).faults).toEqual({ evidenceUrl: "not-a-link" });
  });
});
