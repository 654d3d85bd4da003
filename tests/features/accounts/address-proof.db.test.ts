import { beforeAll, describe, expect, it } from "vitest";
import { createMember } from "#tests/factories/desk";
import { createOrganisation } from "#tests/factories/records";
import { actorOf, cookieOf, lastToken, letters, send } from "#tests/setup/account-forms";
import { erasePerson } from "~/erasure.server";
import type { PersonActor } from "~/features/accounts/actor";
import { eraseOnRequest } from "~/features/accounts/erasure.server";
import { requestLink } from "~/features/accounts/links.server";
import { confirmNumber } from "~/features/accounts/registration.server";
import { enteringTicket } from "~/features/accounts/second-factor.server";
import { addRole, createUser } from "~/features/accounts/service.server";
import { eraseUnconfirmed } from "~/features/accounts/unconfirmed.server";
import { db } from "~/platform/database/client.server";
import { environment } from "~/platform/env.server";
import { newId } from "~/platform/ids";
import { action as act } from "~/routes/account";
import { action as addAddress } from "~/routes/account-address";
import { action as changePassword } from "~/routes/account-password";
import { action as askReset } from "~/routes/reset";
import { action as reset, loader as resetPage } from "~/routes/reset-open";
import { action as signIn } from "~/routes/sign-in";
import { action as giveCode } from "~/routes/sign-in-code";
import { action as askLink } from "~/routes/sign-in-link";
import { action as openLink } from "~/routes/sign-in-link-open";
import { action as signUp } from "~/routes/sign-up";
import { action as confirm, loader as confirmPage } from "~/routes/sign-up-confirm";

const MINE = "siete gallinas bajo el toldo";
const THEIRS = "la clave larga del ladrón astuto";
const OTHER = "ocho mangos en la carreta azul";
const DAY = 86_400_000;
let organisationId: string;
let coordinator: PersonActor;
let addresses = 0;

beforeAll(async () => {
  ({ id: organisationId } = await createOrganisation());
  coordinator = await createMember(organisationId, "coordinator");
});

function counted(): number {
  addresses += 1;
  return addresses;
}
const newEmail = () => `duena${counted()}@colmado.example`;
const newNumber = () => `+99977${100_000 + counted()}`;
const form = (address: string, password: string) => ({ name: `De ${password.slice(0, 5)}`, address, password, country: "DO", organisation: `Firma ${password.slice(0, 5)}` });
const register = async (address: string, password: string) => (await (await send(signUp, form(address, password))).json()) as { code: string };
const enter = async (address: string, password: string) => actorOf(cookieOf(await send(signIn, { address, password })));
const idOf = async (address: string, password: string) => {
  const actor = await enter(address, password);
  return actor.kind === "person" ? actor.personId : undefined;
};
const owners = (address: string) => db().channel.findMany({ where: { address }, select: { personId: true, verifiedAt: true } });

describe("a number that two people typed", () => {
  it.each([
    ["first", [THEIRS, MINE]],
    ["last", [MINE, THEIRS]],
  ] as const)("is its owner's, who sent their code from it, when the thief typed it %s", async (_when, order) => {
    const number = newNumber();
    const codes = new Map<string, string>();
    for (const password of order) codes.set(password, (await register(number, password)).code);
    const [thief, owner] = [await idOf(number, THEIRS), await idOf(number, MINE)];
    expect(new Set([thief, owner, undefined]).size).toBe(3);
    const say = (password: string, from: string) => confirmNumber(coordinator, { code: codes.get(password) ?? "", from }, new Date());
    await expect(say(THEIRS, newNumber()), "the thief's code from the thief's telephone").rejects.toThrow("number-other");
    expect(await say(MINE, number)).toEqual({ personId: owner, number });
    expect(await owners(number)).toEqual([{ personId: owner, verifiedAt: expect.any(Date) }]);
    await expect(say(THEIRS, number)).rejects.toThrow("no-such-code");
    expect([await idOf(number, THEIRS), await idOf(number, MINE)]).toEqual([undefined, owner]);
  });

  it("opens its owner's account by a link that was sent there, though the thief's registration came last", async () => {
    const number = newNumber();
    await register(number, MINE);
    const owner = await idOf(number, MINE);
    await register(number, THEIRS);
    await send(askReset, { address: number });
    const token = await lastToken("account.reset-password");
    expect((await send(reset, { password: MINE }, { token })).status).toBe(200);
    expect([await idOf(number, THEIRS), await idOf(number, MINE)]).toEqual([undefined, owner]);
  });
});

describe("an e-mail that two people typed", () => {
  it("stays nobody's while somebody opens a letter without a password that belongs to it, and the letter stays good", async () => {
    const email = newEmail();
    await register(email, THEIRS);
    const token = await lastToken("account.verify-email");
    const answer = await send(confirm, { password: MINE }, { token });
    expect([answer.status, Object.keys(((await answer.json()) as { errors: object }).errors)]).toEqual([400, ["password"]]);
    expect((await owners(email)).map(({ verifiedAt }) => verifiedAt)).toEqual([null]);
    // Whoever reads the letter and knows no password begins anew, with nothing of the other's.
    const anew = await send(confirm, { intent: "choose" }, { token });
    const chosen = /reset\/([^/?]+)/.exec(anew.headers.get("Location") ?? "")?.[1] ?? "";
    const page = await resetPage({ request: new Request("http://localhost:3000/es"), params: { locale: "es", token: chosen }, context: {} });
    expect(await page.json()).toEqual({ opens: true, unconfirmed: email });
    expect((await send(reset, { password: OTHER }, { token: chosen })).status).toBe(200);
    const owner = await idOf(email, OTHER);
    expect(await db().person.findUniqueOrThrow({ where: { id: owner ?? "" }, include: { memberships: true } })).toMatchObject({ displayName: null, memberships: [] });
    expect(await idOf(email, THEIRS)).toBeUndefined();
  });

  it("is confirmed for the registration whose password is typed, by the older letter as by the newer one", async () => {
    for (const which of [0, 1]) {
      const email = newEmail();
      await register(email, MINE);
      const older = await lastToken("account.verify-email");
      await register(email, THEIRS);
      const mine = await idOf(email, MINE);
      const tokens = [older, await lastToken("account.verify-email")];
      const answer = await send(confirm, { password: MINE }, { token: tokens[which] ?? "" });
      expect(await actorOf(cookieOf(answer))).toMatchObject({ personId: mine });
      const late = await confirmPage({ request: new Request("http://localhost:3000/es"), params: { locale: "es", token: tokens[1 - which] ?? "" }, context: {} });
      expect([late.status, await late.json()]).toEqual([410, { email: null, confirmed: true }]);
      expect((await send(confirm, { password: THEIRS }, { token: tokens[1 - which] ?? "" })).status).toBe(410);
    }
  });

  it("is its owner's, though a registration that came at the same time left its row behind", async () => {
    const email = newEmail();
    const other = newEmail();
    await register(email, MINE);
    await send(confirm, { password: MINE }, { token: await lastToken("account.verify-email") });
    await register(other, THEIRS);
    const thief = (await idOf(other, THEIRS)) ?? "";
    await db().channel.create({ data: { id: newId(), personId: thief, kind: "email", address: email, createdAt: new Date(0) } });
    expect([await idOf(email, THEIRS), await idOf(email, MINE)]).toEqual([undefined, expect.any(String)]);
    await send(askReset, { address: email });
    expect((await letters()).at(-1)?.payload.recipientId).toBe(await idOf(email, MINE));
  });

  it("is one registration when the same form is sent again, and both letters confirm it", async () => {
    const email = newEmail();
    await register(email, MINE);
    const older = await lastToken("account.verify-email");
    await Promise.all([register(email, MINE), register(email, MINE)]);
    expect(await owners(email)).toHaveLength(1);
    expect((await send(confirm, { password: MINE }, { token: older })).status).toBe(200);
  });

  it("is two registrations when the first one has more than a sign-up makes, though the form is the same", async () => {
    const email = newEmail();
    await register(email, MINE);
    const cookie = cookieOf(await send(signIn, { address: email, password: MINE }));
    const actor = await actorOf(cookie);
    await db().secondFactor.create({ data: { personId: actor.kind === "person" ? actor.personId : "", key: "x", createdAt: new Date() } });
    await register(email, MINE);
    expect(await owners(email)).toHaveLength(2);
  });

  it("is taken by one of two who confirm it at once, and the other is told", async () => {
    const email = newEmail();
    await register(email, MINE);
    const mine = await lastToken("account.verify-email");
    await register(email, OTHER);
    const other = await lastToken("account.verify-email");
    const answers = await Promise.all([send(confirm, { password: MINE }, { token: mine }), send(confirm, { password: OTHER }, { token: other })]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 410]);
    expect(await owners(email)).toHaveLength(1);
  });

  it("goes to the account that an operator makes with it, and gives nobody a role before it is confirmed", async () => {
    const email = newEmail();
    await register(email, THEIRS);
    const role = { address: email, organisationId, role: "reviewer" as const };
    await expect(addRole(role, new Date())).rejects.toThrow("address-unconfirmed");
    const { id } = await createUser({ email, whatsapp: null, name: "Rita", locale: "es", password: MINE, membership: { organisationId, role: "reviewer" } }, new Date());
    expect(await owners(email)).toEqual([{ personId: id, verifiedAt: expect.any(Date) }]);
    expect([await idOf(email, THEIRS), await idOf(email, MINE)]).toEqual([undefined, id]);
  });
});

describe("an address of an account", () => {
  const confirmed = async () => {
    const email = newEmail();
    await register(email, MINE);
    const cookie = cookieOf(await send(confirm, { password: MINE }, { token: await lastToken("account.verify-email") }));
    const actor = await actorOf(cookie);
    return { email, cookie, personId: actor.kind === "person" ? actor.personId : "" };
  };
  const add = async (cookie: string, address: string) => {
    await send(addAddress, { address, current: MINE }, { cookie });
    return lastToken("account.verify-email");
  };

  it("is added though a stranger typed it first, and then is the stranger's no more", async () => {
    const { cookie, personId } = await confirmed();
    const second = newEmail();
    await register(second, THEIRS);
    const token = await add(cookie, second);
    expect((await send(confirm, { password: MINE }, { token })).status).toBe(200);
    expect(await owners(second)).toEqual([{ personId, verifiedAt: expect.any(Date) }]);
  });

  it("is not confirmed by its reader for a stranger's account, which they have no password of", async () => {
    const { cookie } = await confirmed();
    const victims = newEmail();
    const token = await add(cookie, victims);
    expect((await send(confirm, { password: OTHER }, { token })).status).toBe(400);
    await send(askLink, { address: victims });
    const answer = await send(openLink, {}, { token: await lastToken("account.sign-in-link") });
    expect(answer.headers.get("Location")).toMatch(/^\/es\/sign-in\/reset\//);
    expect(answer.headers.get("Set-Cookie")).toBeNull();
  });

  it("that was taken away opens nothing by the links that went there, and is its next owner's", async () => {
    const { cookie, personId, email } = await confirmed();
    const second = newEmail();
    await send(confirm, { password: MINE }, { token: await add(cookie, second) });
    const fresh = cookieOf(await send(signIn, { address: email, password: MINE }));
    await send(askLink, { address: second });
    const link = await lastToken("account.sign-in-link");
    await send(askReset, { address: second });
    const resetting = await lastToken("account.reset-password");
    const channel = await db().channel.findFirstOrThrow({ where: { address: second } });
    expect((await send(act, { intent: "remove-address", id: channel.id }, { cookie: fresh })).status).toBe(302);
    expect((await send(openLink, {}, { token: link })).status).toBe(410);
    await register(second, OTHER);
    await send(confirm, { password: OTHER }, { token: await lastToken("account.verify-email") });
    expect((await send(reset, { password: THEIRS }, { token: resetting })).status).toBe(410);
    const next = await idOf(second, OTHER);
    expect(next).not.toBe(personId);
    expect([await idOf(second, MINE), await idOf(second, THEIRS)]).toEqual([undefined, undefined]);
  });

  it("of somebody who was erased is registered anew, and the old links open nothing", async () => {
    const { personId, email } = await confirmed();
    await send(askReset, { address: email });
    const token = await lastToken("account.reset-password");
    await eraseOnRequest({ personId }, new Date());
    await erasePerson(personId, new Date(), environment());
    await register(email, OTHER);
    expect((await send(reset, { password: THEIRS }, { token })).status).toBe(410);
    await send(confirm, { password: OTHER }, { token: await lastToken("account.verify-email") });
    expect(await idOf(email, OTHER)).not.toBe(personId);
    expect(await owners(email)).toHaveLength(1);
  });

  it("gets its letters with links there, and a reset ends sessions, links and half a sign-in that began before", async () => {
    const { cookie, personId, email } = await confirmed();
    const second = newEmail();
    await send(confirm, { password: MINE }, { token: await add(cookie, second) });
    const before = (await letters()).length;
    await send(askLink, { address: second });
    const link = await lastToken("account.sign-in-link");
    await send(askReset, { address: email });
    const sent = (await letters()).slice(before).map(({ payload }) => payload.subjectId);
    const tokens = await db().token.findMany({ where: { id: { in: sent } }, select: { address: true }, orderBy: { createdAt: "asc" } });
    expect(tokens.map(({ address }) => address)).toEqual([second, email]);
    const ticket = `sol_entering=${enteringTicket(personId, new Date())}`;
    const session = cookieOf(await send(signIn, { address: email, password: MINE }));
    expect((await send(giveCode, { code: "000000" }, { cookie: ticket })).status, "a ticket that stands").toBe(400);
    expect((await send(reset, { password: OTHER }, { token: await lastToken("account.reset-password") })).status).toBe(200);
    expect((await actorOf(session)).kind).toBe("visitor");
    expect((await send(openLink, {}, { token: link })).status).toBe(410);
    expect((await send(giveCode, { code: "000000" }, { cookie: ticket })).headers.get("Location")).toBe("/es/sign-in");
  });
});

describe("a registration that nobody confirmed", () => {
  it("is swept after thirty days when it holds nothing, and stays while somebody is in, or has written something", async () => {
    const now = new Date();
    const [empty, used, fresh] = [newEmail(), newEmail(), newEmail()];
    for (const email of [empty, used, fresh]) await register(email, MINE);
    const people = await Promise.all([empty, used, fresh].map(async (email) => (await owners(email))[0]?.personId ?? ""));
    const [emptyId = "", usedId = ""] = people;
    await db().person.updateMany({ where: { id: { in: [emptyId, usedId] } }, data: { createdAt: new Date(now.getTime() - 31 * DAY) } });
    await db().session.create({ data: { id: newId(now), personId: usedId, createdAt: now, expiresAt: new Date(now.getTime() + DAY), absoluteAt: new Date(now.getTime() + DAY) } });
    expect(await eraseUnconfirmed(now)).toBe(1);
    expect(await Promise.all([empty, used, fresh].map(async (email) => (await owners(email)).length))).toEqual([0, 1, 1]);
    expect(await eraseUnconfirmed(now)).toBe(0);
  });

  it("changes its password and comes in with it, beside the others with its address", async () => {
    const email = newEmail();
    await register(email, MINE);
    const cookie = cookieOf(await send(signIn, { address: email, password: MINE }));
    const mine = await idOf(email, MINE);
    await register(email, THEIRS);
    expect((await send(changePassword, { current: MINE, password: OTHER }, { cookie })).status).toBe(200);
    expect([await idOf(email, OTHER), await idOf(email, MINE)]).toEqual([mine, undefined]);
    expect(await idOf(email, THEIRS)).not.toBe(mine);
  });
});

describe("a link that is asked for by the number of somebody with a part in the programme", () => {
  it.each(["reviewer", "coordinator", "deputy", "adviser", "programme-manager", "administrator"] as const)(
    "is sent to nobody when they are %s, because a colleague at the desk could use it",
    async (role) => {
      const number = `+1829555${String(1000 + Math.floor(Math.random() * 9000))}`;
      const member = await createMember((await createOrganisation()).id, role);
      await db().channel.create({ data: { id: newId(), personId: member.personId, kind: "whatsapp", address: number, createdAt: new Date(), verifiedAt: new Date() } });
      for (const kind of ["account.sign-in-link", "account.reset-password"] as const) {
        expect(await requestLink(kind, { address: number, client: number, now: new Date() })).toBe(true);
      }
      expect(await db().token.count({ where: { OR: [{ subjectId: member.personId }, { address: number }] } })).toBe(0);
      await db().membership.updateMany({ where: { personId: member.personId }, data: { endsAt: new Date() } });
      await requestLink("account.reset-password", { address: number, client: `${number} again`, now: new Date() });
      expect(await db().token.count({ where: { subjectId: member.personId, address: number } })).toBe(1);
    },
  );
});
