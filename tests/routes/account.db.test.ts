import { beforeAll, describe, expect, it } from "vitest";
import { createSubmission } from "#tests/factories/submissions";
import { actorOf, cookieOf, lastToken, letters, send } from "#tests/setup/account-forms";
import { confirmNumber } from "~/features/accounts/registration.server";
import { createUser, disableUser } from "~/features/accounts/service.server";
import { db } from "~/platform/database/client.server";
import { newId } from "~/platform/ids";
import { action as askReset } from "~/routes/reset";
import { action as reset, loader as resetPage } from "~/routes/reset-open";
import { action as signIn } from "~/routes/sign-in";
import { action as askLink } from "~/routes/sign-in-link";
import { loader as linkPage, action as openLink } from "~/routes/sign-in-link-open";
import { action as signOut } from "~/routes/sign-out";
import { action as signUp } from "~/routes/sign-up";
import { action as confirm, loader as confirmPage } from "~/routes/sign-up-confirm";

const NOW = new Date("2026-06-01T12:00:00Z");
const PASSWORD = "siete gallinas bajo el toldo";
const OTHER = "ocho mangos en la carreta azul";
let organisationId: string;

beforeAll(async () => {
  organisationId = newId(NOW);
  await db().organisation.create({
    data: {
      id: organisationId,
      slug: "valle",
      kind: "chamber",
      partner: true,
      name: "Cámara del Valle",
      baseCountry: "DO",
      createdAt: NOW,
      updatedAt: NOW,
      contact: { create: { whatsapp: "+99970001103" } },
    },
  });
});

let people = 0;
async function person(password = PASSWORD) {
  people += 1;
  const email = `ana${people}@valle.example`;
  const { id } = await createUser({ email, whatsapp: null, name: "Ana Peña", locale: "es", password, membership: { organisationId, role: "owner" } }, NOW);
  return { id, email };
}

describe("signing in", () => {
  it("opens a session and leads to the page that was wanted, on this site only", async () => {
    const { id, email } = await person();
    const answer = await send(signIn, { address: ` ${email.toUpperCase()} `, password: PASSWORD, next: "/es/my/solutions" });
    expect([answer.status, answer.headers.get("Location")]).toEqual([302, "/es/my/solutions"]);
    expect(await actorOf(cookieOf(answer))).toMatchObject({ kind: "person", personId: id });
    const elsewhere = await send(signIn, { address: email, password: PASSWORD, next: "//evil.example" });
    expect(elsewhere.headers.get("Location")).toBe("/es/account");
  });

  it("leads whoever wanted no page to their work, and whoever has none to their account", async () => {
    const landing = async (email: string) => (await send(signIn, { address: email, password: PASSWORD })).headers.get("Location");
    const { id, email } = await person();
    expect(await landing(email)).toBe("/es/account");
    const { id: submissionId, solutionId } = await createSubmission();
    expect(await landing(email)).toBe("/es/account");
    await db().submissionDraft.create({ data: { submissionId, content: {}, ownerId: id, updatedAt: NOW } });
    expect(await landing(email)).toBe("/es/my/solutions");
    await db().submissionDraft.delete({ where: { submissionId } });
    const { organisationId: firmId } = await db().solution.findUniqueOrThrow({ where: { id: solutionId } });
    const part = await db().membership.create({ data: { id: newId(NOW), personId: id, organisationId: firmId ?? "", role: "reviewer", startsAt: NOW } });
    expect(await landing(email)).toBe("/es/review");
    await db().membership.update({ where: { id: part.id }, data: { role: "owner" } });
    expect(await landing(email)).toBe("/es/my/solutions");
    await db().membership.update({ where: { id: part.id }, data: { endsAt: NOW } });
    expect(await landing(email)).toBe("/es/account");
  });

  it("says the same to a wrong password, an unknown address and a disabled account, and keeps what was typed", async () => {
    const { email } = await person();
    const gone = await person();
    await disableUser(gone.email, NOW);
    const bodies = [];
    for (const [address, password] of [
      [email, OTHER],
      ["nobody@valle.example", OTHER],
      [gone.email, PASSWORD],
    ] as const) {
      const answer = await send(signIn, { address, password });
      expect([answer.status, answer.headers.get("Set-Cookie")]).toEqual([400, null]);
      const body = (await answer.json()) as { address: string };
      expect(body.address).toBe(address);
      bodies.push({ ...body, address: "" });
    }
    expect(new Set(bodies.map((body) => JSON.stringify(body))).size).toBe(1);
  });

  // Other work on the machine falls on both alike, so pairs are compared, and a bad moment is given a second chance.
  it("slows a guesser down, from one place or from many, and its owner comes in by a mailed link", async () => {
    const { id, email } = await person();
    const statuses = [];
    for (let attempt = 0; attempt < 40; attempt += 1) statuses.push((await send(signIn, { address: email, password: `${OTHER} ${attempt}` })).status);
    expect(statuses.filter((status) => status === 400)).toHaveLength(10);
    expect((await send(signIn, { address: email, password: PASSWORD })).status).toBe(429);
    expect((await send(askReset, { address: email })).status).toBe(200);
    expect((await send(reset, { password: OTHER }, { token: await lastToken("account.reset-password") })).status).toBe(200);
    const answer = await send(signIn, { address: email, password: OTHER });
    expect(await actorOf(cookieOf(answer))).toMatchObject({ personId: id });
    const many = await Promise.all(Array.from({ length: 30 }, (_, index) => send(signIn, { address: `x${index}@valle.example`, password: OTHER }, { client: "10.9.9.9" })));
    expect(many.filter(({ status }) => status === 429)).toHaveLength(10);
  });

  it("is over after signing out, for the cookie that was kept too", async () => {
    const { email } = await person();
    const cookie = cookieOf(await send(signIn, { address: email, password: PASSWORD }));
    const answer = await send(signOut, {}, { cookie });
    expect(answer.headers.get("Location")).toBe("/es");
    expect(await actorOf(cookie)).toEqual({ kind: "visitor" });
  });

  it("takes no values but texts", async () => {
    const form = new FormData();
    form.append("address", new File(["x"], "x"));
    form.append("address[not]", "");
    form.append("password", new File(["x"], "x"));
    const request = new Request("http://localhost:3000/es/sign-in", { method: "POST", body: form });
    expect((await signIn({ request, params: { locale: "es" }, context: {} })).status).toBe(400);
    const json = new Request("http://localhost:3000/es/sign-in", { method: "POST", body: '{"address":{"not":""}}', headers: { "content-type": "application/json" } });
    const refused = await signIn({ request: json, params: { locale: "es" }, context: {} }).catch((thrown: unknown) => thrown);
    expect((refused as Response).status).toBe(400);
  });
});

describe("a mailed link", () => {
  it("signs in by its button, once; opening the page does nothing", async () => {
    const { id, email } = await person();
    await send(askLink, { address: email });
    const token = await lastToken("account.sign-in-link");
    const open = () => linkPage({ request: new Request("http://localhost:3000/es"), params: { locale: "es", token }, context: {} });
    for (let scan = 0; scan < 3; scan += 1) expect((await open()).status).toBe(200);
    const answer = await send(openLink, {}, { token });
    expect(await actorOf(cookieOf(answer))).toMatchObject({ personId: id });
    const again = await send(openLink, {}, { token });
    expect([again.status, again.headers.get("Set-Cookie")]).toEqual([410, null]);
    expect((await open()).status).toBe(410);
  });

  it("is sent to nobody for an address that nobody has, and the answer is the same", async () => {
    const { email } = await person();
    const before = (await letters()).length;
    const known = await (await send(askLink, { address: email })).json();
    const unknown = await (await send(askLink, { address: "nobody@valle.example" })).json();
    expect({ ...unknown, address: "" }).toEqual({ ...known, address: "" });
    // As much is written for nobody, so that it takes as long; there is nobody to write to.
    const recipients = (await letters()).slice(before).map(({ payload }) => payload.recipientId);
    expect(recipients).toHaveLength(2);
    expect(await db().person.count({ where: { id: { in: recipients } } })).toBe(1);
  });

  it("opens nothing with the row's id, its hash, another purpose's token, or a newer one's predecessor", async () => {
    const { email } = await person();
    await send(askLink, { address: email });
    const old = await lastToken("account.sign-in-link");
    await send(askLink, { address: email });
    await send(askReset, { address: email });
    const row = await db().token.findFirstOrThrow({ where: { purpose: "account.sign-in-link" }, orderBy: { id: "desc" } });
    for (const token of [old, row.id, row.tokenHash, await lastToken("account.reset-password"), ""]) expect((await send(openLink, {}, { token })).status, token).toBe(410);
  });

  it("sets a new password once, and ends the sessions there were", async () => {
    const { email } = await person();
    const cookie = cookieOf(await send(signIn, { address: email, password: PASSWORD }));
    await send(askReset, { address: email });
    const token = await lastToken("account.reset-password");
    expect((await send(reset, { password: "short" }, { token })).status).toBe(400);
    expect((await send(reset, { password: OTHER }, { token })).status).toBe(200);
    expect((await send(reset, { password: "una tercera frase bien larga" }, { token })).status).toBe(410);
    expect(await actorOf(cookie)).toEqual({ kind: "visitor" });
    expect((await send(signIn, { address: email, password: PASSWORD })).status).toBe(400);
    expect((await send(signIn, { address: email, password: OTHER })).status).toBe(302);
    expect((await resetPage({ request: new Request("http://localhost:3000/es"), params: { locale: "es", token }, context: {} })).status).toBe(410);
  });
});

describe("signing up", () => {
  const form = { name: "Luz Marte", address: "luz@colmado.example", password: PASSWORD, country: "DO", organisation: "Colmado Luz" };

  it("by e-mail makes a person, an owner of the firm that was named, and a letter whose page confirms the address with the password", async () => {
    expect((await send(signUp, form)).status).toBe(200);
    const channel = await db().channel.findFirstOrThrow({
      where: { address: "luz@colmado.example" },
      include: { person: { include: { memberships: { include: { organisation: true } } } } },
    });
    expect(channel.verifiedAt).toBeNull();
    expect(channel.person.memberships).toMatchObject([{ role: "owner", organisation: { kind: "firm", partner: false, name: "Colmado Luz", baseCountry: "DO" } }]);
    const token = await lastToken("account.verify-email");
    const page = await confirmPage({ request: new Request("http://localhost:3000/es"), params: { locale: "es", token }, context: {} });
    expect(await page.json()).toEqual({ email: "luz@colmado.example", confirmed: false });
    expect((await send(confirm, {}, { token })).status).toBe(400);
    expect((await send(confirm, { password: OTHER }, { token })).status).toBe(400);
    expect((await db().channel.findUniqueOrThrow({ where: { id: channel.id } })).verifiedAt).toBeNull();
    const answer = await send(confirm, { password: PASSWORD }, { token });
    expect(answer.status).toBe(200);
    expect(await actorOf(cookieOf(answer))).toMatchObject({ personId: channel.personId });
    expect((await db().channel.findUniqueOrThrow({ where: { id: channel.id } })).verifiedAt).not.toBeNull();
    expect((await send(confirm, { password: PASSWORD }, { token })).status).toBe(410);
    const again = await confirmPage({ request: new Request("http://localhost:3000/es"), params: { locale: "es", token }, context: {} });
    expect([again.status, await again.json()]).toEqual([410, { email: null, confirmed: true }]);
  });

  it("gives nobody a part that the form does not offer", async () => {
    await send(signUp, { ...form, address: "mal@colmado.example", role: "administrator", partner: "true", verifiedAt: "2026-01-01", "memberships[0][role]": "coordinator" });
    const channel = await db().channel.findFirstOrThrow({ where: { address: "mal@colmado.example" }, include: { person: { include: { memberships: true } } } });
    expect(channel.verifiedAt).toBeNull();
    expect(channel.person.memberships.map(({ role }) => role)).toEqual(["owner"]);
  });

  it("answers the same for an address that has an account, and leaves that as it is", async () => {
    const { id, email } = await person();
    const before = await db().credential.findUniqueOrThrow({ where: { personId: id } });
    const fresh = await (await send(signUp, { ...form, address: "new@colmado.example" })).json();
    const taken = await (await send(signUp, { ...form, address: email, password: OTHER })).json();
    expect({ ...taken, address: "" }).toEqual({ ...fresh, address: "" });
    expect(await db().credential.findUniqueOrThrow({ where: { personId: id } })).toEqual(before);
    expect((await letters()).at(-1)?.payload).toMatchObject({ kind: "account.sign-in-link", recipientId: id });
  });

  it("by number shows a code that a desk confirms, and nobody else", async () => {
    const answer = (await (await send(signUp, { ...form, address: "+99 977 000 001" })).json()) as { code: string; desk: { href: string } };
    const from = "+99 977 000 001";
    expect(answer.code).toMatch(/^[A-Z2-9]{8}$/);
    expect(answer.desk.href).toContain("https://wa.me/99970001103?text=");
    const owner = { kind: "person", personId: newId(), memberships: [{ organisationId, role: "owner" }], submissionIds: [] } as const;
    const coordinator = { ...owner, memberships: [{ organisationId, role: "coordinator" }] } as const;
    await expect(confirmNumber(owner, { code: answer.code, from }, new Date())).rejects.toThrow("no-such-code");
    await expect(confirmNumber(coordinator, { code: "ABCDEFGH", from }, new Date())).rejects.toThrow("no-such-code");
    const spoken = `${answer.code.slice(0, 4).toLowerCase()} ${answer.code.slice(4)}`;
    await expect(confirmNumber(coordinator, { code: spoken, from: "" }, new Date())).rejects.toThrow("number-missing");
    await expect(confirmNumber(coordinator, { code: spoken, from: "+99977000002" }, new Date())).rejects.toThrow("number-other");
    expect(await confirmNumber(coordinator, { code: spoken, from }, new Date())).toMatchObject({ number: "+99977000001" });
    expect(await db().channel.findFirst({ where: { address: "+99977000001" } })).toMatchObject({ verifiedBy: coordinator.personId });
    const again = (await (await send(signUp, { ...form, address: "+99977000001" })).json()) as { code: string };
    expect(again.code).toMatch(/^[A-Z2-9]{8}$/);
    await expect(confirmNumber(coordinator, { code: again.code, from }, new Date())).rejects.toThrow("no-such-code");
  });

  it("names each field that is wrong, keeps the rest, and never sends the password back", async () => {
    const answer = await send(signUp, { name: "L", address: "luz", password: "123456789012345", country: "ZZ", organisation: "x" });
    expect(answer.status).toBe(400);
    const body = (await answer.json()) as { errors: object; typed: object };
    expect(Object.keys(body.errors)).toEqual(["name", "address", "password", "country", "organisation"]);
    expect(body.typed).toEqual({ name: "L", address: "luz", country: "ZZ", organisation: "x" });
  });
});
