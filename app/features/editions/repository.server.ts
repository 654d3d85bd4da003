import type { Tx } from "~/platform/database/client.server";
import { newId } from "~/platform/ids";
import type { EditionDefinition, Rubric } from "./schema";

export type StoredEdition = {
  id: string;
  demonstration: boolean;
  /** In the shape of its file; the rubric is the newest version. */
  definition: EditionDefinition;
  rubricNumber: number;
};

/** One relation after the other, because a transaction has one connection, which does one thing at a time. */
export async function findEditionByKey(tx: Tx, key: string): Promise<StoredEdition | undefined> {
  const row = await tx.edition.findUnique({ where: { key } });
  if (!row) return undefined;
  const where = { editionId: row.id };
  const texts = await tx.editionText.findMany({ where });
  const countries = await tx.editionCountry.findMany({ where });
  const categories = await tx.editionCategory.findMany({ where, orderBy: { position: "asc" } });
  const institutions = await tx.editionInstitution.findMany({ where, include: { organisation: { select: { key: true } } } });
  const rubric = await tx.rubricVersion.findFirst({ where, orderBy: { number: "desc" }, include: { criteria: { orderBy: { position: "asc" }, include: { texts: true } } } });
  return {
    id: row.id,
    demonstration: row.demonstration,
    rubricNumber: rubric?.number ?? 0,
    definition: {
      key: row.key,
      kind: row.kind,
      timeZone: row.timeZone,
      opensAt: row.opensAt,
      closesAt: row.closesAt,
      graceMinutes: row.graceMinutes,
      serviceLevelDays: row.serviceLevelDays,
      reviewersPerSubmission: row.reviewersPerSubmission,
      blind: row.blind,
      countries: countries.map(({ country }) => country),
      categories: categories.map(({ categoryKey }) => categoryKey),
      texts: Object.fromEntries(texts.map(({ language, editionId: _editionId, ...words }) => [language, words])),
      institutions: institutions.map(({ organisation, ...rule }) => ({
        institution: organisation.key ?? "",
        countries: rule.countries,
        categories: rule.categories,
        priority: rule.priority,
      })),
      rubric: {
        scale: { min: rubric?.scaleMin ?? 0, max: rubric?.scaleMax ?? 0 },
        criteria: (rubric?.criteria ?? []).map(({ key, weight, texts }) => ({
          key,
          weight,
          texts: Object.fromEntries(texts.map(({ language, name, question }) => [language, { name, question }])),
        })),
      },
    },
  };
}

/** @param institutionIds ids of the institutions that the definition names, by key */
export async function insertEdition(
  tx: Tx,
  {
    id,
    definition,
    institutionIds,
    demonstration,
    now,
  }: { id: string; definition: EditionDefinition; institutionIds: ReadonlyMap<string, string>; demonstration: boolean; now: Date },
): Promise<void> {
  await tx.edition.create({ data: { id, ...columns(definition), demonstration, createdAt: now, updatedAt: now } });
  await insertDetails(tx, id, definition, institutionIds);
}

/** Replaces everything but the rubric, of which there are versions. */
export async function replaceEdition(
  tx: Tx,
  { id, definition, institutionIds, now }: { id: string; definition: EditionDefinition; institutionIds: ReadonlyMap<string, string>; now: Date },
): Promise<void> {
  await tx.edition.update({ where: { id }, data: { ...columns(definition), updatedAt: now, version: { increment: 1 } } });
  await tx.editionText.deleteMany({ where: { editionId: id } });
  await tx.editionCountry.deleteMany({ where: { editionId: id } });
  await tx.editionCategory.deleteMany({ where: { editionId: id } });
  await tx.editionInstitution.deleteMany({ where: { editionId: id } });
  await insertDetails(tx, id, definition, institutionIds);
}

function columns({ key, kind, timeZone, opensAt, closesAt, graceMinutes, serviceLevelDays, reviewersPerSubmission, blind }: EditionDefinition) {
  return { key, kind, timeZone, opensAt, closesAt, graceMinutes, serviceLevelDays, reviewersPerSubmission, blind };
}

async function insertDetails(tx: Tx, editionId: string, definition: EditionDefinition, institutionIds: ReadonlyMap<string, string>): Promise<void> {
  await tx.editionText.createMany({ data: Object.entries(definition.texts).map(([language, texts]) => ({ editionId, language, ...texts })) });
  await tx.editionCountry.createMany({ data: definition.countries.map((country) => ({ editionId, country })) });
  await tx.editionCategory.createMany({ data: definition.categories.map((categoryKey, position) => ({ editionId, categoryKey, position })) });
  await tx.editionInstitution.createMany({
    data: definition.institutions.map(({ institution, countries, categories, priority }) => {
      const organisationId = institutionIds.get(institution);
      if (!organisationId) throw new Error(`The institution ${institution} was not looked up.`);
      return { editionId, organisationId, countries, categories, priority };
    }),
  });
}

/** A version is written once and never altered: reviews are bound to it. */
export async function insertRubricVersion(tx: Tx, { editionId, number, rubric, now }: { editionId: string; number: number; rubric: Rubric; now: Date }): Promise<void> {
  const rubricVersionId = newId(now);
  await tx.rubricVersion.create({ data: { id: rubricVersionId, editionId, number, scaleMin: rubric.scale.min, scaleMax: rubric.scale.max, createdAt: now } });
  const criteria = rubric.criteria.map((criterion, position) => ({ id: newId(now), position, ...criterion }));
  await tx.criterion.createMany({ data: criteria.map(({ id, key, position, weight }) => ({ id, rubricVersionId, key, position, weight })) });
  await tx.criterionText.createMany({
    data: criteria.flatMap(({ id, texts }) => Object.entries(texts).map(([language, { name, question }]) => ({ criterionId: id, language, name, question }))),
  });
}

/** The version that new reviews are written on: its id and its criteria's ids, in order. */
export async function findNewestRubric(tx: Tx, editionId: string): Promise<{ id: string; criterionIds: string[] } | undefined> {
  const rubric = await tx.rubricVersion.findFirst({
    where: { editionId },
    orderBy: { number: "desc" },
    select: { id: true, criteria: { orderBy: { position: "asc" }, select: { id: true } } },
  });
  return rubric ? { id: rubric.id, criterionIds: rubric.criteria.map(({ id }) => id) } : undefined;
}
