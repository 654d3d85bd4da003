import { beforeAll, describe, expect, it } from "vitest";
import { createCategory, createListing, createOrganisation, MADE_AT } from "#tests/factories/records";
import { db } from "~/platform/database/client.server";
import { newId } from "~/platform/ids";
import { loader as countries } from "~/routes/countries";
import { loader as country } from "~/routes/country";
import { loader as institution } from "~/routes/institution";
import { loader as institutions } from "~/routes/institutions";
import { loader as openData } from "~/routes/open-data";
import { loader as sitemap } from "~/routes/sitemap";

const at = (path: string, params: Record<string, string> = {}) => ({ request: new Request(`http://localhost:3000${path}`), params: { locale: "es", ...params }, context: {} });

async function statusOf(answer: Promise<unknown>): Promise<number> {
  try {
    await answer;
    return 200;
  } catch (thrown) {
    if (thrown instanceof Response) return thrown.status;
    throw thrown;
  }
}

let chamber: Awaited<ReturnType<typeof createOrganisation>>;
let here: Awaited<ReturnType<typeof createListing>>;
let adaptable: Awaited<ReturnType<typeof createListing>>;

beforeAll(async () => {
  await createCategory();
  chamber = await createOrganisation({
    slug: "camara-del-yaque",
    baseCountry: "DO",
    email: "secreto@camara.example",
    whatsapp: "+99987654321",
    texts: { create: [{ language: "es", summary: "Recibe pagos", about: "Cámara de comercio" }] },
  });
  await createOrganisation({ slug: "fondo-importado", kind: "fund", partner: false, origin: "import" });
  here = await createListing({ institutionId: chamber.id, content: { availableIn: ["DO"], adaptableTo: ["GT"] } });
  adaptable = await createListing({ content: { categoryKey: null, availableIn: ["GT"], adaptableTo: ["DO", "GT"] } });
  await createListing({ state: "hidden", institutionId: chamber.id, slug: "oculta", content: { availableIn: ["DO", "HN"], adaptableTo: ["DO"] } });
  await db().need.create({
    data: {
      id: newId(MADE_AT),
      slug: "necesidad",
      language: "es",
      country: "DO",
      businessType: "corner-shop",
      size: "1-5",
      state: "open",
      createdAt: MADE_AT,
      texts: { create: [{ language: "es", origin: "author", title: "Busco cobrar", text: "Mis clientes pagan tarde" }] },
    },
  });
});

describe("the page of a country", () => {
  it("counts what works there apart from what could", async () => {
    const page = await country(at("/es/countries/DO", { code: "DO" }));
    expect(page.available).toMatchObject({ total: 1, cards: [{ id: here.id }] });
    expect(page.adaptable).toMatchObject({ total: 1, cards: [{ id: adaptable.id }] });
    expect(page.byCategory).toEqual({ "agile-payments": 1 });
    expect(page.needs.map(({ title }) => title)).toEqual(["Busco cobrar"]);
    expect(page.institutions.map(({ institution: { slug }, accepted }) => [slug, accepted])).toEqual([["camara-del-yaque", 1]]);
    expect(JSON.stringify(page)).not.toMatch(/secreto@|99987654321|oculta/);
  });

  it("does not offer as adaptable what works there already", async () => {
    expect((await country(at("/es/countries/GT", { code: "GT" }))).adaptable).toMatchObject({ total: 1, cards: [{ id: here.id }] });
  });

  it("has one spelling, which others lead to", async () => {
    expect(await statusOf(country(at("/es/countries/gt", { code: "gt" })))).toBe(301);
  });

  it("exists for countries without anything, and for nothing else", async () => {
    expect((await country(at("/es/countries/FR", { code: "FR" }))).available.total).toBe(0);
    for (const code of ["XX", "DOM", "", "\\", "D O", "😀"]) expect(await statusOf(country(at("/es/countries/x", { code })))).toBe(404);
  });
});

describe("the list of countries", () => {
  it("counts what works in each today", async () => {
    const { others } = await countries(at("/es/countries"));
    expect(others.sort((a, b) => a.country.localeCompare(b.country))).toEqual([
      { country: "DO", total: 1 },
      { country: "GT", total: 1 },
    ]);
  });
});

describe("institutions", () => {
  it("are partners only: an imported organisation has no page", async () => {
    expect((await institutions(at("/es/institutions"))).institutions.map(({ institution: { slug } }) => slug)).toEqual(["camara-del-yaque"]);
    for (const slug of ["fondo-importado", "nunca", "", "\\"]) expect(await statusOf(institution(at("/es/institutions/x", { slug })))).toBe(404);
  });

  it("show what they accepted and is public, and never how to reach them by number or mail", async () => {
    const page = await institution(at("/es/institutions/camara-del-yaque", { slug: "camara-del-yaque" }));
    expect(page).toMatchObject({ total: 1, cards: [{ id: here.id }], institution: { about: "Cámara de comercio" } });
    expect(JSON.stringify(page)).not.toMatch(/secreto@|99987654321|oculta/);
  });

  it("say what open editions send them, and when that is nothing", async () => {
    const reviews = async () => (await institution(at("/es/institutions/camara-del-yaque", { slug: "camara-del-yaque" }))).institution.reviews;
    expect(await reviews()).toBe(null);
    const times = { createdAt: MADE_AT, updatedAt: MADE_AT };
    const rules = { graceMinutes: 0, serviceLevelDays: 30, reviewersPerSubmission: 1, blind: false };
    const edition = {
      ...times,
      ...rules,
      id: newId(MADE_AT),
      key: "primera",
      kind: "rolling" as const,
      timeZone: "America/Santo_Domingo",
      opensAt: new Date("2020-01-01T00:00:00Z"),
    };
    const routing = { organisationId: chamber.id, countries: ["DO"], categories: ["agile-payments"], priority: 1 };
    await db().edition.create({ data: { ...edition, institutions: { create: routing } } });
    expect(await reviews()).toEqual([{ countries: ["DO"], categories: ["agile-payments"] }]);
    await db().editionInstitution.updateMany({ data: { categories: [] } });
    expect(await reviews()).toEqual([]);
    await db().edition.updateMany({ data: { closesAt: new Date("2020-02-01T00:00:00Z") } });
    expect(await reviews()).toBe(null);
  });

  it("speak the reader's language where they have it, else Spanish, and say which", async () => {
    const { institution: shown } = await institution(at("/pt/institutions/camara-del-yaque", { slug: "camara-del-yaque", locale: "pt" }));
    expect(shown).toMatchObject({ language: "es", summary: "Recibe pagos" });
  });
});

describe("the page of the open data", () => {
  it("counts what can be downloaded", async () => {
    expect(await openData(at("/es/data"))).toMatchObject({ count: 2, demonstration: false });
  });
});

describe("the sitemap", () => {
  it("names every public page in three languages, and nothing that is hidden", async () => {
    const text = await (await sitemap(at("/sitemap.xml"))).text();
    const addresses = [...text.matchAll(/<loc>([^<]+)<\/loc>/g)].map(([, address]) => address);
    for (const locale of ["es", "en", "pt"]) {
      expect(addresses).toContain(`http://localhost:3000/${locale}`);
      expect(addresses).toContain(`http://localhost:3000/${locale}/solutions/${here.slug}`);
      expect(addresses).toContain(`http://localhost:3000/${locale}/countries/GT`);
      expect(addresses).toContain(`http://localhost:3000/${locale}/institutions/camara-del-yaque`);
    }
    expect(new Set(addresses).size).toBe(addresses.length);
    expect(text).not.toMatch(/oculta|fondo-importado|countries\/HN/);
    expect(text.match(/hreflang="pt"/g)).toHaveLength(addresses.length);
  });

  it("has only the parts that it has", async () => {
    expect(await statusOf(sitemap(at("/sitemap.xml?part=1")))).toBe(200);
    for (const part of ["0", "2", "x", "-1", "999999"]) expect(await statusOf(sitemap(at(`/sitemap.xml?part=${part}`)))).toBe(404);
  });

  it("is empty while demonstration content is loaded", async () => {
    await db().installationFact.create({ data: { key: "demonstration", value: true, at: MADE_AT } });
    // Whether there is any is remembered for two seconds.
    await expect.poll(async () => (await (await sitemap(at("/sitemap.xml"))).text()).includes("<loc>"), { timeout: 4_000 }).toBe(false);
  });
});
