import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ROUTE_LIST } from "#tests/routes/route-list";
import { sessionOf } from "#tests/setup/ask";
import { type Field, type Form, formsIn } from "#tests/setup/html";
import { openSite } from "#tests/setup/open-site";
import type { Site } from "#tests/setup/site";
import { demonstrationWalkers, type FoundForm, type Walker, walkForms } from "#tests/setup/walk";
import { db } from "~/platform/database/client.server";
import { sha256 } from "~/platform/hash.server";
import { keptFields } from "~/platform/http/kept-fields";
import { newId } from "~/platform/ids";

let site: Site;
let close: () => Promise<void>;
let forms: FoundForm[];

/** Routes that take a form from somebody who is on the way in, or from anybody: they never ask to sign in. */
const OPEN_TO_ALL = ["sign-in", "sign-in/code", "sign-in/link", "sign-in/link/:token", "sign-in/reset", "sign-in/reset/:token", "sign-out", "sign-up", "sign-up/confirm/:token"];
const PUBLIC = [...OPEN_TO_ALL, "kept", "solutions/:slug/contact", "solutions/:slug/whatsapp", "solutions/:slug/report"].map((path) => `/:locale/${path}`);
/** What these forms send is a button, a password or a one-time code, alone: their tests are in tests/features/accounts and tests/routes. */
const BUTTONS_ONLY = [
  "advise/:id",
  "my/drafts",
  "account",
  "account/password",
  "account/second-factor",
  "advise",
  "my/solutions/:id",
  "my/take-over/:token",
  "sign-up/invitation/:token",
];
const NOTHING_TYPED = BUTTONS_ONLY.map((path) => `/:locale/${path}`);
/** Pages whose form stands there only when there is something to act on, which the demonstration has not. */
const NOTHING_WAITS = ["manage/waiting", "coordinate/letters", "coordinate/letters/failed"].map((path) => `/:locale/${path}`);

beforeAll(async () => {
  ({ site, close } = await openSite());
  forms = await walkForms(site, [...(await demonstrationWalkers()), ...(await furtherWalkers())]);
}, 400_000);
afterAll(() => close());

/** Those whom the demonstration's own pages do not lead to every form: an adviser with a draft, owners with one, a desk with many decisions. */
async function furtherWalkers(): Promise<Walker[]> {
  const { personId: coordinatorId, organisationId: institutionId } = await db().membership.findFirstOrThrow({ where: { role: "coordinator" } });
  const walkers: Walker[] = [];
  const add = async (who: string, personId: string, ...starts: string[]) => walkers.push({ who, cookie: await sessionOf({ personId }), starts });
  const adviserId = await createPerson("Adela Paz", institutionId, "adviser");
  await add("adviser", adviserId, "/es/advise", `/es/submit?draft=${await beginOnBehalf(adviserId)}`);
  const decided = await db().submission.findMany({ where: { state: "decided" }, select: { id: true, institutionId: true } });
  const desk = decided[0]?.institutionId;
  if (desk) {
    const { personId } = await db().membership.findFirstOrThrow({ where: { role: "coordinator", organisationId: desk } });
    const ids = decided.filter(({ institutionId }) => institutionId === desk).map(({ id }) => `id=${id}`);
    await add("coordinator of many", personId, `/es/coordinate/announce?${ids.join("&")}`);
  }
  await add("coordinator at home", coordinatorId, "/es/account/name", "/es/account/address", "/es/account/invite", "/es/my/data/erase");
  return walkers;
}

async function createPerson(name: string, organisationId: string | null, role: "adviser" | "owner" | "coordinator"): Promise<string> {
  const now = new Date();
  const id = newId(now);
  await db().person.create({ data: { id, displayName: name, locale: "es", createdAt: now } });
  if (organisationId) await db().membership.create({ data: { id: newId(now), personId: id, organisationId, role, startsAt: now } });
  return id;
}

/** Posts the form with which an adviser begins to type for somebody, and returns the draft's id. */
async function beginOnBehalf(adviserId: string): Promise<string> {
  const cookie = await sessionOf({ personId: adviserId });
  const [form] = formsIn(await (await site.get("/es/advise", { headers: { cookie } })).text(), `${site.origin}/es/advise`).filter(({ method }) => method === "post");
  const answer = await site.get("/es/advise", {
    method: "POST",
    headers: { cookie, origin: site.origin },
    body: new URLSearchParams(form?.fields.map(({ name, value }) => [name, value])),
  });
  return new URL(answer.headers.get("location") ?? "", site.origin).searchParams.get("draft") ?? "";
}

type Typed = Array<[name: string, value: string]>;
const isText = ({ type }: Field) => ["text", "email", "tel", "url", "search", "textarea"].includes(type);
const isSecret = (name: string) => keptFields([[name, "x"]]).length === 0;

/** Every field filled in as a person could: a marker in each text, another choice in each list, the first box of each name ticked. */
function filledIn(form: Form, mark = "zqmarca"): Typed {
  const ticked = new Set<string>();
  return form.fields.flatMap((field): Typed => {
    const { name, type, value, options } = field;
    if (type === "checkbox" || type === "radio") {
      if (ticked.has(name)) return [];
      ticked.add(name);
      return [[name, value]];
    }
    if (isText(field)) return [[name, `${mark} ${name} «ñ» <b>&amp; "1"'`]];
    if (type === "select") return [[name, options.findLast((option) => option !== "") ?? ""]];
    if (type === "date") return [[name, "2027-03-04"]];
    return [[name, value]];
  });
}

/** What a browser would send of the filled form, with its last button. */
const bodyOf = (form: Form, typed: Typed) => new URLSearchParams([...typed, ...form.buttons.slice(-1).map(({ name, value }): [string, string] => [name, value])]);

/** A browser: its cookies follow from answer to answer, and it says which page it comes from. */
function browser(first = "") {
  const jar = new Map(first === "" ? [] : [first.split("=") as [string, string]]);
  const ask = async (path: string, init: RequestInit = {}): Promise<Response> => {
    const answer = await site.get(path, { ...init, headers: { ...init.headers, ...(jar.size > 0 && { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join("; ") }) } });
    for (const set of answer.headers.getSetCookie()) {
      const [name = "", value = ""] = set.split(";")[0]?.split("=") ?? [];
      if (/Max-Age=0/.test(set) || value === "") jar.delete(name);
      else jar.set(name, value);
    }
    return answer;
  };
  return {
    jar,
    ask,
    page: async (path: string) => {
      const answer = await ask(path);
      return { status: answer.status, html: await answer.text(), answer };
    },
    post: (action: string, body: URLSearchParams, from: string) =>
      ask(action, { method: "POST", body, headers: { origin: site.origin, referer: new URL(from, site.origin).href } }),
  };
}
type Browser = ReturnType<typeof browser>;

const sessionToken = (cookie: string) => cookie.split("=")[1] ?? "";
async function personOf(cookie: string): Promise<string> {
  return (await db().session.findUniqueOrThrow({ where: { id: sha256(sessionToken(cookie)) } })).personId;
}

/** Signs somebody in on this browser, and opens the page that they are led to. */
async function signIn(at: Browser, personId: string): Promise<void> {
  const cookie = await sessionOf({ personId });
  at.jar.set("sol_session", sessionToken(cookie));
}

function filledForm(html: string, url: string, address: string): Form | undefined {
  return formsIn(html, url).find(({ action, method }) => method === "post" && new URL(action).searchParams.has("parked") && new URL(action).pathname === new URL(address).pathname);
}

/** The fields of the form, as they would be sent, hold all that was typed. */
function expectTyped(form: Form | undefined, typed: Typed, name: string): void {
  expect(form, `${name}: the form`).toBeDefined();
  const now = (form?.fields ?? []).filter(({ type, checked }) => (type !== "checkbox" && type !== "radio") || checked).map(({ name, value }) => [name, value] as const);
  const kept = typed.filter(([field]) => !isSecret(field));
  for (const [field, value] of kept) expect(now, `${name}: ${field}`).toContainEqual([field, value]);
}

const nameOf = ({ who, pattern, buttons, fields }: FoundForm) =>
  `${who} ${pattern} ${[...buttons.map(({ value }) => value), ...fields.map(({ name, value }) => (name === "intent" ? value : name))].slice(0, 4).join(" ")}`;
/** A draft that is begun needs no account: it is saved, session or none. */
const needsNobody = ({ pattern, action }: FoundForm) => PUBLIC.includes(pattern) || (pattern === "/:locale/submit" && !action.includes("?draft="));
const behindSignIn = () => forms.filter((form) => form.cookie.startsWith("sol_session=") && !needsNobody(form));
const withTyping = () => behindSignIn().filter((form) => form.fields.some((field) => isText(field) && !isSecret(field.name)));

describe("every form behind the sign-in", () => {
  it("is among those that are tried", () => {
    const found = new Set([...behindSignIn()].map(({ pattern }) => pattern));
    const taking = Object.entries(ROUTE_LIST).flatMap(([pattern, { post }]) => (post === 405 || PUBLIC.includes(pattern) || NOTHING_WAITS.includes(pattern) ? [] : [pattern]));
    expect(taking.filter((pattern) => !found.has(pattern) && !NOTHING_TYPED.includes(pattern))).toEqual([]);
    const typing = new Set(withTyping().map(({ pattern }) => pattern));
    expect(NOTHING_TYPED.filter((pattern) => typing.has(pattern))).toEqual([]);
    expect(withTyping().length).toBeGreaterThan(10);
  });

  it("names its secrets so that none is ever kept", () => {
    for (const form of forms) for (const { name, type } of form.fields) if (type === "password") expect(isSecret(name), `${form.pattern} ${name}`).toBe(true);
  });

  const ENDS: Record<string, (cookie: string) => Promise<unknown>> = {
    "has ended by the clock": (cookie) => db().session.update({ where: { id: sha256(sessionToken(cookie)) }, data: { expiresAt: new Date(Date.now() - 1_000) } }),
    "was ended elsewhere": (cookie) => db().session.delete({ where: { id: sha256(sessionToken(cookie)) } }),
    "had ended before, and another page said so": async (cookie) => {
      await db().session.update({ where: { id: sha256(sessionToken(cookie)) }, data: { expiresAt: new Date(Date.now() - 1_000) } });
      await (await site.get("/es/account", { headers: { cookie } })).arrayBuffer();
    },
  };

  it.each(Object.entries(ENDS))(
    "opens again with all that was typed when the session %s",
    async (_how, end) => {
      for (const form of behindSignIn().filter(({ fields }) => fields.some((field) => field.type !== "hidden" && !isSecret(field.name)))) {
        const name = nameOf(form);
        const personId = await personOf(form.cookie);
        const at = browser(await sessionOf({ personId }));
        await end(`sol_session=${at.jar.get("sol_session")}`);
        const typed = filledIn(form);
        const asked = await at.post(form.action, bodyOf(form, typed), form.page);
        expect(asked.status, name).toBe(302);
        const signInPage = asked.headers.get("location") ?? "";
        expect(signInPage, name).toMatch(/^\/es\/sign-in\?next=/);
        const { html: words } = await at.page(signInPage);
        expect(words, name).toContain("Guardamos lo que escribió");
        expect(words, name).not.toContain("zqmarca");
        await signIn(at, personId);
        const next = new URL(signInPage, site.origin).searchParams.get("next") ?? "";
        const { status, html, answer } = await at.page(next);
        expect([status, answer.headers.get("cache-control")], name).toEqual([200, "private, no-store"]);
        const again = filledForm(html, new URL(next, site.origin).href, form.action);
        expectTyped(again, typed, name);
        // Nothing was done by itself, and it is there until it is taken or discarded.
        expect((await db().parkedPost.findMany({ where: { personId } })).length, name).toBe(1);
        await discard(at, html, next);
        expect((await db().parkedPost.findMany({ where: { personId } })).length, name).toBe(0);
      }
    },
    400_000,
  );

  it("is offered, not filled, when no cookie says whose it was, and opens with all that was typed", async () => {
    for (const form of withTyping()) {
      const name = nameOf(form);
      const personId = await personOf(form.cookie);
      const at = browser();
      const typed = filledIn(form);
      const asked = await at.post(form.action, bodyOf(form, typed), form.page);
      await signIn(at, personId);
      const next = new URL(asked.headers.get("location") ?? "", site.origin).searchParams.get("next") ?? "";
      const { html } = await at.page(next);
      expect(html, name).toContain("¿Es suyo?");
      expect(
        formsIn(html, `${site.origin}${next}`)
          .flatMap(({ fields }) => fields.filter(isText).map(({ value }) => value))
          .join(" "),
        name,
      ).not.toContain("zqmarca");
      const open = linkOf(html, "Abrir");
      const opened = await at.page(open);
      expectTyped(filledForm(opened.html, new URL(open, site.origin).href, form.action), typed, name);
      await db().parkedPost.deleteMany();
    }
  }, 400_000);
});

function linkOf(html: string, words: string): string {
  const match = new RegExp(`<a[^>]*href="([^"]+)"[^>]*>${words}</a>`).exec(html)?.[1];
  return (match ?? "").replaceAll("&amp;", "&");
}

async function discard(at: Browser, html: string, here: string): Promise<void> {
  const form = formsIn(html, new URL(here, site.origin).href).find(({ action }) => new URL(action).pathname.endsWith("/kept"));
  if (!form) throw new Error("nothing can be discarded there");
  const answer = await at.post(
    form.action,
    bodyOf(
      form,
      form.fields.map(({ name, value }) => [name, value]),
    ),
    here,
  );
  expect(answer.status).toBe(303);
}
