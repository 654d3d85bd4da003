/** One country in the picture of what there is and what is asked for. */
export type CountryRow = { country: string; solutions: Record<string, number>; total: number; openNeeds: number };

/** Beyond these a list is a page of its own. */
const MOST_ROWS = 12;

/**
 * What there is and what is asked for, by country: the edition's countries, or the richest ones when there is no
 * edition. The country with most comes first.
 */
export function countryRows(
  counts: ReadonlyArray<{ country: string; category: string | null; count: number }>,
  openNeeds: ReadonlyMap<string, number>,
  editionCountries: readonly string[],
): CountryRow[] {
  const rows = new Map<string, CountryRow>();
  const rowOf = (country: string) => {
    const row = rows.get(country) ?? { country, solutions: {}, total: 0, openNeeds: openNeeds.get(country) ?? 0 };
    rows.set(country, row);
    return row;
  };
  for (const { country, category, count } of counts) {
    const row = rowOf(country);
    row.total += count;
    if (category !== null) row.solutions[category] = (row.solutions[category] ?? 0) + count;
  }
  for (const country of [...editionCountries, ...openNeeds.keys()]) rowOf(country);
  const called = new Set(editionCountries);
  return [...rows.values()]
    .filter(({ country }) => called.size === 0 || called.has(country))
    .sort((a, b) => b.total - a.total || b.openNeeds - a.openNeeds || (a.country < b.country ? -1 : 1))
    .slice(0, MOST_ROWS);
}
