import { beforeAll, describe, expect, it } from "vitest";
import { createOwnedListing, createPersonAt } from "#tests/factories/listings";
import { createBusinessType, createCategory, createListing, createOrganisation } from "#tests/factories/records";
import type { PersonActor } from "~/features/accounts/actor";
import { startSession } from "~/features/accounts/session.server";
import { db } from "~/platform/database/client.server";
import { newId } from "~/platform/ids";
import { loader as moderateLoader } from "~/routes/moderate";
import { action, loader } from "~/routes/my-listing";
import { loader as listLoader } from "~/routes/my-listings";
import { loader as solutionLoader } from "~/routes/solution";

beforeAll(async () => {
  await createCategory();
  await createBusinessType();
});

type Handler = (args: never) => unknown;

async function ask(
  handler: Handler,
  person: PersonActor | null,
  { id = "", form, query = "", slug }: { id?: string; form?: Record<string, string>; query?: string; slug?: string } = {},
) {
  const cookie = person ? ((await startSession(new Request("http://localhost:3000/es"), person.personId)).split(";")[0] ?? "") : "";
  const init = { headers: { cookie }, ...(form && { method: "POST", body: new URLSearchParams(form) }) };
  try {
    return (await handler({
      request: new Request(`http://localhost:3000/es/my/listings/${id}${query}`, init),
      params: { locale: "es", id, slug },
      context: {},
    } as never)) as Response;
  } catch (thrown) {
    if (thrown instanceof Response) return thrown;
    throw thrown;
  }
}
type Page = {
  work: { state: string; version: number };
  text: { title: string };
  actions: string[];
  back: string;
  reports: Array<{ id: string; text: string }>;
  contacts: { total: number; items: unknown[] } | null;
};
const open = async (person: PersonActor, id: string, query = "") => (await (await ask(loader, person, { id, query })).json()) as Page;
const state = async (id: string) => (await db().listing.findUniqueOrThrow({ where: { id } })).state;

const addReport = (listingId: string, text = "Me pidió quinientos pesos.") =>
  db().listingReport.create({ data: { id: newId(), listingId, kind: "asked-money", text, senderMark: "m", sentKey: newId(), state: "open", createdAt: new Date() } });
const addContacts = (listingId: string, count: number) =>
  db().contactRequest.createMany({
    data: Array.from({ length: count }, (_, number) => ({
      id: newId(),
      listingId,
      language: "es",
      senderName: `Negocio ${number}`,
      businessType: "corner-shop",
      place: "Moca",
      message: "¿Cuánto cuesta <b>esto</b>?",
      replyKind: "whatsapp" as const,
      replyAddress: "+18095550111",
      senderMark: "m",
      sentKey: `${number}`,
      consentedAt: new Date(),
      createdAt: new Date(Date.now() - number * 1_000),
    })),
  });

describe("the owner's page of a listing", () => {
  it("shows the public text as it will stand, and publishes it with a button", async () => {
    const { id, owner } = await createOwnedListing({ state: "unpublished", publishedAt: null, content: { texts: { es: { title: "Molino de barrio" } } } });
    const page = await open(owner, id);
    expect(page).toMatchObject({ work: { state: "unpublished", version: 1 }, text: { title: "Molino de barrio" }, actions: ["publish"], contacts: { total: 0 } });
    const answer = await ask(action, owner, { id, form: { action: "publish", version: "1" } });
    expect([answer.status, answer.headers.get("Location")]).toEqual([303, `/es/my/listings/${id}?done`]);
    expect(await open(owner, id)).toMatchObject({ work: { state: "published" }, actions: ["confirm", "hide"] });
  });

  it("says 409 and what happened to whoever saw an older version, and does nothing", async () => {
    const { id, owner, coordinator } = await createOwnedListing();
    await ask(action, coordinator, { id, form: { action: "suspend", version: "1", "reason-suspend": "fraud" } });
    const answer = await ask(action, owner, { id, form: { action: "hide", version: "1" } });
    expect([answer.status, await answer.json()]).toEqual([409, { refused: "changed", action: "hide" }]);
    const impossible = await ask(action, owner, { id, form: { action: "hide", version: "2" } });
    expect([impossible.status, await impossible.json()]).toEqual([409, { refused: "impossible", action: "hide" }]);
    expect(await state(id)).toBe("suspended");
  });

  it("pages what firms wrote, those who wait first, and keeps a mark of those that were answered", async () => {
    const { id, owner, coordinator } = await createOwnedListing();
    await addContacts(id, 25);
    const first = await open(owner, id);
    const second = await open(owner, id, "?page=2");
    expect([first.contacts?.items.length, second.contacts?.items.length, first.contacts?.total]).toEqual([20, 5, 25]);
    const [request] = (first.contacts?.items ?? []) as Array<{ id: string; name: string }>;
    expect((await ask(action, owner, { id, form: { action: "answered", request: request?.id ?? "" } })).status).toBe(303);
    expect((await open(owner, id)).contacts?.items).not.toContainEqual(expect.objectContaining({ id: request?.id }));
    expect((await open(owner, id, "?page=2")).contacts?.items.at(-1)).toMatchObject({ id: request?.id, answeredAt: expect.any(String) });
    // A coordinator looks after the page and does not read its letters.
    expect((await open(coordinator, id)).contacts).toBeNull();
    for (const page of ["0", "-1", "9999999", "x", "2 OR 1=1"]) expect((await ask(loader, owner, { id, query: `?page=${encodeURIComponent(page)}` })).status).toBe(200);
  });

  it("lists the listings of one's own organisations, and no other's", async () => {
    const mine = await createOwnedListing({ state: "hidden" });
    await createOwnedListing();
    const list = (await (await ask(listLoader, mine.owner)).json()) as { items: Array<{ id: string }> };
    expect(list.items.map(({ id }) => id)).toEqual([mine.id]);
  });
});

describe("other people's listings", () => {
  it("are not there: pages, buttons, reports and letters alike", async () => {
    const { id, owner, firm } = await createOwnedListing();
    const other = await createOwnedListing();
    const report = await addReport(id);
    await addContacts(id, 1);
    const request = await db().contactRequest.findFirstOrThrow({ where: { listingId: id } });
    const strangers = [other.owner, other.coordinator, await createPersonAt(firm.id, "adviser"), await createPersonAt((await createOrganisation()).id, "administrator")];
    for (const stranger of strangers) {
      expect((await ask(loader, stranger, { id })).status).toBe(404);
      for (const form of [
        { action: "hide", version: "1" },
        { action: "suspend", version: "1", "reason-suspend": "fraud" },
        { action: "dismiss-report", report: report.id },
        { action: "answered", request: request.id },
      ] as Array<Record<string, string>>) {
        expect((await ask(action, stranger, { id, form })).status).toBe(404);
      }
    }
    // Through a listing of one's own neither.
    expect((await ask(action, other.owner, { id: other.id, form: { action: "answered", request: request.id } })).status).toBe(404);
    await ask(action, other.coordinator, { id: other.id, form: { action: "dismiss-report", report: report.id } });
    // An owner is no moderator of what is their own.
    expect((await ask(action, owner, { id, form: { action: "dismiss-report", report: report.id } })).status).toBe(404);
    expect((await open(owner, id)).reports).toEqual([]);
    expect(await state(id)).toBe("published");
    expect((await db().listingReport.findUniqueOrThrow({ where: { id: report.id } })).state).toBe("open");
    expect((await db().contactRequest.findUniqueOrThrow({ where: { id: request.id } })).answeredAt).toBeNull();
  });

  it("lead a visitor to sign in, whatever is asked", async () => {
    const { id } = await createOwnedListing();
    for (const handler of [loader, listLoader, moderateLoader] as Handler[]) {
      const answer = await ask(handler, null, { id });
      expect([answer.status, answer.headers.get("Location")]).toEqual([302, expect.stringMatching(/^\/es\/sign-in\?next=/)]);
    }
    expect((await ask(action, null, { id, form: { action: "hide", version: "1" } })).status).toBe(302);
    expect(await state(id)).toBe("published");
  });

  it("take no id, version or button that is none", async () => {
    const { id, owner } = await createOwnedListing();
    for (const strange of ["", "x", "' OR 1=1 --", newId(), `${id}x`]) expect((await ask(loader, owner, { id: strange })).status, strange).toBe(404);
    for (const form of [
      {},
      { action: "hide" },
      { action: "hide", version: "-1" },
      { action: "hide", version: "1e9" },
      { action: "delete", version: "1" },
      { action: "answered", request: "x" },
      { action: "constructor", version: "1" },
    ] as Array<Record<string, string>>) {
      expect((await ask(action, owner, { id, form })).status, JSON.stringify(form)).toBe(400);
    }
    expect(await state(id)).toBe("published");
  });
});

describe("moderating", () => {
  const queue = async (person: PersonActor) => ((await (await ask(moderateLoader, person)).json()) as { items: Array<{ id: string; reports: number }> }).items;

  it("shows each institution its own, the manager everything, and nobody else anything", async () => {
    const mine = await createOwnedListing();
    const other = await createOwnedListing();
    await addReport(mine.id);
    await addReport(mine.id);
    await addReport(other.id);
    expect((await queue(mine.coordinator)).map(({ id, reports }) => [id, reports])).toEqual([[mine.id, 2]]);
    const manager = await createPersonAt((await createOrganisation()).id, "programme-manager");
    expect((await queue(manager)).map(({ id }) => id)).toEqual(expect.arrayContaining([mine.id, other.id]));
    for (const person of [mine.owner, await createPersonAt(mine.institution.id, "reviewer")]) expect((await ask(moderateLoader, person)).status).toBe(404);
  });

  it("leaves out what is one's own", async () => {
    const { id, firm, institution } = await createOwnedListing();
    await addReport(id);
    const both = await createPersonAt(institution.id, "coordinator");
    await db().membership.create({ data: { id: newId(), personId: both.personId, organisationId: firm.id, role: "owner", startsAt: new Date("2026-01-01") } });
    expect(await queue(both)).toEqual([]);
  });

  it("suspends with a reason, which closes the reports; lifts; removes behind a tombstone", async () => {
    const { id, slug, coordinator } = await createOwnedListing();
    await addReport(id, "<script>alert(1)</script> me pidió dinero");
    const page = await open(coordinator, id);
    expect(page.actions).toEqual(["suspend", "remove"]);
    expect(page.reports).toHaveLength(1);
    const without = await ask(action, coordinator, { id, form: { action: "suspend", version: "1", "reason-suspend": "no-reason" } });
    expect([without.status, await without.json()]).toEqual([400, { refused: "reason", action: "suspend" }]);
    expect((await ask(action, coordinator, { id, form: { action: "suspend", version: "1", "reason-suspend": "fraud" } })).status).toBe(303);
    expect((await ask(solutionLoader, null, { slug })).status).toBe(404);
    expect((await open(coordinator, id)).reports).toEqual([]);
    expect((await queue(coordinator)).map(({ reports }) => reports)).toEqual([0]);
    await ask(action, coordinator, { id, form: { action: "lift", version: "2" } });
    expect((await ask(solutionLoader, null, { slug })).status).toBe(200);
    await ask(action, coordinator, { id, form: { action: "remove", version: "3", "reason-remove": "fraud" } });
    const gone = await ask(solutionLoader, null, { slug });
    expect([gone.status, Object.keys((await gone.json()) as object).sort()]).toEqual([410, ["code", "reason", "since"]]);
    const events = await db().listingEvent.findMany({ where: { listingId: id }, orderBy: { sequence: "asc" } });
    expect(events.map(({ kind, actorRole, reasonCode }) => [kind, actorRole, reasonCode])).toEqual([
      ["suspended", "coordinator", "fraud"],
      ["suspension_lifted", "coordinator", null],
      ["removed", "coordinator", "fraud"],
    ]);
  });

  it("dismisses a report, once, and the timeline tells it", async () => {
    const { id, coordinator } = await createOwnedListing();
    const report = await addReport(id);
    for (let turn = 0; turn < 2; turn += 1) expect((await ask(action, coordinator, { id, form: { action: "dismiss-report", report: report.id } })).status).toBe(303);
    expect(await queue(coordinator)).toEqual([]);
    expect(await db().listingReport.findUniqueOrThrow({ where: { id: report.id } })).toMatchObject({ state: "dismissed", resolvedById: coordinator.personId });
    expect((await db().listingEvent.findMany({ where: { listingId: id } })).map(({ kind }) => kind)).toEqual(["report_dismissed"]);
    expect(await state(id)).toBe("published");
  });
});

describe("imported listings that nobody owns", () => {
  const DAY = 86_400_000;
  const manager = async () => createPersonAt((await createOrganisation()).id, "programme-manager");
  type Pile = { pile: string; counts: Record<string, number>; pages: number; items: Array<{ id: string; state: string; archivesOn: string | null }> };
  const pile = async (person: PersonActor, query = "?pile=unconfirmed") => (await (await ask(moderateLoader, person, { query })).json()) as Pile;
  const imported = (daysOverdue: number, overrides: Parameters<typeof createListing>[0] = {}) =>
    createListing({ origin: "import", state: "needs_confirmation", confirmBy: new Date(Date.now() - daysOverdue * DAY), ...overrides });

  it("wait for the manager: what leaves the search soonest first, what has left it last; nothing else is among them", async () => {
    const [late, later, gone] = [await imported(3), await imported(40), await imported(90, { state: "archived" })];
    await imported(5, { state: "published" });
    await imported(5, { organisationId: (await createOrganisation()).id });
    await createOwnedListing({ state: "needs_confirmation" });
    const { items, counts } = await pile(await manager());
    expect(items.map(({ id, state }) => [id, state])).toEqual([
      [later.id, "needs_confirmation"],
      [late.id, "needs_confirmation"],
      [gone.id, "archived"],
    ]);
    expect(counts.unconfirmed).toBe(3);
    expect(items.map(({ archivesOn }) => archivesOn && Math.round((Date.parse(archivesOn) - Date.now()) / DAY))).toEqual([20, 57, null]);
  });

  it("are confirmed or published again by the manager, and then wait no more", async () => {
    const person = await manager();
    const before = (await pile(person)).items;
    for (const { id, state: from } of before) {
      const { work, actions, back } = await open(person, id);
      const wanted = from === "archived" ? "republish" : "confirm";
      expect([actions.includes(wanted), back]).toEqual([true, "unconfirmed"]);
      expect((await ask(action, person, { id, form: { action: wanted, version: String(work.version) } })).status).toBe(303);
      expect(await state(id)).toBe("published");
    }
    expect(before.length).toBe(3);
    expect(await pile(person)).toMatchObject({ items: [], counts: { unconfirmed: 0 }, pages: 1 });
  });

  it("come twenty to a page", async () => {
    for (let number = 0; number < 21; number += 1) await imported(number);
    const person = await manager();
    const [first, second] = [await pile(person), await pile(person, "?pile=unconfirmed&page=2")];
    expect([first.items.length, second.items.length, first.pages]).toEqual([20, 1, 2]);
    expect(new Set([...first.items, ...second.items].map(({ id }) => id)).size).toBe(21);
  });

  it("are nobody else's to confirm: a coordinator has no such pile, and a pile that is none is the reports", async () => {
    const { coordinator, owner } = await createOwnedListing();
    for (const person of [coordinator, owner]) expect((await ask(moderateLoader, person, { query: "?pile=unconfirmed" })).status).toBe(404);
    expect(Object.keys((await pile(coordinator, "")).counts)).toEqual(["reports"]);
    for (const query of ["", "?pile=", "?pile=constructor", "?pile=reports"]) expect((await pile(coordinator, query)).pile).toBe("reports");
  });
});
