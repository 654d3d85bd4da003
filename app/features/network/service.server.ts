import { type Tx, transaction } from "~/platform/database/client.server";
import { OperatorError } from "~/platform/errors";
import { canonicalJson } from "~/platform/hash.server";
import { findInstitutionsByKeys, insertInstitutions, insertOrganisations, type NewOrganisation, replaceInstitution } from "./institution-repository.server";
import { insertFirm } from "./repository.server";
import type { Institution } from "./schema";

export type { NewOrganisation };
export type InstitutionChange = { key: string; outcome: "created" | "updated" | "unchanged" /** Names of the fields that differ from before. */; changed: string[] };

/** Makes the institutions what the file says, all or none; applying a file twice changes nothing the second time. */
export function applyInstitutions(institutions: readonly Institution[], now: Date): Promise<InstitutionChange[]> {
  return transaction((tx) => applyInstitutionsWithin(tx, institutions, { demonstration: false, now }));
}

/** As `applyInstitutions`, inside a transaction of the caller's. Throws an OperatorError for a key that the other kind of content holds. */
export async function applyInstitutionsWithin(tx: Tx, institutions: readonly Institution[], options: { demonstration: boolean; now: Date }): Promise<InstitutionChange[]> {
  const stored = await findInstitutionsByKeys(
    tx,
    institutions.map(({ key }) => key),
  );
  const changes: InstitutionChange[] = [];
  const added: Institution[] = [];
  for (const institution of institutions) {
    const before = stored.get(institution.key);
    if (!before) {
      added.push(institution);
      changes.push({ key: institution.key, outcome: "created", changed: [] });
      continue;
    }
    if (before.demonstration !== options.demonstration) {
      throw new OperatorError(`The key ${institution.key} belongs to ${before.demonstration ? "the demonstration" : "a real organisation"}: choose another.`);
    }
    const changed = differences(before.institution, institution);
    if (changed.length > 0) await replaceInstitution(tx, before, institution, options.now);
    changes.push({ key: institution.key, outcome: changed.length > 0 ? "updated" : "unchanged", changed });
  }
  await insertInstitutions(tx, added, options.demonstration, options.now);
  return changes;
}

function differences(before: Institution, after: Institution): string[] {
  const fields = Object.keys(after) as Array<keyof Institution>;
  return fields.filter((field) => canonicalJson(before[field]) !== canonicalJson(after[field]));
}

export type InstitutionReference = { id: string; key: string; name: string; partner: boolean; asleep: boolean; demonstration: boolean };

/** The organisations with these keys; a key that nobody has is missing from the answer. */
export async function findInstitutions(tx: Tx, keys: readonly string[]): Promise<Map<string, InstitutionReference>> {
  const stored = await findInstitutionsByKeys(tx, keys);
  return new Map(
    [...stored].map(
      ([
        key,
        {
          id,
          demonstration,
          institution: { name, partner, sleeping },
        },
      ]) => [key, { id, key, name, partner, asleep: sleeping, demonstration }],
    ),
  );
}

/** Writes organisations of entrepreneurs, inside a transaction of the caller's. */
export function addOrganisations(tx: Tx, organisations: readonly NewOrganisation[]): Promise<void> {
  return insertOrganisations(tx, organisations);
}

/** Writes the firm that an owner submits a solution for, inside a transaction of the caller's. */
export async function addFirm(tx: Tx, firm: { id: string; name: string; country: string | null; demonstration: boolean }, now: Date): Promise<void> {
  await insertFirm(tx, { ...firm, createdAt: now });
}
