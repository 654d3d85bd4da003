import type { SearchParams } from "meilisearch";
import { sqlPool } from "~/platform/database/client.server";
import { type Answer, countFacets, filterAndSort, noCounts } from "./answers";
import { partialQueries } from "./meilisearch-approximate";
import { indexName, meilisearchClient } from "./meilisearch-client.server";
import { inventory, removeDocuments, writeDocuments } from "./meilisearch-index.server";
import { bestQuery, documentsQuery, pageQueries } from "./meilisearch-request";
import { suggestContinuations } from "./meilisearch-suggest.server";
import { spelledQuery } from "./meilisearch-words";
import { countAnswers, reading } from "./postgres-search-reading.server";
import { type ParsedQuery, parseQuery } from "./query-words";
import { INTERFACE_LANGUAGES, type InterfaceLanguage, type SearchEngine, type SearchHit, type SearchRequest, type SearchResult } from "./search-engine";
import { highlightHits } from "./search-highlights.server";
import { type Plan, planQuery } from "./search-plan.server";
import { ENOUGH_ANSWERS, MOST_APPROXIMATE, type Term } from "./search-terms";
import { synonyms } from "./search-vocabulary.server";

/**
 * The engine over Meilisearch, with one index for each interface language. What was typed is read against the
 * vocabulary in PostgreSQL, which is kept in any case: so both engines correct, complete and understand it alike.
 */
export function meilisearchEngine(): SearchEngine {
  return {
    name: "meilisearch",
    search,
    suggest: suggestContinuations,
    index: writeDocuments,
    remove: removeDocuments,
    inventory,
    async health() {
      try {
        const results = await Promise.all(INTERFACE_LANGUAGES.map((language) => ask(language, [{ q: "", page: 1, hitsPerPage: 0 }])));
        return { ok: true, documents: results.reduce((sum, [counted]) => sum + (counted?.totalHits ?? 0), 0) };
      } catch (error) {
        return { ok: false, reason: (error as Error).message };
      }
    },
  };
}

type Shown = { id: string; textLanguage: string; title: string; summary: string; opening: string };
type Found = Shown & Answer;

async function search(request: SearchRequest): Promise<SearchResult> {
  const query = parseQuery(request.query);
  if (query.content.length === 0) return toResult(await findPage(request, []), []);

  const plan = await readQuery(request.language, query);
  let { terms, corrected } = plan;
  let page = await findPage(request, terms);
  const wider = page.answers === 0 ? await reading((client) => plan.widen(client)) : undefined;
  if (wider) {
    const more = await findPage(request, wider.terms);
    if (more.answers > 0) {
      page = more;
      ({ terms, corrected } = wider);
    }
  }
  if (page.answers < ENOUGH_ANSWERS && terms.length > 1) page = await findFew(request, terms, page.answers);
  return { ...(await toResult(page, terms)), ...(corrected !== undefined && { corrected }) };
}

async function readQuery(language: InterfaceLanguage, query: ParsedQuery): Promise<Plan> {
  const book = await synonyms();
  return reading((client) => planQuery(client, book, language, query, (readings) => countAnswers(client, language, readings, 100)));
}

type Page = Pick<SearchResult, "total" | "approximateTotal" | "facets"> & {
  hits: ReadonlyArray<Shown & Pick<SearchHit, "approximate">>;
  /** How many documents answer in full, whatever the filters. */
  answers: number;
};

/** Everything of a page but approximate answers, by one request. */
async function findPage(request: SearchRequest, terms: readonly Term[]): Promise<Page> {
  const text = terms.length === 0 ? "" : spelledQuery(terms);
  const results = await ask<Shown>(request.language, pageQueries(request, text));
  const facets = noCounts();
  for (const { facetDistribution } of results) Object.assign(facets, facetDistribution);
  const [page] = results;
  return {
    hits: (page?.hits ?? []).map((hit) => ({ ...hit, approximate: false })),
    total: page?.totalHits ?? 0,
    approximateTotal: 0,
    facets,
    answers: results.at(-1)?.totalHits ?? 0,
  };
}

/** The few full answers, and behind them those to a part of the query: so few that filters, order and counts are made here. */
async function findFew({ language, filters, sort, page, perPage }: SearchRequest, terms: readonly Term[], answers: number): Promise<Page> {
  const [full, ...parts] = await ask<{ id: string }>(language, [
    bestQuery(spelledQuery(terms), ENOUGH_ANSWERS),
    ...partialQueries(terms, await findUnanswered(language, terms)).map(({ text }) => bestQuery(text, MOST_APPROXIMATE + ENOUGH_ANSWERS)),
  ]);
  const inFull = new Set((full?.hits ?? []).slice(0, answers).map(({ id }) => id));
  const ids = [...new Set([...inFull, ...parts.flatMap(({ hits }) => hits.map(({ id }) => id))])].slice(0, inFull.size + MOST_APPROXIMATE);
  const documents = ids.length === 0 ? [] : ((await ask<Found>(language, [documentsQuery(ids)]))[0]?.hits ?? []);
  const byId = new Map(documents.map((hit) => [hit.id, { ...hit, approximate: !inFull.has(hit.id) }]));

  const all = ids.flatMap((id) => byId.get(id) ?? []);
  const kept = filterAndSort(all, filters, sort);
  const approximate = kept.filter((hit) => hit.approximate);
  const ordered = [...kept.filter((hit) => !hit.approximate), ...approximate];
  return {
    hits: ordered.slice((page - 1) * perPage, page * perPage),
    total: ordered.length,
    approximateTotal: approximate.length,
    facets: countFacets(all, filters),
    answers,
  };
}

/** The terms that no document answers. One that stands in the vocabulary as it is written needs no asking. */
async function findUnanswered(language: InterfaceLanguage, terms: readonly Term[]): Promise<Set<Term>> {
  const unsure = terms.filter(({ documents }) => documents === 0);
  if (unsure.length === 0) return new Set();
  const results = await ask(
    language,
    unsure.map((term) => bestQuery(spelledQuery([term]), 1)),
  );
  return new Set(unsure.filter((_, index) => results[index]?.hits.length === 0));
}

async function toResult({ hits, total, approximateTotal, facets }: Page, terms: readonly Term[]): Promise<SearchResult> {
  const shown = new Map(hits.map((hit) => [hit.id, { ...hit, language: hit.textLanguage }]));
  const readBodies = async (ids: readonly string[]) => new Map(ids.map((id) => [id, shown.get(id)?.opening ?? ""]));
  return { engine: "meilisearch", total, approximateTotal, facets, hits: await highlightHits(sqlPool(), { hits, texts: shown, readBodies }, terms) };
}

type Answered<T> = { hits: T[]; totalHits?: number; facetDistribution?: Record<string, Record<string, number>> };

async function ask<T extends Record<string, unknown> = Shown>(language: InterfaceLanguage, queries: readonly SearchParams[]): Promise<Array<Answered<T>>> {
  const indexUid = indexName(language);
  const { results } = await meilisearchClient("search").multiSearch<{ queries: Array<SearchParams & { indexUid: string }> }, T>({
    queries: queries.map((query) => ({ indexUid, ...query })),
  });
  return results;
}
