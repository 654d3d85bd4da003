import { db, type Tx } from "~/platform/database/client.server";
import { publicLink } from "~/platform/values/link";
import type { Contact } from "./form-content";
import { type SolutionContent, SolutionContentSchema } from "./schema";

/** The content that a revision froze, its claims with their lineage and all the evidence that it has. */
export async function readRevisionContent(revisionId: string, client: Tx = db()): Promise<SolutionContent> {
  const row = await client.revision.findUniqueOrThrow({
    where: { id: revisionId },
    include: {
      texts: true,
      places: { orderBy: { position: "asc" } },
      claims: { include: { texts: true, claim: { include: { evidence: { orderBy: [{ createdAt: "desc" }, { id: "desc" }], include: { texts: true } } } } } },
    },
  });
  const claims = [...row.claims].sort((a, b) => a.claim.position - b.claim.position);
  return SolutionContentSchema.parse({
    language: row.language,
    categoryKey: row.categoryKey,
    businessTypes: row.businessTypes,
    sizes: row.sizes,
    sdgs: row.sdgs,
    originCountry: row.originCountry,
    availableIn: row.availableIn,
    adaptableTo: row.adaptableTo,
    since: row.since,
    firmsUsing: row.firmsUsing,
    cost: {
      model: row.costModel === "one_off" ? "one-off" : row.costModel === "per_use" ? "per-use" : row.costModel,
      amount: row.costAmount === null ? null : Number(row.costAmount),
      currency: row.costCurrency,
      period: row.costPeriod,
      commissionPercent: row.commissionPercent === null ? null : Number(row.commissionPercent),
    },
    requirements: { internet: row.internet, device: row.device, setupDays: row.setupDays },
    sourceUrl: publicLink(row.sourceUrl),
    texts: Object.fromEntries(
      row.texts.map(({ language, origin, title, summary, problem, audience, howItWorks, costNote, needs, results }) => [
        language,
        { origin, title, summary, problem, audience, howItWorks, costNote, needs, results },
      ]),
    ),
    places: row.places.map(({ name, country, subdivision, latitude, longitude }) => ({ name, country, subdivision, latitude, longitude })),
    claims: claims.map(({ claimId, texts, figureValue, figureUnit, claim }) => ({
      id: claimId,
      statement: Object.fromEntries(texts.map(({ language, statement }) => [language, statement])),
      figure: figureValue === null ? null : { value: figureValue, unit: figureUnit ?? "" },
      evidence: claim.evidence.map(({ kind, url, publishedAt, texts: titles }) => ({
        kind,
        url: publicLink(url),
        public: publishedAt !== null,
        title: Object.fromEntries(titles.map(({ language, title }) => [language, title])),
      })),
    })),
  });
}

export async function readContact(solutionId: string, client: Tx = db()): Promise<Contact | null> {
  return client.solutionContact.findUnique({
    where: { solutionId },
    select: { personName: true, personRole: true, email: true, whatsapp: true, whatsappAgreed: true },
  });
}
