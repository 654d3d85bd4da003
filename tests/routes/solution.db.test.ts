import { beforeAll, describe, expect, it } from "vitest";
import { createBusinessType, createCategory, createListing, createOrganisation, MADE_AT, verifyClaim } from "#tests/factories/records";
import { listRelatedIds } from "~/features/catalogue/listing-queries.server";
import type { ListingRecord } from "~/features/catalogue/listing-record";
import { db } from "~/platform/database/client.server";
import { newId } from "~/platform/ids";
import { loader } from "~/routes/solution";

beforeAll(async () => {
  await createCategory();
  await createCategory("logistics");
  await createBusinessType();
});

async function open(slug: string, query = "", locale = "es"): Promise<Response> {
  try {
    return await loader({ request: new Request(`http://localhost:3000/${locale}/solutions/${slug}${query}`), params: { locale, slug }, context: {} });
  } catch (thrown) {
    if (thrown instanceof Response) return thrown;
    throw thrown;
  }
}

const read = async (slug: string, query = "", locale = "es") =>
  (await (await open(slug, query, locale)).json()) as { listing: ListingRecord<string>; text: { language: string; title: string }; related: Array<{ id: string }> };

describe("the page of a solution", () => {
  it.each([
    ["published", 200],
    ["needs_confirmation", 200],
    ["archived", 200],
    ["unpublished", 404],
    ["hidden", 404],
    ["suspended", 404],
    ["removed", 410],
  ] as const)("answers for a %s listing with %i", async (state, status) => {
    const { slug } = await createListing({ state });
    expect((await open(slug)).status).toBe(status);
  });

  it("gives a removed listing's reason and day, and nothing else", async () => {
    const { slug } = await createListing({ state: "removed", removedReason: "duplicate", content: { texts: { es: { title: "Título retirado" } } } });
    expect(await (await open(slug)).json()).toEqual({ code: "gone", reason: "duplicate", since: MADE_AT.toISOString() });
  });

  it("leads a former address to the present one, in the same language", async () => {
    const { id, slug } = await createListing();
    await db().listingSlug.create({ data: { slug: "asi-se-llamaba", listingId: id, createdAt: MADE_AT } });
    const answer = await open("asi-se-llamaba", "", "pt");
    expect([answer.status, answer.headers.get("Location")]).toEqual([301, `/pt/solutions/${slug}`]);
  });

  it("knows nothing of what was never there, however it is spelt", async () => {
    for (const slug of ["", "nunca", "..", "%", "\\", "a".repeat(3_000), "' OR 1=1 --", "😀"]) expect((await open(slug)).status).toBe(404);
  });

  it("shows the text in the reader's language, else the nearest, else its own", async () => {
    const { slug } = await createListing({ content: { texts: { es: { title: "Vale" }, en: { title: "Voucher" } } } });
    expect((await read(slug, "", "en")).text).toMatchObject({ language: "en", title: "Voucher" });
    expect((await read(slug, "", "pt")).text).toMatchObject({ language: "es" });
    const french = await createListing({ content: { language: "fr", texts: { fr: { title: "Filtre" } } } });
    expect((await read(french.slug)).text).toMatchObject({ language: "fr" });
  });

  it("shows a language that the interface does not speak when it is asked for by name", async () => {
    const { slug } = await createListing({ content: { language: "fr", texts: { fr: { title: "Filtre" }, es: { title: "Filtro" } } } });
    expect((await read(slug)).text.title).toBe("Filtro");
    expect((await read(slug, "?text=fr")).text.title).toBe("Filtre");
    expect((await read(slug, "?text=xx")).text.title).toBe("Filtro");
  });
});

describe("a claim", () => {
  const claims = [{ statement: { es: "38 negocios la usan" }, evidence: [] }];

  it("is verified while an institution vouches for exactly its words", async () => {
    const institution = await createOrganisation();
    const { slug, claimIds, revisionId } = await createListing({ content: { claims } });
    await verifyClaim(claimIds[0] ?? "", revisionId, institution.id);
    const { listing } = await read(slug);
    expect(listing.claims.map(({ status, verifications }) => [status, verifications.map((one) => one.institution.slug)])).toEqual([["verified", [institution.slug]]]);
  });

  it("is declared again once its words are others than those that were verified", async () => {
    const institution = await createOrganisation();
    const { slug, claimIds, revisionId } = await createListing({ content: { claims } });
    await verifyClaim(claimIds[0] ?? "", revisionId, institution.id, { contentHash: "of other words" });
    expect((await read(slug)).listing.claims.map(({ status, verifications }) => ({ status, verifications }))).toEqual([{ status: "declared", verifications: [] }]);
  });

  it("is declared again once its verification lapsed", async () => {
    const institution = await createOrganisation();
    const { slug, claimIds, revisionId } = await createListing({ content: { claims } });
    await verifyClaim(claimIds[0] ?? "", revisionId, institution.id, { lapsedAt: MADE_AT });
    expect((await read(slug)).listing.claims[0]?.status).toBe("declared");
  });

  it("shows the evidence that its owner published, and no other", async () => {
    const evidence = [
      { kind: "link" as const, title: { es: "A la vista" }, url: "https://a.example", public: true },
      { kind: "document" as const, title: { es: "Guardada" }, url: "https://b.example", public: false },
    ];
    const { slug } = await createListing({ content: { claims: [{ statement: { es: "Es así" }, evidence }] } });
    const body = JSON.stringify(await read(slug));
    expect(body).toContain("A la vista");
    expect(body).not.toContain("Guardada");
    expect(body).not.toContain("b.example");
  });
});

describe("an imported listing", () => {
  it("names its source and the source's licence", async () => {
    const { slug, solutionId } = await createListing({ origin: "import" });
    const row = { target: "solution", contentHash: "x", gaps: [], unmapped: {}, firstSeenAt: MADE_AT, updatedAt: MADE_AT };
    await db().importedRecord.create({ data: { ...row, source: "otro-registro", sourceId: "7", targetId: solutionId } });
    expect((await read(slug)).listing.source).toEqual({ key: "otro-registro", name: "otro-registro", url: null, licence: null });
    const value = { name: "Otro registro", url: "https://otro.example/", licence: "CC BY 4.0" };
    await db().installationFact.create({ data: { key: "import-source:otro-registro", value, at: MADE_AT } });
    expect((await read(slug)).listing.source).toEqual({ key: "otro-registro", ...value });
  });
});

describe("related solutions", () => {
  it("are of the same topic, near ones first, and only public ones", async () => {
    const make = (availableIn: string[], overrides: object = {}) => createListing({ content: { categoryKey: "logistics", availableIn }, ...overrides });
    const [own, far, near, imported] = [await make(["BZ"]), await make(["MX"]), await make(["BZ", "GT"]), await make(["BZ"], { origin: "import" })];
    await make(["BZ"], { state: "hidden" });
    await createListing({ id: newId(MADE_AT), content: { categoryKey: "agile-payments", availableIn: ["BZ"] } });
    expect(await listRelatedIds({ id: own.id, category: "logistics", availableIn: ["BZ"] }, 5)).toEqual([near.id, imported.id, far.id]);
    expect((await read(own.slug)).related.map(({ id }) => id)).toEqual([near.id, imported.id, far.id]);
  });
});
