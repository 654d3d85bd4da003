import type { JudgedDocument } from "./meilisearch-documents.server";
import { ideaWord, negatedWord } from "./meilisearch-words";
import type { InterfaceLanguage } from "./search-engine";
import type { Term, TypedWord } from "./search-terms";
import { tokenise } from "./words";

/**
 * How well a document answers a query: what PostgreSQL's engine sums up (postgres-search-ranking.server.ts), read from the
 * words that Meilisearch keeps of it. What is not in the heading of a full answer is in its body.
 */
export function answersHowWell(terms: readonly Term[], document: JudgedDocument, language: InterfaceLanguage, inFull: boolean): number {
  const fields = cut(document);
  // A text's ideas are those of its own language.
  const near = document.textLanguage.startsWith(language);
  const whole = terms.reduce((sum, { weight }) => sum + weight, 0);
  const coarse = terms.reduce((sum, term) => sum + term.weight * placeOf(term, fields, near, inFull), 0) / whole;
  const inTitle = terms.reduce((sum, term) => sum + (isTyped(term, fields.title) ? term.typed.length : 0), 0) / Math.max(fields.titleLength, 1);
  const words = terms.flatMap(({ typed }) => typed);
  const pairs = words.slice(1).filter((word, index) => standTogether(words[index], word, [fields.title, fields.summary, fields.keywords]));
  return coarse + document.standing / 25 + 0.25 * Math.min(1, inTitle) + (words.length > 1 ? (0.2 * pairs.length) / (words.length - 1) : 0);
}

/** Words with their stems and ideas behind them, by the places where they stand. */
type Field = ReadonlyMap<string, readonly number[]>;
type Fields = Record<"title" | "summary" | "keywords" | "otherTexts", Field> & { titleLength: number };

function cut({ title, titleWords, summaryWords, keywordsWords, otherTextsWords }: JudgedDocument): Fields {
  return { title: placed(titleWords), summary: placed(summaryWords), keywords: placed(keywordsWords), otherTexts: placed(otherTextsWords), titleLength: tokenise(title).length };
}

function placed(words: string): Field {
  const places = new Map<string, number[]>();
  for (const [place, word] of words.split(" ").entries()) places.set(word, [...(places.get(word) ?? []), place]);
  return places;
}

/** The typed word over its stem over a synonym over another language's word; the title over summary and keywords over the body. */
function placeOf(term: Term, { title, summary, keywords, otherTexts }: Fields, near: boolean, inFull: boolean): number {
  const ideas = term.ideas.map(ideaWord);
  const speaksOf = (field: Field) => ideas.some((idea) => field.has(idea));
  if (isWritten(term, title)) return 1;
  if (isTyped(term, title)) return 0.94;
  if (near && speaksOf(title)) return 0.75;
  if (isWritten(term, summary) || isWritten(term, keywords)) return 0.6;
  if ([summary, keywords, otherTexts].some((field) => isTyped(term, field))) return 0.55;
  if (speaksOf(title)) return 0.5;
  if ([summary, keywords, otherTexts].some(speaksOf)) return 0.35;
  return inFull ? 0.2 : 0;
}

function isWritten({ typed }: Term, field: Field): boolean {
  return typed.every(({ forms, negated, sought }) => (negated ? field.has(negatedWord(sought.word)) : forms.some((form) => field.has(form))));
}

function isTyped({ typed }: Term, field: Field): boolean {
  return typed.every((word) => spellings(word).some((spelling) => field.has(spelling)));
}

function spellings({ forms, negated, sought }: TypedWord): string[] {
  return negated ? [negatedWord(sought.word)] : [...(sought.as === "stem" ? [sought.word] : []), ...forms];
}

/** Three words on, with what stands behind each. */
const TOGETHER = 6;

function standTogether(one: TypedWord | undefined, next: TypedWord, fields: readonly Field[]): boolean {
  if (!one) return false;
  return fields.some((field) => {
    const [before, after] = [one, next].map((word) => spellings(word).flatMap((spelling) => field.get(spelling) ?? [])) as [number[], number[]];
    return before.some((place) => after.some((other) => other > place && other <= place + TOGETHER));
  });
}
