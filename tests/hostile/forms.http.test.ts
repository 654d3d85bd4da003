import type pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ROUTE_LIST } from "#tests/routes/route-list";
import { databaseState } from "#tests/setup/database-state";
import { tagsOf } from "#tests/setup/html";
import { openSite } from "#tests/setup/open-site";
import type { Site } from "#tests/setup/site";
import { bodyOf, demonstrationWalkers, type FoundForm, routeOf, walkForms } from "#tests/setup/walk";

/** Pages whose form stands there only when there is something to act on, which the demonstration has not. */
const FORMS_OF_OTHER_TESTS = [
  "/:locale/coordinate/letters",
  "/:locale/coordinate/letters/failed",
  "/:locale/coordinate/announce",
  "/:locale/advise/:id",
  "/:locale/my/take-over/:token",
  "/:locale/my/drafts",
  "/:locale/manage/waiting",
  "/:locale/kept",
];

let site: Site;
let database: pg.Client;
let close: () => Promise<void>;
let forms: FoundForm[];

beforeAll(async () => {
  // Without background work, because whole databases are compared before and after.
  ({ site, database, close } = await openSite({ env: { JOBS: "elsewhere" } }));
  forms = await walkForms(site, await demonstrationWalkers());
}, 400_000);
afterAll(() => close());

type Sent = { form: FoundForm; body: string; origin?: string | undefined; type?: string; url?: string; method?: string; fetchSite?: string };

function send({ form, body, origin = site.origin, type = "application/x-www-form-urlencoded", url = form.action, method = "POST", fetchSite }: Sent): Promise<Response> {
  const headers = new Headers({ "content-type": type, accept: "text/html" });
  if (form.cookie) headers.set("cookie", form.cookie);
  if (origin !== "") headers.set("origin", origin);
  if (fetchSite) headers.set("sec-fetch-site", fetchSite);
  return site.get(url, { method, headers, body });
}

const nameOf = ({ who, pattern, buttons, fields }: FoundForm) =>
  `${who} ${pattern} ${[...buttons.map(({ value }) => value), ...fields.map(({ name }) => name)].slice(0, 3).join(" ")}`;
describe("the forms of the site", () => {
  it("were all found: every route that takes something has one", () => {
    const found = new Set(forms.map(({ pattern }) => pattern));
    const taking = Object.entries(ROUTE_LIST).flatMap(([pattern, { post }]) => (post === 405 || FORMS_OF_OTHER_TESTS.includes(pattern) ? [] : [pattern]));
    expect(taking.filter((pattern) => !found.has(pattern))).toEqual([]);
  });
});

describe("case 14: a form that another site sends", () => {
  const ELSEWHERE = {
    "without an origin": () => "",
    "from a frame without one": () => "null",
    "from another port": ({ hostname }: URL) => `http://${hostname}:1`,
    "by another scheme": ({ host }: URL) => `https://${host}`,
    "from a host that begins like ours": ({ host, port }: URL) => `http://${host.replace(`:${port}`, "")}.evil.example:${port}`,
    "from a host that ends like ours": ({ host }: URL) => `http://evil-${host}`,
    "from a name that is ours for people": ({ host }: URL) => `http://${host}@evil.example`,
  } as const;

  it.each(Object.entries(ELSEWHERE))("is refused %s, whichever form it is and whichever way it asks", async (_how, originOf) => {
    const before = await databaseState(database);
    const origin = originOf(new URL(site.origin));
    for (const form of forms) {
      const { id } = routeOf(new URL(form.action).pathname);
      const alone = new URL(form.action);
      alone.searchParams.set("_data", id);
      const narrowed = new URL(form.action);
      narrowed.searchParams.set("_routes", id);
      for (const url of [form.action, alone.href, narrowed.href, `${form.action.split("?")[0]}.data`]) {
        const answer = await send({ form, body: bodyOf(form).toString(), origin, url });
        await answer.arrayBuffer();
        expect(answer.status, `${nameOf(form)} at ${url}`).toBe(403);
      }
    }
    expect(await databaseState(database)).toEqual(before);
  });

  it("is refused when the browser itself says that it came from elsewhere", async () => {
    for (const form of forms)
      for (const fetchSite of ["cross-site", "same-site"]) expect((await send({ form, body: bodyOf(form).toString(), fetchSite })).status, nameOf(form)).toBe(403);
  });

  it("is refused by every address and every method that could change something", async () => {
    for (const { example } of Object.values(ROUTE_LIST)) {
      for (const method of ["POST", "PUT", "PATCH", "DELETE"]) {
        const answer = await site.get(example, { method, headers: { origin: "https://elsewhere.example" } });
        await answer.arrayBuffer();
        expect(answer.status, `${method} ${example}`).toBe(403);
      }
    }
  });
});

/** A form's own fields: what a body without them says is nothing. */
const withFields = () => forms.filter(({ fields, buttons }) => fields.length + buttons.length > 0);

describe("case 20: objects where a form has texts", () => {
  it.each([
    ["operators in brackets", (name: string) => [[`${name}[not]`, ""]]],
    ["operators with a dollar", (name: string) => [[`${name}[$ne]`, "x"]]],
    ["paths", (name: string) => [[`${name}.contains`, ""]]],
    [
      "the prototype",
      (name: string) => [
        ["__proto__[".concat(name, "]"), "1"],
        ["constructor.prototype", "1"],
        ["__proto__", "1"],
      ],
    ],
  ] as Array<[string, (name: string) => string[][]]>)("are none of its fields: %s", async (_kind, pairsOf) => {
    const before = await databaseState(database);
    for (const form of withFields()) {
      const names = [...new Set([...form.fields, ...form.buttons].map(({ name }) => name))];
      const answer = await send({ form, body: new URLSearchParams(names.flatMap(pairsOf)).toString() });
      await answer.arrayBuffer();
      expect([400, 404], nameOf(form)).toContain(answer.status);
    }
    expect(await databaseState(database)).toEqual(before);
  });

  it("in JSON, in plain text, or in a broken body are no form at all", async () => {
    const before = await databaseState(database);
    for (const form of withFields()) {
      const object = JSON.stringify(Object.fromEntries([...form.fields, ...form.buttons].map(({ name }) => [name, { not: "" }])));
      for (const [type, body] of [
        ["application/json", object],
        ["text/plain", bodyOf(form).toString()],
        ["multipart/form-data", object],
        ["multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data"],
        ["", object],
      ] as const) {
        const answer = await send({ form, body, type });
        await answer.arrayBuffer();
        expect([400, 404], `${nameOf(form)} as ${type}`).toContain(answer.status);
      }
    }
    expect(await databaseState(database)).toEqual(before);
  });
});

describe("case 20: fields that a form has not", () => {
  const sendWith = async (form: FoundForm, more: Record<string, string>) => {
    const answer = await send({ form, body: bodyOf(form, more).toString() });
    await answer.arrayBuffer();
    expect([302, 303], nameOf(form)).toContain(answer.status);
    return new URL(form.action).pathname.split("/").at(-1) ?? "";
  };
  const formOf = (pattern: string, value: string) => {
    const form = forms.find((one) => one.pattern === pattern && (one.fields.some((field) => field.value === value) || one.buttons.some((button) => button.value === value)));
    if (!form) throw new Error(`There is no form ${value} at ${pattern}.`);
    return { ...form, buttons: form.buttons.filter((button) => button.value === value) };
  };
  const other = "019a0000-0000-7000-8000-000000000000";

  it("take no submission further than its button does, nor to anybody else", async () => {
    const form = formOf("/:locale/coordinate/:id", "claim");
    const before = (await database.query(`SELECT "dueAt" FROM "Submission" WHERE id = $1`, [new URL(form.action).pathname.split("/").at(-1)])).rows[0];
    const id = await sendWith(form, { state: "accepted", coordinatorId: other, institutionId: other, dueAt: "2099-01-01", to: "accepted" });
    const { rows } = await database.query(`SELECT state, "dueAt", "coordinatorId" FROM "Submission" WHERE id = $1`, [id]);
    expect(rows[0]).toMatchObject({ state: "screening", ...before });
    expect(rows[0]?.coordinatorId).not.toBe(other);
  });

  it("submit no review, and put it in nobody else's name", async () => {
    const id = await sendWith(formOf("/:locale/review/:id", "save"), {
      status: "submitted",
      reviewerId: other,
      submittedAt: "2026-01-01",
      revisionId: other,
      forAuthor: "Lo vi funcionar.",
    });
    const { rows } = await database.query(`SELECT a.status, a."reviewerId", r."submittedAt" FROM "ReviewAssignment" a JOIN "Review" r ON r."assignmentId" = a.id WHERE a.id = $1`, [
      id,
    ]);
    expect(rows).toMatchObject([{ status: "draft", submittedAt: null }]);
    expect(rows[0]?.reviewerId).not.toBe(other);
  });

  it("publish nothing, and remove nothing", async () => {
    const id = await sendWith(formOf("/:locale/my/listings/:id", "hide"), {
      state: "removed",
      removedReason: "owner-request",
      origin: "import",
      institutionId: other,
      confirmBy: "2099-01-01",
    });
    const { rows } = await database.query(`SELECT state, "removedReason", origin FROM "Listing" WHERE id = $1`, [id]);
    expect(rows).toEqual([{ state: "hidden", removedReason: null, origin: "submission" }]);
  });
});

const TEXTUAL = new Set(["text", "textarea", "password", "email", "tel"]);
/** What opens an account is never sent back. */
const isSecret = ({ pattern }: FoundForm, { type }: { type: string }) => type === "password" || pattern === "/:locale/sign-in/code";
const textsOf = ({ fields }: FoundForm) => fields.filter(({ type }) => TEXTUAL.has(type));
/** Where all fields are judged before anything is said, each has its own sentence; elsewhere the first one that is wrong has. */
const JUDGED_ONE_BY_ONE = /^\/:locale\/(sign-in|account|my\/data|coordinate\/numbers)/;

/** A body by hand, because URLSearchParams writes no broken bytes. */
function rawBody(form: FoundForm, wordsFor: (name: string) => string): string {
  const texts = new Set(textsOf(form).map(({ name }) => name));
  const pairs = [...bodyOf(form)].filter(([name]) => !texts.has(name)).map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`);
  return [...pairs, ...[...texts].map((name) => `${encodeURIComponent(name)}=${wordsFor(name)}`)].join("&");
}

describe("words that are no text", () => {
  const withTexts = () => forms.filter((form) => textsOf(form).length > 0);

  it.each([
    ["NUL", "%00"],
    ["bytes that are no UTF-8", "%FF%FE%80"],
    ["half a character", "%ED%A0%80"],
  ])("are refused at their field, and the rest is kept: %s", async (_kind, bytes) => {
    const before = await databaseState(database);
    for (const form of withTexts()) {
      const answer = await send({ form, body: rawBody(form, (name) => `marca-${name}${bytes}fin`) });
      const html = await answer.text();
      expect(answer.status, nameOf(form)).toBe(400);
      const faulty = textsOf(form).filter(({ name }) => html.includes(`id="${name}-error"`));
      if (JUDGED_ONE_BY_ONE.test(form.pattern)) expect(html, nameOf(form)).toContain("error-summary");
      else
        expect(
          faulty.map(({ name }) => name),
          nameOf(form),
        ).toEqual(textsOf(form).map(({ name }) => name));
      for (const field of textsOf(form)) expect(html.includes(`marca-${field.name}`), `${nameOf(form)}: ${field.name}`).toBe(!isSecret(form, field));
    }
    expect(await databaseState(database)).toEqual(before);
  });

  it("as long as a book are refused, and stand in the field again", async () => {
    const long = "largo ".repeat(6_000);
    for (const form of withTexts()) {
      const [first] = textsOf(form);
      if (!first) continue;
      const answer = await send({ form, body: rawBody(form, (name) => encodeURIComponent(name === first.name ? long : `marca-${name}`)) });
      const html = await answer.text();
      expect(answer.status, nameOf(form)).toBe(400);
      expect(
        tagsOf(html).some(({ name, attributes }) => name === "section" && attributes.class === "error-summary"),
        nameOf(form),
      ).toBe(true);
      if (!isSecret(form, first)) expect(html, nameOf(form)).toContain(long.trim());
    }
  });

  it("of more than a megabyte are not read to their end", async () => {
    const body = `title=${"a".repeat(1_100_000)}`;
    for (const form of withTexts().slice(0, 12)) expect((await send({ form, body })).status, nameOf(form)).toBe(413);
  });

  it("that are missing altogether fail nothing", async () => {
    for (const form of withTexts()) {
      const answer = await send({ form, body: rawBody(form, () => "") });
      await answer.arrayBuffer();
      expect(answer.status, nameOf(form)).toBeLessThan(500);
    }
  });

  it("and fields sent twice fail nothing", async () => {
    for (const form of withTexts()) {
      const body = rawBody(form, (name) => `%00marca-${name}`);
      const answer = await send({ form, body: `${body}&${body}` });
      await answer.arrayBuffer();
      expect(answer.status, nameOf(form)).toBeLessThan(500);
    }
  });
});
