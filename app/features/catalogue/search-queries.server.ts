import type { Card } from "./card";
import { findCards } from "./queries.server";
import { searchEngine } from "./search.server";
import type { Facet, FacetCounts, SearchHit, SearchRequest } from "./search-engine";
import { selectedValues, without } from "./search-params";

export type FoundCard = { card: Card; hit: SearchHit };

export type FoundSolutions = {
  /** As asked, but for a page past the end, which became the first. */
  request: SearchRequest;
  pastEnd: boolean;
  total: number;
  full: FoundCard[];
  approximate: FoundCard[];
  corrected: string | null;
  facets: FacetCounts;
  /** Only when nothing was found: which filters stand in the way, and how much there is without each, or without all. */
  wayOut: WayOut | null;
};

export type WayOut = { without: Array<{ facet: Facet; value: string; total: number }>; withoutAny: number };

/** More searches than these would make a page that found nothing the dearest of all. */
const MAX_WAYS_OUT = 6;

/** Searches, then keeps what the database says is public at this moment. */
export async function findSolutions(asked: SearchRequest): Promise<FoundSolutions> {
  const engine = searchEngine();
  let request = asked;
  let result = await engine.search(request);
  const pastEnd = result.hits.length === 0 && result.total > 0 && request.page > 1;
  if (pastEnd) {
    request = { ...asked, page: 1 };
    result = await engine.search(request);
  }
  const cards = await findCards(
    result.hits.map(({ id }) => id),
    request.language,
  );
  const found = result.hits.flatMap((hit) => {
    const card = cards.get(hit.id);
    return card ? [{ card, hit }] : [];
  });
  return {
    request,
    pastEnd,
    total: result.total,
    full: found.filter(({ hit }) => !hit.approximate),
    approximate: found.filter(({ hit }) => hit.approximate),
    corrected: result.corrected ?? null,
    facets: result.facets,
    wayOut: result.total === 0 ? await findWayOut(request) : null,
  };
}

async function findWayOut(request: SearchRequest): Promise<WayOut> {
  const count = async (filters: SearchRequest["filters"]) => (await searchEngine().search({ ...request, filters, page: 1, perPage: 1 })).total;
  const selected = selectedValues(request.filters).slice(0, MAX_WAYS_OUT);
  const [withoutAny, ...totals] = await Promise.all([selected.length > 1 ? count({}) : 0, ...selected.map(({ facet, value }) => count(without(request.filters, facet, value)))]);
  return {
    without: selected.map((one, index) => ({ ...one, total: totals[index] ?? 0 })).filter(({ total }) => total > 0),
    withoutAny: withoutAny ?? 0,
  };
}
