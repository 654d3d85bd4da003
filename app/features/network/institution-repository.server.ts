import type { Prisma, Tx } from "~/platform/database/client.server";
import { newId } from "~/platform/ids";
import { takeSlug, toSlug } from "~/platform/slug";
import { lockOrganisationSlugs } from "./repository.server";
import type { Institution, OrganisationKind } from "./schema";

export type StoredInstitution = { id: string; demonstration: boolean; sleepingSince: Date | null; institution: Institution };

/** The organisations with these keys, in the shape of the file that describes them. */
export async function findInstitutionsByKeys(tx: Tx, keys: readonly string[]): Promise<Map<string, StoredInstitution>> {
  const rows = await tx.organisation.findMany({ where: { key: { in: [...keys] } }, include: { texts: true } });
  const contacts = await tx.organisationContact.findMany({ where: { organisationId: { in: rows.map(({ id }) => id) } } });
  return new Map(
    rows.map((row) => {
      const contact = contacts.find(({ organisationId }) => organisationId === row.id);
      const institution: Institution = {
        key: row.key ?? "",
        kind: row.kind,
        partner: row.partner,
        name: row.name,
        shortName: row.shortName,
        aliases: row.aliases,
        country: row.baseCountry,
        countriesCovered: row.countriesCovered,
        website: row.website,
        city: row.cityName === null ? null : { name: row.cityName, latitude: row.latitude, longitude: row.longitude },
        texts: Object.fromEntries(row.texts.map(({ language, summary, about }) => [language, { summary, about }])),
        reviewLanguages: row.reviewLanguages,
        contact: { email: contact?.email ?? null, whatsapp: contact?.whatsapp ?? null },
        sleeping: row.sleepingSince !== null,
      };
      return [institution.key, { id: row.id, demonstration: row.demonstration, sleepingSince: row.sleepingSince, institution }];
    }),
  );
}

/** A slug is given once, from the name of that day, and stays when the name changes. */
export async function insertInstitutions(tx: Tx, institutions: readonly Institution[], demonstration: boolean, now: Date): Promise<void> {
  const taken = await takenOrganisationSlugs(tx);
  const rows = institutions.map((institution) => ({ id: newId(now), institution }));
  await tx.organisation.createMany({
    data: rows.map(({ id, institution }) => ({
      id,
      key: institution.key,
      slug: takeSlug(toSlug(institution.name) || institution.key, taken),
      demonstration,
      createdAt: now,
      updatedAt: now,
      ...columns(institution, institution.sleeping ? now : null),
    })),
  });
  await insertDetails(tx, rows);
}

export async function replaceInstitution(tx: Tx, stored: StoredInstitution, institution: Institution, now: Date): Promise<void> {
  const organisationId = stored.id;
  const sleepingSince = institution.sleeping ? (stored.sleepingSince ?? now) : null;
  await tx.organisation.update({ where: { id: organisationId }, data: { ...columns(institution, sleepingSince), updatedAt: now, version: { increment: 1 } } });
  await tx.organisationText.deleteMany({ where: { organisationId } });
  await tx.organisationContact.deleteMany({ where: { organisationId } });
  await insertDetails(tx, [{ id: organisationId, institution }]);
}

function columns(institution: Institution, sleepingSince: Date | null) {
  return {
    kind: institution.kind,
    partner: institution.partner,
    name: institution.name,
    shortName: institution.shortName,
    aliases: institution.aliases,
    baseCountry: institution.country,
    countriesCovered: institution.countriesCovered,
    cityName: institution.city?.name ?? null,
    latitude: institution.city?.latitude ?? null,
    longitude: institution.city?.longitude ?? null,
    website: institution.website,
    reviewLanguages: institution.reviewLanguages,
    sleepingSince,
  } satisfies Partial<Prisma.OrganisationCreateManyInput>;
}

async function insertDetails(tx: Tx, rows: ReadonlyArray<{ id: string; institution: Institution }>): Promise<void> {
  await tx.organisationText.createMany({
    data: rows.flatMap(({ id, institution }) => Object.entries(institution.texts).map(([language, texts]) => ({ organisationId: id, language, ...texts }))),
  });
  await tx.organisationContact.createMany({
    data: rows
      .filter(({ institution }) => institution.contact.email ?? institution.contact.whatsapp)
      .map(({ id, institution }) => ({ organisationId: id, ...institution.contact })),
  });
}

export type NewOrganisation = {
  id: string;
  key: string | null;
  kind: OrganisationKind;
  name: string;
  country: string | null;
  website: string | null;
  about: Readonly<Record<string, string>>;
  demonstration: boolean;
  createdAt: Date;
};

/** Organisations of entrepreneurs. Their texts have no summary of their own: the one paragraph serves for both. */
export async function insertOrganisations(tx: Tx, organisations: readonly NewOrganisation[]): Promise<void> {
  const taken = await takenOrganisationSlugs(tx);
  await tx.organisation.createMany({
    data: organisations.map(({ id, key, kind, name, country, website, demonstration, createdAt }) => ({
      id,
      key,
      slug: takeSlug(toSlug(name) || id, taken),
      kind,
      name,
      baseCountry: country,
      countriesCovered: country ? [country] : [],
      website,
      demonstration,
      origin: "submission" as const,
      createdAt,
      updatedAt: createdAt,
    })),
  });
  await tx.organisationText.createMany({
    data: organisations.flatMap(({ id, about }) => Object.entries(about).map(([language, text]) => ({ organisationId: id, language, summary: text, about: text }))),
  });
}

async function takenOrganisationSlugs(tx: Tx): Promise<Set<string>> {
  await lockOrganisationSlugs(tx);
  return new Set((await tx.organisation.findMany({ select: { slug: true } })).map(({ slug }) => slug));
}
