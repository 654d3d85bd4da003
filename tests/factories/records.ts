import { insertRevisions, insertSolutions, takeReferences } from "~/features/submissions/repository.server";
import { type SolutionContent, type SolutionContentInput, SolutionContentSchema } from "~/features/submissions/schema";
import { db, type Prisma, transaction } from "~/platform/database/client.server";
import { newId } from "~/platform/ids";

/** The moment that factories make things at. */
export const MADE_AT = new Date("2026-05-12T15:00:00Z");
let counter = 0;

type OrganisationOverrides = Partial<Prisma.OrganisationCreateInput> & { email?: string; whatsapp?: string };

/** A partner institution unless told otherwise. */
export async function createOrganisation({ email, whatsapp, ...overrides }: OrganisationOverrides = {}): Promise<{ id: string; slug: string; name: string }> {
  counter += 1;
  const id = newId(MADE_AT);
  return db().organisation.create({
    data: {
      id,
      slug: `institucion-${counter}`,
      kind: "chamber",
      partner: true,
      name: `Cámara de Prueba ${counter}`,
      baseCountry: "DO",
      countriesCovered: ["DO"],
      createdAt: MADE_AT,
      updatedAt: MADE_AT,
      ...overrides,
      ...((email || whatsapp) && { contact: { create: { email: email ?? null, whatsapp: whatsapp ?? null } } }),
    },
    select: { id: true, slug: true, name: true },
  });
}

export async function createCategory(key = "agile-payments"): Promise<void> {
  await db().category.upsert({
    where: { key },
    update: {},
    create: {
      key,
      position: 1,
      icon: "phone",
      texts: {
        create: [
          { language: "es", label: "Medios de pago ágiles", shortLabel: "Pagos", description: "Cobrar sin efectivo." },
          { language: "en", label: "Agile payments", shortLabel: "Payments", description: "Getting paid without cash." },
          { language: "pt", label: "Meios de pagamento ágeis", shortLabel: "Pagamentos", description: "Receber sem dinheiro vivo." },
        ],
      },
    },
  });
}

export async function createBusinessType(key = "corner-shop", isicSection = "G"): Promise<void> {
  await db().businessType.upsert({
    where: { key },
    update: {},
    create: { key, position: 1, isicSection, texts: { create: [{ language: "es", label: "Colmado o pulpería", alsoCalled: ["pulpería"] }] } },
  });
}

/** A whole content in Spanish; overrides replace its top-level fields. */
export function solutionContent(overrides: Partial<SolutionContentInput> = {}): SolutionContent {
  counter += 1;
  return SolutionContentSchema.parse({
    language: "es",
    categoryKey: "agile-payments",
    businessTypes: ["corner-shop"],
    sizes: ["1-5"],
    sdgs: [8],
    originCountry: "DO",
    availableIn: ["DO"],
    adaptableTo: ["GT"],
    since: "2021-03",
    firmsUsing: 38,
    cost: { model: "subscription", amount: 250, currency: "DOP", period: "month" },
    requirements: { internet: "none", device: "basic-phone", setupDays: 2 },
    texts: {
      es: {
        title: `Vale del colmado ${counter}`,
        summary: "El cliente paga con un mensaje de texto.",
        problem: "Los clientes compran fiado y pagan tarde.",
        audience: "Colmados de barrio.",
        howItWorks: "El colmado marca un código y el cliente responde.",
        costNote: "250 pesos al mes.",
        needs: "Un teléfono cualquiera.",
        results: "38 colmados cobran a tiempo.",
      },
    },
    places: [{ name: "Santiago", country: "DO", latitude: 19.45, longitude: -70.69 }],
    claims: [],
    ...overrides,
  });
}

type ListingOverrides = Partial<Omit<Prisma.ListingUncheckedCreateInput, "slug">> & {
  slug?: string;
  content?: Partial<SolutionContentInput>;
  organisationId?: string;
  contact?: Omit<Prisma.SolutionContactUncheckedCreateInput, "solutionId">;
};

/** A published listing of origin `submission`, with its solution, revision and claims. */
export async function createListing({ content: contentOverrides, organisationId, contact, ...overrides }: ListingOverrides = {}) {
  counter += 1;
  const content = solutionContent(contentOverrides);
  const [id, solutionId, revisionId] = [overrides.id ?? newId(MADE_AT), newId(MADE_AT), newId(MADE_AT)];
  const slug = overrides.slug ?? `vale-del-colmado-${counter}`;
  return transaction(async (tx) => {
    const [reference = ""] = await takeReferences(tx, 2026, 1);
    const origin = overrides.origin ?? "submission";
    const demonstration = overrides.demonstration ?? false;
    await insertSolutions(tx, [{ id: solutionId, reference, organisationId: organisationId ?? null, origin, demonstration }], MADE_AT);
    if (contact) await tx.solutionContact.create({ data: { solutionId, ...contact } });
    const claims = await insertRevisions(tx, [{ id: revisionId, solutionId, number: 1, content }], MADE_AT);
    await tx.listing.create({
      data: {
        solutionId,
        revisionId,
        origin,
        state: "published",
        stateSince: MADE_AT,
        publishedAt: MADE_AT,
        createdAt: MADE_AT,
        updatedAt: MADE_AT,
        ...overrides,
        id,
        slug,
      },
    });
    return { id, slug, reference, solutionId, revisionId, claimIds: claims.get(revisionId) ?? [] };
  });
}

/** So many listings with nothing of their own, at once; returns their ids. */
export function createListings(count: number): Promise<string[]> {
  const made = Array.from({ length: count }, (_, number) => {
    const [id, solutionId, revisionId] = [newId(MADE_AT), newId(MADE_AT), newId(MADE_AT)];
    return { id, solutionId, revisionId, slug: `de-muchos-${number}-${id}` };
  });
  return transaction(async (tx) => {
    const references = await takeReferences(tx, 2026, count);
    await insertSolutions(
      tx,
      made.map(({ solutionId }, at) => ({ id: solutionId, reference: references[at] ?? "", organisationId: null, origin: "submission", demonstration: false })),
      MADE_AT,
    );
    await insertRevisions(
      tx,
      made.map(({ solutionId, revisionId }) => ({ id: revisionId, solutionId, number: 1, content: solutionContent() })),
      MADE_AT,
    );
    const dates = { stateSince: MADE_AT, publishedAt: MADE_AT, createdAt: MADE_AT, updatedAt: MADE_AT };
    await tx.listing.createMany({ data: made.map((one) => ({ ...one, ...dates, origin: "submission", state: "published" })) });
    return made.map(({ id }) => id);
  });
}

/** An institution vouches for a claim as a revision states it. */
export async function verifyClaim(claimId: string, revisionId: string, institutionId: string, overrides: Partial<Prisma.VerificationUncheckedCreateInput> = {}): Promise<void> {
  const { contentHash } = await db().claimVersion.findUniqueOrThrow({ where: { claimId_revisionId: { claimId, revisionId } }, select: { contentHash: true } });
  await db().verification.create({ data: { id: newId(MADE_AT), claimId, contentHash, institutionId, method: "visit", verifiedAt: MADE_AT, ...overrides } });
}
