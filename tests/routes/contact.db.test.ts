import { beforeAll, describe, expect, it } from "vitest";
import { createOwnedListing, createPersonAt, lettersAskedFor } from "#tests/factories/listings";
import { createBusinessType, createCategory, createListing, createOrganisation } from "#tests/factories/records";
import { dump } from "~/api/v1/dump.server";
import { eraseContactsOf, markAnswered, openWhatsapp, sendContact } from "~/features/adoption/contact.server";
import { listContacts, readContactOptions } from "~/features/adoption/contact-queries.server";
import { buildDocuments } from "~/features/catalogue/documents.server";
import { db, transaction } from "~/platform/database/client.server";
import { AppError } from "~/platform/errors";
import { newId } from "~/platform/ids";
import { loader as apiSolution } from "~/routes/api.v1.solution";
import { loader as contactLoader, action as sendAction } from "~/routes/contact";
import { action as reportAction, loader as reportLoader } from "~/routes/report";
import { loader as solutionLoader } from "~/routes/solution";
import { action as whatsappAction, loader as whatsappLoader } from "~/routes/whatsapp";

const NOW = new Date("2026-06-01T12:00:00Z");
const DAY = 86_400_000;
const NUMBER = "18095550100";

beforeAll(async () => {
  await createCategory();
  await createBusinessType();
});

const CONTACT = {
  name: "Altagracia Peña",
  businessType: "corner-shop",
  place: "Moca, República Dominicana",
  message: "Mis clientes pagan tarde. ¿Sirve para un colmado?",
  replyKind: "email",
  replyAddress: "Altagracia@Colmado.example",
  consent: "yes",
};
const REPORT = { kind: "asked-money", text: "Me pidió quinientos pesos por adelantado.", replyTo: "" };

type Handler = (args: { request: Request; params: { locale: string; slug: string }; context: { address?: string } }) => unknown;

let addresses = 0;
/** From an address of its own unless one is given, so that limits of one test do not meet another's. */
async function ask(
  handler: Handler,
  slug: string,
  { form, address, locale = "es", query = "" }: { form?: Record<string, string> | FormData; address?: string; locale?: string; query?: string } = {},
) {
  addresses += 1;
  const body = form instanceof FormData ? form : form && new URLSearchParams(form);
  const request = new Request(`http://localhost:3000/${locale}/solutions/${slug}/x${query}`, body ? { method: "POST", body } : {});
  try {
    return (await handler({ request, params: { locale, slug }, context: { address: address ?? `10.0.0.${addresses}` } })) as Response;
  } catch (thrown) {
    if (thrown instanceof Response) return thrown;
    throw thrown;
  }
}
const requests = (listingId: string) => db().contactRequest.findMany({ where: { listingId } });

describe("writing to an owner", () => {
  it("names the solution in the reader's language, where it has been written in it, and says which language that is", async () => {
    const { slug } = await createOwnedListing({ content: { texts: { es: { title: "Moto de todos" }, en: { title: "Everybody's motorbike" } } } });
    const named = async (locale: string) => ((await (await ask(contactLoader as Handler, slug, { locale })).json()) as { target: { title: string; language: string } }).target;
    expect(await named("es")).toMatchObject({ title: "Moto de todos", language: "es" });
    expect(await named("en")).toMatchObject({ title: "Everybody's motorbike", language: "en" });
    expect(await named("pt")).toMatchObject({ title: "Moto de todos", language: "es" });
  });

  it("works signed out: one row, a letter to each owner, and the way back after it", async () => {
    const { id, slug, owner, firm } = await createOwnedListing();
    const second = await createPersonAt(firm.id, "owner");
    await createPersonAt(firm.id, "adviser");
    const answer = await ask(sendAction as Handler, slug, { form: CONTACT });
    expect([answer.status, answer.headers.get("Location")]).toEqual([303, `/es/solutions/${slug}/contact?sent`]);
    const [request, ...more] = await requests(id);
    expect(more).toEqual([]);
    expect(request).toMatchObject({
      senderName: "Altagracia Peña",
      businessType: "corner-shop",
      replyKind: "email",
      replyAddress: "altagracia@colmado.example",
      personId: null,
      language: "es",
      answeredAt: null,
    });
    const letters = (await lettersAskedFor()).filter(({ subjectId }) => subjectId === request?.id);
    expect(letters.map(({ kind, recipientId }) => [kind, recipientId]).sort()).toEqual(
      [owner.personId, second.personId].map((recipientId) => ["contact.request", recipientId]).sort(),
    );
    // The page of the form holds nothing that tells one visitor from another.
    expect(await (await ask(contactLoader as Handler, slug)).text()).toBe(await (await ask(contactLoader as Handler, slug)).text());
  });

  it("ten times at once is one request and one letter", async () => {
    const { id, slug } = await createOwnedListing();
    const answers = await Promise.all(Array.from({ length: 10 }, () => ask(sendAction as Handler, slug, { form: CONTACT, address: "10.1.1.1" })));
    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(303));
    const [request, ...more] = await requests(id);
    expect(more).toEqual([]);
    expect((await lettersAskedFor()).filter(({ subjectId }) => subjectId === request?.id)).toHaveLength(1);
  });

  it.each([
    ["name", ""],
    ["name", "A"],
    ["name", "x".repeat(121)],
    ["businessType", "no-such-business"],
    ["businessType", "__proto__"],
    ["place", "\u0000\u0000\u0000"],
    ["message", "Corto"],
    ["message", "m".repeat(2_001)],
    ["message", "roto: \ufffd\ufffd y más texto"],
    ["message", "campana \u0007 en medio del texto"],
    ["replyKind", "carrier-pigeon"],
    ["replyAddress", "no es un correo"],
    ["replyAddress", `${"a".repeat(250)}@x.example`],
    ["consent", ""],
    ["consent", "no"],
  ])("says what is wrong at the field %s for %j, and loses nothing that was typed", async (field, value) => {
    const { id, slug } = await createOwnedListing();
    const form = { ...CONTACT, [field]: value };
    const answer = await ask(sendAction as Handler, slug, { form });
    expect(answer.status).toBe(400);
    const { typed, errors } = (await answer.json()) as { typed: Record<string, string>; errors: Record<string, string> };
    expect(Object.keys(errors)).toEqual([field]);
    expect(errors[field]).toMatch(/\S{4}/);
    expect(typed).toEqual(form);
    expect(await requests(id)).toEqual([]);
  });

  it("names every field of an empty form, in the reader's language", async () => {
    const { slug } = await createOwnedListing();
    const read = async (locale: string) => ((await (await ask(sendAction as Handler, slug, { form: {}, locale })).json()) as { errors: Record<string, string> }).errors;
    expect(Object.keys(await read("es"))).toEqual(["name", "businessType", "place", "message", "replyKind", "replyAddress", "consent"]);
    expect(Object.values(await read("es"))).not.toEqual(Object.values(await read("en")));
    // Each says what to do, on its own above the form as well as under its label, which it does not begin with.
    expect(await read("es")).toMatchObject({
      name: "Escriba su nombre.",
      replyKind: "Elija cómo prefiere que le respondan.",
      replyAddress: "Escriba su correo o su número de WhatsApp.",
    });
  });

  it("takes no field that the form does not have, no file, no broken body", async () => {
    const { id, slug } = await createOwnedListing();
    await ask(sendAction as Handler, slug, { form: { ...CONTACT, listingId: newId(), personId: newId(), answeredAt: "2026-01-01", "message[not]": "x" } });
    expect((await requests(id))[0]).toMatchObject({ listingId: id, personId: null, answeredAt: null });
    const file = new FormData();
    for (const [name, value] of Object.entries(CONTACT)) file.append(name, name === "message" ? new Blob(["x"]) : value);
    expect((await ask(sendAction as Handler, slug, { form: file })).status).toBe(400);
    const broken = new Request("http://localhost:3000/x", { method: "POST", body: "{", headers: { "Content-Type": "application/json" } });
    expect(await (sendAction({ request: broken, params: { locale: "es", slug }, context: {} }) as Promise<Response>).catch((thrown: Response) => thrown.status)).toBe(400);
  });

  it("takes a number as people write it", async () => {
    const { id, slug } = await createOwnedListing();
    expect((await ask(sendAction as Handler, slug, { form: { ...CONTACT, replyKind: "whatsapp", replyAddress: "+1 (809) 555-0199" } })).status).toBe(303);
    expect((await requests(id))[0]?.replyAddress).toBe("+18095550199");
  });

  it("is limited by address and by recipient, and keeps what was typed", async () => {
    const { id, slug } = await createOwnedListing();
    const send = (message: string, address: string) => ask(sendAction as Handler, slug, { form: { ...CONTACT, message }, address });
    const statuses: number[] = [];
    for (let turn = 0; turn < 5; turn += 1) statuses.push((await send(`Pregunta número ${turn}`, "10.2.2.2")).status);
    expect(statuses).toEqual([303, 303, 303, 429, 429]);
    const refused = (await (await send("Una pregunta más", "10.2.2.2")).json()) as { typed: { message: string } };
    expect(refused.typed.message).toBe("Una pregunta más");
    expect((await send("Desde otra parte", "10.3.3.3")).status).toBe(303);
    const row = (await requests(id))[0];
    await db().contactRequest.createMany({
      data: Array.from({ length: 40 }, (_, number) => ({
        ...row,
        id: newId(),
        listingId: id,
        language: "es",
        senderMark: `m${number}`,
        sentKey: `k${number}`,
        consentedAt: new Date(),
        createdAt: new Date(),
      })),
    });
    expect((await send("Desde una tercera", "10.4.4.4")).status).toBe(429);
  });

  it("keeps no network address", async () => {
    const { id, slug } = await createOwnedListing();
    await ask(sendAction as Handler, slug, { form: CONTACT, address: "203.0.113.77" });
    expect(JSON.stringify(await requests(id))).not.toContain("203.0.113.77");
  });

  it("is possible only where somebody would read it", async () => {
    const imported = await createListing({ origin: "import" });
    const { slug: hidden } = await createOwnedListing({ state: "hidden" });
    const { slug: archived } = await createOwnedListing({ state: "archived" });
    const left = await createOwnedListing();
    await db().membership.updateMany({ where: { personId: left.owner.personId }, data: { endsAt: new Date("2026-05-20T00:00:00Z") } });
    for (const slug of [imported.slug, hidden, archived, left.slug, "never-there", "", "' OR 1=1 --"]) {
      expect((await ask(contactLoader as Handler, slug)).status, slug).toBe(404);
      expect((await ask(sendAction as Handler, slug, { form: CONTACT })).status, slug).toBe(404);
      expect((await ask(whatsappLoader as Handler, slug)).status, slug).toBe(404);
      expect((await ask(whatsappAction as Handler, slug, { form: {} })).status, slug).toBe(404);
    }
  });
});

describe("WhatsApp", () => {
  it("opens after a button only, is counted, and begins with a text", async () => {
    const { id, slug } = await createOwnedListing({ content: { texts: { es: { title: "Vale & más" } } } });
    expect((await ask(whatsappLoader as Handler, slug)).status).toBe(200);
    expect(await db().whatsappOpening.count({ where: { listingId: id } })).toBe(0);
    const answer = await ask(whatsappAction as Handler, slug, { form: {} });
    expect(answer.status).toBe(303);
    expect(answer.headers.get("Location")).toBe(`https://wa.me/${NUMBER}?text=${encodeURIComponent("Hola. Vi «Vale & más» en Solucionario y quisiera saber más.")}`);
    expect(await db().whatsappOpening.count({ where: { listingId: id } })).toBe(1);
  });

  it("stays closed where the owner has not agreed", async () => {
    const { slug } = await createOwnedListing({ contact: { whatsapp: "+18095550100", whatsappAgreed: false } });
    expect((await ask(whatsappLoader as Handler, slug)).status).toBe(404);
    expect((await ask(whatsappAction as Handler, slug, { form: {} })).status).toBe(404);
  });

  it("is never opened with a number of the demonstration", async () => {
    const { slug } = await createOwnedListing({ contact: { whatsapp: "+99971210602", whatsappAgreed: true } });
    const answer = await ask(whatsappAction as Handler, slug, { form: {} });
    expect([answer.status, await answer.json()]).toEqual([200, { demonstration: true }]);
  });

  it("is limited by address", async () => {
    const { slug } = await createOwnedListing();
    const open = () =>
      openWhatsapp({ mark: "one address" }, { slug, words: () => "" }, NOW).then(
        () => 303,
        (error: unknown) => (error instanceof AppError ? error.code : error),
      );
    const answers: unknown[] = [];
    for (let turn = 0; turn < 22; turn += 1) answers.push(await open());
    expect(answers).toEqual([...Array(20).fill(303), "too_many", "too_many"]);
    expect(await openWhatsapp({ mark: "another" }, { slug, words: () => "" }, NOW)).toContain("wa.me");
  });

  it("gives the number away nowhere else", async () => {
    const { id, slug, reference } = await createOwnedListing();
    const texts = [
      await (await ask(solutionLoader as Handler, slug)).text(),
      await (await ask(contactLoader as Handler, slug)).text(),
      await (await ask(whatsappLoader as Handler, slug)).text(),
      await (await ask(reportLoader as Handler, slug)).text(),
      await (await apiSolution({ request: new Request("http://localhost:3000/x"), params: { id: reference }, context: {} })).text(),
      JSON.stringify(await buildDocuments([id])),
      await allOf("jsonl"),
      await allOf("csv"),
      await allOf("excel"),
    ];
    for (const text of texts) {
      expect(text).toContain(text.startsWith("[") ? id : "");
      expect(text.replace(/\D/g, "")).not.toContain(NUMBER);
      expect(text).not.toContain("ramona@contacto.example");
    }
    // There was something to leak.
    expect(await db().solutionContact.count({ where: { whatsapp: `+${NUMBER}` } })).toBeGreaterThan(0);
    expect(JSON.stringify(texts)).toContain(reference);
  });
});

describe("what the page says of contacts", () => {
  it("comes from the data, and says nothing while there are too few", async () => {
    const { id, slug, owner } = await createOwnedListing();
    const { consent: _agreed, ...words } = { ...CONTACT, replyKind: "email" as const };
    const send = (turn: number, at: Date) =>
      sendContact(
        { kind: "visitor" },
        { mark: `mark ${turn}` },
        { slug, language: "es", contact: { ...words, message: `Pregunta ${turn} sobre el vale`, replyAddress: `n${turn}@x.example` } },
        at,
      );
    expect(await readContactOptions(slug, NOW)).toEqual({ whatsapp: true, firms: 0, answersInDays: null });
    for (const turn of [1, 2, 3]) await send(turn, new Date(NOW.getTime() - 10 * DAY));
    expect(await readContactOptions(slug, NOW)).toEqual({ whatsapp: true, firms: 3, answersInDays: null });
    const waiting = await requests(id);
    await markAnswered(owner, { listingId: id, requestId: waiting[0]?.id ?? "", answered: true }, new Date(NOW.getTime() - 9 * DAY));
    // One of three: the middle one still waits.
    expect((await readContactOptions(slug, NOW))?.answersInDays).toBeNull();
    await markAnswered(owner, { listingId: id, requestId: waiting[1]?.id ?? "", answered: true }, new Date(NOW.getTime() - 8 * DAY));
    expect((await readContactOptions(slug, NOW))?.answersInDays).toBe(2);
  });

  it("is for the owner alone to read and to mark", async () => {
    const mine = await createOwnedListing();
    const other = await createOwnedListing();
    await ask(sendAction as Handler, mine.slug, { form: CONTACT });
    const [request] = await requests(mine.id);
    const requestId = request?.id ?? "";
    const manager = await createPersonAt((await createOrganisation()).id, "programme-manager");
    for (const stranger of [other.owner, mine.coordinator, manager, { kind: "visitor" } as const]) {
      await expect(listContacts(stranger, mine.id, 1)).rejects.toThrow("not_found");
      await expect(markAnswered(stranger, { listingId: mine.id, requestId, answered: true }, NOW)).rejects.toThrow("not_found");
    }
    // Under a listing of one's own, another's request is not there.
    await expect(markAnswered(other.owner, { listingId: other.id, requestId, answered: true }, NOW)).rejects.toThrow("not_found");
    expect((await requests(mine.id))[0]?.answeredAt).toBeNull();
    expect(await listContacts(mine.owner, mine.id, 1)).toMatchObject({ total: 1, waiting: 1, pages: 1, items: [{ name: "Altagracia Peña", message: CONTACT.message }] });
  });
});

describe("erasing what somebody wrote", () => {
  it("leaves a row that is counted and names nobody, in any column", async () => {
    const { id, slug, owner } = await createOwnedListing();
    await ask(sendAction as Handler, slug, { form: { ...CONTACT, replyAddress: "me-borro@x.example" } });
    await ask(sendAction as Handler, slug, { form: CONTACT });
    expect(await transaction((tx) => eraseContactsOf(tx, { personId: null, addresses: ["me-borro@x.example"] }, NOW))).toBe(1);
    const rows = await requests(id);
    expect(rows.filter(({ erasedAt }) => erasedAt)).toMatchObject([{ senderName: null, businessType: null, place: null, message: null, replyAddress: null }]);
    expect(JSON.stringify(rows)).not.toContain("me-borro");
    expect(await listContacts(owner, id, 1)).toMatchObject({ total: 2 });
  });
});

describe("a report", () => {
  it("reaches the moderators, once, and the timeline says that it came and not from whom", async () => {
    const { id, slug, coordinator } = await createOwnedListing();
    for (let turn = 0; turn < 3; turn += 1) expect((await ask(reportAction as Handler, slug, { form: REPORT, address: "10.5.5.5" })).status).toBe(303);
    const reports = await db().listingReport.findMany({ where: { listingId: id } });
    expect(reports).toMatchObject([{ kind: "asked-money", text: REPORT.text, replyTo: null, state: "open" }]);
    expect((await lettersAskedFor()).filter(({ subjectId }) => subjectId === reports[0]?.id)).toEqual([
      { kind: "report.filed", recipientId: coordinator.personId, subjectId: reports[0]?.id },
    ]);
    expect(await db().listingEvent.findMany({ where: { listingId: id }, select: { kind: true, actorId: true, actorRole: true, reasonCode: true } })).toEqual([
      { kind: "report_filed", actorId: null, actorRole: "visitor", reasonCode: "asked-money" },
    ]);
  });

  it("goes to the programme's managers where an institution has nobody", async () => {
    const manager = await createPersonAt((await createOrganisation()).id, "programme-manager");
    const imported = await createListing({ origin: "import" });
    expect((await ask(reportAction as Handler, imported.slug, { form: REPORT })).status).toBe(303);
    expect((await lettersAskedFor()).at(-1)).toMatchObject({ kind: "report.filed" });
    expect((await lettersAskedFor()).map(({ recipientId }) => recipientId)).toContain(manager.personId);
  });

  it.each([
    ["kind", "boring"],
    ["text", "corto"],
    ["text", "t".repeat(2_001)],
    ["replyTo", "r".repeat(255)],
  ])("says what is wrong at the field %s for %j, and loses nothing", async (field, value) => {
    const { slug } = await createOwnedListing();
    const answer = await ask(reportAction as Handler, slug, { form: { ...REPORT, [field]: value } });
    expect(answer.status).toBe(400);
    const { typed, errors } = (await answer.json()) as { typed: object; errors: object };
    expect([Object.keys(errors), typed]).toEqual([[field], { ...REPORT, [field]: value }]);
  });

  it("is limited by address, and about what nobody may see there is none", async () => {
    const { slug } = await createOwnedListing();
    const statuses: number[] = [];
    for (let turn = 0; turn < 6; turn += 1)
      statuses.push((await ask(reportAction as Handler, slug, { form: { ...REPORT, text: `Cosa número ${turn} que pasó` }, address: "10.6.6.6" })).status);
    expect(statuses).toEqual([303, 303, 303, 303, 303, 429]);
    const { slug: hidden } = await createOwnedListing({ state: "hidden" });
    expect((await ask(reportAction as Handler, hidden, { form: REPORT })).status).toBe(404);
    expect((await ask(reportLoader as Handler, hidden)).status).toBe(404);
  });
});

async function allOf(format: Parameters<typeof dump>[0]): Promise<string> {
  let text = "";
  for await (const part of dump(format)) text += part;
  return text;
}
