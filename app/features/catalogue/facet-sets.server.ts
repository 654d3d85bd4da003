import type pg from "pg";
import { type Counted, countFacets, type FacetSets } from "./facet-counts";
import { FACETS, type Facet, type FacetSelection } from "./search-engine";

/**
 * What is known of a database's combinations of facet values. Rows of both tables are only ever added and their ids are
 * given once, so that what was read once is true for as long as the connections last.
 */
class Known implements FacetSets {
  readonly values = new Map<number, { facet: Facet; value: string }>();
  readonly sets = new Map<number, readonly number[]>();
  /** The highest id among them. */
  newest = 0;
}
const known = new WeakMap<pg.Pool, Known>();

/** Counts matches by facet value and in all, from how many there are of each combination. */
export async function countSets(pool: pg.Pool, facetSets: readonly number[], documents: readonly number[], selection: FacetSelection): Promise<Counted> {
  const own = known.get(pool) ?? new Known();
  known.set(pool, own);
  await learn(pool, own, facetSets);
  return countFacets(own, facetSets, documents, selection);
}

/** When one is unknown, so are those that were added after it: they are read together, at first all of them. */
async function learn(pool: pg.Pool, own: Known, ids: readonly number[]): Promise<void> {
  const { sets, values } = own;
  const unknown = ids.filter((id) => !sets.has(id));
  if (unknown.length === 0) return;
  const { rows } = await pool.query<{ id: number; facets: string }>("SELECT id, facets::text FROM search.facet_set WHERE id > $1 OR id = ANY ($2)", [own.newest, unknown]);
  const read = rows.map(({ id, facets }) => ({ id, facets: integersOf(facets) }));
  if (read.some(({ facets }) => facets.some((value) => !values.has(value)))) {
    const { rows: all } = await pool.query<{ id: number; facet: string; value: string }>("SELECT id, facet, value FROM search.facet_value");
    for (const { id, facet: name, value } of all) {
      const facet = FACETS.find((one) => one === name);
      if (facet) values.set(id, { facet, value });
    }
  }
  // Last, so that a set is known only when its values are.
  for (const { id, facets } of read) {
    sets.set(id, facets);
    own.newest = Math.max(own.newest, id);
  }
}

/** Of an array as PostgreSQL spells it: "{1,2}". */
export function integersOf(array: string): number[] {
  const items = array.slice(1, -1);
  return items === "" ? [] : items.split(",").map(Number);
}
