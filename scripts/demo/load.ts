import path from "node:path";
import { addPeople } from "~/features/accounts/service.server";
import { addNeeds } from "~/features/adoption/service.server";
import type { EditionDefinition } from "~/features/editions/schema";
import { applyEditionWithin } from "~/features/editions/service.server";
import { addOrganisations, applyInstitutionsWithin, findInstitutions } from "~/features/network/service.server";
import { db, type Tx, transaction } from "~/platform/database/client.server";
import { OperatorError } from "~/platform/errors";
import { newId } from "~/platform/ids";
import { removeFact, writeFact } from "~/platform/installation.server";
import { noteListingChange } from "~/platform/outbox.server";
import { momentInTimeZone } from "~/platform/time-zone";
import type { DemoEdition } from "./format";
import { type Demonstration, readDemonstration } from "./read";
import { type DemoRecord, recordsOf, required } from "./records";
import { writeReviews } from "./reviews";
import { writeListings, writeSolutions, writeSubmissions } from "./solutions";

const FOLDER = path.resolve("prisma/demo");
const DAY = 86_400_000;
const LANGUAGES = ["es", "en", "pt"] as const;
/** Staff were there before the edition opened. */
const STAFF_DAYS_BEFORE_OPENING = 20;

export type LoadedDemonstration = { institutions: number; people: number; published: number; unpublished: number; needs: number };

/** Remembers that the demonstration was taken out on purpose. */
export const REMOVED_FACT = "demonstration-removed";

/** Two processes that start at once must not both load it. The number only has to be our own. */
const DEMONSTRATION_LOCK = 7_224_003;

/**
 * No edition, no solution, no organisation: nothing that a demonstration could be mixed with. An installation whose
 * demonstration was taken out is never empty in this sense.
 */
export async function isEmptyInstallation(tx: Tx = db()): Promise<boolean> {
  if (await tx.installationFact.findUnique({ where: { key: REMOVED_FACT } })) return false;
  const counts = [await tx.edition.count(), await tx.solution.count(), await tx.organisation.count()];
  return counts.every((count) => count === 0);
}

type LoadOptions = { now: Date; folder?: string };

/** What a start does: loads the demonstration where there is nothing yet. Null when there is something. */
export async function fillEmptyInstallation({ now, folder }: LoadOptions): Promise<LoadedDemonstration | null> {
  if (!(await isEmptyInstallation())) return null;
  const demonstration = readDemonstration(folder ?? FOLDER);
  return transaction(async (tx) => {
    await lock(tx);
    return (await isEmptyInstallation(tx)) ? write(tx, demonstration, now) : null;
  });
}

/**
 * Writes the demonstration edition in one transaction: all of it stands, or nothing does. The taxonomy must be loaded.
 * Throws an OperatorError when a demonstration is there already, or when its files don't fit together.
 */
export async function loadDemonstration({ now, folder }: LoadOptions): Promise<LoadedDemonstration> {
  const demonstration = readDemonstration(folder ?? FOLDER);
  return transaction(async (tx) => {
    await lock(tx);
    if (await tx.installationFact.findUnique({ where: { key: "demonstration" } })) {
      throw new OperatorError("The demonstration is loaded already: `solucionario demo remove` takes it out.");
    }
    return write(tx, demonstration, now);
  });
}

async function lock(tx: Tx): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(${DEMONSTRATION_LOCK})`;
}

async function write(tx: Tx, demonstration: Demonstration, now: Date): Promise<LoadedDemonstration> {
  const loaded = await writeContent(tx, demonstration, now);
  await removeFact(tx, REMOVED_FACT);
  await writeFact(tx, "demonstration", { edition: demonstration.edition.key, ...loaded }, now);
  return loaded;
}

async function writeContent(tx: Tx, demonstration: Demonstration, now: Date): Promise<LoadedDemonstration> {
  const edition = editionAt(demonstration.edition, now);
  await applyInstitutionsWithin(tx, demonstration.institutions, { demonstration: true, now: new Date(edition.opensAt.getTime() - STAFF_DAYS_BEFORE_OPENING * DAY) });
  const institutions = await findInstitutions(
    tx,
    demonstration.institutions.map(({ key }) => key),
  );
  const { id: editionId } = await applyEditionWithin(tx, edition, { demonstration: true, now: edition.opensAt });

  const records = recordsOf(demonstration, edition.serviceLevelDays, now);
  await addOrganisations(
    tx,
    records.map(({ organisationId, content: { organisation }, timeline }) => ({
      id: organisationId,
      key: organisation.key,
      kind: "firm",
      name: organisation.name,
      country: organisation.country,
      website: organisation.website ?? null,
      about: organisation.about,
      demonstration: true,
      createdAt: timeline.startedAt,
    })),
  );
  const organisationIds = new Map([...institutions].map(([key, { id }]) => [key, id]));
  for (const { content, organisationId } of records) organisationIds.set(content.organisation.key, organisationId);

  const people = await writePeople(tx, demonstration, records, organisationIds, edition.opensAt);
  const context = { editionId, organisationIds, people, now };
  await writeSolutions(tx, records, context);
  await writeSubmissions(tx, records, context);
  await writeReviews(tx, records, context);
  const listingIds = await writeListings(tx, records, context);
  await noteListingChange(tx, listingIds, now);
  await writeNeeds(tx, demonstration, now);
  return {
    institutions: institutions.size,
    people: people.size,
    published: demonstration.solutions.length,
    unpublished: demonstration.submissions.length,
    needs: demonstration.needs.length,
  };
}

/** Opens at midnight and closes a minute before it, on the clocks of the edition's own time zone. */
function editionAt({ opensDaysAgo, closesInDays, demonstration: _demonstration, ...fields }: DemoEdition, now: Date): EditionDefinition {
  const localDate = (daysFromNow: number) => new Intl.DateTimeFormat("en-CA", { timeZone: fields.timeZone }).format(now.getTime() + daysFromNow * DAY);
  return {
    ...fields,
    opensAt: momentInTimeZone(`${localDate(-opensDaysAgo)}T00:00`, fields.timeZone),
    closesAt: fields.kind === "rolling" ? null : momentInTimeZone(`${localDate(closesInDays)}T23:59`, fields.timeZone),
  };
}

/** People by key, with the ids they got. Whoever is the contact of a published solution is one of its owners. */
async function writePeople(
  tx: Tx,
  { people }: Demonstration,
  records: readonly DemoRecord[],
  organisationIds: ReadonlyMap<string, string>,
  opensAt: Date,
): Promise<Map<string, string>> {
  const staffSince = new Date(opensAt.getTime() - STAFF_DAYS_BEFORE_OPENING * DAY);
  const startOf = new Map(records.map(({ owner, timeline }) => [owner, timeline.startedAt]));
  const listed = people.map((person) => ({
    key: person.key,
    displayName: person.name,
    locale: person.language,
    email: person.email ?? null,
    whatsapp: person.whatsapp ?? null,
    createdAt: startOf.get(person.key) ?? staffSince,
    memberships: person.memberships,
  }));
  const contacts = records.flatMap(({ publishedAt, owner, complete, timeline }) => {
    if (!publishedAt || !complete) return [];
    const { contact, language, organisation } = complete;
    return [
      {
        key: owner,
        displayName: contact.person,
        locale: language,
        email: contact.email,
        whatsapp: contact.whatsapp ?? null,
        createdAt: timeline.startedAt,
        memberships: [{ organisation: organisation.key, role: "owner" as const }],
      },
    ];
  });
  const ids = new Map<string, string>();
  await addPeople(
    tx,
    [...listed, ...contacts].map(({ key, memberships, ...person }) => {
      const id = newId(person.createdAt);
      ids.set(key, id);
      return {
        ...person,
        id,
        demonstration: true,
        memberships: memberships.map(({ organisation, role }) => ({ organisationId: required(organisationIds, organisation), role })),
      };
    }),
  );
  return ids;
}

function writeNeeds(tx: Tx, { needs }: Demonstration, now: Date): Promise<void> {
  return addNeeds(
    tx,
    needs.map((need) => {
      const createdAt = new Date(now.getTime() - need.postedDaysAgo * DAY);
      const languages = LANGUAGES.filter((language) => need.title[language] !== undefined && need.text[language] !== undefined);
      return {
        id: newId(createdAt),
        key: need.key,
        personId: null,
        language: need.language,
        country: need.country,
        placeName: need.place ?? null,
        categoryKey: need.category ?? null,
        businessType: need.businessType,
        size: need.size,
        searched: need.searched ?? null,
        texts: Object.fromEntries(languages.map((language) => [language, { title: need.title[language] ?? "", text: need.text[language] ?? "" }])),
        demonstration: true,
        createdAt,
      };
    }),
  );
}
