import type { InterfaceLanguage } from "./search-engine";
import { synonyms } from "./search-vocabulary.server";
import { stemOf } from "./stems.server";
import { isNegation } from "./stop-words";
import { IDEAS, NEGATION, type SynonymBook } from "./synonyms";
import type { Token } from "./words";

type Saying = { idea: number; words: ReadonlyArray<{ gap: number; stem: string }> };
let sayings: Record<InterfaceLanguage, Map<string, Saying[]>> | undefined;

/** The ideas that a text in this language speaks of, by the index of the word that each begins with. */
export function ideasSaid(tokens: readonly Token[], language: InterfaceLanguage): Map<number, number[]> {
  sayings ??= sayingsOf(synonyms());
  const byFirstStem = sayings[language];
  const stems = tokens.map(({ word }) => stemOf(language, word));
  const isAt = (stem: string, place: number) => (stem === NEGATION ? isNegation(tokens[place]?.word ?? "") : stems[place] === stem);
  const said = new Map<number, number[]>();
  for (const [index, stem] of stems.entries()) {
    const beginning = [...(byFirstStem.get(stem) ?? []), ...(isAt(NEGATION, index) ? (byFirstStem.get(NEGATION) ?? []) : [])];
    for (const { idea, words } of beginning) {
      let place = index;
      const follows = words.slice(1).every(({ gap, stem: next }) => {
        place += gap;
        return isAt(next, place);
      });
      if (follows) said.set(index, [...(said.get(index) ?? []), idea]);
    }
  }
  return said;
}

function sayingsOf(book: SynonymBook): Record<InterfaceLanguage, Map<string, Saying[]>> {
  const byFirstStem = { es: new Map<string, Saying[]>(), en: new Map<string, Saying[]>(), pt: new Map<string, Saying[]>() };
  for (const idea of IDEAS.keys()) {
    for (const { language, words } of book.wordingsOf(idea)) {
      const first = words[0]?.stem ?? "";
      byFirstStem[language].set(first, [...(byFirstStem[language].get(first) ?? []), { idea, words }]);
    }
  }
  return byFirstStem;
}
