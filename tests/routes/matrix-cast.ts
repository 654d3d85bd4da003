import { createEdition, createMember } from "#tests/factories/desk";
import { addChannels } from "#tests/factories/letters";
import { createBusinessType, createCategory, createOrganisation, MADE_AT } from "#tests/factories/records";
import { type Actor, type PersonActor, VISITOR } from "~/features/accounts/actor";
import { startSession } from "~/features/accounts/session.server";
import { db } from "~/platform/database/client.server";

export const KINDS = [
  "visitor",
  "draft holder",
  "owner",
  "co-owner",
  "other entrepreneur",
  "reviewer assigned",
  "reviewer unassigned",
  "reviewer conflicted",
  "coordinator",
  "coordinator of another",
  "coordinator conflicted",
  "deputy",
  "adviser",
  "manager",
  "administrator",
  "disabled person",
  "membership ended",
] as const;
/** Every kind of actor that DESIGN.md section 5 knows, and those that have stopped being one. */
export type Kind = (typeof KINDS)[number];

export type Player = {
  /** As the policies are handed them; what has ended or is disabled is nobody. */
  actor: Actor;
  cookie: string;
};

export type Cast = {
  edition: Awaited<ReturnType<typeof createEdition>>;
  north: string;
  south: string;
  firm: string;
  players: Record<Kind, Player>;
  /** Opens the draft that nobody owns. */
  draftKey: string;
};

const DRAFT_KEY = "k".repeat(43);

/** One person of each kind, signed in. The institution in the north has what they are asked about, and the firm owns it. */
export async function createCast(): Promise<Cast> {
  await createCategory();
  await createBusinessType();
  const [north, south] = [(await createOrganisation()).id, (await createOrganisation()).id];
  const [firm, otherFirm] = [(await createOrganisation({ kind: "firm", partner: false })).id, (await createOrganisation({ kind: "firm", partner: false })).id];
  const edition = await createEdition({ kind: "rolling", closesAt: null });
  await db().editionCountry.createMany({ data: ["DO", "GT"].map((country) => ({ editionId: edition.id, country })) });
  await db().editionCategory.create({ data: { editionId: edition.id, categoryKey: "agile-payments", position: 1 } });
  await db().editionInstitution.createMany({
    data: [north, south].map((organisationId, index) => ({ editionId: edition.id, organisationId, countries: ["DO"], categories: ["agile-payments"], priority: index + 1 })),
  });
  const disabled = await createMember(north, "coordinator");
  const ended = await createMember(north, "coordinator");
  const players: Record<Kind, Player> = {
    visitor: { actor: VISITOR, cookie: "" },
    "draft holder": { actor: { kind: "draft-holder", submissionIds: [] }, cookie: `sol_draft=${DRAFT_KEY}` },
    owner: await signedIn(await createMember(firm, "owner")),
    "co-owner": await signedIn(await createMember(firm, "owner")),
    "other entrepreneur": await signedIn(await createMember(otherFirm, "owner")),
    "reviewer assigned": await signedIn(await createMember(north, "reviewer")),
    "reviewer unassigned": await signedIn(await createMember(north, "reviewer")),
    "reviewer conflicted": await signedIn(await createMember(south, "reviewer")),
    coordinator: await signedIn(await createMember(north, "coordinator")),
    "coordinator of another": await signedIn(await createMember(south, "coordinator")),
    "coordinator conflicted": await signedIn(await createMember(north, "coordinator")),
    deputy: await signedIn(await createMember(north, "deputy")),
    adviser: await signedIn(await createMember(north, "adviser")),
    manager: await signedIn(await createMember(south, "programme-manager")),
    administrator: await signedIn(await createMember(north, "administrator")),
    "disabled person": { ...(await signedIn(disabled)), actor: VISITOR },
    "membership ended": { ...(await signedIn(ended)), actor: { ...ended, memberships: [] } },
  };
  // After they have signed in: a session is no right.
  await db().person.update({ where: { id: disabled.personId }, data: { disabledAt: MADE_AT } });
  await db().membership.updateMany({ where: { personId: ended.personId }, data: { endsAt: new Date(Date.now() - 1_000) } });
  await addChannels(personIdOf(players.owner), { email: "owner@matrix.example" });
  await addChannels(personIdOf(players["co-owner"]), { email: "co-owner@matrix.example" });
  return { edition, north, south, firm, players, draftKey: DRAFT_KEY };
}

async function signedIn(actor: PersonActor): Promise<Player> {
  const cookie = await startSession(new Request("http://localhost:3000/"), actor.personId);
  return { actor, cookie: cookie.split(";")[0] ?? "" };
}

export function personIdOf({ actor }: Player): string {
  if (actor.kind !== "person") throw new Error("nobody has no id");
  return actor.personId;
}

/** Nobody without an account: a person who is somebody, but not here, could still be. */
export function isAnonymous({ actor }: Player): boolean {
  return actor.kind !== "person";
}
