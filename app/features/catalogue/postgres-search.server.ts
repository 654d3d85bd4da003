import type { PoolClient } from "pg";
import { sqlPool } from "~/platform/database/client.server";
import { removeDocuments, writeDocuments } from "./postgres-search-index.server";
import { countAnswers, reading } from "./postgres-search-reading.server";
import { browseStatement, type SearchRow, searchStatement } from "./postgres-search-sql.server";
import { suggestContinuations } from "./postgres-search-suggest.server";
import { parseQuery } from "./query-words";
import { FACETS, type FacetCounts, type IndexedListing, type InterfaceLanguage, type SearchEngine, type SearchHit, type SearchRequest, type SearchResult } from "./search-engine";
import { highlightHits, type ShownTexts, SNIPPET_FROM } from "./search-highlights.server";
import { planQuery } from "./search-plan.server";
import { ENOUGH_ANSWERS, type Term, weightiestTerms } from "./search-terms";
import type { Statement } from "./statement";

/**
 * The engine over the tables of the schema `search`, in the process's own PostgreSQL. Hits, total and counts of a search
 * come from one statement, so that they always belong together.
 */
export function postgresSearchEngine(): SearchEngine {
  return {
    name: "postgres",
    search,
    suggest: suggestContinuations,
    index: writeDocuments,
    remove: removeDocuments,
    inventory,
    async health() {
      try {
        const { rows } = await sqlPool().query<{ documents: number }>("SELECT coalesce(sum(documents), 0)::integer AS documents FROM search.facet_count WHERE value_id = 0");
        return { ok: true, documents: rows[0]?.documents ?? 0 };
      } catch (error) {
        return { ok: false, reason: (error as Error).message };
      }
    },
  };
}

const INVENTORY_PAGE = 5_000;

async function* inventory(): AsyncGenerator<IndexedListing> {
  for (let after = "00000000-0000-0000-0000-000000000000"; ; ) {
    const { rows } = await sqlPool().query<IndexedListing>(
      `SELECT listing_id AS id, count(*)::integer AS languages, min(version) AS "oldestVersion" FROM search.document
       WHERE listing_id > $1 GROUP BY listing_id ORDER BY listing_id LIMIT ${INVENTORY_PAGE}`,
      [after],
    );
    yield* rows;
    const last = rows.at(-1);
    if (!last || rows.length < INVENTORY_PAGE) return;
    after = last.id;
  }
}

async function search(request: SearchRequest): Promise<SearchResult> {
  const query = parseQuery(request.query);
  return reading(async (client) => {
    if (query.content.length === 0) return toResult(client, request, await run(client, browseStatement(request)), []);

    const plan = await planQuery(client, request.language, query, (readings) => countAnswers(client, request.language, readings, 100));
    let { terms, corrected } = plan;
    let row = await find(client, request, terms);
    // A long query that is answered is most likely a title with a name in it, which nobody mistyped.
    const wider = row.answers === 0 || (row.answers < ENOUGH_ANSWERS && terms.length <= 3) ? await plan.widen(client) : undefined;
    const [more = 0] = wider ? await countAnswers(client, request.language, [wider.terms], ENOUGH_ANSWERS) : [];
    if (wider && more > row.answers) {
      terms = wider.terms;
      // What was typed has answers of its own: then it was not a mistake, or not the reader's.
      if (row.answers === 0) corrected = wider.corrected;
      row = await find(client, request, terms);
    }
    return { ...(await toResult(client, request, row, terms)), ...(corrected !== undefined && { corrected }) };
  });
}

async function find(client: PoolClient, request: SearchRequest, terms: readonly Term[]): Promise<SearchRow> {
  const weightiest = terms.length > 1 ? weightiestTerms(terms, await findUnanswered(client, request.language, terms)) : [];
  return run(client, searchStatement(request, terms, weightiest));
}

/** The terms that no document answers. One that stands in the vocabulary as it is written needs no asking. */
async function findUnanswered(client: PoolClient, language: InterfaceLanguage, terms: readonly Term[]): Promise<Set<Term>> {
  const unsure = terms.filter(({ documents }) => documents === 0);
  if (unsure.length === 0) return new Set();
  const counts = await countAnswers(
    client,
    language,
    unsure.map((term) => [term]),
    1,
  );
  return new Set(unsure.filter((_, place) => counts[place] === 0));
}

async function run(client: PoolClient, { text, values }: Statement): Promise<SearchRow> {
  const { rows } = await client.query<SearchRow>(text, values);
  const [row] = rows;
  if (!row) throw new Error("A search statement returns one row.");
  return row;
}

async function toResult(client: PoolClient, request: SearchRequest, row: SearchRow, terms: readonly Term[]): Promise<SearchResult> {
  const facets = Object.fromEntries(FACETS.map((facet) => [facet, {}])) as FacetCounts;
  for (const { facet, value, documents } of row.counts) facets[facet][value] = documents;
  return { engine: "postgres", total: row.total, approximateTotal: row.approximate_total, hits: await withHighlights(client, request, row.hits, terms), facets };
}

async function withHighlights(client: PoolClient, { language }: SearchRequest, hits: SearchRow["hits"], terms: readonly Term[]): Promise<SearchHit[]> {
  const { rows } = await client.query<ShownTexts & { id: string }>(
    `SELECT listing_id AS id, text_language AS language, title, summary FROM search.document_text_${language} WHERE listing_id = ANY ($1::uuid[])`,
    [hits.map(({ id }) => id)],
  );
  return highlightHits({ hits, texts: new Map(rows.map((row) => [row.id, row])), readBodies: (ids) => readBodies(client, language, ids) }, terms);
}

async function readBodies(client: PoolClient, language: InterfaceLanguage, ids: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await client.query<{ id: string; body: string }>(
    `SELECT listing_id AS id, left(body, ${SNIPPET_FROM}) AS body FROM search.document_text_${language} WHERE listing_id = ANY ($1::uuid[])`,
    [ids],
  );
  return new Map(rows.map(({ id, body }) => [id, body]));
}
