import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createEdition, createMember } from "#tests/factories/desk";
import { createBusinessType, createCategory, createOrganisation } from "#tests/factories/records";
import { sessionOf } from "#tests/setup/ask";
import { type Form, formsIn } from "#tests/setup/html";
import { siteInProcess } from "#tests/setup/in-process";
import type { PersonActor } from "~/features/accounts/actor";
import { eraseAccount } from "~/features/accounts/erasure.server";
import { readSession } from "~/features/accounts/session.server";
import { sweep } from "~/features/notifications/sweep.server";
import { withParking } from "~/parking.server";
import { db, sqlPool } from "~/platform/database/client.server";
import { environment } from "~/platform/env.server";
import { sha256 } from "~/platform/hash.server";
import { COOKIE_PREFIX } from "~/platform/http/web-server.server";

const HERE = "http://localhost:3000";
let ask: (request: Request, context: { requestId: string; address?: string }) => Promise<Response>;
let institution: { id: string };
let ana: PersonActor;
let berta: PersonActor;

beforeAll(async () => {
  ask = withParking(await siteInProcess());
  await createCategory();
  await createBusinessType();
  institution = await createOrganisation();
  const edition = await createEdition({ kind: "rolling", closesAt: null });
  await db().editionText.create({ data: { editionId: edition.id, language: "es", name: "Abierta", guidingQuestion: "¿?", diagnosis: "d", privacyNotice: "Así." } });
  await db().editionCountry.createMany({ data: ["DO", "GT"].map((country) => ({ editionId: edition.id, country })) });
  await db().editionCategory.create({ data: { editionId: edition.id, categoryKey: "agile-payments", position: 1 } });
});
beforeEach(async () => {
  ana = await createMember(institution.id, "adviser");
  berta = await createMember(institution.id, "owner");
});
afterEach(async () => {
  environment().PUBLIC_URL = undefined;
  await db().parkedPost.deleteMany();
  await sqlPool().query("DELETE FROM limits.tries");
});

/** One browser, whoever sits there. */
function browser(address = "10.0.0.1") {
  const jar = new Map<string, string>();
  const send = async (path: string, init: RequestInit = {}) => {
    const headers = new Headers(init.headers);
    headers.set("host", new URL(HERE).host);
    if (jar.size > 0) headers.set("cookie", [...jar].map(([name, value]) => `${name}=${value}`).join("; "));
    const answer = await ask(new Request(`${HERE}${path}`, { ...init, headers }), { requestId: "test", address });
    for (const set of answer.headers.getSetCookie()) {
      const [name = "", value = ""] = set.split(";")[0]?.split("=") ?? [];
      if (value === "") jar.delete(name);
      else jar.set(name, value);
    }
    return answer;
  };
  return {
    jar,
    enter: async (person: PersonActor) => jar.set("sol_session", (await sessionOf(person)).split("=")[1] ?? ""),
    get: async (path: string) => {
      const answer = await send(path);
      return { status: answer.status, location: answer.headers.get("location"), html: (await answer.text()).replaceAll("<!-- -->", "") };
    },
    post: async (path: string, fields: Record<string, string> | Array<[string, string]> | FormData, from?: string) => {
      const body = fields instanceof FormData ? fields : new URLSearchParams(fields);
      const answer = await send(path, { method: "POST", body, headers: { origin: HERE, ...(from && { referer: from.startsWith("/") ? HERE + from : from }) } });
      const cookies = answer.headers.getSetCookie();
      return { status: answer.status, location: answer.headers.get("location") ?? "", html: (await answer.text()).replaceAll("<!-- -->", ""), cookies };
    },
  };
}
type Browser = ReturnType<typeof browser>;

/** Takes the session from under whoever sits there, as the clock does. */
const end = (at: Browser) => db().session.deleteMany({ where: { id: sha256(at.jar.get("sol_session") ?? "") } });
const nextOf = (location: string) => new URL(location, HERE).searchParams.get("next") ?? "";
const isKept = (form: Form) => new URL(form.action).searchParams.has("parked");
const formOf = (html: string, path: string) => formsIn(html, HERE + path).find(isKept);
const valueIn = (form: Form | undefined, name: string) => form?.fields.find((field) => field.name === name)?.value;
const kept = () => db().parkedPost.findMany({ orderBy: { createdAt: "asc" } });

/** Ana's session ends while she writes her name, and she sends it. */
async function leaveName(at: Browser, name: string, person = ana) {
  await at.enter(person);
  await end(at);
  return at.post("/es/account/name", { name, language: "es" }, "/es/account/name");
}

describe("a form sent after its session has ended", () => {
  it("opens filled after its person has signed in, is never sent by itself, and is used up when it is sent", async () => {
    const at = browser();
    const { location } = await leaveName(at, "Ana «la del mapa» Paz");
    expect(location).toMatch(/^\/es\/sign-in\?next=%2Fes%2Faccount%2Fname%3Fparked%3D/);
    await at.enter(ana);
    const next = nextOf(location);
    const { html } = await at.get(next);
    const form = formOf(html, next);
    expect(valueIn(form, "name")).toBe("Ana «la del mapa» Paz");
    expect(html).toContain("Esto es lo que escribió hace un momento");
    expect((await db().person.findUniqueOrThrow({ where: { id: ana.personId } })).displayName).not.toContain("mapa");
    expect(await kept()).toHaveLength(1);
    const refused = await at.post(new URL(form?.action ?? "").pathname + new URL(form?.action ?? "").search, { name: "", language: "es" }, next);
    expect(refused.status).toBe(400);
    expect(await kept()).toHaveLength(1);
    const again = formOf(refused.html, next);
    const { status } = await at.post(new URL(again?.action ?? "").pathname + new URL(again?.action ?? "").search, { name: "Ana Paz", language: "es" }, next);
    expect(status).toBe(302);
    expect(await kept()).toEqual([]);
    expect([...at.jar.keys()]).toEqual(["sol_session"]);
    expect((await db().person.findUniqueOrThrow({ where: { id: ana.personId } })).displayName).toBe("Ana Paz");
  });

  it("keeps a draft's query, and what is typed for somebody else stays typed for them", async () => {
    const at = browser();
    await at.enter(ana);
    const { html: start } = await at.get("/es/advise");
    const { location: draft } = await at.post("/es/advise", { key: valueIn(formsIn(start, `${HERE}/es/advise`)[0], "key") ?? "" });
    await end(at);
    const typed = {
      key: "",
      version: "1",
      language: "es",
      title: "Horno de doña Rosa",
      summary: "Pan\ncon leña",
      consentHow: "telephone",
      consentOn: "2026-05-02",
      intent: "send",
    };
    const { location } = await at.post(draft, typed, draft);
    expect(nextOf(location)).toBe(`${draft}&parked=${(await kept())[0]?.id}`);
    await at.enter(ana);
    const { html } = await at.get(nextOf(location));
    const form = formOf(html, draft);
    expect(html).toContain("Usted la escribe por otra persona");
    expect([valueIn(form, "title"), valueIn(form, "summary"), valueIn(form, "consentOn"), valueIn(form, "version")]).toEqual([
      "Horno de doña Rosa",
      "Pan\ncon leña",
      "2026-05-02",
      "1",
    ]);
    const sentAgain = await at.post(`${draft}&parked=${(await kept())[0]?.id}`, { ...typed, intent: "save" }, draft);
    expect(sentAgain.location).toBe(`${draft}&step=saved`);
    expect(await kept()).toEqual([]);
    expect((await db().submissionDraft.findFirstOrThrow({ where: { submission: { authorOnBehalfId: ana.personId } } })).ownerId).toBeNull();
  });

  it("opens at the form's page when the form was sent to another address, and forgets what that page said once", async () => {
    const at = browser();
    await at.enter(ana);
    await end(at);
    const { location } = await at.post("/es/account/name", { name: "Ana", language: "es" }, "/es/account?done&step=saved");
    expect(nextOf(location)).toBe(`/es/account?parked=${(await kept())[0]?.id}`);
    const { location: elsewhere } = await at.post("/es/account/name", { name: "Ana", language: "es" }, "https://elsewhere.example/es/account");
    expect(nextOf(elsewhere)).toMatch(/^\/es\/account\/name\?parked=/);
  });

  it("tells as texts what the page has no form for any more, and a stale version stays stale", async () => {
    const at = browser();
    await at.enter(ana);
    await end(at);
    const id = "019a0000-0000-7000-8000-000000000000";
    const { location } = await at.post(
      `/es/review/${id}`,
      { forAuthor: "Lo vi funcionar\ny pesa <b>poco</b>.", version: "7", intent: "save", current: "secreto" },
      `/es/review/${id}`,
    );
    await at.enter(ana);
    const { status, html } = await at.get(nextOf(location));
    expect(status).toBe(404);
    expect(html).toContain("Lo vi funcionar");
    expect(html).toContain("pesa &lt;b&gt;poco&lt;/b&gt;");
    expect(html).not.toContain("secreto");
  });

  it("keeps both when two tabs are sent, each with its own text", async () => {
    const at = browser();
    await at.enter(ana);
    await end(at);
    const [first, second] = [
      await at.post("/es/account/name", { name: "Primera", language: "es" }, "/es/account/name"),
      await at.post("/es/account/name", { name: "Segunda", language: "es" }, "/es/account/name"),
    ];
    await at.enter(ana);
    for (const [{ location }, name] of [
      [first, "Primera"],
      [second, "Segunda"],
    ] as const) {
      const { html } = await at.get(nextOf(location));
      expect(valueIn(formOf(html, nextOf(location)), "name")).toBe(name);
      expect(html).toContain("Quedó algo suyo sin guardar");
    }
    // Without saying which, the last one is filled in, and the other offered.
    expect(valueIn(formOf((await at.get("/es/account/name")).html, "/es/account/name"), "name")).toBe("Segunda");
    expect((await at.get("/es/my/solutions")).html.match(/Quedó algo suyo sin guardar/g)).toHaveLength(2);
  });

  it("never keeps passwords, one-time codes or files", async () => {
    const at = browser();
    await at.enter(ana);
    await end(at);
    const body = new FormData();
    for (const [name, text] of Object.entries({ name: "Ana", password: "gallinas", current: "toldo", code: "123456", newPassword: "mantel", _csrf_token: "t0k3n" }))
      body.append(name, text);
    body.append("photo", new File(["bytes of a photo"], "foto.jpg"));
    await at.post("/es/account/name", body, "/es/account/name");
    expect((await kept()).map(({ fields }) => fields)).toEqual([[["name", "Ana"]]]);
    await at.post("/es/account/password", { current: "toldo", password: "gallinas" }, "/es/account/password");
    expect(await kept()).toHaveLength(1);
  });

  it("is kept under the hash of a key in a cookie that scripts can't read", async () => {
    const at = browser();
    const { cookies } = await leaveName(at, "Ana");
    const [set = ""] = cookies;
    const [, name = "", key = ""] = /^([^=]+)=([^;]+); Max-Age=86400; Path=\/; HttpOnly; SameSite=Lax$/.exec(set) ?? [];
    expect(name.startsWith(COOKIE_PREFIX)).toBe(true);
    expect(await db().parkedPost.count({ where: { keyHash: sha256(key) } })).toBe(1);
    environment().PUBLIC_URL = "https://registro.example";
    const secure = browser();
    secure.jar.set("sol_session", (await sessionOf(ana)).split("=")[1] ?? "");
    await db().session.deleteMany({ where: { personId: ana.personId } });
    expect((await secure.post("/es/account/name", { name: "Ana" })).cookies[0]).toMatch(
      /^__Host-sol_parked_[0-9a-f]{12}=[\w-]{43}; Max-Age=86400; Path=\/; HttpOnly; SameSite=Lax; Secure$/,
    );
  });

  it("opens after the code, not before it, where a second factor is owed", async () => {
    environment().PUBLIC_URL = "https://registro.example";
    const cora = await createMember(institution.id, "coordinator");
    const at = browser();
    const enter = async (secondFactorAt: Date | null) => {
      at.jar.set("sol_session", (await sessionOf(cora)).split("=")[1] ?? "");
      await db().session.updateMany({ where: { personId: cora.personId }, data: { secondFactorAt } });
    };
    await enter(null);
    const { location } = await at.post("/es/coordinate/numbers", { note: "una nota de la mesa", intent: "x" }, "/es/coordinate/numbers");
    expect(location).toBe("/es/account/second-factor");
    expect((await kept()).map(({ personId }) => personId)).toEqual([cora.personId]);
    expect((await at.get("/es/account/second-factor")).html).not.toContain("sin guardar");
    expect((await at.get("/es/coordinate/numbers")).html).not.toContain("una nota de la mesa");
    await enter(new Date());
    expect((await at.get("/es/account")).html).toContain("Quedó algo suyo sin guardar");
    expect((await at.get("/es/coordinate/numbers")).html).toContain("una nota de la mesa");
  });
});

describe("on a computer that others use too", () => {
  const SECRET = "sueldo de Ana 4815";
  const PAGES = ["/es/account/name", "/es/account", "/es/my/solutions", "/es", "/es/submit", "/en/account/name"];

  it("what somebody wrote is shown to nobody else, whichever page they open and whatever they press", async () => {
    const at = browser();
    const { location } = await leaveName(at, SECRET);
    const { id } = (await kept())[0] ?? { id: "" };
    const tries = [...PAGES, location, nextOf(location), ...PAGES.map((path) => `${path}?parked=${id}`)];
    for (const path of tries) expect((await at.get(path)).html, `nobody at ${path}`).not.toContain("4815");
    await at.enter(berta);
    for (const path of tries) expect((await at.get(path)).html, path).not.toMatch(/4815|sin guardar|Esto es lo que/);
    await at.post("/es/kept", { id });
    await at.post(`/es/account/name?parked=${id}`, { name: "Berta", language: "es" });
    const refused = await at.post(`/es/account/name?parked=${id}`, { name: "", language: "es" });
    expect(refused.html).not.toContain("4815");
    await end(at);
    await at.post(`/es/account/name?parked=${id}`, { name: "de Berta", language: "es" }, `/es/account/name?parked=${id}`);
    await at.enter(ana);
    const { html } = await at.get(`/es/account/name?parked=${id}`);
    expect(valueIn(formOf(html, "/es/account/name"), "name")).toBe(SECRET);
    expect(html).not.toContain("de Berta");
  });

  it("nor in another browser, nor with a key alone, nor with an id alone", async () => {
    const at = browser();
    const { location } = await leaveName(at, SECRET);
    const other = browser();
    await other.enter(ana);
    expect((await other.get(nextOf(location))).html).not.toContain("4815");
    const thief = browser();
    for (const [name, value] of at.jar) if (name.startsWith("sol_parked")) thief.jar.set(name, value);
    expect((await thief.get(nextOf(location))).html).not.toContain("4815");
    await thief.enter(berta);
    expect((await thief.get(nextOf(location))).html).not.toContain("4815");
  });

  it("can be discarded by its person, after which it is gone", async () => {
    const at = browser();
    await leaveName(at, SECRET);
    await at.enter(ana);
    const { html } = await at.get("/es/account");
    const discard = formsIn(html, `${HERE}/es/account`).find(({ action }) => action.endsWith("/es/kept"));
    const { status, location } = await at.post("/es/kept", { id: valueIn(discard, "id") ?? "", next: valueIn(discard, "next") ?? "" });
    expect([status, location]).toEqual([303, "/es/account"]);
    expect(await kept()).toEqual([]);
    expect((await at.get("/es/account/name")).html).not.toContain("4815");
  });
});

describe("a form sent without any session", () => {
  const draft = "/es/submit?draft=019a0000-0000-7000-8000-000000000000";
  const typed = { key: "k".repeat(43), version: "3", language: "es", title: "Tinaja que enfría", summary: "Con arena mojada", intent: "save" };

  it("is offered to whoever sits there, with its title, and opens as a new draft, without an account", async () => {
    const at = browser();
    const { location } = await at.post(draft, typed, draft);
    expect(location).toBe(`/es/sign-in?${new URLSearchParams({ next: draft })}`);
    const { html: signInPage } = await at.get(location);
    expect(signInPage).toContain("Guardamos lo que escribió");
    const { id } = (await kept())[0] ?? { id: "" };
    expect(signInPage).toContain(`href="/es/submit?parked=${id}"`);
    const { html: offer } = await at.get("/es/submit");
    expect(offer).toContain("En este navegador quedó algo sin guardar: «Tinaja que enfría», hace un momento. ¿Es suyo?");
    expect(formsIn(offer, `${HERE}/es/submit`).some(isKept)).toBe(false);
    const { html } = await at.get(`/es/submit?parked=${id}`);
    const form = formOf(html, "/es/submit");
    expect([valueIn(form, "title"), valueIn(form, "summary"), valueIn(form, "version")]).toEqual(["Tinaja que enfría", "Con arena mojada", ""]);
    expect(valueIn(form, "key")).not.toBe(typed.key);
    expect(new URL(form?.action ?? "").pathname + new URL(form?.action ?? "").search).toBe(`/es/submit?parked=${id}`);
    const fields = form?.fields.map(({ name, value }): [string, string] => [name, value]) ?? [];
    const saved = await at.post(`/es/submit?parked=${id}`, [...fields.filter(([name]) => ["key", "version", "language", "title", "summary"].includes(name)), ["intent", "save"]]);
    expect(saved.location).toMatch(/^\/es\/submit\?draft=.+&step=saved$/);
    expect(await kept()).toEqual([]);
  });

  it("begins a new draft beside another that the browser knows", async () => {
    const at = browser();
    await at.post("/es/submit", { ...typed, version: "", key: "n".repeat(43), title: "Otra cosa" });
    await at.post(draft, typed, draft);
    const { id } = (await kept())[0] ?? { id: "" };
    const { status, location } = await at.get(`${draft}&parked=${id}`);
    expect([status, location]).toEqual([302, `/es/submit?parked=${id}`]);
    const { html } = await at.get(`/es/submit?parked=${id}`);
    expect(new URL(formOf(html, "/es/submit")?.action ?? "").search).toBe(`?parked=${id}`);
  });

  it("is offered after signing in too, and never filled in by itself", async () => {
    const at = browser();
    const { location } = await at.post(draft, typed, draft);
    await at.enter(berta);
    for (const path of [nextOf(location), "/es/my/solutions", "/es/submit"]) {
      const { html } = await at.get(path);
      expect(html, path).toContain("¿Es suyo?");
      expect(formsIn(html, HERE + path).some(isKept), path).toBe(false);
    }
  });

  it("is told on the spot, and not kept, where the page is not there at all", async () => {
    const at = browser();
    const { status, html } = await at.post("/es/solutions/nada/contact", {
      name: "Luz",
      businessType: "corner-shop",
      place: "San Juan",
      message: "Quiero comprar tres tinajas",
      replyKind: "email",
      replyAddress: "luz@correo.example",
      consent: "yes",
    });
    expect(status).toBe(404);
    expect(html).toContain("Quiero comprar tres tinajas");
    expect(await kept()).toEqual([]);
  });
});

describe("a form that the signed-in person may not send any more", () => {
  it("is told on the spot, and not kept, where it could be opened nowhere", async () => {
    const at = browser();
    const cora = await createMember(institution.id, "coordinator");
    await at.enter(cora);
    await db().membership.updateMany({ where: { personId: cora.personId }, data: { endsAt: new Date(Date.now() - 1_000) } });
    const { status, html } = await at.post("/es/coordinate/numbers", { note: "una nota de la mesa" }, "/es/coordinate/numbers");
    expect(status).toBe(404);
    expect(html).toContain("una nota de la mesa");
    expect(await kept()).toEqual([]);
  });

  it("is answered with what they wrote, and opens as a new draft where there is such a form", async () => {
    const at = browser();
    await at.enter(berta);
    const draft = "/es/submit?draft=019a0000-0000-7000-8000-000000000000";
    const { status, html } = await at.post(draft, { key: "", version: "2", language: "es", title: "Bomba de mecate", intent: "save" }, draft);
    expect(status).toBe(404);
    expect(html).toContain("Bomba de mecate");
    const { id } = (await kept())[0] ?? { id: "" };
    expect(html).toContain(`href="/es/submit?parked=${id}"`);
    expect(valueIn(formOf((await at.get(`/es/submit?parked=${id}`)).html, "/es/submit"), "title")).toBe("Bomba de mecate");
  });
});

describe("what is kept", () => {
  it("is bounded for a browser, a person, an address and a post, and what finds no room is told on the spot", async () => {
    const at = browser();
    for (let count = 0; count < 10; count += 1) await leaveName(at, `Ana ${count}`);
    const full = await leaveName(at, "Ana la undécima");
    expect([full.status, await kept()]).toEqual([429, expect.objectContaining({ length: 10 })]);
    expect(full.html).toContain("Ana la undécima");
    for (let count = 0; count < 11; count += 1) await leaveName(browser(), `Ana ${count}`);
    expect(await kept()).toHaveLength(20);
    const stranger = browser("10.0.0.2");
    const big = await stranger.post("/es/my/solutions/x/answer", { title: "grande ".repeat(40_000) });
    expect(big.status).toBe(429);
    await db().parkedPost.deleteMany();
    for (let count = 0; count < 35; count += 1) await browser("10.0.0.3").post("/es/my/solutions/x/answer", { title: `t ${count}` });
    expect(await kept()).toHaveLength(30);
  });

  it("is gone after a day, and swept", async () => {
    const at = browser();
    const { location } = await leaveName(at, "Ana de ayer");
    const ago = new Date(Date.now() - 1_000);
    await db().parkedPost.updateMany({ data: { expiresAt: ago } });
    await at.enter(ana);
    expect((await at.get(nextOf(location))).html).not.toContain("Ana de ayer");
    await db().endedSession.updateMany({ data: { endedAt: new Date(Date.now() - 31 * 86_400_000) } });
    await sweep(new Date());
    expect([await db().parkedPost.count(), await db().endedSession.count()]).toEqual([0, 0]);
  });

  it("is gone with its person's account, and so is whose their sessions were", async () => {
    const at = browser();
    await leaveName(at, "Ana que se va");
    await at.enter(ana);
    const signedIn = await readSession(new Request(HERE, { headers: { cookie: `sol_session=${at.jar.get("sol_session")}` } }));
    if (!signedIn) throw new Error("nobody is signed in");
    await eraseAccount(signedIn, "", new Date());
    expect([await db().parkedPost.count(), await db().endedSession.count({ where: { personId: ana.personId } })]).toEqual([0, 0]);
  });
});
