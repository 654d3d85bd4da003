import { beforeAll, describe, expect, it } from "vitest";
import { createAssignment, createEdition, createMember } from "#tests/factories/desk";
import { addChannels } from "#tests/factories/letters";
import { createOwnedListing } from "#tests/factories/listings";
import { createDesk, createMarkedFirm, createMarkedOwner, createMarkedSubmission, createTraces, markers, PASSWORD } from "#tests/factories/person-everywhere";
import { createBusinessType, createCategory, createOrganisation, MADE_AT } from "#tests/factories/records";
import { ask, sessionOf } from "#tests/setup/ask";
import { erasePerson } from "~/erasure.server";
import { currentActor } from "~/features/accounts/current.server";
import { eraseOnRequest, listErasures } from "~/features/accounts/erasure.server";
import { checkPassword } from "~/features/accounts/sign-in.server";
import { sendContact } from "~/features/adoption/contact.server";
import { db } from "~/platform/database/client.server";
import { environment } from "~/platform/env.server";
import { newId } from "~/platform/ids";
import { action as correct } from "~/routes/account-name";
import { loader as open } from "~/routes/my-data";
import { loader as download } from "~/routes/my-data-download";
import { action as erase, loader as erasePage } from "~/routes/my-data-erase";

const NOW = new Date();

beforeAll(async () => {
  await createCategory();
  await createBusinessType();
});

async function ramona() {
  const marks = markers();
  const firm = await createMarkedFirm(marks);
  const owner = await createMarkedOwner(firm.id, (await createOrganisation()).id, marks, NOW);
  return { ...owner, firm, marks, cookie: await sessionOf(owner) };
}

const kindOf = async (cookie: string) => (await currentActor(new Request("http://localhost:3000/es", { headers: { cookie } }))).kind;
const tried = (cookie: string, form: Record<string, string>) => ask(erase, "/es/my/data/erase", { cookie, form });

describe("the file with one's data", () => {
  it("is a person's own, to keep, and in no cache", async () => {
    const stranger = await ask(download, "/es/my/data/download");
    expect([stranger.status, stranger.headers.get("Location")]).toEqual([302, "/es/sign-in?next=%2Fes%2Fmy%2Fdata%2Fdownload"]);
    const { cookie } = await ramona();
    const file = await ask(download, "/es/my/data/download", { cookie });
    expect(file.headers.get("Content-Disposition")).toMatch(/^attachment; filename="solucionario-\d{4}-\d{2}-\d{2}\.json"$/);
    expect(file.headers.get("Cache-Control")).toBe("private, no-store");
  });

  it("holds everything that they wrote and that says who they are, nothing that opens the account, and nothing about anybody else", async () => {
    const me = await ramona();
    const edition = await createEdition({ closesAt: null });
    const { institution, coordinator } = await createDesk();
    await createTraces(me.actor, me, edition, me.marks, NOW);
    const base = { edition, organisationId: me.firm.id, institutionId: institution.id, at: MADE_AT, coordinatorId: coordinator.personId };
    const submission = await createMarkedSubmission({ ...base, state: "in_review", marks: me.marks });
    // What leaks if a query is not the person's own.
    const theirs = markers();
    const reviewer = await createMember(institution.id, "reviewer");
    await db().person.update({ where: { id: reviewer.personId }, data: { displayName: theirs.mark() } });
    const assignment = await createAssignment(submission, { reviewerId: reviewer.personId, status: "submitted", scores: [3, 4], edition });
    await db().review.update({ where: { assignmentId: assignment }, data: { forAuthor: theirs.mark(), privateNote: theirs.mark() } });
    await db().decision.create({
      data: { id: newId(), submissionId: submission.id, outcome: "declined", reasonCode: "other", reason: theirs.mark(), letter: theirs.mark(), decidedAt: NOW },
    });
    const other = await createMarkedFirm(theirs);
    await createMarkedOwner(other.id, institution.id, theirs, NOW);
    await createMarkedSubmission({ ...base, organisationId: other.id, state: "in_review", marks: theirs });
    const { slug } = await createOwnedListing({ organisationId: me.firm.id });
    const message = { name: theirs.mark(), businessType: "corner-shop", place: theirs.mark(), message: `Quiero saber ${theirs.mark()}`, replyKind: "email" as const };
    await sendContact({ kind: "visitor" }, { mark: theirs.mark() }, { slug, contact: { ...message, replyAddress: `${theirs.mark()}@otra.example` }, language: "es" }, NOW);

    const text = await (await ask(download, "/es/my/data/download", { cookie: me.cookie })).text();
    const secrets = [...me.secrets, ...(await db().session.findMany()).map(({ id }) => id)];
    expect([...theirs.given, ...secrets].filter((secret) => text.includes(secret))).toEqual([]);
    // The firm's own key and address, a sender's mark, codes and the answer to a repeated request are not the person's words.
    const notWords = new Set((await db().recoveryCode.findMany()).map(({ codeHash }) => codeHash));
    const missing = me.marks.given.filter((mark) => !text.includes(mark) && !notWords.has(mark));
    const technical = await technicalMarks(me);
    expect(missing.filter((mark) => !technical.has(mark))).toEqual([]);
    const { kept: counts } = (await (await ask(open, "/es/my/data", { cookie: me.cookie })).json()) as { kept: Array<{ part: string; count: number }> };
    expect(Object.fromEntries(counts.map(({ part, count }) => [part, count]))).toMatchObject({ submissions: 2, contacts: 2, reports: 1, needs: 1, reviews: 3, organisations: 1 });
  });
});

/** Words of a marked person that only machines read. */
async function technicalMarks({ personId, firm }: { personId: string; firm: { id: string } }): Promise<Set<string>> {
  const { key, slug } = await db().organisation.findUniqueOrThrow({ where: { id: firm.id } });
  const repeated = await db().idempotencyKey.findMany({ where: { scope: `person:${personId}` } });
  const said = repeated.flatMap(({ key: name, result }) => [name, String((result as { said?: string }).said)]);
  const senders = [...(await db().contactRequest.findMany()), ...(await db().listingReport.findMany())].map(({ senderMark }) => senderMark);
  return new Set([...said, ...senders, key ?? "", slug]);
}

describe("the notice that tells how one's data is used", () => {
  const read = async (cookie: string, locale = "es") =>
    (await (await ask(open, `/${locale}/my/data`, { cookie })).json()) as { takesPart: boolean; notices: Array<{ edition: string; text: string; language: string }> };
  const told = async (edition: { id: string }, name: string) => {
    for (const language of ["es", "en"])
      await db().editionText.create({
        data: { editionId: edition.id, language, name: `${name} ${language}`, guidingQuestion: "?", diagnosis: "-", privacyNotice: `Aviso de ${name}` },
      });
  };

  it("is that of each edition that they take part in, and of no other; the open one's for whoever takes part in none", async () => {
    const day = 86_400_000;
    const past = await createEdition({ opensAt: new Date(NOW.getTime() - 90 * day) });
    const present = await createEdition({ opensAt: new Date(NOW.getTime() - day) });
    const coming = await createEdition({ opensAt: new Date(NOW.getTime() + day) });
    await told(past, "2024");
    await told(present, "2025");
    await told(coming, "2026");
    const { cookie, firm, marks } = await ramona();
    expect(await read(cookie)).toMatchObject({ takesPart: false, notices: [{ edition: "2025 es", text: "Aviso de 2025", language: "es" }] });
    const { institution } = await createDesk();
    const base = { organisationId: firm.id, institutionId: institution.id, at: MADE_AT, marks };
    await createMarkedSubmission({ ...base, edition: past, state: "declined" });
    expect(await read(cookie, "en")).toMatchObject({ takesPart: true, notices: [{ edition: "2024 en", language: "en" }] });
    expect((await read(cookie)).notices).toHaveLength(1);
    await createMarkedSubmission({ ...base, edition: present, state: "screening" });
    expect(
      (await read(cookie, "pt")).notices.map(({ edition }) => edition),
      "the latest first, in Spanish where Portuguese is missing",
    ).toEqual(["2025 es", "2024 es"]);
  });
});

describe("erasing one's account", () => {
  it("asks for the password and for a yes, and ends every session at once", async () => {
    const { cookie, email, personId } = await ramona();
    expect((await tried(cookie, { current: PASSWORD })).status).toBe(400);
    const wrong = await tried(cookie, { current: "otra cosa que no es", understood: "yes" });
    expect([wrong.status, Object.keys((await wrong.json()).errors)]).toEqual([400, ["current"]]);
    expect((await db().person.findUniqueOrThrow({ where: { id: personId } })).erasedAt).toBeNull();
    const other = await sessionOf({ personId });
    const done = await tried(cookie, { current: PASSWORD, understood: "yes" });
    expect([done.status, done.headers.get("Location")]).toEqual([302, "/es/my/data/erased"]);
    expect(done.headers.get("Set-Cookie")).toMatch(/^sol_session=; .*Max-Age=0/);
    expect([await kindOf(cookie), await kindOf(other)]).toEqual(["visitor", "visitor"]);
    expect(await checkPassword({ address: email, password: PASSWORD, client: "10.9.9.9" })).toEqual({ outcome: "wrong" });
    // Pressed twice, nothing more happens.
    expect((await tried(cookie, { current: PASSWORD, understood: "yes" })).headers.get("Location")).toMatch(/^\/es\/sign-in/);
    expect(await db().erasure.count({ where: { personId } })).toBe(1);
  });

  it("asks whoever has no password to have signed in within ten minutes", async () => {
    const { cookie, personId } = await ramona();
    await db().credential.delete({ where: { personId } });
    await db().session.updateMany({ where: { personId }, data: { createdAt: new Date(Date.now() - 11 * 60_000) } });
    expect((await tried(cookie, { understood: "yes" })).status).toBe(400);
    expect(await kindOf(cookie)).toBe("person");
    const fresh = await sessionOf({ personId });
    expect((await tried(fresh, { understood: "yes" })).status).toBe(302);
  });

  it("is refused to the last manager and the last administrator, until there is another", async () => {
    for (const role of ["programme-manager", "administrator"] as const) {
      const programme = await createOrganisation();
      const last = await createMember(programme.id, role);
      const cookie = await sessionOf(last);
      const refused = await tried(cookie, { understood: "yes" });
      expect([refused.status, Object.keys((await refused.json()).errors)]).toEqual([409, ["erase"]]);
      const disabled = await createMember(programme.id, role);
      await db().person.update({ where: { id: disabled.personId }, data: { disabledAt: NOW } });
      expect((await tried(cookie, { understood: "yes" })).status).toBe(409);
      await createMember(programme.id, role);
      expect((await tried(cookie, { understood: "yes" })).status).toBe(302);
    }
  });

  it("tells before what would go with it, and counts only what nobody else owns", async () => {
    const { cookie, firm, marks, personId } = await ramona();
    const { institution } = await createDesk();
    const base = { edition: await createEdition(), organisationId: firm.id, institutionId: institution.id, at: MADE_AT, marks };
    await createMarkedSubmission({ ...base, state: "screening" });
    await createMarkedSubmission({ ...base, state: "declined" });
    await createOwnedListing({ organisationId: firm.id });
    const page = async () => (await ask(erasePage as never, "/es/my/data/erase", { cookie })) as unknown as Record<string, unknown>;
    expect(await page()).toMatchObject({ refusal: null, proof: "password", inHand: 1, listings: 1, shares: false, solelyOwned: [expect.stringMatching(/^Panadería/)] });
    const partner = await createMember(firm.id, "owner");
    expect(await page()).toMatchObject({ inHand: 0, listings: 0, shares: true, solelyOwned: [] });
    await db().person.update({ where: { id: partner.personId }, data: { erasedAt: NOW } });
    expect(await page()).toMatchObject({ inHand: 1, shares: false });
    expect((await db().person.findUniqueOrThrow({ where: { id: personId } })).erasedAt).toBeNull();
  });

  it("is done by an operator too, for somebody who asks in another way, and told by id for whoever restores an older backup", async () => {
    const { email, personId } = await ramona();
    expect(await eraseOnRequest({ address: email }, NOW)).toEqual([personId]);
    expect(await eraseOnRequest({ address: email }, NOW)).toEqual([]);
    expect((await listErasures()).map((erasure) => erasure.personId)).toContain(personId);
    // As an older backup has it.
    await db().erasure.delete({ where: { personId } });
    await db().person.update({ where: { id: personId }, data: { erasedAt: null, displayName: "Ramona" } });
    expect(await eraseOnRequest({ personId }, NOW)).toEqual([personId]);
    expect(await db().person.findUniqueOrThrow({ where: { id: personId } })).toMatchObject({ displayName: null, erasedAt: NOW });
    expect(await eraseOnRequest({ personId: newId() }, NOW)).toEqual([]);
  });

  it("takes nothing of whoever an unconfirmed address really belongs to", async () => {
    const victim = await createOwnedListing();
    const message = { name: "Altagracia", businessType: "corner-shop", place: "Baní", message: "Quisiera saber cuánto cuesta", replyKind: "email" as const };
    await sendContact({ kind: "visitor" }, { mark: "m" }, { slug: victim.slug, contact: { ...message, replyAddress: "victima@correo.example" }, language: "es" }, NOW);
    const { cookie, personId } = await ramona();
    await db().channel.deleteMany({ where: { personId, kind: "email" } });
    await addChannels(personId, { unconfirmedEmail: "victima@correo.example" });
    expect(await (await ask(download, "/es/my/data/download", { cookie })).text()).not.toContain("Altagracia");
    expect((await tried(cookie, { current: PASSWORD, understood: "yes" })).status).toBe(302);
    await erasePerson(personId, new Date(), environment());
    expect(await db().contactRequest.findFirstOrThrow({ where: { listingId: victim.id } })).toMatchObject({ senderName: "Altagracia", erasedAt: null });
  });
});

describe("one's name and language", () => {
  it("are corrected by their person, and what is no name says so", async () => {
    const { cookie, personId } = await ramona();
    const save = (form: Record<string, string>) => ask(correct, "/es/account/name", { cookie, form });
    expect((await save({ name: " ", language: "es" })).status).toBe(400);
    expect((await save({ name: "Ramona", language: "xx" })).status).toBe(400);
    expect((await save({ name: "Ramona\u0007", language: "es" })).status).toBe(400);
    expect((await save({ name: "  Ramona Peña ", language: "pt" })).headers.get("Location")).toBe("/es/account");
    expect(await db().person.findUniqueOrThrow({ where: { id: personId } })).toMatchObject({ displayName: "Ramona Peña", locale: "pt" });
  });
});
