import { db, type Tx } from "~/platform/database/client.server";
import type { RoutingRule } from "./rules";

/** An edition as the form that submits to it needs it. */
export type FormEdition = {
  id: string;
  timeZone: string;
  opensAt: Date;
  closesAt: Date | null;
  graceMinutes: number;
  serviceLevelDays: number;
  reviewersPerSubmission: number;
  demonstration: boolean;
  countries: string[];
  categories: string[];
  routing: RoutingRule[];
  /** By the institution's key, as routing names it. */
  institutionIds: Map<string, string>;
  institutions: Array<{ id: string; name: string; shortName: string | null; aliases: string[] }>;
  /** By language. */
  texts: Record<string, { name: string; privacyNotice: string }>;
};

/** The edition of this id, or those that have begun, the latest first. */
export async function readFormEditions(which: { id: string } | { begunBy: Date }, client: Tx = db()): Promise<FormEdition[]> {
  const rows = await client.edition.findMany({
    where: "id" in which ? { id: which.id } : { opensAt: { lte: which.begunBy } },
    orderBy: [{ opensAt: "desc" }, { id: "asc" }],
    take: 10,
    select: {
      id: true,
      timeZone: true,
      opensAt: true,
      closesAt: true,
      graceMinutes: true,
      serviceLevelDays: true,
      reviewersPerSubmission: true,
      demonstration: true,
      countries: { select: { country: true }, orderBy: { country: "asc" } },
      categories: { select: { categoryKey: true }, orderBy: { position: "asc" } },
      texts: { select: { language: true, name: true, privacyNotice: true } },
      institutions: {
        select: {
          countries: true,
          categories: true,
          priority: true,
          organisation: { select: { id: true, key: true, sleepingSince: true, name: true, shortName: true, aliases: true } },
        },
        orderBy: { organisation: { name: "asc" } },
      },
    },
  });
  return rows.map(({ countries, categories, texts, institutions, ...edition }) => ({
    ...edition,
    countries: countries.map(({ country }) => country),
    categories: categories.map(({ categoryKey }) => categoryKey),
    texts: Object.fromEntries(texts.map(({ language, ...words }) => [language, words])),
    routing: institutions.map(({ organisation, ...rule }) => ({ ...rule, institution: organisation.key ?? organisation.id, asleep: organisation.sleepingSince !== null })),
    institutionIds: new Map(institutions.map(({ organisation }) => [organisation.key ?? organisation.id, organisation.id])),
    institutions: institutions.map(({ organisation: { id, name, shortName, aliases } }) => ({ id, name, shortName, aliases })),
  }));
}
