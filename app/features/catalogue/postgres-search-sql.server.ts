import type { Phrase } from "./highlight";
import { FACETS, type Facet, type FacetSelection, type InterfaceLanguage, type SearchRequest, type Sort } from "./search-engine";
import { APPROXIMATE_SHARE, MOST_APPROXIMATE, type Term } from "./search-terms";
import { NEGATION_LEXEMES } from "./search-vocabulary.server";
import { NEGATIONS } from "./stop-words";

/** How many of the best matches are ranked by everything that tells them apart; those behind keep the coarse order. */
const FINELY_RANKED = 150;

export type Statement = { text: string; values: unknown[] };

/** What every search statement returns: one row. */
export type SearchRow = {
  total: number;
  approximate_total: number;
  counts: Array<{ facet: Facet; value: string; documents: number }>;
  hits: Array<{ id: string; approximate: boolean }>;
};

class Parameters {
  readonly values: unknown[] = [];

  add(value: unknown, type: string): string {
    this.values.push(value);
    return `$${this.values.length}::${type}`;
  }
}

/** All documents, or those that the filters leave, without a text to rank by. */
export function browseStatement(request: SearchRequest): Statement {
  const parameters = new Parameters();
  const filters = facetFilters(request.filters, parameters);
  const table = `search.document_${request.language}`;
  const order = SORT_COLUMNS[request.sort === "relevance" ? "standing" : request.sort];
  const stored = `SELECT value_id, documents FROM search.facet_count WHERE language = '${request.language}'`;

  if (filters.length === 0) {
    return {
      text: `WITH tally AS (${stored})
        SELECT coalesce((SELECT documents FROM tally WHERE value_id = 0), 0) AS total, 0 AS approximate_total, ${COUNTS},
          ${hits(sortedPage(`(SELECT *, false AS approximate FROM ${table})`, order, request, parameters))}`,
      values: parameters.values,
    };
  }
  // A document counts for a facet when it fails no other facet's filter, so what fails two filters need not be read.
  const [only] = filters.length === 1 ? filters : [];
  const readable = only ? only.passes : filters.map((filter) => `(${all(filters.filter((other) => other !== filter))})`).join(" OR ");
  const tally = only ? `${TALLY} HAVING value_id / 1000000 <> ${only.place} UNION ALL ${stored} AND value_id / 1000000 = ${only.place}` : TALLY;
  return {
    text: `WITH matched AS MATERIALIZED (
        SELECT listing_id, standing, published_at, title_sort, facets, false AS approximate, ${failing(filters)} AS failing FROM ${table} WHERE ${readable}
      ), kept AS MATERIALIZED (SELECT * FROM matched WHERE failing = 0),
      tally AS (${tally})
      SELECT (SELECT count(*)::integer FROM kept) AS total, 0 AS approximate_total, ${COUNTS}, ${hits(sortedPage("kept", order, request, parameters))}`,
    values: parameters.values,
  };
}

/** Documents that have every term, best first; `approximate` adds those that have the weightier part of them. */
export function searchStatement(request: SearchRequest, terms: readonly Term[], approximate: boolean): Statement {
  const parameters = new Parameters();
  const filters = facetFilters(request.filters, parameters);
  const table = `search.document_${request.language}`;
  const everyTerm = parameters.add(allTermsQuery(terms), "tsquery");
  const full = `SELECT ${MATCHED_COLUMNS}, false AS approximate, -1 AS terms_found FROM ${table} AS document WHERE everything @@ ${everyTerm}`;
  const found = approximate ? `${full} UNION ALL (${approximateMatches(table, terms, parameters)})` : full;
  const coarse = request.sort === "relevance" ? coarseScore(terms, approximate, parameters) : "0";
  return {
    text: `WITH matched AS MATERIALIZED (
        SELECT listing_id, standing, published_at, title_sort, facets, approximate, ${failing(filters)} AS failing, ${coarse} AS coarse FROM (${found}) AS found
      ), kept AS MATERIALIZED (SELECT * FROM matched WHERE failing = 0),
      tally AS (${TALLY})
      SELECT (SELECT count(*)::integer FROM kept) AS total, (SELECT count(*)::integer FROM kept WHERE approximate) AS approximate_total, ${COUNTS},
        ${hits(request.sort === "relevance" ? bestPage(request, table, terms, parameters) : sortedPage("kept", `approximate, ${SORT_COLUMNS[request.sort]}`, request, parameters))}`,
    values: parameters.values,
  };
}

/** How many documents answer each reading in full, whatever the filters, counted up to `limit`. */
export function countStatement(language: InterfaceLanguage, readings: ReadonlyArray<readonly Term[]>, limit: number): Statement {
  const parameters = new Parameters();
  const counts = readings.map(
    (terms, place) =>
      `SELECT ${place} AS place, count(*)::integer AS documents
       FROM (SELECT FROM search.document_${language} WHERE everything @@ ${parameters.add(allTermsQuery(terms), "tsquery")} LIMIT ${limit}) AS answers`,
  );
  return { text: `${counts.join(" UNION ALL ")} ORDER BY place`, values: parameters.values };
}

const MATCHED_COLUMNS = "document.listing_id, standing, published_at, title_sort, facets, heading";

const SORT_COLUMNS = { standing: "standing DESC, published_at DESC", recent: "published_at DESC", title: "title_sort" } as const satisfies Record<
  Exclude<Sort, "relevance"> | "standing",
  string
>;

const TALLY = `SELECT value_id, count(*)::integer AS documents FROM matched, unnest(facets) AS value_id
  WHERE failing = 0 OR failing = 1 << (value_id / 1000000) GROUP BY value_id`;

const COUNTS = `coalesce((
  SELECT json_agg(json_build_object('facet', facet, 'value', value, 'documents', documents)) FROM tally JOIN search.facet_value ON facet_value.id = tally.value_id
), '[]') AS counts`;

function hits(page: string): string {
  return `coalesce((SELECT json_agg(json_build_object('id', listing_id, 'approximate', approximate) ORDER BY place) FROM (${page}) AS page), '[]') AS hits`;
}

function sortedPage(from: string, order: string, { page, perPage }: SearchRequest, parameters: Parameters): string {
  return `SELECT listing_id, approximate, row_number() OVER (ORDER BY ${order}, listing_id) AS place FROM ${from} AS sorted
    ORDER BY ${order}, listing_id LIMIT ${parameters.add(perPage, "integer")} OFFSET ${parameters.add((page - 1) * perPage, "bigint")}`;
}

/** The finely ranked ones in their own order, then the rest in the coarse one: only the parts that the page reaches into. */
function bestPage({ page, perPage }: SearchRequest, table: string, terms: readonly Term[], parameters: Parameters): string {
  const from = (page - 1) * perPage;
  const coarseOrder = "approximate, coarse DESC, published_at DESC, listing_id";
  const parts: string[] = [];
  if (from < FINELY_RANKED) {
    parts.push(`SELECT listing_id, approximate, row_number() OVER (ORDER BY approximate, fine DESC, published_at DESC, listing_id) AS place
      FROM (SELECT kept.listing_id, kept.approximate, kept.published_at, ${fineScore(terms, parameters)} AS fine
        FROM (SELECT * FROM kept ORDER BY ${coarseOrder} LIMIT ${FINELY_RANKED}) AS kept JOIN ${table} AS document USING (listing_id)) AS best`);
  }
  if (from + perPage > FINELY_RANKED) {
    parts.push(`(SELECT listing_id, approximate, row_number() OVER (ORDER BY ${coarseOrder}) AS place FROM kept ORDER BY ${coarseOrder}
      LIMIT ${parameters.add(perPage, "integer")} OFFSET ${parameters.add(Math.max(from, FINELY_RANKED), "bigint")})`);
  }
  return `SELECT listing_id, approximate, place FROM (${parts.join(" UNION ALL ")}) AS placed
    WHERE place > ${parameters.add(from, "bigint")} AND place <= ${parameters.add(from + perPage, "bigint")}`;
}

// ---- facets

type FacetFilter = { place: number; passes: string };

function facetFilters(selection: FacetSelection, parameters: Parameters): FacetFilter[] {
  return FACETS.flatMap((facet, index) => {
    const values = selection[facet];
    if (!values || values.length === 0) return [];
    const ids = `ARRAY(SELECT id FROM search.facet_value WHERE facet = ${parameters.add(facet, "text")} AND value = ANY (${parameters.add(values, "text[]")}))`;
    return [{ place: index + 1, passes: `facets && ${ids}` }];
  });
}

function all(filters: readonly FacetFilter[]): string {
  return filters.map(({ passes }) => passes).join(" AND ");
}

/** One bit for each facet whose filter the document fails. */
function failing(filters: readonly FacetFilter[]): string {
  if (filters.length === 0) return "0";
  return filters.map(({ place, passes }) => `CASE WHEN ${passes} THEN 0 ELSE ${1 << place} END`).join(" | ");
}

// ---- terms as tsquery. Lexemes are letters, digits, ":" and "=", so that quoting them is enough.

type Weights = "" | "A" | "BC" | "BCD" | "ABCD";

function anyOf(lexemes: Iterable<string>, weights: Weights): string {
  return `(${[...lexemes].map((lexeme) => `'${lexeme}'${weights && `:${weights}`}`).join("|")})`;
}

function anyPhrase(phrases: readonly Phrase[], weights: Weights): string {
  return `(${phrases.map((phrase) => phrase.map(({ gap, lexemes }, index) => `${index === 0 ? "" : `<${gap}>`}${anyOf(lexemes, weights)}`).join("")).join("|")})`;
}

function exactQuery({ typed }: Term, weights: Weights): string {
  const exact = (forms: readonly string[]) =>
    anyOf(
      forms.map((form) => `=${form}`),
      weights,
    );
  return typed.map(({ forms, negated }) => (negated ? behindNegation(exact(Object.values(NEGATIONS).flat()), exact(forms)) : exact(forms))).join("&");
}

function typedQuery({ typed }: Term, weights: Weights): string {
  return typed.map(({ lexemes, negated }) => (negated ? behindNegation(anyOf(NEGATION_LEXEMES, weights), anyOf(lexemes, weights)) : anyOf(lexemes, weights))).join("&");
}

/** "sin efectivo", "no me pagan". */
function behindNegation(negation: string, word: string): string {
  return `(${negation}<1>${word}|${negation}<2>${word})`;
}

function termQuery(term: Term): string {
  const others = [...term.near, ...term.far];
  return `((${typedQuery(term, "")})${others.length > 0 ? `|${anyPhrase(others, "")}` : ""})`;
}

function allTermsQuery(terms: readonly Term[]): string {
  return terms.map(termQuery).join("&");
}

// ---- ranking

/** Weights as whole numbers, because PostgreSQL adds those many times faster than decimal fractions. */
const units = (weight: number) => Math.round(weight * 1000);

/**
 * For each term, where and how it was found: the typed word over its stem over a synonym over another language's word,
 * the title over summary and keywords over the body. Read from the heading alone, which is short.
 */
function coarseScore(terms: readonly Term[], approximate: boolean, parameters: Parameters): string {
  const scores = terms.map((term, place) => {
    const heading = (query: string) => `heading @@ ${parameters.add(query, "tsquery")}`;
    const others = [...term.near, ...term.far];
    const cases = [
      `WHEN ${heading(exactQuery(term, "A"))} THEN 1000`,
      `WHEN ${heading(typedQuery(term, "A"))} THEN 940`,
      ...(term.near.length > 0 ? [`WHEN ${heading(anyPhrase(term.near, "A"))} THEN 750`] : []),
      `WHEN ${heading(exactQuery(term, "BC"))} THEN 600`,
      `WHEN ${heading(typedQuery(term, "ABCD"))} THEN 550`,
      ...(term.far.length > 0 ? [`WHEN ${heading(anyPhrase(term.far, "A"))} THEN 500`] : []),
      ...(others.length > 0 ? [`WHEN ${heading(anyPhrase(others, "BCD"))} THEN 350`] : []),
      ...(approximate ? [`WHEN terms_found & ${1 << place} = 0 THEN 0`] : []),
    ];
    return `${units(term.weight)} * CASE ${cases.join(" ")} ELSE 200 END`;
  });
  const total = terms.reduce((sum, { weight }) => sum + units(weight), 0);
  return `((${scores.join(" + ")})::double precision / ${1000 * total} + standing::double precision / 25)`;
}

/** What tells the best apart: how much of the title was asked for, what stands side by side as typed, how often it comes. */
function fineScore(terms: readonly Term[], parameters: Parameters): string {
  const inTitle = terms.map((term) => `CASE WHEN heading @@ ${parameters.add(typedQuery(term, "A"), "tsquery")} THEN ${term.typed.length} ELSE 0 END`).join(" + ");
  const words = terms.flatMap(({ typed }) => typed);
  const pairs = words.slice(1).map((word, index) => {
    const pair = [1, 2, 3].map((gap) => `(${anyOf(words[index]?.lexemes ?? [], "ABCD")}<${gap}>${anyOf(word.lexemes, "ABCD")})`).join("|");
    return `CASE WHEN heading @@ ${parameters.add(pair, "tsquery")} THEN 1 ELSE 0 END`;
  });
  const together = pairs.length > 0 ? `0.2 * (${pairs.join(" + ")}) / ${pairs.length}.0` : "0";
  const typed = parameters.add(terms.map((term) => `(${typedQuery(term, "")})`).join("|"), "tsquery");
  return `coarse + 0.25 * least(1.0, (${inTitle})::double precision / greatest(title_words, 1)) + ${together}
    + 0.1 * ts_rank('{1,1,1,1}', everything, ${typed}, 1)`;
}

/**
 * Documents without some of the terms, but with the weightier part: found term by term, so that only matching rows are
 * read. A term that no document answers says nothing about the others, and has no weight here.
 */
function approximateMatches(table: string, terms: readonly Term[], parameters: Parameters): string {
  const found = terms.map(
    (term, place) => `SELECT listing_id, ${units(term.weight)} AS weight, ${1 << place} AS term FROM ${table} WHERE everything @@ ${parameters.add(termQuery(term), "tsquery")}`,
  );
  return `WITH found AS MATERIALIZED (${found.join(" UNION ALL ")})
    SELECT ${MATCHED_COLUMNS}, true AS approximate, terms_found
    FROM (
      SELECT listing_id, sum(weight) AS share, bit_or(term) AS terms_found FROM found GROUP BY listing_id
      HAVING count(*) < ${terms.length} AND ${APPROXIMATE_SHARE} * sum(weight) >= (SELECT sum(weight) FROM (SELECT DISTINCT term, weight FROM found) AS answered)
      ORDER BY share DESC, listing_id LIMIT ${MOST_APPROXIMATE}
    ) AS part JOIN ${table} AS document USING (listing_id)`;
}
