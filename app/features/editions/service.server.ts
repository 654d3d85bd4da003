import fs from "node:fs";
import path from "node:path";
import type { z } from "zod";
import { type Tx, transaction } from "~/platform/database/client.server";
import { OperatorError } from "~/platform/errors";
import { canonicalJson, sha256 } from "~/platform/hash.server";
import { newId } from "~/platform/ids";
import { readFact, writeFact } from "~/platform/installation.server";
import { findInstitutions, type InstitutionReference } from "../network/service.server";
import { findEditionByKey, findNewestRubric, insertEdition, insertRubricVersion, replaceEdition } from "./repository.server";
import { type RoutingRule, type RoutingWarning, reviewRouting } from "./rules";
import type { EditionDefinition } from "./schema";
import { BusinessTypesFileSchema, CategoriesFileSchema } from "./taxonomy";
import { listLiveCategoryKeys, lockTaxonomy, upsertBusinessTypes, upsertCategories } from "./taxonomy-repository.server";

export { findNewestRubric };

const TAXONOMY_FACT = "taxonomy";

/**
 * Brings the tables of categories and business types in step with their files. Called at every start: when the files
 * are those that were loaded last, one small read is all it costs. Returns whether anything was written.
 */
export async function loadTaxonomy({ now, folder = path.resolve("prisma/taxonomy") }: { now: Date; folder?: string }): Promise<boolean> {
  const texts = ["categories.json", "business-types.json"].map((name) => fs.readFileSync(path.join(folder, name), "utf8"));
  const hash = sha256(texts.join("\n"));
  if ((await readFact(TAXONOMY_FACT)) === hash) return false;
  const [categories = "", businessTypes = ""] = texts;
  const entries = { categories: parse(CategoriesFileSchema, categories), businessTypes: parse(BusinessTypesFileSchema, businessTypes) };
  await transaction(async (tx) => {
    await lockTaxonomy(tx);
    await upsertCategories(tx, entries.categories, now);
    await upsertBusinessTypes(tx, entries.businessTypes, now);
    await writeFact(tx, TAXONOMY_FACT, hash, now);
  });
  return true;
}

function parse<T extends z.ZodType>(schema: T, text: string): z.output<T> {
  return schema.parse(JSON.parse(text));
}

export type EditionChange = {
  id: string;
  key: string;
  outcome: "created" | "updated" | "unchanged";
  /** Names of the fields that differ from before. */
  changed: string[];
  /** The rubric's version that is now in force. */
  rubricVersion: number;
  warnings: RoutingWarning[];
};

/** Makes an edition what its file says; applying a file twice changes nothing the second time. */
export function applyEdition(definition: EditionDefinition, now: Date): Promise<EditionChange> {
  return transaction((tx) => applyEditionWithin(tx, definition, { demonstration: false, now }));
}

/**
 * As `applyEdition`, inside a transaction of the caller's. A changed rubric becomes the next version, and the versions
 * before it stay as they are. Throws an OperatorError that names the institution or category nobody knows.
 */
export async function applyEditionWithin(tx: Tx, definition: EditionDefinition, options: { demonstration: boolean; now: Date }): Promise<EditionChange> {
  const { demonstration, now } = options;
  const institutions = await findInstitutions(
    tx,
    definition.institutions.map(({ institution }) => institution),
  );
  await checkReferences(tx, definition, institutions, demonstration);
  const institutionIds = new Map([...institutions].map(([key, { id }]) => [key, id]));
  const warnings = reviewRouting(routingOf(definition, institutions), definition.countries, definition.categories);

  const stored = await findEditionByKey(tx, definition.key);
  if (!stored) {
    const id = newId(now);
    await insertEdition(tx, { id, definition, institutionIds, demonstration, now });
    await insertRubricVersion(tx, { editionId: id, number: 1, rubric: definition.rubric, now });
    return { id, key: definition.key, outcome: "created", changed: [], rubricVersion: 1, warnings };
  }
  if (stored.demonstration !== demonstration) {
    throw new OperatorError(`The key ${definition.key} belongs to ${stored.demonstration ? "the demonstration" : "a real edition"}: choose another.`);
  }
  const changed = differences(stored.definition, definition);
  const rubricChanged = changed.includes("rubric");
  const rubricVersion = stored.rubricNumber + (rubricChanged ? 1 : 0);
  if (rubricChanged) await insertRubricVersion(tx, { editionId: stored.id, number: rubricVersion, rubric: definition.rubric, now });
  if (changed.length > 0) await replaceEdition(tx, { id: stored.id, definition, institutionIds, now });
  return { id: stored.id, key: definition.key, outcome: changed.length > 0 ? "updated" : "unchanged", changed, rubricVersion, warnings };
}

async function checkReferences(tx: Tx, definition: EditionDefinition, institutions: ReadonlyMap<string, InstitutionReference>, demonstration: boolean): Promise<void> {
  for (const [index, { institution }] of definition.institutions.entries()) {
    const found = institutions.get(institution);
    if (!found) throw new OperatorError(`institutions[${index}].institution: nobody has the key ${institution}. Apply its file first: \`solucionario institution apply FILE\`.`);
    if (!found.partner) throw new OperatorError(`institutions[${index}].institution: ${institution} is no partner of the programme.`);
    if (found.demonstration !== demonstration) throw new OperatorError(`institutions[${index}].institution: ${institution} belongs to the demonstration.`);
  }
  const live = await listLiveCategoryKeys(tx);
  for (const [index, category] of definition.categories.entries()) {
    if (!live.has(category)) throw new OperatorError(`categories[${index}]: there is no category ${category}; there are ${[...live].sort().join(", ")}.`);
  }
}

function routingOf(definition: EditionDefinition, institutions: ReadonlyMap<string, InstitutionReference>): RoutingRule[] {
  return definition.institutions.map((rule) => ({ ...rule, asleep: institutions.get(rule.institution)?.asleep ?? false }));
}

/** The order of countries and of institutions means nothing, so it makes no difference. */
function differences(before: EditionDefinition, after: EditionDefinition): string[] {
  const comparable = (edition: EditionDefinition): Record<string, unknown> => ({
    ...edition,
    opensAt: edition.opensAt.toISOString(),
    closesAt: edition.closesAt?.toISOString() ?? null,
    countries: [...edition.countries].sort(),
    institutions: [...edition.institutions].sort((a, b) => (a.institution < b.institution ? -1 : 1)),
  });
  const [old, wanted] = [comparable(before), comparable(after)];
  return Object.keys(wanted).filter((field) => canonicalJson(old[field]) !== canonicalJson(wanted[field]));
}
