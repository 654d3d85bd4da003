import type { Prisma } from "~/platform/database/client.server";
import { publicLink } from "~/platform/values/link";
import { DEVICE_NEEDS, EVIDENCE_KINDS, INTERNET_NEEDS, SIZES, VERIFICATION_METHODS } from "../submissions/schema";
import type { ListingClaim, ListingCost, ListingRecord, ListingSource, ListingText } from "./listing-record";
import { isReadable } from "./status";

/**
 * Every column that leaves the house, and none besides. A column that is not named here is not read, so it can't be
 * shown by mistake; private evidence is left out by the database itself.
 */
export const LISTING_SELECT = {
  id: true,
  solutionId: true,
  slug: true,
  state: true,
  origin: true,
  demonstration: true,
  publishedAt: true,
  confirmedAt: true,
  updatedAt: true,
  institution: { select: { slug: true, name: true } },
  solution: {
    select: {
      reference: true,
      organisation: { select: { slug: true, name: true, kind: true, baseCountry: true, website: true } },
    },
  },
  submission: {
    select: {
      decisions: { where: { outcome: "accepted", revokedAt: null, announcedAt: { not: null } }, select: { announcedAt: true }, orderBy: { announcedAt: "desc" }, take: 1 },
    },
  },
  revision: {
    select: {
      language: true,
      categoryKey: true,
      businessTypes: true,
      sizes: true,
      sdgs: true,
      originCountry: true,
      availableIn: true,
      adaptableTo: true,
      since: true,
      firmsUsing: true,
      costModel: true,
      costAmount: true,
      costCurrency: true,
      costPeriod: true,
      commissionPercent: true,
      internet: true,
      device: true,
      setupDays: true,
      sourceUrl: true,
      texts: {
        select: {
          language: true,
          origin: true,
          sourceHash: true,
          title: true,
          summary: true,
          problem: true,
          audience: true,
          howItWorks: true,
          costNote: true,
          needs: true,
          results: true,
        },
        orderBy: { language: "asc" },
      },
      places: { select: { name: true, country: true, subdivision: true, latitude: true, longitude: true }, orderBy: { position: "asc" } },
      claims: {
        select: {
          contentHash: true,
          figureValue: true,
          figureUnit: true,
          texts: { select: { language: true, statement: true } },
          claim: {
            select: {
              id: true,
              position: true,
              verifications: {
                where: { lapsedAt: null },
                select: { contentHash: true, method: true, verifiedAt: true, institution: { select: { slug: true, name: true } } },
                orderBy: [{ verifiedAt: "asc" }, { id: "asc" }],
              },
              evidence: {
                where: { publishedAt: { not: null } },
                select: { kind: true, url: true, texts: { select: { language: true, title: true } } },
                orderBy: [{ createdAt: "asc" }, { id: "asc" }],
              },
            },
          },
        },
      },
    },
  },
} as const satisfies Prisma.ListingSelect;

export type ListingRow = Prisma.ListingGetPayload<{ select: typeof LISTING_SELECT }>;

/** What rows alone don't say: facts that stand in tables without a relation. */
export type ListingContext = {
  /** ISIC section by business type. */
  sectors: ReadonlyMap<string, string>;
  /** Import source by solution. */
  sources: ReadonlyMap<string, ListingSource>;
};

export function toListingRecord(row: ListingRow, context: ListingContext): ListingRecord {
  if (!isReadable(row.state)) throw new Error("A listing that nobody may read was about to be shown.");
  const { revision, solution } = row;
  const organisation = solution.organisation;
  return {
    id: row.id,
    solutionId: row.solutionId,
    reference: solution.reference,
    slug: row.slug,
    state: row.state,
    origin: row.origin,
    source: row.origin === "import" ? (context.sources.get(row.solutionId) ?? null) : null,
    demonstration: row.demonstration,
    publishedAt: row.publishedAt,
    confirmedAt: row.confirmedAt,
    updatedAt: row.updatedAt,
    acceptedAt: row.submission?.decisions[0]?.announcedAt ?? null,
    language: revision.language,
    texts: toTexts(revision),
    category: revision.categoryKey,
    businessTypes: revision.businessTypes,
    sectors: [...new Set(revision.businessTypes.flatMap((key) => context.sectors.get(key) ?? []))].sort(),
    sizes: SIZES.filter((size) => revision.sizes.includes(size)),
    sdgs: revision.sdgs,
    originCountry: revision.originCountry,
    availableIn: revision.availableIn,
    adaptableTo: revision.adaptableTo,
    places: revision.places,
    since: revision.since,
    firmsUsing: revision.firmsUsing,
    cost: toCost(revision),
    requirements: { internet: known(INTERNET_NEEDS, revision.internet), device: known(DEVICE_NEEDS, revision.device), setupDays: revision.setupDays },
    sourceUrl: publicLink(revision.sourceUrl),
    organisation: organisation && {
      slug: organisation.slug,
      name: organisation.name,
      kind: organisation.kind,
      country: organisation.baseCountry,
      website: publicLink(organisation.website),
    },
    institution: row.institution,
    claims: toClaims(revision.claims),
  };
}

function toTexts(revision: ListingRow["revision"]): ListingText[] {
  const own = revision.texts.find((text) => text.language === revision.language);
  return revision.texts.map(({ sourceHash, ...text }) => ({ ...text, stale: own !== undefined && sourceHash !== own.sourceHash }));
}

export function toCost(revision: Pick<ListingRow["revision"], "costModel" | "costAmount" | "costCurrency" | "costPeriod" | "commissionPercent">): ListingCost {
  return {
    model: revision.costModel && COST_MODEL_KEYS[revision.costModel],
    amount: revision.costAmount?.toNumber() ?? null,
    currency: revision.costCurrency,
    period: revision.costPeriod,
    commissionPercent: revision.commissionPercent?.toNumber() ?? null,
  };
}

/** The contract's keys have hyphens, which a PostgreSQL enum's Prisma names can't have. */
const COST_MODEL_KEYS = { free: "free", subscription: "subscription", one_off: "one-off", per_use: "per-use", commission: "commission", quote: "quote" } as const;

function toClaims(rows: ListingRow["revision"]["claims"]): ListingClaim[] {
  return [...rows]
    .sort((a, b) => a.claim.position - b.claim.position || (a.claim.id < b.claim.id ? -1 : 1))
    .map(({ claim, ...version }) => {
      // A verification vouches for the words it was given for: after they changed, the claim is declared again.
      const verifications = claim.verifications.filter(({ contentHash }) => contentHash === version.contentHash);
      return {
        id: claim.id,
        statement: Object.fromEntries(version.texts.map(({ language, statement }) => [language, statement])),
        figure: version.figureValue === null ? null : { value: version.figureValue, unit: version.figureUnit ?? "" },
        status: verifications.length > 0 ? "verified" : "declared",
        verifications: verifications.map(({ institution, method, verifiedAt }) => ({ institution, method: known(VERIFICATION_METHODS, method), verifiedAt })),
        evidence: claim.evidence.map(({ kind, url, texts }) => ({
          kind: known(EVIDENCE_KINDS, kind),
          url: publicLink(url),
          title: Object.fromEntries(texts.map(({ language, title }) => [language, title])),
        })),
      };
    });
}

function known<Key extends string>(keys: readonly Key[], value: string | null): Key | null {
  return keys.find((key) => key === value) ?? null;
}
