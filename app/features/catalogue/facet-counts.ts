import { FACETS, type Facet, type FacetCounts, type FacetSelection } from "./search-engine";

/** Combinations of facet values, by number. */
export type FacetSets = {
  sets: ReadonlyMap<number, readonly number[]>;
  values: ReadonlyMap<number, { facet: Facet; value: string }>;
};

export type Counted = { total: number; counts: FacetCounts };

/**
 * Disjunctive counts: what fails no filter counts for all its values; what fails one facet's filter only, for the
 * values of that facet. `documents[i]` matches have the combination `matched[i]`.
 */
export function countFacets({ sets, values }: FacetSets, matched: readonly number[], documents: readonly number[], selection: FacetSelection): Counted {
  const filters = FACETS.flatMap((facet) => {
    const selected = selection[facet] ?? [];
    return selected.length > 0 ? [{ facet, selected: new Set(selected) }] : [];
  });
  const tally = new Map<number, number>();
  let total = 0;
  for (const [index, id] of matched.entries()) {
    const set = sets.get(id) ?? [];
    const count = documents[index] ?? 0;
    const failed = filters.filter(({ facet, selected }) => !set.some((value) => isOf(values.get(value), facet, selected)));
    const [only] = failed;
    if (failed.length > 1) continue;
    if (!only) total += count;
    for (const value of set) if (!only || values.get(value)?.facet === only.facet) tally.set(value, (tally.get(value) ?? 0) + count);
  }
  const counts = emptyCounts();
  for (const [id, count] of tally) {
    const named = values.get(id);
    if (named) counts[named.facet][named.value] = count;
  }
  return { total, counts };
}

export function emptyCounts(): FacetCounts {
  return Object.fromEntries(FACETS.map((facet) => [facet, {}])) as FacetCounts;
}

function isOf(named: { facet: Facet; value: string } | undefined, facet: Facet, selected: ReadonlySet<string>): boolean {
  return named?.facet === facet && selected.has(named.value);
}
