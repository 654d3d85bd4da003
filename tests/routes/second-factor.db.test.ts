import { generateTOTP } from "@oslojs/otp";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { actorOf, cookieOf, lastToken, send } from "#tests/setup/account-forms";
import { ask } from "#tests/setup/ask";
import { requirePerson } from "~/features/accounts/current.server";
import type { Role } from "~/features/accounts/schema";
import { createUser } from "~/features/accounts/service.server";
import { db } from "~/platform/database/client.server";
import { environment } from "~/platform/env.server";
import { newId } from "~/platform/ids";
import { action as factor, loader as openFactor } from "~/routes/account-second-factor";
import { loader as openDesk } from "~/routes/coordinate";
import { loader as openReviews } from "~/routes/review";
import { action as signIn } from "~/routes/sign-in";
import { action as giveCode } from "~/routes/sign-in-code";
import { action as askLink } from "~/routes/sign-in-link";
import { action as openLink } from "~/routes/sign-in-link-open";

const NOW = new Date("2026-06-01T12:00:00Z");
const MINUTE = 60_000;
const PASSWORD = "siete gallinas bajo el toldo";
let organisationId: string;
let people = 0;

beforeAll(async () => {
  organisationId = newId(NOW);
  await db().organisation.create({ data: { id: organisationId, slug: "valle", kind: "chamber", partner: true, name: "Valle", createdAt: NOW, updatedAt: NOW } });
});
beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: NOW });
});
afterEach(() => {
  vi.useRealTimers();
  delete environment().PUBLIC_URL;
});

async function reviewer() {
  return staff("reviewer");
}

async function staff(role: Role) {
  people += 1;
  const email = `rita${people}@valle.example`;
  const { id } = await createUser({ email, whatsapp: null, name: "Rita", locale: "es", password: PASSWORD, membership: { organisationId, role } }, NOW);
  return { id, email, cookie: cookieOf(await send(signIn, { address: email, password: PASSWORD })) };
}

/** What an app on a telephone makes of the key that was shown. */
function appWith(key: string): () => string {
  const bits = [...key.replaceAll(" ", "")].map((letter) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0")).join("");
  const bytes = Uint8Array.from(bits.match(/.{8}/g) ?? [], (byte) => Number.parseInt(byte, 2));
  return () => generateTOTP(bytes, 30, 6);
}

async function withFactor() {
  const person = await reviewer();
  const begun = (await (await send(factor, { intent: "begin", current: PASSWORD }, { cookie: person.cookie })).json()) as { key: { key: string; uri: string } };
  const code = appWith(begun.key.key);
  const confirmed = (await (await send(factor, { intent: "confirm", code: code() }, { cookie: person.cookie })).json()) as { recovery: string[] };
  vi.setSystemTime(NOW.getTime() + MINUTE);
  return { ...person, code, recovery: confirmed.recovery };
}

describe("a second factor", () => {
  it("is asked for after the password and after a mailed link; a session comes with the code only", async () => {
    const { id, email, code } = await withFactor();
    const half = await send(signIn, { address: email, password: PASSWORD, next: "/es/review" });
    expect(half.headers.get("Location")).toBe("/es/sign-in/code?next=%2Fes%2Freview");
    const ticket = cookieOf(half);
    expect(await actorOf(ticket)).toEqual({ kind: "visitor" });
    const wrong = await send(giveCode, { code: "000000" }, { cookie: ticket });
    expect([wrong.status, wrong.headers.get("Set-Cookie")]).toEqual([400, null]);
    const answer = await send(giveCode, { code: code(), next: "/es/review" }, { cookie: ticket });
    expect(answer.headers.get("Location")).toBe("/es/review");
    expect(await actorOf(cookieOf(answer))).toMatchObject({ personId: id });
    await send(askLink, { address: email });
    const opened = await send(openLink, {}, { token: await lastToken("account.sign-in-link") });
    expect(opened.headers.get("Location")).toBe("/es/sign-in/code");
    expect(await actorOf(cookieOf(opened))).toEqual({ kind: "visitor" });
  });

  it("takes each code once, its own only, and not for long after", async () => {
    const { email, code } = await withFactor();
    const ticket = cookieOf(await send(signIn, { address: email, password: PASSWORD }));
    const first = code();
    expect((await send(giveCode, { code: first }, { cookie: ticket })).headers.get("Location")).toBe("/es/review");
    expect((await send(giveCode, { code: first }, { cookie: ticket })).status).toBe(400);
    const late = code();
    vi.setSystemTime(NOW.getTime() + 3 * MINUTE);
    expect((await send(giveCode, { code: late }, { cookie: ticket })).status).toBe(400);
    expect((await send(giveCode, { code: code() }, { cookie: ticket.replace(/.$/, "") })).headers.get("Location")).toBe("/es/sign-in");
    vi.setSystemTime(NOW.getTime() + 12 * MINUTE);
    expect((await send(giveCode, { code: code() }, { cookie: ticket })).headers.get("Location")).toBe("/es/sign-in");
  });

  it("is slowed down for a guesser who has the password", async () => {
    const { email } = await withFactor();
    const ticket = cookieOf(await send(signIn, { address: email, password: PASSWORD }));
    const statuses = [];
    for (let attempt = 0; attempt < 12; attempt += 1) statuses.push((await send(giveCode, { code: `00000${attempt % 10}` }, { cookie: ticket })).status);
    expect(statuses.at(-1)).toBe(429);
  });

  it("gives way to each recovery code once, however it is written", async () => {
    const { email, recovery } = await withFactor();
    const ticket = cookieOf(await send(signIn, { address: email, password: PASSWORD }));
    expect(recovery).toHaveLength(10);
    const spoken = (recovery[3] ?? "").toUpperCase().replaceAll("-", " ");
    expect((await send(giveCode, { code: spoken }, { cookie: ticket })).status).toBe(302);
    expect((await send(giveCode, { code: spoken }, { cookie: ticket })).status).toBe(400);
  });

  it("stands in the table in a form that makes no codes", async () => {
    const { id, recovery } = await withFactor();
    const rows = JSON.stringify([await db().secondFactor.findUnique({ where: { personId: id } }), await db().recoveryCode.findMany({ where: { personId: id } })]);
    for (const code of recovery) expect(rows).not.toContain(code.replaceAll("-", ""));
    expect(rows).not.toMatch(/[A-Z2-7]{32}/);
  });

  it("needs the password to be turned on and off", async () => {
    const { id, cookie } = await withFactor();
    expect((await send(factor, { intent: "turn-off", current: "wrong" }, { cookie })).status).toBe(400);
    expect(await db().secondFactor.count({ where: { personId: id } })).toBe(1);
    expect((await send(factor, { intent: "turn-off", current: PASSWORD }, { cookie })).status).toBe(302);
    expect(await db().secondFactor.count({ where: { personId: id } })).toBe(0);
    expect((await send(factor, { intent: "begin", current: "wrong" }, { cookie: (await reviewer()).cookie })).status).toBe(400);
  });

  it("is demanded of a reviewer where the site is public: without it they have no part in anything", async () => {
    const { cookie } = await reviewer();
    const request = new Request("http://localhost:3000/es/review", { headers: { cookie } });
    expect(await actorOf(cookie)).toMatchObject({ memberships: [{ role: "reviewer" }] });
    environment().PUBLIC_URL = "https://solucionario.example";
    expect(await actorOf(cookie)).toMatchObject({ kind: "person", memberships: [] });
    const sent = await requirePerson(request).catch((thrown: unknown) => thrown);
    expect((sent as Response).headers.get("Location")).toBe("/es/account/second-factor");
    delete environment().PUBLIC_URL;
    const done = await withFactor();
    environment().PUBLIC_URL = "https://solucionario.example";
    expect(await actorOf(done.cookie)).toMatchObject({ memberships: [{ role: "reviewer" }] });
  });

  it.each([
    { role: "reviewer", lands: "/es/review", open: openReviews },
    { role: "coordinator", lands: "/es/coordinate", open: openDesk },
    { role: "deputy", lands: "/es/coordinate", open: openDesk },
    { role: "programme-manager", lands: "/es/coordinate", open: openDesk },
  ] as const)("that a $role owes in public is what signing in leads to, by way of $lands", async ({ role, lands, open }) => {
    const { email } = await staff(role);
    environment().PUBLIC_URL = "https://solucionario.example";
    const entered = await send(signIn, { address: email, password: PASSWORD });
    expect(entered.headers.get("Location")).toBe(lands);
    const cookie = cookieOf(entered);
    const sentOn = await ask(open, lands, { cookie });
    expect([sentOn.status, sentOn.headers.get("Location")]).toEqual([302, "/es/account/second-factor"]);
    const request = new Request("http://localhost:3000/es/account/second-factor", { headers: { cookie } });
    expect(await openFactor({ request, params: { locale: "es" }, context: {} })).toEqual({ on: false, demanded: true });
  });
});
