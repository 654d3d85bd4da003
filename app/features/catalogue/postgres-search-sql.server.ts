import { coarseScore, fineScore, shownShare } from "./postgres-search-ranking.server";
import { allTermsQuery, weightyPartQuery } from "./postgres-search-tsquery.server";
import { FACETS, type Facet, type FacetSelection, type InterfaceLanguage, type SearchRequest, type Sort } from "./search-engine";
import { ENOUGH_ANSWERS, MOST_APPROXIMATE, type Term } from "./search-terms";
import { type Statement, StatementParameters } from "./statement";

/** How many of the best matches are ranked by everything that tells them apart; those behind keep the coarse order. */
const FINELY_RANKED = 150;

/** What every search statement returns: one row. */
export type SearchRow = {
  /** How many documents answer a text in full, whatever the filters; null: all that are counted in `set_documents`. */
  answers: number | null;
  approximate_total: number;
  /** The combinations of facet values that come among the matches, and how often each does; as "{1,2}". */
  facet_sets: string | null;
  set_documents: string | null;
  /** Counts that are kept ready, of those facets which no filter of another facet narrows; without a facet: of all documents. */
  ready: Array<{ facet: Facet | null; value: string | null; documents: number }> | null;
  hits: ShownHit[];
};
/** A hit with the texts that it shows; `language` is theirs. */
export type ShownHit = { id: string; approximate: boolean; language: string; title: string; summary: string };

/** All documents, or those that the filters leave, without a text to rank by. */
export function browseStatement(request: SearchRequest): Statement {
  const parameters = new StatementParameters();
  const filters = facetFilters(request.filters, parameters);
  const table = `search.document_${request.language}`;
  const order = SORT_COLUMNS[request.sort === "relevance" ? "standing" : request.sort];
  const page = (from: string) => hits(request, sortedPage(from, order, request, parameters));

  if (filters.length === 0) {
    return {
      text: `SELECT NULL AS answers, 0 AS approximate_total, NULL AS facet_sets, NULL AS set_documents, ${ready(request.language)}, ${page(`(SELECT *, false AS approximate FROM ${table})`)}`,
      values: parameters.values,
    };
  }
  // A document counts for a facet when it fails no other facet's filter, so what fails two filters need not be read.
  const [only] = filters.length === 1 ? filters : [];
  const readable = only ? "failing = 0" : "failing & (failing - 1) = 0";
  return {
    text: `WITH ${sets(filters)}, matched AS MATERIALIZED (
        SELECT listing_id, standing, published_at, title_sort, facet_set, false AS approximate FROM ${table}
        WHERE facet_set = ANY (ARRAY(SELECT facet_set FROM sets WHERE ${readable}))
      ), ${counting(filters)}
      SELECT NULL AS answers, 0 AS approximate_total, ${COUNTED}, ${only ? ready(request.language, only.place) : NOT_READY}, ${page("kept")}`,
    values: parameters.values,
  };
}

/**
 * Documents that have every term, best first. Where they are few, those follow that show the weightier part of
 * `weightiest` in what a reader sees of them.
 */
export function searchStatement(request: SearchRequest, terms: readonly Term[], weightiest: readonly Term[]): Statement {
  const parameters = new StatementParameters();
  const filters = facetFilters(request.filters, parameters);
  const table = `search.document_${request.language}`;
  const order = request.sort === "relevance" ? undefined : SORT_COLUMNS[request.sort];
  const columns = ["listing_id", "published_at", ...(request.sort === "title" ? ["title_sort"] : []), "facet_set"].join(", ");
  const coarse = order ? "0 AS coarse" : `${coarseScore(table, terms, parameters)} AS coarse`;
  const ranking = order ? "" : ", heading, standing";
  const parts = approximateParts(table, `${columns}, true AS approximate${ranking}`, weightiest, parameters);
  // Many matches are ranked where they are read; few all at once, because a statement that ranks in one place is read sooner.
  const [there, later] = parts.length > 0 ? [ranking, `, ${coarse}`] : [`, ${coarse}`, ""];
  const found = `SELECT ${columns}, approximate${there} FROM ${table}, (SELECT false AS approximate) AS whole WHERE everything @@ ${parameters.add(allTermsQuery(terms), "tsquery")}`;
  const all = ["found", ...parts.map((_, index) => `part${index}`)].map((name) => `SELECT * FROM ${name}`).join(" UNION ALL ");
  const matched =
    parts.length === 0
      ? `matched AS MATERIALIZED (${found})`
      : `found AS MATERIALIZED (${found}), ${parts.map((part, index) => `part${index} AS MATERIALIZED (${part})`).join(", ")},
        matched AS (SELECT ${columns}, approximate${later} FROM (${all}) AS matched)`;
  const few = parts.length > 0 ? ["(SELECT count(*)::integer FROM found)", "(SELECT count(*)::integer FROM kept WHERE approximate)"] : ["NULL", "0"];
  return {
    text: `WITH ${filters.length > 0 ? `${sets(filters)},` : ""} ${matched}, ${counting(filters)}
      SELECT ${few[0]} AS answers, ${few[1]} AS approximate_total, ${COUNTED}, ${NOT_READY},
        ${hits(request, order ? sortedPage("kept", `approximate, ${order}`, request, parameters) : bestPage(request, table, terms, parameters))}`,
    values: parameters.values,
  };
}

/**
 * Those that have the weightier part of the terms, where full answers are few: first what shows it in its heading, and
 * only where that is little too, what has it anywhere, because that is many times more to look through.
 */
function approximateParts(table: string, columns: string, terms: readonly Term[], parameters: StatementParameters): string[] {
  if (terms.length === 0) return [];
  const query = parameters.add(weightyPartQuery(terms), "tsquery");
  const share = shownShare(terms, parameters);
  const part = (words: string, before: readonly string[]) => `SELECT ${columns} FROM ${table}
    WHERE ${words} @@ ${query} AND ${before.map((name) => `(SELECT count(*) FROM ${name})`).join(" + ")} < ${ENOUGH_ANSWERS}
      AND listing_id <> ALL (ARRAY(${before.map((name) => `SELECT listing_id FROM ${name}`).join(" UNION ALL ")}))
    ORDER BY ${share} DESC, listing_id LIMIT ${MOST_APPROXIMATE}`;
  return [part("heading", ["found"]), part("everything", ["found", "part0"])];
}

/** How many documents answer each reading in full, whatever the filters, counted up to `limit`. */
export function countStatement(language: InterfaceLanguage, readings: ReadonlyArray<readonly Term[]>, limit: number): Statement {
  const parameters = new StatementParameters();
  const counts = readings.map(
    (terms, place) =>
      `SELECT ${place} AS place, count(*)::integer AS documents
       FROM (SELECT FROM search.document_${language} WHERE everything @@ ${parameters.add(allTermsQuery(terms), "tsquery")} LIMIT ${limit}) AS answers`,
  );
  return { text: `${counts.join(" UNION ALL ")} ORDER BY place`, values: parameters.values };
}

const SORT_COLUMNS = { standing: "standing DESC, published_at DESC", recent: "published_at DESC", title: "title_sort" } as const satisfies Record<
  Exclude<Sort, "relevance"> | "standing",
  string
>;

/** The combinations of facet values, each with one bit for every facet whose filter it fails. */
function sets(filters: readonly FacetFilter[]): string {
  const failing = filters.map(({ place, passes }) => `CASE WHEN ${passes} THEN 0 ELSE ${1 << place} END`).join(" | ");
  return `sets AS MATERIALIZED (SELECT id AS facet_set, ${failing} AS failing FROM search.facet_set)`;
}

/** What was matched, by combination; and of it what passes every filter. */
function counting(filters: readonly FacetFilter[]): string {
  return `counted AS MATERIALIZED (SELECT facet_set, count(*)::integer AS documents FROM matched GROUP BY facet_set),
    kept AS (SELECT matched.* FROM matched ${filters.length > 0 ? "JOIN sets USING (facet_set) WHERE failing = 0" : ""})`;
}

const COUNTED = "(SELECT array_agg(facet_set)::text FROM counted) AS facet_sets, (SELECT array_agg(documents)::text FROM counted) AS set_documents";

/** The counts over all documents, of all facets or of one. */
function ready(language: InterfaceLanguage, place?: number): string {
  return `(SELECT json_agg(json_build_object('facet', facet, 'value', value, 'documents', documents))
    FROM search.facet_count LEFT JOIN search.facet_value ON facet_value.id = value_id WHERE language = '${language}'${place === undefined ? "" : ` AND value_id / 1000000 = ${place}`}) AS ready`;
}

const NOT_READY = "NULL AS ready";

function hits({ language }: SearchRequest, page: string): string {
  return `coalesce((SELECT json_agg(json_build_object('id', listing_id, 'approximate', approximate, 'language', text_language, 'title', title, 'summary', summary) ORDER BY place)
    FROM (${page}) AS page JOIN search.document_text_${language} AS shown USING (listing_id) WHERE shown.language = '${language}'), '[]') AS hits`;
}

function sortedPage(from: string, order: string, { page, perPage }: SearchRequest, parameters: StatementParameters): string {
  return `SELECT listing_id, approximate, row_number() OVER (ORDER BY ${order}, listing_id) AS place FROM ${from} AS sorted
    ORDER BY ${order}, listing_id LIMIT ${parameters.add(perPage, "integer")} OFFSET ${parameters.add((page - 1) * perPage, "bigint")}`;
}

/** The finely ranked ones in their own order, then the rest in the coarse one: only the parts that the page reaches into. */
function bestPage({ language, page, perPage }: SearchRequest, table: string, terms: readonly Term[], parameters: StatementParameters): string {
  const from = (page - 1) * perPage;
  const coarseOrder = "approximate, coarse DESC, published_at DESC, listing_id";
  const parts: string[] = [];
  if (from < FINELY_RANKED) {
    parts.push(`SELECT listing_id, approximate, row_number() OVER (ORDER BY approximate, fine DESC, published_at DESC, listing_id) AS place
      FROM (SELECT kept.listing_id, kept.approximate, kept.published_at, ${fineScore(terms, parameters)} AS fine
        FROM (SELECT * FROM kept ORDER BY ${coarseOrder} LIMIT ${FINELY_RANKED}) AS kept JOIN ${table} AS document ON document.language = '${language}' AND document.listing_id = kept.listing_id) AS best`);
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

function facetFilters(selection: FacetSelection, parameters: StatementParameters): FacetFilter[] {
  return FACETS.flatMap((facet, index) => {
    const values = selection[facet];
    if (!values || values.length === 0) return [];
    const ids = `ARRAY(SELECT id FROM search.facet_value WHERE facet = ${parameters.add(facet, "text")} AND value = ANY (${parameters.add(values, "text[]")}))`;
    return [{ place: index + 1, passes: `facets && ${ids}` }];
  });
}
