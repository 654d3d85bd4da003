import { type CatalogueDocument, FACETS } from "./search-engine";

/** A document whose form in an index tells whether two releases make the same of a document. */
export const SAMPLE: Omit<CatalogueDocument, "language"> = {
  id: "00000000-0000-7000-8000-000000000000",
  textLanguage: "es",
  title: "Pagos móviles para colmados",
  summary: "Camiones y andamios compartidos",
  body: "Protección al soldar; soluções de pagamento; deliveries",
  keywords: "República Dominicana",
  otherTexts: "Mobile payments",
  facets: Object.fromEntries(FACETS.map((facet) => [facet, [facet]])) as CatalogueDocument["facets"],
  publishedAt: "2026-01-01T00:00:00.000Z",
  standing: 1,
  version: 1,
};
