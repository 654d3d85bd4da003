import { beforeAll, describe, expect, it } from "vitest";
import { actorOf, cookieOf, lastToken, letters, send } from "#tests/setup/account-forms";
import { createUser } from "~/features/accounts/service.server";
import { db } from "~/platform/database/client.server";
import { newId } from "~/platform/ids";
import { action as act, loader as page } from "~/routes/account";
import { action as addAddress } from "~/routes/account-address";
import { action as changePassword } from "~/routes/account-password";
import { action as signIn, loader as signInPage } from "~/routes/sign-in";
import { action as confirm } from "~/routes/sign-up-confirm";

const NOW = new Date("2026-06-01T12:00:00Z");
const PASSWORD = "siete gallinas bajo el toldo";
const OTHER = "ocho mangos en la carreta azul";
let organisationId: string;

beforeAll(async () => {
  organisationId = newId(NOW);
  await db().organisation.create({ data: { id: organisationId, slug: "valle", kind: "firm", name: "Colmado Ana", baseCountry: "DO", createdAt: NOW, updatedAt: NOW } });
});

let people = 0;
async function signedIn() {
  people += 1;
  const email = `ana${people}@valle.example`;
  const { id } = await createUser({ email, whatsapp: null, name: "Ana Peña", locale: "es", password: PASSWORD, membership: { organisationId, role: "owner" } }, NOW);
  const enter = async () => cookieOf(await send(signIn, { address: email, password: PASSWORD }));
  return { id, email, enter, cookie: await enter() };
}

type Page = {
  channels: Array<{ id: string; address: string; verified: boolean }>;
  sessions: Array<{ id: string; here: boolean }>;
  parts: Array<{ organisation: string; role: string }>;
};
const open = async (cookie: string) =>
  (await (await page({ request: new Request("http://localhost:3000/es/account", { headers: { cookie } }), params: { locale: "es" }, context: {} })).json()) as Page;

async function refusal(work: Promise<Response>): Promise<number> {
  const answer = await work.catch((thrown: unknown) => thrown);
  return (answer as Response).status;
}

describe("the account page", () => {
  it("is its person's alone; whoever is in already is led on from the sign-in page", async () => {
    const { cookie, email } = await signedIn();
    expect(await open(cookie)).toMatchObject({
      channels: [{ address: email, verified: true }],
      sessions: [{ here: true }],
      parts: [{ organisation: "Colmado Ana", role: "owner" }],
    });
    const stranger = await page({ request: new Request("http://localhost:3000/es/account"), params: { locale: "es" }, context: {} }).catch((thrown: unknown) => thrown);
    expect((stranger as Response).headers.get("Location")).toBe("/es/sign-in?next=%2Fes%2Faccount");
    const onward = await signInPage({ request: new Request("http://localhost:3000/es/sign-in", { headers: { cookie } }), params: { locale: "es" }, context: {} }).catch(
      (thrown: unknown) => thrown,
    );
    expect((onward as Response).headers.get("Location")).toBe("/es/account");
  });

  it("ends one session, or all the others, and nobody else's", async () => {
    const { cookie, enter } = await signedIn();
    const [second, third, stranger] = [await enter(), await enter(), (await signedIn()).cookie];
    const listed = (await open(second)).sessions;
    expect(listed).toHaveLength(3);
    const strangers = (await open(stranger)).sessions[0]?.id ?? "";
    await send(act, { intent: "end-session", id: strangers }, { cookie });
    expect(await actorOf(stranger)).toMatchObject({ kind: "person" });
    await send(act, { intent: "end-session", id: (await open(second)).sessions.find(({ here }) => here)?.id ?? "" }, { cookie });
    expect([(await actorOf(second)).kind, (await actorOf(third)).kind]).toEqual(["visitor", "person"]);
    await send(act, { intent: "end-others" }, { cookie });
    expect([(await actorOf(third)).kind, (await actorOf(cookie)).kind]).toEqual(["visitor", "person"]);
  });
});

describe("a password", () => {
  it("is changed by whoever knows the old one; other sessions end and its person is told", async () => {
    const { id, email, cookie, enter } = await signedIn();
    const other = await enter();
    expect((await send(changePassword, { current: "wrong", password: OTHER }, { cookie })).status).toBe(400);
    expect((await send(changePassword, { current: PASSWORD, password: "short" }, { cookie })).status).toBe(400);
    expect((await send(changePassword, { current: PASSWORD, password: OTHER }, { cookie })).status).toBe(200);
    expect([(await actorOf(other)).kind, (await actorOf(cookie)).kind]).toEqual(["visitor", "person"]);
    expect((await letters()).at(-1)?.payload).toMatchObject({ kind: "account.password-changed", recipientId: id });
    expect((await send(signIn, { address: email, password: OTHER })).status).toBe(302);
  });

  it("can't be guessed at an open computer", async () => {
    const { cookie } = await signedIn();
    for (let attempt = 0; attempt < 10; attempt += 1) expect((await send(changePassword, { current: `wrong ${attempt}`, password: OTHER }, { cookie })).status).toBe(400);
    expect((await send(changePassword, { current: PASSWORD, password: OTHER }, { cookie })).status).toBe(429);
  });
});

describe("an address", () => {
  it("is added with the password and a letter to itself; the old one is told, and can be removed then", async () => {
    const { id, email, cookie } = await signedIn();
    const wish = { address: `new-${email}`, current: PASSWORD };
    expect((await send(addAddress, { ...wish, current: "wrong" }, { cookie })).status).toBe(400);
    expect((await send(addAddress, wish, { cookie })).status).toBe(200);
    expect((await open(cookie)).channels.map(({ verified }) => verified)).toEqual([true, false]);
    expect((await send(confirm, { password: PASSWORD }, { token: await lastToken("account.verify-email") })).status).toBe(200);
    expect((await letters()).at(-1)?.payload).toMatchObject({ kind: "account.address-changed", recipientId: id });
    const [first] = (await open(cookie)).channels;
    expect((await send(act, { intent: "remove-address", id: first?.id ?? "" }, { cookie })).status).toBe(302);
    const [left] = (await open(cookie)).channels;
    expect(left).toMatchObject({ address: `new-${email}`, verified: true });
    expect((await send(act, { intent: "remove-address", id: left?.id ?? "" }, { cookie })).status).toBe(400);
  });

  it("of somebody else is neither taken nor told about, and can't be removed", async () => {
    const { cookie } = await signedIn();
    const other = await signedIn();
    const before = (await letters()).length;
    const taken = await (await send(addAddress, { address: other.email, current: PASSWORD }, { cookie })).json();
    expect(taken).toEqual({ done: true, address: other.email, code: null, desk: null });
    expect((await letters()).length).toBe(before);
    expect((await open(cookie)).channels).toHaveLength(1);
    expect(await refusal(send(act, { intent: "remove-address", id: (await open(other.cookie)).channels[0]?.id ?? "" }, { cookie }))).toBe(404);
  });

  it("waits alone: a second one that is not confirmed takes the first one's place, and its letter opens nothing", async () => {
    const { email, cookie } = await signedIn();
    await send(addAddress, { address: `b-${email}`, current: PASSWORD }, { cookie });
    const first = await lastToken("account.verify-email");
    await send(addAddress, { address: `c-${email}`, current: PASSWORD }, { cookie });
    expect((await open(cookie)).channels.map(({ address }) => address)).toEqual([email, `c-${email}`]);
    expect((await send(confirm, { password: PASSWORD }, { token: first })).status).toBe(410);
  });
});
