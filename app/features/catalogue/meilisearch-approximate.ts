import { spelledQuery } from "./meilisearch-words";
import { APPROXIMATE_SHARE, type Term } from "./search-terms";

/**
 * What is put to Meilisearch for the parts of a query whose answers are worth offering, the weightiest part first, of
 * the `weightiest` of its terms. Made one by one, because a long query has more parts than anybody asks for.
 */
export function* partialQueries(terms: readonly Term[], weightiest: readonly Term[]): Generator<string, undefined> {
  const most = weightiest.reduce((sum, { weight }) => sum + weight, 0) * (1 - 1 / APPROXIMATE_SHARE);
  const asked = new Set([spelledQuery(terms)]);
  for (const left of lightestFirst(weightiest, most)) {
    const part = terms.filter((term) => weightiest.includes(term) && !left.includes(term));
    const text = spelledQuery(part);
    if (part.length === 0 || asked.has(text)) continue;
    asked.add(text);
    yield text;
  }
}

/** Every selection of these terms that weighs no more than `most`, none of them first. */
function* lightestFirst(terms: readonly Term[], most: number): Generator<readonly Term[], undefined> {
  yield [];
  const sorted = [...terms].sort((a, b) => a.weight - b.weight);
  const waiting = [{ weight: sorted[0]?.weight ?? Number.POSITIVE_INFINITY, places: [0] }];
  for (;;) {
    const lightest = waiting.reduce((a, b) => (b.weight < a.weight ? b : a), { weight: Number.POSITIVE_INFINITY, places: [0] });
    if (lightest.weight > most * (1 + Number.EPSILON)) return;
    waiting.splice(waiting.indexOf(lightest), 1);
    yield lightest.places.flatMap((place) => sorted[place] ?? []);
    const last = lightest.places.at(-1) ?? 0;
    const [own, next] = [sorted[last], sorted[last + 1]];
    if (!own || !next) continue;
    // Each selection is reached once: the heaviest of its terms is joined by the next, or gives way to it.
    waiting.push({ weight: lightest.weight + next.weight, places: [...lightest.places, last + 1] });
    waiting.push({ weight: lightest.weight + next.weight - own.weight, places: [...lightest.places.slice(0, -1), last + 1] });
  }
}
