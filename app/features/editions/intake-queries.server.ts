import { db } from "~/platform/database/client.server";
import type { RoutingRule } from "./rules";

/** What is needed to take submissions into an edition that came another way than through its form. */
export type EditionIntake = {
  id: string;
  serviceLevelDays: number;
  routing: RoutingRule[];
  /** By the institution's key. */
  institutionIds: Map<string, string>;
};

/** Null when there is no edition of this key. */
export async function findEditionIntake(key: string): Promise<EditionIntake | null> {
  const row = await db().edition.findUnique({
    where: { key },
    select: {
      id: true,
      serviceLevelDays: true,
      institutions: { select: { countries: true, categories: true, priority: true, organisation: { select: { id: true, key: true, sleepingSince: true } } } },
    },
  });
  if (!row) return null;
  const keyOf = (organisation: { id: string; key: string | null }) => organisation.key ?? organisation.id;
  return {
    id: row.id,
    serviceLevelDays: row.serviceLevelDays,
    routing: row.institutions.map(({ organisation, ...rule }) => ({ ...rule, institution: keyOf(organisation), asleep: organisation.sleepingSince !== null })),
    institutionIds: new Map(row.institutions.map(({ organisation }) => [keyOf(organisation), organisation.id])),
  };
}
