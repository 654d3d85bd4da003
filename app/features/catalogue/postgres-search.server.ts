import type { PoolClient } from "pg";
import { sqlPool } from "~/platform/database/client.server";
import { answersAny, type CutText, cutText, highlight, type LexemeOf, type Phrase, phraseBook, windowAround } from "./highlight";
import { removeDocuments, writeDocuments } from "./postgres-search-index.server";
import { reading } from "./postgres-search-reading.server";
import { browseStatement, countStatement, type SearchRow, type Statement, searchStatement } from "./postgres-search-sql.server";
import { suggestContinuations } from "./postgres-search-suggest.server";
import { parseQuery } from "./query-words";
import { FACETS, type FacetCounts, type IndexedListing, type InterfaceLanguage, type SearchEngine, type SearchHit, type SearchRequest, type SearchResult } from "./search-engine";
import { planQuery, type Term } from "./search-plan.server";
import { learnStems, lexemeIn, NEGATION_LEXEMES, synonyms } from "./search-vocabulary.server";
import { type StemmedLanguage, stemmerFor } from "./words";

/** Fewer full answers than this, whatever the filters, and those that answer a part of the query are offered behind them. */
const ENOUGH_ANSWERS = 5;
/** A snippet comes from the beginning of a body: reading whole bodies costs more than it shows. */
const SNIPPET_FROM = 4_000;

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
  // Before a connection is held: searches that each wait for a second one could take all of them.
  const book = await synonyms();
  return reading(async (client) => {
    if (query.content.length === 0) return toResult(client, request, await run(client, browseStatement(request)), []);

    const count = async (readings: ReadonlyArray<readonly Term[]>, limit: number) => {
      const { text, values } = countStatement(request.language, readings, limit);
      const { rows } = await client.query<{ documents: number }>(text, values);
      return rows.map(({ documents }) => documents);
    };
    const plan = await planQuery(client, book, request.language, query, (readings) => count(readings, 100));
    // The filters have no say in this: else a filter's count would not be what choosing it brings.
    let [answers = 0] = await count([plan.terms], ENOUGH_ANSWERS);
    let { terms, corrected } = plan;
    // A long query that is answered is most likely a title with a name in it, which nobody mistyped.
    const wider = answers === 0 || (answers < ENOUGH_ANSWERS && terms.length <= 3) ? await plan.widen() : undefined;
    if (wider) {
      const [more = 0] = await count([wider.terms], ENOUGH_ANSWERS);
      if (more > answers) {
        terms = wider.terms;
        // What was typed has answers of its own: then it was not a mistake, or not the reader's.
        if (answers === 0) corrected = wider.corrected;
        answers = more;
      }
    }
    const row = await run(client, searchStatement(request, terms, answers < ENOUGH_ANSWERS && terms.length > 1));
    return { ...(await toResult(client, request, row, terms)), ...(corrected !== undefined && { corrected }) };
  });
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

type Texts = { id: string; language: string; title: CutText; summary: CutText };

async function withHighlights(client: PoolClient, { language }: SearchRequest, hits: SearchRow["hits"], terms: readonly Term[]): Promise<SearchHit[]> {
  const texts = await readTexts(client, language, hits);
  if (terms.length > 0)
    await learnStemsOf(
      client,
      [...texts.values()].flatMap(
        ({ language: own, title, summary }) =>
          [
            [own, title],
            [own, summary],
          ] as const,
      ),
    );
  const own = terms.map((term) => phraseBook(phrasesOf(term)));
  const whole = phraseBook(terms.flatMap(phrasesOf));
  const lexemeOf =
    (text: Texts): LexemeOf =>
    (word) =>
      lexemeIn(text.language, word);

  // A stretch of the body is worth its room only for what title and summary don't show.
  const unseen = new Map<string, string[]>();
  for (const text of texts.values()) {
    const missing = own.filter((book) => !answersAny(text.title, book, lexemeOf(text)) && !answersAny(text.summary, book, lexemeOf(text)));
    if (missing.length > 0)
      unseen.set(
        text.id,
        missing.flatMap((book) => [...book.keys()]),
      );
  }
  const windows = await readWindows(client, language, unseen);
  await learnStemsOf(
    client,
    [...windows].map(([id, window]) => [texts.get(id)?.language ?? "", window] as const),
  );

  return hits.flatMap(({ id, approximate }) => {
    const text = texts.get(id);
    if (!text) return [];
    const highlights: SearchHit["highlights"] = { title: highlight(text.title, whole, lexemeOf(text)), summary: highlight(text.summary, whole, lexemeOf(text)) };
    const window = windows.get(id);
    const body = window ? highlight(window, whole, lexemeOf(text)) : [];
    if (body.some(({ match }) => match)) highlights.body = body;
    return [{ id, approximate, highlights }];
  });
}

async function readTexts(client: PoolClient, language: InterfaceLanguage, hits: SearchRow["hits"]): Promise<Map<string, Texts>> {
  const { rows } = await client.query<{ id: string; language: string; title: string; summary: string }>(
    `SELECT listing_id AS id, text_language AS language, title, summary FROM search.document_text_${language} WHERE listing_id = ANY ($1::uuid[])`,
    [hits.map(({ id }) => id)],
  );
  return new Map(rows.map((row) => [row.id, { ...row, title: cutText(row.title), summary: cutText(row.summary) }]));
}

async function readWindows(client: PoolClient, language: InterfaceLanguage, lexemes: ReadonlyMap<string, readonly string[]>): Promise<Map<string, CutText>> {
  const windows = new Map<string, CutText>();
  if (lexemes.size === 0) return windows;
  const { rows } = await client.query<{ id: string; body: string }>(
    `SELECT listing_id AS id, left(body, ${SNIPPET_FROM}) AS body FROM search.document_text_${language} WHERE listing_id = ANY ($1::uuid[])`,
    [[...lexemes.keys()]],
  );
  for (const { id, body } of rows) {
    const window = windowAround(body, new Set(lexemes.get(id)?.map((lexeme) => lexeme.slice(lexeme.indexOf(":") + 1))));
    if (window !== undefined) windows.set(id, cutText(window));
  }
  return windows;
}

function phrasesOf({ typed, near, far }: Term): Phrase[] {
  const words = typed.flatMap(({ lexemes, negated }) =>
    negated
      ? [1, 2].map((gap) => [
          { gap: 0, lexemes: NEGATION_LEXEMES },
          { gap, lexemes },
        ])
      : [[{ gap: 0, lexemes }]],
  );
  return [...words, ...near, ...far];
}

async function learnStemsOf(client: PoolClient, texts: ReadonlyArray<readonly [language: string, text: CutText]>): Promise<void> {
  const words = new Map<StemmedLanguage, string[]>();
  for (const [tag, { tokens }] of texts) {
    const language = stemmerFor(tag);
    if (!language) continue;
    const own = words.get(language) ?? [];
    for (const { word } of tokens) own.push(word);
    words.set(language, own);
  }
  for (const [language, own] of words) await learnStems(language, own, client);
}
