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
    expect((await (await page(coordinator.cookie)).json()).parts).toHaveLength(4);
    const hidden = await page(reviewer.cookie).catch((thrown: unknown) => thrown);
    expect((hidden as Response).status).toBe(404);
  });
});

type Row = { id: string; email: string | null; role: string; standing: string; invitedBy: string | null; acceptedBy: string | null };
type Answer = { link: string | null; email: string; changed: boolean; errors: Record<string, string> };

describe("the invitations of an organisation", () => {
  const list = async (cookie: string) => {
    const answer = await invitePage({ request: new Request("http://localhost:3000/es/account/invite", { headers: { cookie } }), params: { locale: "es" }, context: {} });
    return ((await answer.json()) as { invitations: Row[] }).invitations;
  };
  const act = async (cookie: string, intent: "repeat" | "revoke", id: string) => {
    const answer = await send(inviteAction, { intent, id }, { cookie }).catch((thrown: unknown) => thrown as Response);
    return { status: answer.status, ...(answer.status === 200 || answer.status === 409 ? ((await answer.json()) as Answer) : {}) } as { status: number } & Partial<Answer>;
  };
  const tokenOf = (link: string | null | undefined) => link?.split("/").at(-1) ?? "";
  async function invited(role: string, email = "") {
    const coordinator = await person(chamber, "coordinator");
    const token = await linkTo(coordinator.cookie, `${chamber} ${role}`, email);
    const { id } = await db().invitation.findFirstOrThrow({ where: { invitedById: coordinator.id } });
    return { coordinator, token, id };
  }

  it("are listed with where each stands, to everybody who may offer the part, and to nobody else", async () => {
    const { coordinator, token, id } = await invited("reviewer");
    const colleague = await person(chamber, "coordinator");
    const owner = await person(firm, "owner");
    expect(await list(colleague.cookie)).toContainEqual(expect.objectContaining({ id, role: "reviewer", email: null, standing: "open", invitedBy: "Ana Peña", acceptedBy: null }));
    expect((await list(owner.cookie)).map((row) => row.id)).not.toContain(id);
    for (const intent of ["repeat", "revoke"] as const) {
      expect((await act(owner.cookie, intent, id)).status).toBe(404);
      expect((await act((await person(chamber, "reviewer")).cookie, intent, id)).status).toBe(404);
      expect((await act(coordinator.cookie, intent, "all")).status).toBe(400);
    }
    expect((await open(token)).status).toBe(200);
    await send(accept, {}, { token, cookie: (await person(firm, "owner")).cookie });
    expect(await list(coordinator.cookie)).toContainEqual(expect.objectContaining({ id, standing: "accepted", acceptedBy: "Ana Peña" }));
    expect(JSON.stringify(await list(coordinator.cookie)), "no link stands in the page").not.toContain(token);
  });

  it("show the link that was copied again, the same while it opens something; a week later another", async () => {
    const { coordinator, token, id } = await invited("adviser");
    expect(tokenOf((await act(coordinator.cookie, "repeat", id)).link)).toBe(token);
    await db().token.updateMany({ where: { subjectId: id }, data: { expiresAt: NOW } });
    expect((await list(coordinator.cookie)).find((row) => row.id === id)).toMatchObject({ standing: "ended" });
    const renewed = tokenOf((await act(coordinator.cookie, "repeat", id)).link);
    expect(renewed).not.toBe(token);
    expect((await open(renewed)).status).toBe(200);
    expect((await open(token)).status).toBe(410);
  });

  it("go again by letter, with a link of its own that takes the place of the first, and not more often than letters may", async () => {
    const email = `otra-vez-${people}@valle.example`;
    const { coordinator, token, id } = await invited("reviewer", email);
    const answers = await Promise.all([act(coordinator.cookie, "repeat", id), act(coordinator.cookie, "repeat", id)]);
    expect(answers.map(({ status, email: to }) => [status, to])).toEqual([
      [200, email],
      [200, email],
    ]);
    const opened = await Promise.all(answers.map(async ({ link }) => (await open(tokenOf(link))).status));
    expect(opened.sort(), "of two at once the last one's letter is the one that opens it").toEqual([200, 410]);
    expect((await open(token)).status).toBe(410);
    expect((await act(coordinator.cookie, "repeat", id)).status).toBe(429);
  });

  it("open nothing once they were taken back, and that is done once; what was accepted stays accepted", async () => {
    const { coordinator, token, id } = await invited("deputy");
    const twice = await Promise.all([act(coordinator.cookie, "revoke", id), act(coordinator.cookie, "revoke", id)]);
    expect(twice.map(({ status }) => status)).toEqual([303, 303]);
    expect(await db().invitation.findUniqueOrThrow({ where: { id } })).toMatchObject({ revokedById: coordinator.id, acceptedAt: null });
    const newcomer = await person(firm, "owner");
    expect((await open(token)).status).toBe(410);
    expect(await statusOf(send(accept, {}, { token, cookie: newcomer.cookie }))).toBe(410);
    expect(await act(coordinator.cookie, "repeat", id)).toMatchObject({ status: 409, changed: true });
    expect((await list(coordinator.cookie)).find((row) => row.id === id)).toMatchObject({ standing: "revoked" });

    const other = await invited("deputy");
    await send(accept, {}, { token: other.token, cookie: newcomer.cookie });
    expect(await act(other.coordinator.cookie, "revoke", other.id)).toMatchObject({ status: 409, changed: true });
    expect(await actorOf(newcomer.cookie)).toMatchObject({ memberships: expect.arrayContaining([{ organisationId: chamber, role: "deputy" }]) });
  });

  it("accepted and taken back at the same moment are one or the other", async () => {
    for (let round = 0; round < 5; round += 1) {
      const { coordinator, token, id } = await invited("adviser");
      const newcomer = await person(firm, "owner");
      const [accepted, revoked] = await Promise.all([statusOf(send(accept, {}, { token, cookie: newcomer.cookie })), act(coordinator.cookie, "revoke", id)]);
      const { acceptedAt, revokedAt } = await db().invitation.findUniqueOrThrow({ where: { id } });
      expect([accepted === 302, revoked.status === 303]).toEqual([acceptedAt !== null, revokedAt !== null]);
      expect((acceptedAt === null) !== (revokedAt === null)).toBe(true);
    }
  });
});
