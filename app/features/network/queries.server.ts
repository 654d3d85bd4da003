import { db, type Prisma } from "~/platform/database/client.server";
import { publicLink } from "~/platform/values/link";
import type { OrganisationKind } from "./schema";

/** A partner institution as a list shows it. */
export type InstitutionCard = {
  id: string;
  slug: string;
  kind: OrganisationKind;
  name: string;
  /** Its seat; null for a body of several countries. */
  country: string | null;
  countriesCovered: string[];
  city: string | null;
  summary: string;
  /** The language of `summary` (BCP 47). */
  language: string;
  /** It takes no new submissions for now. */
  sleeping: boolean;
  demonstration: boolean;
};

export type InstitutionPage = InstitutionCard & {
  about: string;
  website: string | null;
  /** What open editions route to it. A rule without a country or a category routes nothing. Null: it has no part in any. */
  reviews: Array<{ countries: string[]; categories: string[] }> | null;
};

const CARD_SELECT = {
  id: true,
  slug: true,
  kind: true,
  name: true,
  baseCountry: true,
  countriesCovered: true,
  cityName: true,
  sleepingSince: true,
  demonstration: true,
  texts: { select: { language: true, summary: true, about: true }, orderBy: { language: "asc" } },
} as const satisfies Prisma.OrganisationSelect;

/** The programme's institutions by name; with a country, those that serve it. */
export async function listInstitutions(wanted: string, country?: string): Promise<InstitutionCard[]> {
  const rows = await db().organisation.findMany({
    where: { partner: true, ...(country && { OR: [{ baseCountry: country }, { countriesCovered: { has: country } }] }) },
    select: CARD_SELECT,
    orderBy: [{ name: "asc" }, { id: "asc" }],
  });
  return rows.map((row) => toCard(row, wanted));
}

/** Only a partner is an institution: an imported organisation, or a firm, has no page here. */
export async function findInstitution(slug: string, wanted: string, now: Date): Promise<InstitutionPage | null> {
  const row = await db().organisation.findFirst({
    where: { slug, partner: true },
    select: {
      ...CARD_SELECT,
      website: true,
      editions: {
        where: { edition: { opensAt: { lte: now }, OR: [{ closesAt: null }, { closesAt: { gt: now } }] } },
        select: { countries: true, categories: true },
        orderBy: [{ priority: "asc" }, { editionId: "asc" }],
      },
    },
  });
  if (!row) return null;
  const reviews = row.editions.length === 0 ? null : row.editions.filter(({ countries, categories }) => countries.length > 0 && categories.length > 0);
  return { ...toCard(row, wanted), about: textFor(row.texts, wanted)?.about ?? "", website: publicLink(row.website), reviews };
}

function toCard(row: Prisma.OrganisationGetPayload<{ select: typeof CARD_SELECT }>, wanted: string): InstitutionCard {
  const text = textFor(row.texts, wanted);
  return {
    id: row.id,
    slug: row.slug,
    kind: row.kind,
    name: row.name,
    country: row.baseCountry,
    countriesCovered: row.countriesCovered,
    city: row.cityName,
    summary: text?.summary ?? "",
    language: text?.language ?? wanted,
    sleeping: row.sleepingSince !== null,
    demonstration: row.demonstration,
  };
}

/** Spanish stands in for a language that is missing, because most institutions write it. */
function textFor<Text extends { language: string }>(texts: readonly Text[], wanted: string): Text | undefined {
  return texts.find(({ language }) => language === wanted) ?? texts.find(({ language }) => language === "es") ?? texts[0];
}

/** Who answers there, and the number in E.164. */
export type DeskAddress = { name: string; whatsapp: string };

/** The desk for somebody of these organisations: that of the first one's country. */
export async function findDeskOf(organisationIds: readonly string[]): Promise<DeskAddress | null> {
  const organisation = await db().organisation.findFirst({
    where: { id: { in: [...organisationIds] }, baseCountry: { not: null } },
    select: { baseCountry: true },
    orderBy: { id: "asc" },
  });
  return findDesk(organisation?.baseCountry ?? "");
}

/** Where somebody in this country writes to by WhatsApp: an institution there that is awake, else the programme's own. Null: nowhere. */
export async function findDesk(country: string): Promise<DeskAddress | null> {
  const awake = { partner: true, sleepingSince: null, contact: { whatsapp: { not: null } } } satisfies Prisma.OrganisationWhereInput;
  const select = { name: true, contact: { select: { whatsapp: true } } } satisfies Prisma.OrganisationSelect;
  const orderBy = [{ createdAt: "asc" }, { id: "asc" }] satisfies Prisma.OrganisationOrderByWithRelationInput[];
  const desk =
    (await db().organisation.findFirst({ where: { ...awake, baseCountry: country }, select, orderBy })) ??
    (await db().organisation.findFirst({ where: { ...awake, memberships: { some: { role: "programme_manager", endsAt: null } } }, select, orderBy }));
  return desk?.contact?.whatsapp ? { name: desk.name, whatsapp: desk.contact.whatsapp } : null;
}

/** The desk of this institution, when it takes messages; else as for anybody of the country. */
export async function findDeskAt(institutionId: string | null, country: string): Promise<DeskAddress | null> {
  const institution =
    institutionId === null ? null : await db().organisation.findUnique({ where: { id: institutionId }, select: { name: true, contact: { select: { whatsapp: true } } } });
  return institution?.contact?.whatsapp ? { name: institution.name, whatsapp: institution.contact.whatsapp } : findDesk(country);
}
