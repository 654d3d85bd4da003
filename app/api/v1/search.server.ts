import { type ListingItem, listItems } from "~/features/catalogue/listing-queries.server";
import type { SearchHit, SearchReader, SearchRequest } from "~/features/catalogue/search-engine";
import { type Addresses, solutionUrl } from "./solution";
import type { ApiSolutionItem, ApiSolutions } from "./solutions";

/** Searches, and leaves out what the database says is not public at this moment, whatever the index still holds. */
export async function answerSearch(engine: SearchReader, request: SearchRequest, addresses: Addresses): Promise<ApiSolutions> {
  const result = await engine.search(request);
  const items = new Map(
    (
      await listItems(
        result.hits.map(({ id }) => id),
        request.language,
      )
    ).map((item) => [item.id, item]),
  );
  return {
    query: request.query,
    ...(result.corrected !== undefined && { corrected: result.corrected }),
    total: result.total,
    approximateTotal: result.approximateTotal,
    page: request.page,
    perPage: request.perPage,
    engine: result.engine,
    items: result.hits.flatMap((hit) => {
      const item = items.get(hit.id);
      return item ? [toApiItem(item, hit, request.language, addresses)] : [];
    }),
    facets: result.facets,
  };
}

function toApiItem(item: ListingItem, hit: SearchHit, locale: string, addresses: Addresses): ApiSolutionItem {
  return {
    id: item.id,
    reference: item.reference,
    slug: item.slug,
    url: solutionUrl(item.slug, locale, addresses),
    title: item.title,
    summary: item.summary,
    language: item.language,
    category: item.category,
    countries: item.availableIn,
    institution: item.institution?.slug ?? null,
    institutionName: item.institution?.name ?? null,
    origin: item.origin,
    demonstration: item.demonstration,
    publishedAt: item.publishedAt?.toISOString() ?? null,
    highlights: hit.highlights,
    approximate: hit.approximate,
  };
}
