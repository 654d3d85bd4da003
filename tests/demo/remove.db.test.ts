import { describe, expect, it } from "vitest";
import { fillEmptyInstallation, isEmptyInstallation, loadDemonstration } from "#scripts/demo/load";
import { removeDemonstration } from "#scripts/demo/remove";
import { readJsonFile } from "#scripts/json-file";
import { createUser } from "~/features/accounts/service.server";
import { EditionFileSchema } from "~/features/editions/schema";
import { applyEdition, loadTaxonomy } from "~/features/editions/service.server";
import { InstitutionsFileSchema } from "~/features/network/schema";
import { applyInstitutions } from "~/features/network/service.server";
import { insertRevisions, insertSolutions, takeReferences } from "~/features/submissions/repository.server";
import { SolutionContentSchema } from "~/features/submissions/schema";
import { db, sqlPool, transaction } from "~/platform/database/client.server";
import { newId } from "~/platform/ids";

const NOW = new Date("2026-11-21T15:00:00Z");
const LATER = new Date("2026-12-01T15:00:00Z");
/** Counts up only: a reference that stood in somebody's letter is never given again. */
const NOT_COUNTED_DOWN = ["ReferenceCounter"];
const IDS = ["Person", "Organisation", "Edition", "Solution", "Submission", "Listing", "Need", "Revision", "Claim"];

describe("taking the demonstration out", () => {
  it("is refused where there is none", async () => {
    await expect(removeDemonstration(NOW)).rejects.toThrow("There is no demonstration in this installation.");
  });

  it("leaves every real record, and no row that is or refers to demonstration content", async () => {
    await loadTaxonomy({ now: NOW });
    await makeRealContent();
    const before = await contentOfTables();
    const realIds = await idsOf();

    await loadDemonstration({ now: NOW });
    const demonstrationIds = (await idsOf()).filter((id) => !realIds.includes(id));
    expect(demonstrationIds.length).toBeGreaterThan(1_000);
    await tangle();

    const removed = await removeDemonstration(LATER);
    expect(removed).toMatchObject({ editions: 1, institutions: 17, solutions: 118, listings: 92, needs: 31 });

    const after = await contentOfTables();
    const counts = (tables: Map<string, string[]>) =>
      Object.fromEntries([...tables].map(([name, rows]) => [name, rows.length]).filter(([name]) => !NOT_COUNTED_DOWN.includes(String(name))));
    // The one row more remembers that the demonstration was taken out on purpose.
    expect(counts(after)).toEqual({ ...counts(before), InstallationFact: (before.get("InstallationFact")?.length ?? 0) + 1 });
    expect(after.get("Solution")).toEqual(before.get("Solution"));
    expect(after.get("Listing")).toEqual(before.get("Listing"));
    expect(after.get("ClaimVersionText")).toEqual(before.get("ClaimVersionText"));

    const text = [...after.values()].flat().join("\n");
    expect(demonstrationIds.filter((id) => text.includes(id))).toEqual([]);
    expect(text).not.toMatch(/"demonstration": true/);
  });

  it("notes the pages that are gone for the search index", async () => {
    const { rows } = await sqlPool().query<{ count: number }>('SELECT count(*)::int AS count FROM search.outbox WHERE listing_id NOT IN (SELECT id FROM "Listing")');
    expect(rows[0]?.count).toBe(92);
  });

  it("leaves an installation that the next start does not fill again, but an operator may", async () => {
    await db().$executeRaw`TRUNCATE "Edition", "Solution", "Organisation" CASCADE`;
    expect(await isEmptyInstallation()).toBe(false);
    await loadDemonstration({ now: LATER });
    expect(await db().listing.count({ where: { state: "published" } })).toBe(91);
    await removeDemonstration(LATER);
  });

  it("finds an installation empty only while it has neither editions nor solutions nor organisations", async () => {
    await db().installationFact.deleteMany({ where: { key: "demonstration-removed" } });
    expect(await isEmptyInstallation()).toBe(true);
    await applyInstitutions(readJsonFile("docs/examples/institutions.json", InstitutionsFileSchema), NOW);
    expect(await isEmptyInstallation()).toBe(false);
    expect(await fillEmptyInstallation({ now: NOW })).toBeNull();
    await db().organisation.deleteMany();
  });

  it("is loaded once when two processes start at once", async () => {
    const loaded = await Promise.all([fillEmptyInstallation({ now: NOW }), fillEmptyInstallation({ now: NOW })]);
    expect(loaded.filter((result) => result !== null)).toMatchObject([{ published: 91 }]);
    expect(await db().listing.count({ where: { state: "published" } })).toBe(91);
  });
});

/** A real edition with its institutions and a coordinator, and an imported listing with an organisation and a claim. */
async function makeRealContent(): Promise<void> {
  await applyInstitutions(readJsonFile("docs/examples/institutions.json", InstitutionsFileSchema), NOW);
  await applyEdition(readJsonFile("docs/examples/edition.json", EditionFileSchema), NOW);
  const institution = await db().organisation.findUniqueOrThrow({ where: { key: "camara-del-valle" } });
  await createUser(
    { email: "ana@camara-del-valle.example", whatsapp: null, name: "Ana Peña", locale: "es", membership: { organisationId: institution.id, role: "coordinator" } },
    NOW,
  );
  const ids = { solution: newId(NOW), revision: newId(NOW), listing: newId(NOW), organisation: newId(NOW) };
  const content = SolutionContentSchema.parse({
    language: "es",
    categoryKey: "logistics",
    texts: { es: { title: "Un registro de verdad", origin: "import" } },
    claims: [{ statement: { es: "Ahorra tres horas" } }],
  });
  await transaction(async (tx) => {
    await tx.organisation.create({ data: { id: ids.organisation, slug: "real", kind: "firm", name: "Real", origin: "import", createdAt: NOW, updatedAt: NOW } });
    const [reference = ""] = await takeReferences(tx, 2026, 1);
    await insertSolutions(tx, [{ id: ids.solution, reference, organisationId: ids.organisation, origin: "import", demonstration: false }], NOW);
    await insertRevisions(tx, [{ id: ids.revision, solutionId: ids.solution, number: 1, content }], NOW);
    await tx.listing.create({
      data: {
        id: ids.listing,
        solutionId: ids.solution,
        revisionId: ids.revision,
        slug: "un-registro-de-verdad",
        origin: "import",
        state: "published",
        stateSince: NOW,
        createdAt: NOW,
        updatedAt: NOW,
      },
    });
    await tx.listingEvent.create({ data: { listingId: ids.listing, sequence: 1, kind: "published", actorRole: "operator", at: NOW } });
    await tx.importedRecord.create({
      data: { source: "test", sourceId: "1", target: "solution", targetId: ids.solution, contentHash: "x", gaps: [], unmapped: {}, firstSeenAt: NOW, updatedAt: NOW },
    });
  });
}

/** What happens when people play with a demonstration beside real content: the two get tied together. */
async function tangle(): Promise<void> {
  const institution = await db().organisation.findFirstOrThrow({ where: { demonstration: true, partner: true } });
  const person = await db().person.findFirstOrThrow({ where: { demonstration: true } });
  const realPerson = await db().person.findFirstOrThrow({ where: { demonstration: false } });
  const demoEdition = await db().edition.findFirstOrThrow({ where: { demonstration: true } });
  const realEdition = await db().edition.findFirstOrThrow({ where: { demonstration: false } });
  const claim = await db().claim.findFirstOrThrow({ where: { solution: { demonstration: false } }, include: { versions: true } });
  const listing = await db().listing.findFirstOrThrow({ where: { demonstration: false } });

  await db().verification.create({
    data: {
      id: newId(NOW),
      claimId: claim.id,
      contentHash: claim.versions[0]?.contentHash ?? "",
      institutionId: institution.id,
      method: "visit",
      verifiedById: person.id,
      verifiedAt: NOW,
    },
  });
  await db().editionInstitution.create({ data: { editionId: realEdition.id, organisationId: institution.id, countries: [], categories: [], priority: 9 } });
  await db().membership.create({ data: { id: newId(NOW), personId: realPerson.id, organisationId: institution.id, role: "reviewer", startsAt: NOW } });
  await db().channel.updateMany({ where: { personId: realPerson.id }, data: { verifiedBy: person.id } });
  await db().listingEvent.updateMany({ where: { listingId: listing.id }, data: { actorId: person.id } });
  await db().session.create({ data: { id: "session", personId: person.id, createdAt: NOW, expiresAt: LATER, absoluteAt: LATER } });
  await db().token.create({ data: { id: newId(NOW), purpose: "email", subjectId: person.id, tokenHash: "hash", createdAt: NOW, expiresAt: LATER } });
  await db().idempotencyKey.create({ data: { scope: `person:${person.id}`, key: "1", result: { id: person.id }, createdAt: NOW } });
  await db().letter.create({
    data: {
      id: newId(NOW),
      kind: "receipt",
      recipientId: person.id,
      occasion: "once",
      channel: "email",
      language: "es",
      state: "held",
      subject: "",
      body: "",
      messageId: "1",
      createdAt: NOW,
    },
  });
  await db().need.create({
    data: {
      id: newId(NOW),
      slug: "by-a-demonstration-person",
      personId: person.id,
      language: "es",
      country: "DO",
      businessType: "bakery",
      size: "1-5",
      state: "open",
      createdAt: NOW,
    },
  });
  await db().erasure.create({ data: { personId: person.id, askedAt: NOW } });
  const assignment = await db().reviewAssignment.findFirstOrThrow({ where: { submission: { editionId: demoEdition.id } } });
  await db().reminder.createMany({ data: [assignment.id, assignment.submissionId].map((subjectId) => ({ kind: "review.reminder", subjectId, occasion: "day 7", at: NOW })) });
  // Somebody real who tried the demonstration's form.
  const solutionId = newId(NOW);
  await transaction((tx) => insertSolutions(tx, [{ id: solutionId, reference: "S-2026-99999", organisationId: null, origin: "submission", demonstration: false }], NOW));
  await db().submission.create({ data: { id: newId(NOW), solutionId, editionId: demoEdition.id, institutionId: institution.id, state: "draft", stateSince: NOW, createdAt: NOW } });
}

async function contentOfTables(): Promise<Map<string, string[]>> {
  const { rows: tables } = await sqlPool().query<{ name: string }>(
    "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_name NOT LIKE '\\_%' ORDER BY 1",
  );
  const content = new Map<string, string[]>();
  for (const { name } of tables) {
    const { rows } = await sqlPool().query<{ text: string }>(`SELECT to_jsonb(t)::text AS text FROM "${name}" AS t ORDER BY 1`);
    content.set(
      name,
      rows.map(({ text }) => text),
    );
  }
  return content;
}

async function idsOf(): Promise<string[]> {
  const ids: string[] = [];
  for (const table of IDS) ids.push(...(await sqlPool().query<{ id: string }>(`SELECT id FROM "${table}"`)).rows.map(({ id }) => id));
  return ids;
}
