import type pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openSite } from "#tests/setup/open-site";
import type { Site } from "#tests/setup/site";
import { bodyOf, demonstrationWalkers, type FoundForm, walkForms } from "#tests/setup/walk";

let site: Site;
let database: pg.Client;
let close: () => Promise<void>;
let forms: FoundForm[];

beforeAll(async () => {
  ({ site, database, close } = await openSite());
  forms = await walkForms(site, await demonstrationWalkers());
}, 400_000);
afterAll(() => close());

/** What people did; jobs go on meanwhile. */
const EVENTS = `SELECT (SELECT count(*) FROM "SubmissionEvent" WHERE "actorRole" <> 'system') + (SELECT count(*) FROM "ListingEvent" WHERE "actorRole" <> 'system') AS n`;
const COUNTS = {
  events: EVENTS,
  people: `SELECT count(*) AS n FROM "Person"`,
  contacts: `SELECT count(*) AS n FROM "ContactRequest"`,
  reports: `SELECT count(*) AS n FROM "ListingReport"`,
  memberships: `SELECT count(*) AS n FROM "Membership"`,
  solutions: `SELECT count(*) AS n FROM "Solution"`,
  passwords: `SELECT count(*) AS n FROM "Token" WHERE purpose = 'account.reset-password' AND "usedAt" IS NOT NULL`,
  sessions: `SELECT count(*) AS n FROM "Session"`,
  answers: `SELECT count(*) AS n FROM "ReviewAssignment" WHERE status = 'declined'`,
} as const;
const count = async (sql: string) => Number((await database.query<{ n: string }>(sql)).rows[0]?.n);

const WORDS = { name: "Luz Marte", place: "Moca", message: "¿La prestan a colmados de Moca?", replyKind: "email", replyAddress: "luz@colmado.example", consent: "yes" };

/** What each form needs beside what stands in it, and what may happen once. */
const FORMS: ReadonlyArray<[name: string, pattern: string, button: string, more: Record<string, string>, once: keyof typeof COUNTS]> = [
  ["claiming a submission", "/:locale/coordinate/:id", "claim", {}, "events"],
  ["asking for changes", "/:locale/coordinate/:id", "requestChanges", { note_summary: "Cuente a quién le sirve." }, "events"],
  ["announcing a decision", "/:locale/coordinate/:id", "announce", {}, "events"],
  ["declining to review", "/:locale/review/:id", "decline", {}, "answers"],
  ["publishing a listing", "/:locale/my/listings/:id", "publish", {}, "events"],
  ["hiding a listing", "/:locale/my/listings/:id", "hide", {}, "events"],
  ["withdrawing a submission", "/:locale/my/solutions/:id", "withdraw", {}, "events"],
  ["writing to an owner", "/:locale/solutions/:slug/contact", "", { ...WORDS, businessType: "corner-shop" }, "contacts"],
  ["reporting a listing", "/:locale/solutions/:slug/report", "", { kind: "no-answer", text: "Escribí tres veces y nadie contesta." }, "reports"],
  ["signing up", "/:locale/sign-up", "", { name: "Luz Marte", address: "diez@colmado.example", password: "siete gallinas bajo el toldo", country: "DO" }, "people"],
  ["saving a first draft", "/:locale/submit", "save", { title: "Diez veces la misma" }, "solutions"],
  ["accepting an invitation", "/:locale/sign-up/invitation/:token", "", {}, "memberships"],
  ["entering by a mailed link", "/:locale/sign-in/link/:token", "", {}, "sessions"],
  ["choosing a password by a mailed link", "/:locale/sign-in/reset/:token", "", { password: "ocho mangos en la carreta azul" }, "passwords"],
];

describe("case 13: a form sent ten times at once", () => {
  it.each(FORMS)("does its work once, and fails nobody: %s", async (_name, pattern, button, more, once) => {
    const found = forms.find((form) => form.pattern === pattern && (button === "" || [...form.fields, ...form.buttons].some(({ value }) => value === button)));
    if (!found) throw new Error(`There is no form ${button} at ${pattern}.`);
    const form = { ...found, buttons: found.buttons.filter(({ value }) => value === button) };
    const before = await count(COUNTS[once]);
    const headers = { origin: site.origin, ...(form.cookie && { cookie: form.cookie }) };
    const answers = await Promise.all(Array.from({ length: 10 }, () => site.get(form.action, { method: "POST", headers, body: bodyOf(form, more) })));
    await Promise.all(answers.map((answer) => answer.arrayBuffer()));
    const statuses = answers.map(({ status }) => status);
    expect(Math.max(...statuses), String(statuses)).toBeLessThan(500);
    expect(
      statuses.some((status) => status < 400),
      String(statuses),
    ).toBe(true);
    expect((await count(COUNTS[once])) - before, String(statuses)).toBe(1);
  });
});
