import { anyOf, exactQuery, farLexemes, nearLexemes, termQuery, typedQuery, units, type Weights } from "./postgres-search-tsquery.server";
import type { Term } from "./search-terms";
import type { StatementParameters } from "./statement";

const ELSEWHERE = 200;

/**
 * For each term, where and how it was found: the typed word over its stem over a synonym over another language's word,
 * the title over summary and keywords over the body. Read from the heading alone, which is short. What is not in the
 * heading of a full answer is in its body.
 */
export function coarseScore(table: string, terms: readonly Term[], parameters: StatementParameters): string {
  const scores = terms.map((term) => {
    const heading = (query: string | null) => `heading @@ ${parameters.add(query, "tsquery")}`;
    // What can't be asked for is asked for nonetheless, as nothing, so that every term has the same cases.
    const others = (lexemes: readonly string[], weights: Weights) => heading(lexemes.length > 0 ? anyOf(lexemes, weights) : null);
    const [near, far] = [nearLexemes(term), farLexemes(term)];
    return `${parameters.add(units(term.weight), "integer")} * CASE
      WHEN ${isShown(table, term, terms.length === 1, parameters)} THEN CASE
        WHEN ${heading(exactQuery(term, "A"))} THEN 1000 WHEN ${heading(typedQuery(term, "A"))} THEN 940 WHEN ${others(near, "A")} THEN 750
        WHEN ${heading(exactQuery(term, "BC"))} THEN 600 WHEN ${heading(typedQuery(term, "ABCD"))} THEN 550
        WHEN ${others(far, "A")} THEN 500 ELSE 350 END
      WHEN approximate THEN 0 ELSE ${ELSEWHERE} END`;
  });
  const total = parameters.add(1000 * terms.reduce((sum, { weight }) => sum + units(weight), 0), "integer");
  return `((${scores.join(" + ")})::double precision / ${total} + standing::double precision / 25)`;
}

/**
 * Whether a heading has anything of a term at all: most of many matches have nothing. Who asks for one word may get
 * tens of thousands, and then the index tells it of all at once; several words together are in few documents.
 */
function isShown(table: string, term: Term, alone: boolean, parameters: StatementParameters): string {
  const inHeading = `heading @@ ${parameters.add(termQuery(term), "tsquery")}`;
  return alone ? `listing_id IN (SELECT listing_id FROM ${table} WHERE ${inHeading})` : inHeading;
}

/** What tells the best apart: how much of the title was asked for, what stands side by side as typed, how often it comes. */
export function fineScore(terms: readonly Term[], parameters: StatementParameters): string {
  const inTitle = terms
    .map((term) => `CASE WHEN heading @@ ${parameters.add(typedQuery(term, "A"), "tsquery")} THEN ${parameters.add(term.typed.length, "integer")} ELSE 0 END`)
    .join(" + ");
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

/** How much of the terms' weight a heading shows. */
export function shownShare(terms: readonly Term[], parameters: StatementParameters): string {
  return `(${terms.map((term) => `CASE WHEN heading @@ ${parameters.add(termQuery(term), "tsquery")} THEN ${parameters.add(units(term.weight), "integer")} ELSE 0 END`).join(" + ")})`;
}
