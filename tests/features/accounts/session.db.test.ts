import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { VISITOR } from "~/features/accounts/actor";
import { currentActor, requirePerson } from "~/features/accounts/current.server";
import { safeNext } from "~/features/accounts/next";
import { createUser, disableUser, endRole } from "~/features/accounts/service.server";
import { endSession, startSession } from "~/features/accounts/session.server";
import { db } from "~/platform/database/client.server";
import { newId } from "~/platform/ids";

const NOW = new Date("2026-06-01T12:00:00Z");
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

let organisationId: string;
let owner: string;
let coordinator: string;

beforeAll(async () => {
  organisationId = newId(NOW);
  await db().organisation.create({ data: { id: organisationId, slug: "valle", kind: "chamber", partner: true, name: "Valle", createdAt: NOW, updatedAt: NOW } });
  const create = async (name: string, role: "owner" | "coordinator") =>
    (await createUser({ email: `${name}@valle.example`, whatsapp: null, name, locale: "es", membership: { organisationId, role } }, NOW)).id;
  owner = await create("olga", "owner");
  coordinator = await create("coro", "coordinator");
});

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: NOW });
});
afterEach(() => {
  vi.useRealTimers();
});

const later = (ms: number) => vi.setSystemTime(NOW.getTime() + ms);
const request = (cookie?: string, path = "/es/my/solutions?page=2") =>
  new Request(`http://localhost:3000${path}`, cookie ? { headers: { cookie: cookie.split(";")[0] ?? "" } } : {});
const isIn = async (cookie: string) => (await currentActor(request(cookie))).kind === "person";

async function redirectOf(work: Promise<unknown>): Promise<string | null> {
  const thrown = await work.then(
    () => undefined,
    (cause: unknown) => cause,
  );
  return thrown instanceof Response ? thrown.headers.get("Location") : null;
}

describe("a session", () => {
  it("says who asks, with the parts that they have today", async () => {
    const cookie = await startSession(request(), coordinator);
    expect(await currentActor(request(cookie))).toEqual({ kind: "person", personId: coordinator, memberships: [{ organisationId, role: "coordinator" }], submissionIds: [] });
    expect(await currentActor(request())).toEqual(VISITOR);
  });

  it("travels in a cookie that scripts can't read and other sites can't send along", async () => {
    expect(await startSession(request(), owner)).toMatch(/^sol_session=[a-z2-7]{40}; HttpOnly; Max-Age=2592000; Path=\/; SameSite=Lax$/);
  });

  it("is kept as a hash: what stands in the table opens nothing", async () => {
    const cookie = await startSession(request(), owner);
    const rows = await db().session.findMany({ where: { personId: owner } });
    for (const { id } of rows) {
      expect(cookie).not.toContain(id);
      expect(await isIn(`sol_session=${id}`)).toBe(false);
    }
  });

  it("has a token that nobody chose beforehand, and the one before is over", async () => {
    const planted = "sol_session=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    const first = await startSession(request(planted), owner);
    expect(first).not.toContain("aaaaaaaa");
    const second = await startSession(request(first), owner);
    expect([await isIn(planted), await isIn(first), await isIn(second)]).toEqual([false, false, true]);
  });

  it("is over for whoever kept its cookie, once its person has signed out", async () => {
    const cookie = await startSession(request(), owner);
    expect(await endSession(request(cookie))).toContain("Max-Age=0");
    expect(await isIn(cookie)).toBe(false);
    expect(await redirectOf(requirePerson(request(cookie)))).toBe("/es/sign-in?next=%2Fes%2Fmy%2Fsolutions%3Fpage%3D2");
    const form = new Request(request(cookie), { method: "POST", body: new URLSearchParams({ a: "1" }) });
    expect(await redirectOf(requirePerson(form))).toBe("/es/sign-in?next=%2Fes%2Fmy%2Fsolutions%3Fpage%3D2");
  });

  it("of an owner ends after 14 days without a visit, and after 30 whatever happens", async () => {
    const idle = await startSession(request(), owner);
    later(14 * DAY - MINUTE);
    expect(await isIn(idle)).toBe(true);
    for (let day = 20; day < 30; day += 5) {
      later(day * DAY);
      expect(await isIn(idle)).toBe(true);
    }
    later(30 * DAY);
    expect(await isIn(idle)).toBe(false);
    const forgotten = await startSession(request(), owner);
    later(44 * DAY + 1);
    expect(await isIn(forgotten)).toBe(false);
  });

  it("of a coordinator ends after an hour without a visit, and after 12 whatever happens", async () => {
    const busy = await startSession(request(), coordinator);
    for (let minutes = 50; minutes < 12 * 60; minutes += 50) {
      later(minutes * MINUTE);
      expect(await isIn(busy), `${minutes} minutes`).toBe(true);
    }
    later(12 * HOUR);
    expect(await isIn(busy)).toBe(false);
    const idle = await startSession(request(), coordinator);
    later(13 * HOUR + 1);
    expect(await isIn(idle)).toBe(false);
  });

  it("loses a part at the moment it ends, and is over when its person is disabled", async () => {
    const { id } = await createUser({ email: "rita@valle.example", whatsapp: null, name: "Rita", locale: "es", membership: { organisationId, role: "reviewer" } }, NOW);
    const cookie = await startSession(request(), id);
    later(MINUTE);
    await endRole({ address: "rita@valle.example", organisationId, role: "reviewer" }, new Date());
    expect(await currentActor(request(cookie))).toMatchObject({ personId: id, memberships: [] });
    await disableUser("rita@valle.example", new Date());
    expect(await isIn(cookie)).toBe(false);
    await db().session.create({ data: { id: "left", personId: id, createdAt: NOW, expiresAt: new Date(NOW.getTime() + DAY), absoluteAt: new Date(NOW.getTime() + DAY) } });
    const late = await startSession(request(), id);
    expect(await isIn(late)).toBe(false);
  });
});

describe("the way back after signing in", () => {
  it("stays on this site", () => {
    expect(safeNext("/es/my/solutions?page=2")).toBe("/es/my/solutions?page=2");
    for (const wish of [
      "https://evil.example/",
      "//evil.example",
      "/\\evil.example",
      "/.//evil.example",
      "/\t/evil.example",
      "javascript:alert(1)",
      "",
      null,
      ["/es"],
      `/${"a".repeat(3_000)}`,
    ]) {
      expect(safeNext(wish), String(wish)).toBeUndefined();
    }
  });
});
