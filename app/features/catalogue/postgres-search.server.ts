import { sqlPool } from "~/platform/database/client.server";
import type { Counted } from "./facet-counts";
import { countSets, integersOf } from "./facet-sets.server";
import { documentShape, removeDocuments, writeDocuments } from "./postgres-search-index.server";
import { countAnswers, read, searchPool } from "./postgres-search-reading.server";
import { browseStatement, type SearchRow, searchStatement } from "./postgres-search-sql.server";
import { suggestContinuations } from "./postgres-search-suggest.server";
import { parseQuery } from "./query-words";
import type { FacetCounts, IndexedListing, InterfaceLanguage, SearchEngine, SearchHit, SearchIndex, SearchRequest, SearchResult } from "./search-engine";
import { highlightHits, SNIPPET_FROM } from "./search-highlights.server";
import { planQuery } from "./search-plan.server";
import { ENOUGH_ANSWERS, type Term, weightiestTerms } from "./search-terms";
import type { Statement } from "./statement";

/**
 * The engine over the tables of the schema `search`, in the process's own PostgreSQL. Hits, total and counts of a search
 * come from one statement, so that they always belong together.
 */
export function postgresSearchEngine(): SearchEngine & SearchIndex {
  return {
    name: "postgres",
    search,
    suggest: suggestContinuations,
    index: writeDocuments,
    remove: removeDocuments,
    shape: documentShape,
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
  if (query.content.length === 0) return toResult(request, await run(browseStatement(request)), []);

  const plan = await planQuery(request.language, query, (readings) => countAnswers(request.language, readings, 100));
  let { terms, corrected } = plan;
  let found = await find(request, terms);
  // A long query that is answered is most likely a title with a name in it, which nobody mistyped.
  const wider = found.answers === 0 || (found.answers < ENOUGH_ANSWERS && terms.length <= 3) ? await plan.widen() : undefined;
  const [more = 0] = wider ? await countAnswers(request.language, [wider.terms], ENOUGH_ANSWERS) : [];
  if (wider && more > found.answers) {
    terms = wider.terms;
    // What was typed has answers of its own: then it was not a mistake, or not the reader's.
    if (found.answers === 0) corrected = wider.corrected;
    found = await find(request, terms);
  }
  return { ...(await toResult(request, found, terms)), ...(corrected !== undefined && { corrected }) };
}

async function find(request: SearchRequest, terms: readonly Term[]): Promise<Found> {
  const weightiest = terms.length > 1 ? weightiestTerms(terms, await findUnanswered(request.language, terms)) : [];
  return run(searchStatement(request, terms, weightiest));
}

/** The terms that no document answers. One that stands in the vocabulary as it is written needs no asking. */
async function findUnanswered(language: InterfaceLanguage, terms: readonly Term[]): Promise<Set<Term>> {
  const unsure = terms.filter(({ documents }) => documents === 0);
  if (unsure.length === 0) return new Set();
  const counts = await countAnswers(
    language,
    unsure.map((term) => [term]),
    1,
  );
  return new Set(unsure.filter((_, place) => counts[place] === 0));
}

/** What a search statement found: matches by combination of facet values among it. */
type Found = Omit<SearchRow, "facet_sets" | "set_documents"> & { answers: number; sets: number[]; documents: number[] };

async function run(statement: Statement): Promise<Found> {
  const [row] = await read<SearchRow>(statement);
  if (!row) throw new Error("A search statement returns one row.");
  const documents = integersOf(row.set_documents ?? "{}");
  return { ...row, sets: integersOf(row.facet_sets ?? "{}"), documents, answers: row.answers ?? documents.reduce((sum, count) => sum + count, 0) };
}

async function toResult(request: SearchRequest, found: Found, terms: readonly Term[]): Promise<SearchResult> {
  const counted = await countSets(searchPool(), found.sets, found.documents, request.filters);
  const { total, counts } = found.ready ? withReady(counted, found.ready) : counted;
  return { engine: "postgres", total, approximateTotal: found.approximate_total, hits: await withHighlights(request, found.hits, terms), facets: counts };
}

function withReady({ total, counts }: Counted, ready: NonNullable<SearchRow["ready"]>): Counted {
  const all = ready.find(({ facet }) => facet === null)?.documents ?? total;
  const own: Partial<FacetCounts> = {};
  for (const { facet, value, documents } of ready) {
    if (facet === null || value === null) continue;
    own[facet] ??= {};
    own[facet][value] = documents;
  }
  return { total: all, counts: { ...counts, ...own } };
}

async function withHighlights({ language }: SearchRequest, hits: SearchRow["hits"], terms: readonly Term[]): Promise<SearchHit[]> {
  const texts = new Map(hits.map((hit) => [hit.id, hit]));
  return highlightHits({ hits, texts, readBodies: (ids) => readBodies(language, ids) }, terms);
}

async function readBodies(language: InterfaceLanguage, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await read<{ id: string; body: string }>({
    text: `SELECT listing_id AS id, left(body, ${SNIPPET_FROM}) AS body FROM search.document_text_${language} WHERE language = '${language}' AND listing_id = ANY ($1::uuid[])`,
    values: [ids],
  });
  return new Map(rows.map(({ id, body }) => [id, body]));
}
