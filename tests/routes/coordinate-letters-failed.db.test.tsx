import { renderToStaticMarkup } from "react-dom/server";
import { beforeAll, describe, expect, it } from "vitest";
import { createDesk, createMember } from "#tests/factories/desk";
import { createOrganisation } from "#tests/factories/records";
import { ask, sessionOf } from "#tests/setup/ask";
import type { PersonActor } from "~/features/accounts/actor";
import { FailedLetters } from "~/features/notifications/failed-letters";
import { I18nProvider } from "~/i18n/context";
import { db } from "~/platform/database/client.server";
import { newId } from "~/platform/ids";
import { loader as deskPage } from "~/routes/coordinate";
import { action, loader } from "~/routes/coordinate-letters-failed";

const PATH = "/es/coordinate/letters/failed";
let desk: Awaited<ReturnType<typeof createDesk>>;

beforeAll(async () => {
  desk = await createDesk();
});

async function failedLetter() {
  const { id: submissionId, owner } = await desk.submit();
  const id = newId();
  await db().letter.create({
    data: {
      id,
      kind: "submission.received",
      subjectId: submissionId,
      recipientId: owner.personId,
      occasion: "job 1",
      channel: "email",
      language: "es",
      state: "failed",
      failure: "unanswered",
      subject: "Recibimos <b>su</b> solución",
      body: "Le responderemos.",
      messageId: `<${id}@x>`,
      deskId: desk.institution.id,
      submissionId,
      createdAt: new Date(),
    },
  });
  return id;
}

const open = async (person: PersonActor | null) => ask(loader, PATH, { cookie: await sessionOf(person) });
const send = async (person: PersonActor | null, form: Record<string, string | number>) => ask(action, PATH, { cookie: await sessionOf(person), form });

describe("the page of letters that did not arrive", () => {
  it("is the desk's: a stranger signs in, anybody else finds nothing", async () => {
    const letter = await failedLetter();
    expect((await open(null)).headers.get("Location")).toBe("/es/sign-in?next=%2Fes%2Fcoordinate%2Fletters%2Ffailed");
    for (const role of ["reviewer", "adviser", "administrator", "owner"] as const) {
      const person = await createMember(desk.institution.id, role);
      expect((await open(person)).status).toBe(404);
      expect((await send(person, { letter, version: 1, intent: "told" })).status).toBe(404);
    }
    const elsewhere = await createMember((await createOrganisation()).id, "coordinator");
    expect(await (await open(elsewhere)).json()).toEqual({ letters: [] });
    expect((await send(elsewhere, { letter, version: 1, intent: "retry" })).status).toBe(404);
  });

  it("says why each did not leave, in words that hold no markup of anybody's, and is counted on the desk's own page", async () => {
    await failedLetter();
    const { letters } = await (await open(desk.coordinator)).json();
    const html = renderToStaticMarkup(
      <I18nProvider locale="es">
        <FailedLetters letters={letters} />
      </I18nProvider>,
    );
    expect(html).toContain("El servidor de correo no la recibió");
    expect(html).toContain("Recibimos &lt;b&gt;su&lt;/b&gt; solución");
    // Giving one up asks first: its button stands in what is folded, after what it does.
    const folded = [...html.matchAll(/<details.*?<\/details>/gs)].map(([details]) => details);
    const asked = folded.filter((details) => details.includes('value="given-up"'));
    expect(asked).toHaveLength(letters.length);
    expect(asked[0]).toMatch(/nadie avisará a la persona\. No se puede deshacer\..*<button/s);
    expect(html.split('value="given-up"')).toHaveLength(letters.length + 1);
    const { letters: counted } = await (await ask(deskPage, "/es/coordinate", { cookie: await sessionOf(desk.coordinator) })).json();
    expect(counted.failed).toBe(letters.length);
  });

  it("does each thing once; a second time, or from an older page, it says that somebody was faster", async () => {
    const letter = await failedLetter();
    const form = { letter, version: 1, intent: "told" };
    expect((await send(desk.coordinator, form)).status).toBe(303);
    const again = await send(desk.coordinator, form);
    expect([again.status, await again.json()]).toEqual([409, { overtaken: true }]);
    expect((await send(desk.coordinator, { ...form, version: 2, intent: "retry" })).status).toBe(409);
    expect(await db().letter.findUniqueOrThrow({ where: { id: letter } })).toMatchObject({ state: "failed", closedAs: "told", version: 2 });
  });

  it("takes no form that is none of its own", async () => {
    const letter = await failedLetter();
    for (const form of [
      { letter: "all", version: 1, intent: "retry" },
      { letter, version: "x", intent: "retry" },
      { letter, version: 1, intent: "delete" },
    ]) {
      expect((await send(desk.coordinator, form)).status).toBe(400);
    }
  });
});
