import type { SearchParams } from "meilisearch";
import { type Answer, countFacets, filterAndSort, noCounts } from "./answers";
import { partialQueries } from "./meilisearch-approximate";
import { indexName, meilisearchClient } from "./meilisearch-client.server";
import type { JudgedDocument } from "./meilisearch-documents.server";
import { inventory, removeDocuments, writeDocuments } from "./meilisearch-index.server";
import { answersHowWell } from "./meilisearch-rank";
import { bestQuery, documentsQuery, EVERYWHERE, HEADING, pageQueries } from "./meilisearch-request";
import { suggestContinuations } from "./meilisearch-suggest.server";
import { spelledQuery } from "./meilisearch-words";
import { countAnswers } from "./postgres-search-reading.server";
import { type ParsedQuery, parseQuery } from "./query-words";
import { INTERFACE_LANGUAGES, type InterfaceLanguage, type SearchEngine, type SearchHit, type SearchRequest, type SearchResult } from "./search-engine";
import { highlightHits } from "./search-highlights.server";
import { type Plan, planQuery } from "./search-plan.server";
import { ENOUGH_ANSWERS, MOST_APPROXIMATE, type Term, type TypedWord, weightiestTerms } from "./search-terms";

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
type Found = Shown & Answer & JudgedDocument;

async function search(request: SearchRequest): Promise<SearchResult> {
  const query = parseQuery(request.query);
  if (query.content.length === 0) return toResult(await findPage(request, []), []);

  const plan = await readQuery(request.language, query);
  let { terms, corrected } = plan;
  let page = await findPage(request, terms);
  if (page.answers === 0) {
    for (const other of [finished(plan), await plan.widen()]) {
      const more = other && (await findPage(request, other.terms));
      if (!more || more.answers === 0) continue;
      page = more;
      ({ terms, corrected } = other);
      break;
    }
  }
  if (page.answers < ENOUGH_ANSWERS && terms.length > 1) page = await findFew(request, terms, page.answers);
  return { ...(await toResult(page, terms)), ...(corrected !== undefined && { corrected }) };
}

/** Beginnings of words are known of short texts only: the most common word that begins so is looked for in all. */
function finished({ terms, corrected }: Plan): Pick<Plan, "terms" | "corrected"> | undefined {
  const finish = (word: TypedWord): TypedWord => (word.sought.as === "beginning" ? { ...word, sought: { word: word.forms[0] ?? word.sought.word, as: "spelling" } } : word);
  const others = terms.map((term) => ({ ...term, typed: term.typed.map(finish) }));
  if (spelledQuery(others) === spelledQuery(terms)) return undefined;
  return { terms: others, ...(corrected !== undefined && { corrected }) };
}

function readQuery(language: InterfaceLanguage, query: ParsedQuery): Promise<Plan> {
  return planQuery(language, query, (readings) => countAnswers(language, readings, 100));
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
  const [full] = answers === 0 ? [] : await ask<{ id: string }>(language, [bestQuery(spelledQuery(terms), ENOUGH_ANSWERS)]);
  const inFull = new Set((full?.hits ?? []).map(({ id }) => id));
  const inPart = await findInPart(language, terms, inFull);
  const ids = [...inFull, ...inPart];
  const documents = ids.length === 0 ? [] : ((await ask<Found>(language, [documentsQuery(ids)]))[0]?.hits ?? []);
  const all = ranked(documents, terms, language, inFull).map((hit) => ({ ...hit, approximate: !inFull.has(hit.id) }));
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

/** The best first. */
function ranked(documents: readonly Found[], terms: readonly Term[], language: InterfaceLanguage, inFull: ReadonlySet<string>): Found[] {
  const worth = new Map(documents.map((document) => [document.id, answersHowWell(terms, document, language, inFull.has(document.id))]));
  return [...documents].sort((a, b) => (worth.get(b.id) ?? 0) - (worth.get(a.id) ?? 0) || b.publishedAt - a.publishedAt || (a.id < b.id ? -1 : 1));
}

/** How many parts of a query are asked for at once, and in all: each is a search. */
const PARTS_AT_ONCE = 10;
const MOST_PARTS = 40;

/**
 * The ids of the documents that answer the weightiest parts of a query but not all of it: first those that show it in
 * their headings; where that is little, also those that have it anywhere.
 */
async function findInPart(language: InterfaceLanguage, terms: readonly Term[], inFull: ReadonlySet<string>): Promise<Set<string>> {
  const weightiest = weightiestTerms(terms, await findUnanswered(language, terms));
  const all = new Set<string>();
  for (const where of [HEADING, EVERYWHERE]) {
    if (inFull.size + all.size >= ENOUGH_ANSWERS) break;
    const parts = partialQueries(terms, weightiest);
    const found = new Set<string>();
    for (let asked = 0; asked < MOST_PARTS && found.size < MOST_APPROXIMATE; asked += PARTS_AT_ONCE) {
      const some = Array.from({ length: PARTS_AT_ONCE }, () => parts.next().value).filter((part) => part !== undefined);
      if (some.length === 0) break;
      const results = await ask<{ id: string }>(
        language,
        some.map((text) => ({ ...bestQuery(text, MOST_APPROXIMATE + ENOUGH_ANSWERS, ["id:asc"]), attributesToSearchOn: where })),
      );
      for (const { id } of results.flatMap(({ hits }) => hits)) if (!inFull.has(id) && !all.has(id) && found.size < MOST_APPROXIMATE) found.add(id);
    }
    for (const id of found) all.add(id);
  }
  return all;
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
  return { engine: "meilisearch", total, approximateTotal, facets, hits: await highlightHits({ hits, texts: shown, readBodies }, terms) };
}

type Answered<T> = { hits: T[]; totalHits?: number; facetDistribution?: Record<string, Record<string, number>> };

async function ask<T extends Record<string, unknown> = Shown>(language: InterfaceLanguage, queries: readonly SearchParams[]): Promise<Array<Answered<T>>> {
  const indexUid = indexName(language);
  const { results } = await meilisearchClient("search").multiSearch<{ queries: Array<SearchParams & { indexUid: string }> }, T>({
    queries: queries.map((query) => ({ indexUid, ...query })),
  });
  return results;
}
