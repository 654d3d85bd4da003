import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { createBusinessType, createCategory, createListing, createOrganisation } from "#tests/factories/records";
import { openApiDocument } from "~/api/v1/openapi";
import { type Problem, ProblemSchema } from "~/api/v1/problem";
import { SolutionSchema } from "~/api/v1/solution";
import { type ApiSolutions, SolutionsSchema } from "~/api/v1/solutions";
import { TaxonomiesSchema } from "~/api/v1/taxonomies";
import { postgresSearchEngine } from "~/features/catalogue/postgres-search.server";
import type { CatalogueDocument } from "~/features/catalogue/search-engine";
import { db } from "~/platform/database/client.server";
import { loader as unknownEndpoint } from "~/routes/api.nowhere";
import { loader as solution } from "~/routes/api.v1.solution";
import { loader as solutions } from "~/routes/api.v1.solutions";
import { loader as taxonomies } from "~/routes/api.v1.taxonomies";

let shop: Awaited<ReturnType<typeof createListing>>;
let imported: Awaited<ReturnType<typeof createListing>>;
let ghost: Awaited<ReturnType<typeof createListing>>;

beforeAll(async () => {
  await createCategory();
  await createBusinessType();
  const institution = await createOrganisation({ slug: "camara-del-yaque", name: "Cámara del Yaque" });
  shop = await createListing({
    institutionId: institution.id,
    content: { texts: { es: { title: "Vale del colmado" }, en: { title: "Corner shop voucher", origin: "machine" } }, availableIn: ["DO", "GT"] },
  });
  imported = await createListing({
    origin: "import",
    content: { categoryKey: null, businessTypes: [], language: "fr", texts: { fr: { title: "Filtre à eau" } }, availableIn: [] },
  });
  ghost = await createListing({ content: { texts: { es: { title: "Vale fantasma" } } } });
  await postgresSearchEngine().index([
    document(shop.id, "es", { title: "Vale del colmado", facets: { category: ["agile-payments"], country: ["DO", "GT"], origin: ["submission"] } }),
    document(shop.id, "en", { title: "Corner shop voucher", textLanguage: "en" }),
    document(imported.id, "es", { title: "Filtre à eau", textLanguage: "fr", facets: { origin: ["import"] } }),
    document(ghost.id, "es", { title: "Vale fantasma" }),
  ]);
  // The index is behind: it still has what its owner has just hidden.
  await db().listing.update({ where: { id: ghost.id }, data: { state: "hidden" } });
});

function document(
  id: string,
  language: CatalogueDocument["language"],
  overrides: Partial<Omit<CatalogueDocument, "facets">> & { facets?: Partial<CatalogueDocument["facets"]> },
): CatalogueDocument {
  const { facets, ...rest } = overrides;
  return {
    id,
    language,
    textLanguage: "es",
    title: "",
    summary: "El cliente paga con un mensaje de texto.",
    body: "",
    keywords: "",
    otherTexts: "",
    publishedAt: "2026-05-12T15:00:00.000Z",
    standing: 1,
    version: 1,
    ...rest,
    facets: { category: [], country: [], business: [], sector: [], sdg: [], size: [], cost: [], language: [], origin: [], ...facets },
  };
}

const ask = (query: string) => solutions({ request: new Request(`http://localhost:3000/api/v1/solutions${query}`), params: {}, context: {} });
const found = async (query: string): Promise<ApiSolutions> => {
  const answer = await ask(query);
  expect(answer.status).toBe(200);
  return SolutionsSchema.parse(await answer.json());
};
const problem = async (answer: Response): Promise<Problem> => {
  expect(answer.headers.get("Content-Type")).toContain("application/problem+json");
  return ProblemSchema.parse(await answer.json());
};

describe("/api/v1/solutions", () => {
  it("answers as promised, and leaves out what its owner has hidden since", async () => {
    const answer = await found("?q=vale");
    expect(answer).toMatchObject({ query: "vale", page: 1, perPage: 20, engine: "postgres" });
    expect(answer.items.map(({ id }) => id)).toEqual([shop.id]);
    expect(answer.items[0]).toEqual({
      id: shop.id,
      reference: shop.reference,
      slug: shop.slug,
      url: `http://localhost:3000/es/solutions/${shop.slug}`,
      title: "Vale del colmado",
      summary: "",
      language: "es",
      category: "agile-payments",
      countries: ["DO", "GT"],
      institution: "camara-del-yaque",
      institutionName: "Cámara del Yaque",
      origin: "submission",
      demonstration: false,
      publishedAt: "2026-05-12T15:00:00.000Z",
      highlights: answer.items[0]?.highlights,
      approximate: false,
    });
    expect(answer.items[0]?.highlights.title).toContainEqual({ text: "Vale", match: true });
    expect(answer.facets.country).toMatchObject({ DO: 1, GT: 1 });
  });

  it("shows texts in the language asked for, and says which language they are in", async () => {
    expect((await found("?q=voucher&locale=en")).items.map(({ title, language, url }) => ({ title, language, url }))).toEqual([
      { title: "Corner shop voucher", language: "en", url: `http://localhost:3000/en/solutions/${shop.slug}` },
    ]);
    expect((await found("?origin=import")).items.map(({ title, language, category, institution }) => ({ title, language, category, institution }))).toEqual([
      { title: "Filtre à eau", language: "fr", category: null, institution: null },
    ]);
  });

  it("is free to read from any page", async () => {
    expect((await ask("")).headers.get("Access-Control-Allow-Origin")).toBe("*");
    expect((await ask("?page=0")).headers.get("Access-Control-Allow-Origin")).toBe("*");
  });

  it.each([
    ["?q=%5C", "q"],
    ["?q=%26%7C!()%3A*%3C-%3E", "q"],
    ["?q=%F0%9F%98%80", "q"],
    ["?page=-1", "page"],
    ["?page=1e2", "page"],
    ["?page=999999999", "page"],
    ["?per_page=101", "per_page"],
    ["?per_page=0", "per_page"],
    ["?per_page=%C2%B2", "per_page"],
    ["?locale=fr", "locale"],
    ["?country=XX", "country"],
    ["?country=DO&country=Rep%C3%BAblica", "country"],
    ["?category=nothing-of-ours", "category"],
    ["?business=nothing-of-ours", "business"],
    ["?sector=Z", "sector"],
    ["?sdg=18", "sdg"],
    ["?size=huge", "size"],
    ["?cost=barter", "cost"],
    ["?language=%27;DROP", "language"],
    ["?origin=mars", "origin"],
    ["?sort=price", "sort"],
    [`?q=${"a".repeat(10_000)}`, "q"],
  ])("refuses %s and names the parameter", async (query, field) => {
    const answer = await ask(query);
    expect(answer.status).toBe(400);
    expect(await problem(answer)).toMatchObject({ status: 400, field });
  });

  it.each(["?q=colmado%5C", "?q=colmado%27%22%3B--", "?q=%26%7C!(colmado)%3A*%3C-%3E", "?q=", "?country=&page=&sort=", "?country=do", "?unknown=1", "?page=500", "?q=a%00b"])(
    "answers %s",
    async (query) => {
      await found(query);
    },
  );

  it("never fails, whatever is asked", async () => {
    const names = fc.constantFrom("q", "category", "country", "business", "sector", "sdg", "size", "cost", "language", "origin", "sort", "page", "per_page", "locale", "other");
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(names, fc.oneof(fc.string({ unit: "binary" }), fc.string(), fc.constantFrom("DO", "1", "es", "\u0000", "\\"))), { maxLength: 6 }),
        async (parameters) => {
          const answer = await ask(`?${new URLSearchParams(parameters)}`);
          expect([200, 400]).toContain(answer.status);
          await answer.body?.cancel();
        },
      ),
      { numRuns: 150 },
    );
  });
});

describe("/api/v1/solutions/:id", () => {
  const get = (id: string) => solution({ request: new Request("http://localhost:3000/api/v1/solutions/x"), params: { id }, context: {} });

  it("answers by id, reference and slug alike", async () => {
    const records = await Promise.all([shop.id, shop.reference, shop.slug].map(async (name) => SolutionSchema.parse(await (await get(name)).json())));
    expect(records[1]).toEqual(records[0]);
    expect(records[2]).toEqual(records[0]);
    expect(records[0]?.texts.en).toMatchObject({ title: "Corner shop voucher", origin: "machine" });
  });

  it("leads a former slug to the present one, also when the listing was removed since", async () => {
    const moved = await createListing({ slug: "nombre-nuevo" });
    const gone = await createListing({ slug: "retirada-nueva", state: "removed", removedReason: "duplicate" });
    const hidden = await createListing({ slug: "oculta-nueva", state: "hidden" });
    for (const [slug, listing] of [
      ["nombre-viejo", moved],
      ["retirada-vieja", gone],
      ["oculta-vieja", hidden],
    ] as const) {
      await db().listingSlug.create({ data: { slug, listingId: listing.id, createdAt: new Date("2026-05-12T15:00:00Z") } });
    }
    const answers = await Promise.all(["nombre-viejo", "retirada-vieja", "oculta-vieja"].map((slug) => get(slug)));
    expect(answers.map(({ status, headers }) => [status, headers.get("Location")])).toEqual([
      [301, "/api/v1/solutions/nombre-nuevo"],
      [301, "/api/v1/solutions/retirada-nueva"],
      [404, null],
    ]);
  });

  it("answers hostile names with a problem document", async () => {
    for (const name of ["", "..", "%", "a".repeat(5_000), "\\", "S-0000-00000", "00000000-0000-0000-0000-000000000000", "' OR 1=1", "😀"]) {
      const answer = await get(name);
      expect(answer.status).toBe(404);
      expect(await problem(answer)).toMatchObject({ title: "solution" });
    }
  });

  it("shows an archived listing and says so", async () => {
    const { slug } = await createListing({ state: "archived" });
    expect(SolutionSchema.parse(await (await get(slug)).json()).state).toBe("archived");
  });
});

describe("/api/v1/taxonomies", () => {
  it("names every key in three languages", async () => {
    const answer = TaxonomiesSchema.parse(await (await taxonomies()).json());
    expect(answer.sdgs).toHaveLength(17);
    expect(answer.sectors.map(({ key }) => key).join("")).toBe("ABCDEFGHIJKLMNOPQRSTU");
    expect(answer.countries).toContainEqual({ key: "GT", labels: { es: "Guatemala", en: "Guatemala", pt: "Guatemala" } });
    expect(answer.languages.map(({ key }) => key)).toEqual(["es", "fr"]);
    expect(answer.categories.find(({ key }) => key === "agile-payments")).toMatchObject({ retired: false, labels: { es: "Medios de pago ágiles" } });
    for (const { labels } of [...answer.sizes, ...answer.costModels, ...answer.sectors, ...answer.sdgs]) expect(Object.keys(labels)).toEqual(["es", "en", "pt"]);
  });
});

describe("an endpoint that is not there", () => {
  it("answers with a problem document", async () => {
    const answer = await unknownEndpoint();
    expect(answer.status).toBe(404);
    await problem(answer);
  });
});

describe("whoever sends something to the API", () => {
  it.each(["solutions", "solution", "taxonomies", "openapi", "nowhere"])("is told by a problem document that it is for reading only: %s", async (name) => {
    const { action } = (await import(`../../app/routes/api.${name === "nowhere" ? "" : "v1."}${name}.ts`)) as { action: () => Response };
    const answer = action();
    expect([answer.status, answer.headers.get("Allow"), answer.headers.get("Access-Control-Allow-Origin")]).toEqual([405, "GET, HEAD", "*"]);
    expect(await problem(answer)).toMatchObject({ status: 405 });
  });
});

describe("/api/v1/openapi.json", () => {
  const description = openApiDocument("https://solucionario.example");
  const text = JSON.stringify(description);

  it("refers only to what it holds", () => {
    const references = [...text.matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name ?? "");
    expect(references.length).toBeGreaterThan(8);
    expect(references.filter((name) => !(name in description.components.schemas))).toEqual([]);
    expect(text).not.toContain("$defs");
    expect(text).not.toContain('"additionalProperties":false');
  });

  it("names every parameter of the search", () => {
    const parameters = description.paths["/api/v1/solutions"].get.parameters;
    expect(parameters.map(({ name }) => name)).toEqual([
      "q",
      "locale",
      "category",
      "country",
      "business",
      "sector",
      "sdg",
      "size",
      "cost",
      "language",
      "origin",
      "sort",
      "page",
      "per_page",
    ]);
    expect(parameters.find(({ name }) => name === "per_page")?.schema).toMatchObject({ type: "integer", minimum: 1, maximum: 100, default: 20 });
    expect(parameters.find(({ name }) => name === "country")).toMatchObject({ explode: true, schema: { type: "array" } });
  });
});
