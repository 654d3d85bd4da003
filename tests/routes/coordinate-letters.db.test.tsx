import { renderToStaticMarkup } from "react-dom/server";
import { beforeAll, describe, expect, it } from "vitest";
import { createEdition, createMember, createSubmission } from "#tests/factories/desk";
import { addChannels } from "#tests/factories/letters";
import { createCategory, createOrganisation } from "#tests/factories/records";
import { makeFolder } from "#tests/setup/processes";
import type { PersonActor } from "~/features/accounts/actor";
import { startSession } from "~/features/accounts/session.server";
import { HeldLetters } from "~/features/notifications/held-letters";
import { deliverLetter } from "~/features/notifications/service.server";
import { I18nProvider } from "~/i18n/context";
import { db } from "~/platform/database/client.server";
import { parseEnvironment } from "~/platform/env.server";
import { action, loader } from "~/routes/coordinate-letters";

const NOW = new Date("2026-05-20T15:00:00Z");
const PATH = "http://localhost:3000/es/coordinate/letters";
let coordinator: PersonActor;
let letterId = "";

beforeAll(async () => {
  process.env.SESSION_SECRET ??= "a secret that only tests know, long enough";
  await createCategory();
  const institution = await createOrganisation();
  coordinator = await createMember(institution.id, "coordinator");
  const { id, owner } = await createSubmission({ edition: await createEdition(), institutionId: institution.id });
  await addChannels(owner.personId, { whatsapp: "+99955503001" });
  const env = parseEnvironment({ NODE_ENV: "test", PUBLIC_URL: "https://solucionario.example", DATA_DIR: makeFolder() });
  await deliverLetter({ job: { kind: "submission.received", recipientId: owner.personId, subjectId: id }, jobName: "1", lastTry: false, now: NOW, env });
  letterId = (await db().letter.findFirstOrThrow({ where: { recipientId: owner.personId } })).id;
});

async function answer(actor: PersonActor | null, fields?: Record<string, string>): Promise<Response> {
  const cookie = actor && (await startSession(new Request(PATH), actor.personId)).split(";")[0];
  const headers = new Headers(cookie ? { Cookie: cookie } : {});
  const args = (request: Request) => ({ request, params: { locale: "es" }, context: {} });
  try {
    return fields ? await action(args(new Request(PATH, { method: "POST", headers, body: new URLSearchParams(fields) }))) : await loader(args(new Request(PATH, { headers })));
  } catch (thrown) {
    if (thrown instanceof Response) return thrown;
    throw thrown;
  }
}

describe("the letters that wait at a desk", () => {
  it("are shown to its coordinator with WhatsApp typed already, to a visitor and to others not at all", async () => {
    const { letters } = await (await answer(coordinator)).json();
    const html = renderToStaticMarkup(
      <I18nProvider locale="es">
        <HeldLetters letters={letters} />
      </I18nProvider>,
    );
    expect(html).toContain("https://wa.me/99955503001?text=");
    expect(html).toContain("Ya la envié");
    expect((await answer(null)).headers.get("Location")).toBe("/es/sign-in?next=%2Fes%2Fcoordinate%2Fletters");
    const reviewer = await createMember((await createOrganisation()).id, "reviewer");
    expect((await answer(reviewer)).status).toBe(404);
    const elsewhere = await createMember((await createOrganisation()).id, "coordinator");
    expect(await (await answer(elsewhere)).json()).toEqual({ letters: [] });
    expect((await answer(elsewhere, { letter: letterId })).status).toBe(404);
  });

  it("are marked as sent once; a second time there is no such letter, and what is no letter is a bad form", async () => {
    expect((await answer(coordinator, { letter: "every" })).status).toBe(400);
    expect((await answer(null, { letter: letterId })).status).toBe(302);
    expect((await db().letter.findUniqueOrThrow({ where: { id: letterId } })).state).toBe("held");
    expect((await answer(coordinator, { letter: letterId })).headers.get("Location")).toBe("/es/coordinate/letters");
    const row = await db().letter.findUniqueOrThrow({ where: { id: letterId } });
    expect([row.state, row.sentById]).toEqual(["sent", coordinator.personId]);
    expect((await answer(coordinator, { letter: letterId })).status).toBe(404);
  });
});
