import { createHash } from "node:crypto";
import type { PoolClient } from "pg";
import { sqlPool } from "~/platform/database/client.server";
import { mapInSlices } from "~/platform/event-loop.server";
import { ideasSaid } from "./document-ideas.server";
import { type CutDocument, cutDocument, type TextField } from "./document-words";
import { ideaLexeme } from "./postgres-search-tsquery.server";
import { SAMPLE } from "./sample-document";
import { type CatalogueDocument, FACETS, INTERFACE_LANGUAGES, type InterfaceLanguage } from "./search-engine";
import { lexemeIn, lexemesInAnyLanguage } from "./stems.server";
import { IDEAS } from "./synonyms";
import { fold, stemmerFor } from "./words";

/** Writers take turns: the version check and the counts of words and facet values rest on it. */
const INDEX_LOCK = 7_224_010;
/** Positions that part the fields, so that no phrase runs from one into the next. PostgreSQL counts up to 16,383. */
const FIELD_AT = { title: 1, summary: 400, body: 2_000, keywords: 14_000, otherTexts: 15_500 } as const;
const HEADING_AT = { title: 1, summary: 400, keywords: 4_000, otherTexts: 8_000 } as const;

/** How many documents one statement writes: more would hold up searches, and the process while the values are put together. */
export const BATCH = 100;

/**
 * Writes documents, later ones of a key over earlier ones; one with a lower version than the stored one is left out.
 * Each batch is one transaction.
 */
export async function writeDocuments(documents: readonly CatalogueDocument[]): Promise<void> {
  const newest = new Map<string, CatalogueDocument>();
  for (const document of documents) {
    const key = `${document.language} ${document.id}`;
    if ((newest.get(key)?.version ?? Number.NEGATIVE_INFINITY) <= document.version) newest.set(key, document);
  }
  const all = [...newest.values()];
  let next = prepare(all.slice(0, BATCH));
  for (let from = 0; from < all.length; from += BATCH) {
    const prepared = await next;
    // The next one is cut into words while the database writes this one.
    next = prepare(all.slice(from + BATCH, from + 2 * BATCH));
    // Its failure is heard in its turn, also when writing this one fails first.
    next.catch(() => {});
    await writeBatch(prepared);
  }
}

/** Removes documents in all languages. */
export async function removeDocuments(ids: readonly string[]): Promise<void> {
  await asOnlyWriter(async (client) => {
    await client.query("DELETE FROM search.document_text WHERE listing_id = ANY ($1::uuid[])", [ids]);
    await client.query("DELETE FROM search.document WHERE listing_id = ANY ($1::uuid[])", [ids]);
  });
}

/** A hash of the ideas' wordings and of what becomes of a document. */
export function documentShape(): string {
  const rows = INTERFACE_LANGUAGES.map((language) => rowOf(cutDocument({ ...SAMPLE, language })));
  return createHash("sha256")
    .update(JSON.stringify([IDEAS, rows]))
    .digest("hex")
    .slice(0, 16);
}

async function asOnlyWriter(write: (client: PoolClient) => Promise<void>): Promise<void> {
  const client = await sqlPool().connect();
  let failure: Error | undefined;
  try {
    await client.query("BEGIN");
    await client.query("SELECT pg_advisory_xact_lock($1)", [INDEX_LOCK]);
    await write(client);
    await client.query("COMMIT");
  } catch (error) {
    failure = error as Error;
    await client.query("ROLLBACK").catch(() => {});
    throw error;
  } finally {
    // A connection that failed is not lent again.
    client.release(failure);
  }
}

type Prepared = ReadonlyArray<CutDocument & { row: Row }>;

function prepare(documents: readonly CatalogueDocument[]): Promise<Prepared> {
  return mapInSlices(documents, (document) => {
    const cut = cutDocument(document);
    return { ...cut, row: rowOf(cut) };
  });
}

async function writeBatch(batch: Prepared): Promise<void> {
  const documents = batch.map(({ document }) => document);
  const rows = batch.map(({ row }) => row);
  await asOnlyWriter(async (client) => {
    const facetSets = await facetSetIds(client, documents);
    const { rows: written } = await client.query<{ language: string; listing_id: string }>(
      `INSERT INTO search.document AS stored (language, listing_id, version, standing, published_at, title_sort, title_words, facet_set, heading, everything)
       SELECT language, listing_id, version, standing, published_at, title_sort, title_words, facet_set, heading::tsvector, everything::tsvector
       FROM unnest($1::text[], $2::uuid[], $3::integer[], $4::smallint[], $5::timestamptz[], $6::text[], $7::smallint[], $8::integer[], $9::text[], $10::text[])
         AS given(language, listing_id, version, standing, published_at, title_sort, title_words, facet_set, heading, everything)
       ON CONFLICT (language, listing_id) DO UPDATE SET version = excluded.version, standing = excluded.standing, published_at = excluded.published_at,
         title_sort = excluded.title_sort, title_words = excluded.title_words, facet_set = excluded.facet_set, heading = excluded.heading, everything = excluded.everything
       WHERE stored.version <= excluded.version
       RETURNING language, listing_id`,
      [
        documents.map(({ language }) => language),
        documents.map(({ id }) => id),
        documents.map(({ version }) => version),
        documents.map(({ standing }) => standing),
        documents.map(({ publishedAt }) => publishedAt),
        rows.map(({ titleSort }) => titleSort),
        rows.map(({ titleWords }) => titleWords),
        facetSets,
        rows.map(({ heading }) => heading),
        rows.map(({ everything }) => everything),
      ],
    );
    const current = new Set(written.map(({ language, listing_id }) => `${language} ${listing_id}`));
    const texts = batch.filter(({ document }) => current.has(`${document.language} ${document.id}`));
    await client.query(
      `INSERT INTO search.document_text AS stored (language, listing_id, text_language, title, summary, body, words, surfaces)
       SELECT language, listing_id, text_language, title, summary, body, words::text[], surfaces::text[]
       FROM unnest($1::text[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[])
         AS given(language, listing_id, text_language, title, summary, body, words, surfaces)
       ON CONFLICT (language, listing_id) DO UPDATE SET text_language = excluded.text_language, title = excluded.title, summary = excluded.summary,
         body = excluded.body, words = excluded.words, surfaces = excluded.surfaces`,
      [
        texts.map(({ document }) => document.language),
        texts.map(({ document }) => document.id),
        texts.map(({ document }) => document.textLanguage),
        texts.map((item) => item.texts.title),
        texts.map((item) => item.texts.summary),
        texts.map((item) => item.texts.body),
        texts.map(({ row }) => row.words),
        texts.map(({ row }) => row.surfaces),
      ],
    );
  });
}

type Row = { titleSort: string; titleWords: number; heading: string; everything: string; words: string; surfaces: string };

function rowOf({ document, texts, tokens }: CutDocument): Row {
  const heading = new Lexemes();
  const everything = new Lexemes();
  const ownLanguage = stemmerFor(document.textLanguage);
  const add = (field: TextField, weight: "A" | "B" | "C" | "D" | "", lexemesOf: (word: string) => readonly string[], spoken: readonly InterfaceLanguage[]) => {
    const put = (lexeme: string, index: number) => {
      everything.add(lexeme, FIELD_AT[field] + index, "");
      if (field !== "body") heading.add(lexeme, HEADING_AT[field] + index, weight);
    };
    for (const [index, { word }] of tokens[field].entries()) {
      for (const lexeme of lexemesOf(word)) put(lexeme, index);
      if (field !== "body" && weight !== "D") heading.add(`=${word}`, HEADING_AT[field] + index, weight);
    }
    for (const language of spoken) {
      for (const [index, ideas] of ideasSaid(tokens[field], language)) for (const idea of ideas) put(ideaLexeme(idea, language === document.language), index);
    }
  };
  const own = (word: string) => [lexemeIn(document.textLanguage, word)];
  const ownSpoken = ownLanguage ? [ownLanguage] : [];
  add("title", "A", own, ownSpoken);
  add("summary", "B", own, ownSpoken);
  add("body", "", own, ownSpoken);
  add("keywords", "C", (word) => [lexemeIn(document.language, word)], [document.language]);
  add("otherTexts", "D", lexemesInAnyLanguage, INTERFACE_LANGUAGES);

  const surfaces = new Map<string, string>();
  for (const field of ["title", "summary", "body", "keywords", "otherTexts"] as const) {
    for (const { word, start, end } of tokens[field]) {
      if (surfaces.has(word) || word.length < 2 || word.length > 30) continue;
      surfaces.set(word, texts[field].slice(start, end).toLowerCase());
    }
  }
  return {
    titleSort: fold(texts.title).slice(0, 200).toWellFormed(),
    titleWords: Math.min(tokens.title.length, 1000),
    heading: heading.toString(),
    everything: everything.toString(),
    words: arrayLiteral(surfaces.keys()),
    surfaces: arrayLiteral(surfaces.values()),
  };
}

/** Quoted, because the word "null" is a word. */
function arrayLiteral(words: Iterable<string>): string {
  return `{${[...words].map((word) => `"${word}"`).join(",")}}`;
}

/** A tsvector in its text form. Lexemes are letters, digits, ":" and "=", so that nothing needs escaping. */
class Lexemes {
  private readonly positions = new Map<string, string[]>();

  add(lexeme: string, position: number, weight: string): void {
    const known = this.positions.get(lexeme);
    const place = `${Math.min(position, 16_383)}${weight}`;
    if (!known) this.positions.set(lexeme, [place]);
    // PostgreSQL keeps 255 positions of a lexeme.
    else if (known.length < 255) known.push(place);
  }

  toString(): string {
    let text = "";
    for (const [lexeme, places] of this.positions) text += `'${lexeme}':${places.join(",")} `;
    return text;
  }
}

/** For each document the id of the combination of its facet values; new combinations get theirs now. */
async function facetSetIds(client: PoolClient, documents: readonly CatalogueDocument[]): Promise<Array<number | undefined>> {
  const valueIds = await facetValueIds(client, documents);
  const sets = documents.map(({ facets }) => {
    const ids = new Set(FACETS.flatMap((facet) => facets[facet].map((value) => valueIds.get(`${facet} ${value}`) ?? 0)));
    return `{${[...ids].sort((a, b) => a - b).join(",")}}`;
  });
  const wanted = [...new Set(sets)];
  await client.query("INSERT INTO search.facet_set (facets) SELECT facets::integer[] FROM unnest($1::text[]) AS facets ON CONFLICT DO NOTHING", [wanted]);
  const { rows } = await client.query<{ id: number; facets: string }>(
    "SELECT id, given.facets FROM unnest($1::text[]) AS given(facets) JOIN search.facet_set AS known ON known.facets = given.facets::integer[]",
    [wanted],
  );
  const known = new Map(rows.map(({ id, facets }) => [facets, id]));
  return sets.map((set) => known.get(set));
}

/** The ids of all facet values of these documents, by "facet value"; new values get theirs now. */
async function facetValueIds(client: PoolClient, documents: readonly CatalogueDocument[]): Promise<Map<string, number>> {
  const wanted = new Map<string, { facet: string; place: number; value: string }>();
  for (const [index, facet] of FACETS.entries()) {
    for (const document of documents) for (const value of document.facets[facet]) wanted.set(`${facet} ${value}`, { facet, place: index + 1, value });
  }
  const values = [...wanted.values()];
  const { rows } = await client.query<{ id: number; facet: string; value: string }>(
    `WITH given AS (SELECT * FROM unnest($1::text[], $2::integer[], $3::text[]) AS given(facet, place, value)),
     added AS (
       INSERT INTO search.facet_value (id, facet, value)
       SELECT place * 1000000 + (SELECT count(*) FROM search.facet_value AS known WHERE known.facet = given.facet) + row_number() OVER (PARTITION BY facet ORDER BY value), facet, value
       FROM given WHERE NOT EXISTS (SELECT FROM search.facet_value AS known WHERE known.facet = given.facet AND known.value = given.value)
       RETURNING id, facet, value
     )
     SELECT id, facet, value FROM added
     UNION ALL SELECT id, facet, value FROM search.facet_value WHERE (facet, value) IN (SELECT facet, value FROM given)`,
    [values.map(({ facet }) => facet), values.map(({ place }) => place), values.map(({ value }) => value)],
  );
  return new Map(rows.map(({ id, facet, value }) => [`${facet} ${value}`, id]));
}
