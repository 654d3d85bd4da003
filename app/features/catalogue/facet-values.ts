/** One choice inside a facet. */
export type FacetValue = { value: string; label: string; count: number; selected: boolean };

export const SHOWN_VALUES = 8;

const collators = new Map<string, Intl.Collator>();

/** One for each language of the interface, because a collator is slow to make. */
function collator(locale: string): Intl.Collator {
  const collating = collators.get(locale) ?? new Intl.Collator(locale);
  collators.set(locale, collating);
  return collating;
}

/**
 * The choices of a facet: those that are on come first and stay even when they count nothing, then the most frequent,
 * then by label.
 */
export function facetValues(counts: Readonly<Record<string, number>>, selected: readonly string[], label: (value: string) => string, locale: string): FacetValue[] {
  const compare = collator(locale).compare;
  return [...new Set([...selected, ...Object.keys(counts)])]
    .map((value) => ({ value, label: label(value), count: counts[value] ?? 0, selected: selected.includes(value) }))
    .filter(({ count, selected }) => count > 0 || selected)
    .sort((a, b) => Number(b.selected) - Number(a.selected) || b.count - a.count || compare(a.label, b.label));
}

/** What is shown at once and what waits behind "more". What is on never waits; one value alone is not worth a click. */
export function splitValues(values: readonly FacetValue[]): { shown: FacetValue[]; more: FacetValue[] } {
  const size = Math.max(SHOWN_VALUES, values.filter(({ selected }) => selected).length);
  const cut = values.length - size <= 1 ? values.length : size;
  return { shown: values.slice(0, cut), more: values.slice(cut) };
}
