import { beforeAll, describe, expect, it } from "vitest";
import { actorOf, cookieOf, lastToken, letters, send } from "#tests/setup/account-forms";
import { createUser } from "~/features/accounts/service.server";
import { db } from "~/platform/database/client.server";
import { newId } from "~/platform/ids";
import { action as inviteAction, loader as invitePage } from "~/routes/account-invite";
import { action as signIn } from "~/routes/sign-in";
import { action as accept, loader as offerPage } from "~/routes/sign-up-invitation";

const NOW = new Date("2026-06-01T12:00:00Z");
const PASSWORD = "siete gallinas bajo el toldo";
let firm: string;
let chamber: string;
let people = 0;

beforeAll(async () => {
  [firm, chamber] = [newId(NOW), newId(NOW)];
  const times = { createdAt: NOW, updatedAt: NOW };
  await db().organisation.create({ data: { id: firm, slug: "colmado-ana", kind: "firm", name: "Colmado Ana", ...times } });
  await db().organisation.create({ data: { id: chamber, slug: "valle", kind: "chamber", partner: true, name: "Valle", ...times } });
});

async function person(organisationId: string, role: "owner" | "coordinator" | "reviewer") {
  people += 1;
  const email = `p${people}@valle.example`;
  const { id } = await createUser({ email, whatsapp: null, name: "Ana Peña", locale: "es", password: PASSWORD, membership: { organisationId, role } }, NOW);
  return { id, cookie: cookieOf(await send(signIn, { address: email, password: PASSWORD })) };
}

async function linkTo(cookie: string, part: string, email = ""): Promise<string> {
  const { link } = (await (await send(inviteAction, { part, email }, { cookie })).json()) as { link: string };
  return link.split("/").at(-1) ?? "";
}

const open = (token: string, cookie?: string) =>
  offerPage({ request: new Request(`http://localhost:3000/es/sign-up/invitation/${token}`, { headers: cookie ? { cookie } : {} }), params: { locale: "es", token }, context: {} });

async function statusOf(work: Promise<Response> | Response): Promise<number> {
  const answer = await Promise.resolve(work).catch((thrown: unknown) => thrown);
  return (answer as Response).status;
}

describe("an invitation", () => {
  it("makes a second owner, once, by a link that was copied", async () => {
    const owner = await person(firm, "owner");
    const other = await person(chamber, "reviewer");
    const token = await linkTo(owner.cookie, `${firm} owner`);
    expect(await (await open(token)).json()).toEqual({ offer: { organisation: "Colmado Ana", role: "owner" }, signedIn: false, here: `/es/sign-up/invitation/${token}` });
    expect(await statusOf(send(accept, {}, { token }).catch((thrown) => thrown))).toBe(302);
    expect(await actorOf(other.cookie)).toMatchObject({ memberships: [{ role: "reviewer" }] });
    expect((await send(accept, {}, { token, cookie: other.cookie })).headers.get("Location")).toBe("/es/account");
    expect(await actorOf(other.cookie)).toMatchObject({ memberships: expect.arrayContaining([{ organisationId: firm, role: "owner" }]) });
    expect(await actorOf(owner.cookie)).toMatchObject({ memberships: [{ organisationId: firm, role: "owner" }] });
    expect((await send(accept, {}, { token, cookie: (await person(chamber, "reviewer")).cookie })).status).toBe(410);
    expect((await open(token)).status).toBe(410);
  });

  it("goes by letter when an e-mail was given, and only then", async () => {
    const coordinator = await person(chamber, "coordinator");
    const before = (await letters()).length;
    await linkTo(coordinator.cookie, `${chamber} reviewer`);
    expect((await letters()).length).toBe(before);
    const token = await linkTo(coordinator.cookie, `${chamber} reviewer`, "Nueva@Valle.example");
    expect(await lastToken("account.invitation")).toBe(token);
    expect(await db().invitation.findFirst({ where: { email: "nueva@valle.example" } })).toMatchObject({ role: "reviewer", invitedById: coordinator.id });
    expect((await send(inviteAction, { part: `${chamber} reviewer`, email: "nueva" }, { cookie: coordinator.cookie })).status).toBe(400);
  });

  it("offers only what its sender may, where they may: anything else is not found", async () => {
    const owner = await person(firm, "owner");
    const coordinator = await person(chamber, "coordinator");
    const reviewer = await person(chamber, "reviewer");
    for (const [cookie, part] of [
      [owner.cookie, `${firm} administrator`],
      [owner.cookie, `${chamber} owner`],
      [coordinator.cookie, `${chamber} programme-manager`],
      [coordinator.cookie, `${firm} reviewer`],
      [reviewer.cookie, `${chamber} reviewer`],
      [owner.cookie, "nonsense"],
      [owner.cookie, ""],
    ] as const) {
      expect(await statusOf(send(inviteAction, { part, email: "" }, { cookie })), part).toBe(404);
    }
    const page = (cookie: string) =>
      invitePage({ request: new Request("http://localhost:3000/es/account/invite", { headers: { cookie } }), params: { locale: "es" }, context: {} });
    expect((await page(coordinator.cookie)).parts).toHaveLength(4);
    const hidden = await page(reviewer.cookie).catch((thrown: unknown) => thrown);
    expect((hidden as Response).status).toBe(404);
  });
});
