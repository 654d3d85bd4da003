import { renderToStaticMarkup } from "react-dom/server";
import { beforeAll, describe, expect, it } from "vitest";
import { createAssignment, createDesk, createMember, lettersAsked } from "#tests/factories/desk";
import { createOrganisation } from "#tests/factories/records";
import { ask, sessionOf } from "#tests/setup/ask";
import type { PersonActor } from "~/features/accounts/actor";
import { AnnounceForm } from "~/features/review/announce-form";
import { type Announced, type AnnouncementSheet, letterField, type NotAnnounceable, pickField, versionField } from "~/features/review/announcing";
import { announceDecision, decideSubmission, revokeDecision } from "~/features/review/decision.server";
import { QueueList } from "~/features/review/queue-list";
import { readQueue } from "~/features/review/queue-queries.server";
import { handOver } from "~/features/review/screening.server";
import { I18nProvider } from "~/i18n/context";
import { db } from "~/platform/database/client.server";
import { action, loader } from "~/routes/coordinate-announce";

type Page = { sheets: AnnouncementSheet[]; others: NotAnnounceable[]; outOfReach: number };
type Answer = { answers: Announced[]; fields: Record<string, string>; faults: Record<string, string> };

let desk: Awaited<ReturnType<typeof createDesk>>;

beforeAll(async () => {
  desk = await createDesk();
});

/** Declined in screening, or accepted after a review; its owner reads `locale`. */
async function decided(outcome: "accepted" | "declined", locale = "es") {
  const accepted = outcome === "accepted";
  const submission = await desk.submit(accepted ? "deliberation" : "screening");
  await db().person.update({ where: { id: submission.owner.personId }, data: { locale } });
  if (accepted) await createAssignment(submission, { reviewerId: desk.reviewers[0].personId, status: "submitted", scores: [4, 5], edition: desk.edition });
  const fewer = { code: "nobody-to-ask", text: "No queda nadie más que conozca el tema." } as const;
  const why = accepted ? ({ outcome, reasonCode: "meets-criteria", fewer } as const) : ({ outcome, reasonCode: "out-of-scope" } as const);
  await decideSubmission(desk.coordinator, { submissionId: submission.id, version: 1, ...why, reason: "Lo pensamos con mucho cuidado." }, new Date());
  return submission;
}

const query = (ids: readonly string[]) => `/es/coordinate/announce?${new URLSearchParams(ids.map((id) => ["id", id]))}`;
const open = async (person: PersonActor | null, ids: readonly string[]) => ask(loader, query(ids), { cookie: await sessionOf(person) });
const read = async (person: PersonActor, ids: readonly string[]) => (await (await open(person, ids)).json()) as Page;
const formOf = (sheets: readonly AnnouncementSheet[]) =>
  Object.assign({}, ...sheets.map(({ id, version, letter }) => ({ [pickField(id)]: "yes", [versionField(id)]: version, [letterField(id)]: letter }))) as Record<string, string>;
const send = async (person: PersonActor | null, form: Record<string, string>) => ask(action, "/es/coordinate/announce", { cookie: await sessionOf(person), form });
const show = (page: Page, sent: Parameters<typeof AnnounceForm>[0]["sent"] = null) =>
  renderToStaticMarkup(
    <I18nProvider locale="es">
      <AnnounceForm {...page} sent={sent} />
    </I18nProvider>,
  );
const rowOf = (id: string) => db().submission.findUniqueOrThrow({ where: { id }, include: { decisions: true, events: { where: { kind: "announced" } } } });
const lettersTo = async (personId: string) => (await lettersAsked()).filter(({ kind, recipientId }) => kind === "decision.announced" && recipientId === personId);

describe("announcing several decisions", () => {
  it("begins in the pile of what waits for it, where each can be ticked, and in no other", async () => {
    const { id } = await decided("declined");
    const list = async (pile: "decided" | "open") =>
      renderToStaticMarkup(
        <I18nProvider locale="es">
          <QueueList queue={JSON.parse(JSON.stringify(await readQueue(desk.coordinator, { pile, page: 1, language: "es" }, new Date())))} pile={pile} path="/es/coordinate" />
        </I18nProvider>,
      );
    expect(await list("decided")).toContain(`<form method="get" action="/es/coordinate/announce">`);
    expect(await list("decided")).toContain(`name="id" value="${id}"`);
    expect(await list("open")).not.toContain('name="id"');
  });

  it("shows each letter in its owner's language, with what reviewers say to the author and never their private notes", async () => {
    const [spanish, english] = [await decided("accepted"), await decided("declined", "en")];
    const page = await read(desk.coordinator, [spanish.id, english.id]);
    expect(page.sheets.map(({ id, outcome, letterLanguage }) => [id, outcome, letterLanguage])).toEqual([
      [spanish.id, "accepted", "es"],
      [english.id, "declined", "en"],
    ]);
    expect(page.sheets[0]?.letter).toContain("Lo vi funcionar en dos colmados.");
    expect(page.sheets[1]?.letter).toContain("Thank you");
    expect(JSON.stringify(page)).not.toContain("Nota privada");
    const html = show(page);
    expect(html).toContain('lang="en"');
    expect(html).not.toContain("No salió");
  });

  it("announces each as its letter was edited, with its listing for what is accepted, and tells what went on one page", async () => {
    const [accepted, declined] = [await decided("accepted"), await decided("declined")];
    const page = await read(desk.coordinator, [accepted.id, declined.id]);
    const words = "Con gusto le contamos que su solución fue aceptada. ¡Felicidades!";
    const answer = await send(desk.coordinator, { ...formOf(page.sheets), [letterField(accepted.id)]: words });
    expect(answer.status).toBe(200);
    const sent = (await answer.json()) as Answer;
    expect(sent.answers).toEqual([accepted, declined].map(({ id }) => ({ submissionId: id, refused: null })));
    expect(await rowOf(accepted.id)).toMatchObject({ state: "accepted", decisions: [{ letter: words }] });
    expect(await rowOf(declined.id)).toMatchObject({ state: "declined" });
    expect([await lettersTo(accepted.owner.personId), await lettersTo(declined.owner.personId)].map((letters) => letters.length)).toEqual([1, 1]);
    const html = show(await read(desk.coordinator, [accepted.id, declined.id]), { ...sent, errors: {} });
    expect(html).toContain("Salieron 2 cartas");
    expect(html).not.toContain("no salió");
    expect(html).not.toContain("<textarea");
  });

  it("sent five times at once is announced once each, and every time told as gone", async () => {
    const submissions = [await decided("declined"), await decided("declined"), await decided("declined")];
    const form = formOf(
      (
        await read(
          desk.coordinator,
          submissions.map(({ id }) => id),
        )
      ).sheets,
    );
    const answers = await Promise.all(Array.from({ length: 5 }, async () => ((await (await send(desk.coordinator, form)).json()) as Answer).answers));
    for (const answer of answers) expect(answer.map(({ refused }) => refused)).toEqual([null, null, null]);
    for (const { id, owner } of submissions) {
      expect((await rowOf(id)).events).toHaveLength(1);
      expect(await lettersTo(owner.personId)).toHaveLength(1);
    }
  });

  it("leaves out what can't go and says why, and lets the others go all the same", async () => {
    const [fine, faulty, moved, gone, left] = [
      await decided("declined"),
      await decided("declined"),
      await decided("accepted"),
      await decided("declined"),
      await decided("declined"),
    ];
    const all = [fine, faulty, moved, gone, left].map(({ id }) => id);
    const form = formOf((await read(desk.coordinator, all)).sheets);
    const colleague = await createMember(desk.institution.id, "deputy");
    await revokeDecision(colleague, { submissionId: moved.id, version: 2 }, new Date());
    await db().conflict.create({ data: { submissionId: gone.id, personId: desk.coordinator.personId, kind: "family", declaredAt: new Date() } });
    const { [pickField(left.id)]: _unticked, ...ticked } = form;
    const answer = await send(desk.coordinator, { ...ticked, [letterField(faulty.id)]: "Hola." });
    expect(answer.status).toBe(400);
    const sent = (await answer.json()) as Answer;
    expect(sent.answers).toEqual([
      { submissionId: fine.id, refused: null },
      { submissionId: faulty.id, refused: "fault" },
      { submissionId: moved.id, refused: "changed" },
      { submissionId: gone.id, refused: "out-of-reach" },
    ]);
    expect(sent.faults).toEqual({ [letterField(faulty.id)]: "too-short" });
    expect((await rowOf(fine.id)).state).toBe("declined");
    for (const { id, owner } of [faulty, gone, left]) {
      expect(await rowOf(id)).toMatchObject({ state: "decided", version: 2, events: [] });
      expect(await lettersTo(owner.personId)).toEqual([]);
    }
    expect((await rowOf(moved.id)).state).toBe("deliberation");

    const page = await read(desk.coordinator, all);
    expect(page).toMatchObject({
      outOfReach: 1,
      sheets: [{ id: faulty.id }, { id: left.id }],
      others: [
        { id: fine.id, state: "declined" },
        { id: moved.id, state: "deliberation" },
      ],
    });
    const html = show(page, { ...sent, errors: { [letterField(faulty.id)]: "Escriba un poco más." } });
    expect(html).toContain("Salió 1 carta");
    expect(html).toContain("3 no salieron");
    expect(html).toContain(`<a href="#${letterField(faulty.id)}">Escriba un poco más.</a>`);
    expect(html, "as it was typed").toContain(">Hola.</textarea>");
    expect(html).toContain("alguien la cambió");
    expect(html, "the typed letter is kept though its form is gone").toContain("Nos alegra decirle");
    // Of what is in conflict not even the reference.
    expect(html).not.toContain(gone.reference);
    expect(html).not.toContain(gone.id);
  });

  it("does not offer the letter of one outcome for another that was decided meanwhile", async () => {
    const { id } = await decided("accepted");
    const form = formOf((await read(desk.coordinator, [id])).sheets);
    await revokeDecision(desk.coordinator, { submissionId: id, version: 2 }, new Date());
    await decideSubmission(
      desk.coordinator,
      { submissionId: id, version: 3, outcome: "declined", reasonCode: "not-ready", reason: "Todavía no está lista para otros." },
      new Date(),
    );
    const sent = (await (await send(desk.coordinator, form)).json()) as Answer;
    expect(sent.answers).toEqual([{ submissionId: id, refused: "changed" }]);
    const html = show(await read(desk.coordinator, [id]), { ...sent, errors: {} });
    const [, textarea = ""] = /<textarea[^>]*>([^<]*)/.exec(html) ?? [];
    expect(textarea).toContain("Esta vez no fue aceptada");
    const [box = ""] = new RegExp(`<input[^>]*name="${pickField(id)}"[^>]*>`).exec(html) ?? [];
    expect(box).toContain('type="checkbox"');
    expect(box, "it is read again before it is ticked again").not.toContain("checked");
  });

  it("tells of one that went out alone, or to another institution, before anything is sent", async () => {
    const [alone, passed] = [await decided("declined"), await decided("declined")];
    const letter = "Le agradecemos haber compartido su solución con nosotros.";
    await announceDecision(desk.coordinator, { submissionId: alone.id, version: 2, letter }, new Date());
    const other = await createOrganisation();
    await db().editionInstitution.create({ data: { editionId: desk.edition.id, organisationId: other.id, countries: ["DO"], categories: [], priority: 5 } });
    await handOver(desk.coordinator, { submissionId: passed.id, version: 2, institutionId: other.id, reason: "other-country" }, new Date());
    const page = await read(desk.coordinator, [alone.id, passed.id, "no-id", "019a8f2e-0000-7000-8000-000000000000"]);
    expect(page).toMatchObject({ sheets: [], others: [{ id: alone.id, state: "declined" }], outOfReach: 2 });
    expect(show(page)).toContain("No aceptada");
  });

  it("is the desk's: strangers sign in, others find nothing, and another desk's letters are out of reach", async () => {
    const { id } = await decided("declined");
    const form = formOf((await read(desk.coordinator, [id])).sheets);
    expect((await open(null, [id])).status).toBe(302);
    expect((await send(null, form)).status).toBe(302);
    for (const role of ["reviewer", "adviser", "administrator", "owner"] as const) {
      const person = await createMember(desk.institution.id, role);
      expect((await open(person, [id])).status).toBe(404);
      expect((await send(person, form)).status).toBe(404);
    }
    const elsewhere = await createMember((await createOrganisation()).id, "coordinator");
    expect(await read(elsewhere, [id])).toEqual({ sheets: [], others: [], outOfReach: 1 });
    const answer = await send(elsewhere, form);
    expect([answer.status, ((await answer.json()) as Answer).answers]).toEqual([409, [{ submissionId: id, refused: "out-of-reach" }]]);
    expect(await rowOf(id)).toMatchObject({ state: "decided", version: 2 });
  });

  it("asks for at least one letter, and takes no form that is none of its own", async () => {
    const { id } = await decided("declined");
    expect(await read(desk.coordinator, [])).toEqual({ sheets: [], others: [], outOfReach: 0 });
    expect((await send(desk.coordinator, { [versionField(id)]: "2" })).status).toBe(400);
    expect((await send(desk.coordinator, { "pick_' OR 1=1": "yes", "version_' OR 1=1": "2", "letter_' OR 1=1": "x".repeat(50) })).status).toBe(400);
    expect((await rowOf(id)).state).toBe("decided");
  });
});
