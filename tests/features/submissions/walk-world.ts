import { createActor, createEdition, createMember } from "#tests/factories/desk";
import { addChannels } from "#tests/factories/letters";
import { createBusinessType, createCategory, createOrganisation, MADE_AT } from "#tests/factories/records";
import { makeFolder } from "#tests/setup/processes";
import type { Actor, PersonActor } from "~/features/accounts/actor";
import { VISITOR } from "~/features/accounts/actor";
import { db, sqlPool } from "~/platform/database/client.server";
import { type Environment, parseEnvironment } from "~/platform/env.server";

export const DAY = 86_400_000;
/** What the world's edition promises. */
export const SERVICE_LEVEL_DAYS = 10;
export const QUORUM = 2;
/** A word that only the walk's solution has: wherever it turns up, the solution can be found. */
export const MARKER = "zanquilotopo";

export const NAMES = [
  "ana",
  "beto",
  "carla",
  "coordinator",
  "deputy",
  "cousin",
  "south",
  "rita",
  "raul",
  "dora",
  "sofia",
  "partner",
  "manager",
  "adviser",
  "administrator",
  "nobody",
  "visitor",
] as const;
/**
 * Ana and Beto own the firm that submits, Carla another one. At the institution in the north work a coordinator, a deputy,
 * the owners' cousin, who coordinates there and advises the firm, the reviewers Rita and Raul, Dora, who is deputy and
 * reviewer, and the owners' partner, who reviews; in the south a coordinator and the reviewer Sofía.
 */
export type Name = (typeof NAMES)[number];

export type World = {
  editionId: string;
  criterionIds: readonly string[];
  north: string;
  south: string;
  firm: string;
  cast: Record<Name, Actor>;
  /** By person id. */
  names: ReadonlyMap<string, Name>;
  env: Environment;
};

export async function createWorld(): Promise<World> {
  await createCategory();
  await createBusinessType();
  const [north, south] = [(await createOrganisation()).id, (await createOrganisation()).id];
  const [firm, otherFirm] = [(await createOrganisation({ kind: "firm", partner: false })).id, (await createOrganisation({ kind: "firm", partner: false })).id];
  const edition = await createEdition({ kind: "rolling", closesAt: null, graceMinutes: 0, serviceLevelDays: SERVICE_LEVEL_DAYS, reviewersPerSubmission: QUORUM });
  await db().editionCountry.createMany({ data: ["DO", "GT"].map((country) => ({ editionId: edition.id, country })) });
  await db().editionCategory.create({ data: { editionId: edition.id, categoryKey: "agile-payments", position: 1 } });
  await db().editionInstitution.createMany({
    data: [north, south].map((organisationId, index) => ({ editionId: edition.id, organisationId, countries: ["DO"], categories: ["agile-payments"], priority: index + 1 })),
  });
  const people: Record<Exclude<Name, "visitor">, PersonActor> = {
    ana: await createMember(firm, "owner"),
    beto: await createMember(firm, "owner"),
    carla: await createMember(otherFirm, "owner"),
    coordinator: await createMember(north, "coordinator"),
    deputy: await createMember(north, "deputy"),
    cousin: await createActor([
      { organisationId: north, role: "coordinator" },
      { organisationId: firm, role: "adviser" },
    ]),
    south: await createMember(south, "coordinator"),
    rita: await createMember(north, "reviewer"),
    raul: await createMember(north, "reviewer"),
    dora: await createActor([
      { organisationId: north, role: "deputy" },
      { organisationId: north, role: "reviewer" },
    ]),
    sofia: await createMember(south, "reviewer"),
    partner: await createActor([
      { organisationId: north, role: "reviewer" },
      { organisationId: firm, role: "adviser" },
    ]),
    manager: await createMember(south, "programme-manager"),
    adviser: await createMember(north, "adviser"),
    administrator: await createMember(north, "administrator"),
    nobody: await createActor(),
  };
  const named = Object.entries(people) as Array<[Exclude<Name, "visitor">, PersonActor]>;
  // Beto has no e-mail: his letters wait at the desk.
  for (const [name, { personId }] of named) await addChannels(personId, name === "beto" ? { whatsapp: "+18095550123" } : { email: `${name}@walk.example` });
  return {
    editionId: edition.id,
    criterionIds: edition.criterionIds,
    north,
    south,
    firm,
    cast: { ...people, visitor: VISITOR },
    names: new Map(named.map(([name, { personId }]) => [personId, name])),
    env: parseEnvironment({ NODE_ENV: "test", DATA_DIR: makeFolder() }),
  };
}

/** Takes away what a walk has left, but for the people and the edition. */
export async function clearWalk(): Promise<void> {
  await sqlPool().query(`
    DELETE FROM "Listing"; UPDATE "Submission" SET "currentRevisionId" = NULL; DELETE FROM "Submission"; DELETE FROM "Solution";
    DELETE FROM "Letter"; DELETE FROM "Reminder"; DELETE FROM "IdempotencyKey"; DELETE FROM graphile_worker._private_jobs;
    DELETE FROM search.outbox; DELETE FROM search.document; DELETE FROM search.document_text`);
}

/** When every walk begins. */
export const BEGUN_AT = new Date(MADE_AT.getTime() + DAY);
