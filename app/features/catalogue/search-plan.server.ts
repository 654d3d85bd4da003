import type { Phrase } from "./highlight";
import { type ParsedQuery, replaceWords } from "./query-words";
import { INTERFACE_LANGUAGES, type InterfaceLanguage } from "./search-engine";
import type { Term, TypedWord } from "./search-terms";
import { continuations, corrections, findInflected, lookUp, synonyms, type Vocabulary } from "./search-vocabulary.server";
import { lexemesInAnyLanguage, NEGATION_LEXEMES, stemLexeme, stemOf } from "./stems.server";
import { isNegation, isStopWord } from "./stop-words";
import { NEGATION, type SynonymBook, TELLING_WORDS } from "./synonyms";
import { type Candidate, isJoinable, nearestWords, type StemmedLanguage } from "./words";

export type Plan = {
  terms: readonly Term[];
  /** The query with its mistyped words replaced. */
  corrected?: string;
  /**
   * For a query with few answers: the same, but a word that hardly any document has may also stand for a near one that
   * many have, because documents are mistyped too. Undefined when there is no such word.
   */
  widen(): Promise<Omit<Plan, "widen"> | undefined>;
};

/** Counts, for each reading of a query, the documents that answer it. */
export type CountReadings = (readings: ReadonlyArray<readonly Term[]>) => Promise<readonly number[]>;

/** A content word of the query on its way to a term. */
type Slot = {
  /** Index into the query's tokens. */
  token: number;
  /** What is looked for: the word itself, the words that it begins, or what it was corrected to. */
  forms: readonly Candidate[];
  /** Equally near words of the vocabulary for a mistyped one. */
  candidates: readonly Candidate[];
  /** Of a word that is not finished: what was typed of it. */
  beginning?: string;
  /** Of a word that documents have in another form only: the language that has both. */
  inflectedIn?: StemmedLanguage;
};

type Reading = { language: InterfaceLanguage; query: ParsedQuery; vocabulary: Vocabulary; book: SynonymBook };

/**
 * Reads a query against the vocabulary: corrects what is mistyped, completes an unfinished last word, and joins to
 * each word its stems and synonyms. `countReadings` is asked only when a mistyped word could be several.
 */
export async function planQuery(language: InterfaceLanguage, query: ParsedQuery, countReadings: CountReadings): Promise<Plan> {
  const words = query.content.map((index) => query.tokens[index]?.word ?? "");
  const joined = words.slice(1).map((word, index) => `${words[index]}${word}`);
  const vocabulary = await lookUp(language, [...words, ...joined]);
  const reading = { language, query, vocabulary, book: synonyms() };

  const slots = await readWords(reading, words);
  const settled = await settle(reading, slots, countReadings);

  const replacements = new Map<number, string>();
  for (const [index, { token, forms }] of settled.entries()) {
    if (slots[index]?.candidates.length && forms[0]) replacements.set(token, forms[0].surface);
  }
  return {
    terms: buildTerms(reading, settled),
    ...(replacements.size > 0 && { corrected: replaceWords(query, replacements) }),
    widen: () => widen(reading, settled, replacements),
  };
}

/** A word in no more documents than this may be a mistake in them; the word it stands for is in so many times as many. */
const HARDLY_ANY = 3;
const MANY_TIMES = 8;

async function widen(reading: Reading, slots: readonly Slot[], replacements: ReadonlyMap<number, string>): Promise<Omit<Plan, "widen"> | undefined> {
  const rare = slots.filter(({ token, forms }) => forms.length === 1 && !replacements.has(token) && (forms[0]?.documents ?? 0) <= HARDLY_ANY);
  const found = await corrections(
    reading.language,
    rare.map(({ forms }) => forms[0]?.word ?? ""),
  );
  const meant = new Map<number, Candidate>();
  for (const { token, forms } of rare) {
    const [own] = forms;
    const [candidate] = found.get(own?.word ?? "") ?? [];
    if (own && candidate && candidate.documents >= MANY_TIMES * Math.max(own.documents, 1)) meant.set(token, candidate);
  }
  if (meant.size === 0) return undefined;
  const wider = slots.map((slot) => {
    const candidate = meant.get(slot.token);
    return candidate ? { ...slot, forms: [candidate, ...slot.forms] } : slot;
  });
  const surfaces = new Map([...replacements, ...[...meant].map(([token, { surface }]) => [token, surface] as const)]);
  return { terms: buildTerms(reading, wider), corrected: replaceWords(reading.query, surfaces) };
}

async function readWords({ language, query, vocabulary, book }: Reading, words: readonly string[]): Promise<Slot[]> {
  const slots: Slot[] = words.map((word, index) => ({
    token: query.content[index] ?? 0,
    forms: [vocabulary.known.get(word) ?? { word, surface: word, documents: 0 }],
    candidates: [],
  }));
  const unknown = slots.filter(({ forms }) => forms[0]?.documents === 0 && !hasMeaning(forms[0].word, book));
  const last = slots.at(-1);
  const beginning = last?.forms[0]?.word ?? "";
  if (last && unknown.includes(last) && query.open && last.token === query.tokens.length - 1 && beginning.length >= (slots.length > 1 ? 2 : 3)) {
    const completions = await continuations(language, beginning, 40);
    if (completions.length > 0) {
      last.forms = completions;
      last.beginning = beginning;
      unknown.pop();
    }
  }
  const unseen = unknown.map(({ forms }) => forms[0]?.word ?? "");
  const inflected = await findInflected(language, unseen);
  const found = await corrections(
    language,
    unseen.filter((word) => !inflected.has(word)),
  );
  for (const slot of unknown) {
    const word = slot.forms[0]?.word ?? "";
    slot.inflectedIn = inflected.get(word);
    // What is near no word of any document may be near one that says the same.
    slot.candidates = found.get(word) ?? (slot.inflectedIn ? [] : nearestWords(word, TELLING_WORDS[language]));
  }
  return slots;
}

/** A word that no document has may still be a known way to say what documents say otherwise. */
function hasMeaning(word: string, book: SynonymBook): boolean {
  return INTERFACE_LANGUAGES.some((language) => book.ideasFor(language, [stemOf(language, word)]).length > 0);
}

/** Gives each mistyped word one of its candidates: the one that stands together with the other words most, else the most common. */
async function settle(reading: Reading, slots: readonly Slot[], countReadings: CountReadings): Promise<Slot[]> {
  const settled = slots.map((slot) => (slot.candidates[0] ? { ...slot, forms: [slot.candidates[0]] } : slot));
  const ambiguous = slots.flatMap((slot, index) => (slot.candidates.length > 1 ? [index] : []));
  if (ambiguous.length === 0 || slots.length === 1) return settled;

  const undecided = slots.map((slot) => (slot.candidates.length > 0 ? { ...slot, forms: slot.candidates } : slot));
  const choices = ambiguous.flatMap((index) => (slots[index]?.candidates ?? []).map((candidate) => ({ index, candidate })));
  const counts = await countReadings(
    choices.map(({ index, candidate }) =>
      buildTerms(
        reading,
        undecided.map((slot, other) => (other === index ? { ...slot, forms: [candidate] } : slot)),
      ),
    ),
  );
  const best = new Map<number, number>();
  for (const [place, { index, candidate }] of choices.entries()) {
    const slot = slots[index];
    const count = counts[place] ?? 0;
    if (!slot || count <= (best.get(index) ?? 0)) continue;
    best.set(index, count);
    settled[index] = { ...slot, forms: [candidate] };
  }
  return settled;
}

/** Longest known wording first ("tienda de barrio" is one term, not two); what is left stands word by word. */
function buildTerms(reading: Reading, slots: readonly Slot[]): Term[] {
  const terms: Term[] = [];
  for (let from = 0; from < slots.length; ) {
    const meaning = meaningAt(reading, slots, from);
    terms.push(termOf(reading, slots.slice(from, from + meaning.length), meaning));
    from += meaning.length;
  }
  return terms;
}

type Meaning = { length: number; ideas: readonly number[]; negated: boolean; spoken?: InterfaceLanguage; joined?: string };

/** The ideas that the words from `from` on stand for, by their longest wording; or the one word that two of them make. */
function meaningAt({ language, query, vocabulary, book }: Reading, slots: readonly Slot[], from: number): Meaning {
  const negated = isNegated(query, slots[from]?.token ?? 0);
  for (let length = Math.min(book.longest, slots.length - from); length >= 1; length -= 1) {
    const words = slots.slice(from, from + length).map(({ forms }) => forms[0]?.word ?? "");
    // What words mean in the interface language comes before what they mean elsewhere.
    for (const spoken of [language, ...INTERFACE_LANGUAGES]) {
      const stems = words.map((word) => stemOf(spoken, word));
      const turned = negated ? book.ideasFor(spoken, [NEGATION, ...stems]) : [];
      if (turned.length > 0) return { length, ideas: turned, negated: true, spoken };
      const ideas = book.ideasFor(spoken, stems);
      if (ideas.length > 0) return { length, ideas, negated: false, spoken };
    }
    const joined = words.join("");
    if (length === 2 && isJoinable(words) && vocabulary.known.has(joined)) return { length, ideas: [], negated: false, joined };
  }
  return { length: 1, ideas: [], negated: false };
}

/** "sin efectivo", "no tengo internet", "no me pagan": between the negation and the word stand only words that say nothing. */
function isNegated({ tokens }: ParsedQuery, token: number): boolean {
  for (let before = token - 1; before >= Math.max(0, token - 3); before -= 1) {
    const word = tokens[before]?.word ?? "";
    if (isNegation(word)) return true;
    if (!isStopWord(word)) return false;
  }
  return false;
}

function termOf({ language, vocabulary, book }: Reading, run: readonly Slot[], { ideas, negated, spoken, joined }: Meaning): Term {
  const typed = run.map(({ forms, beginning, inflectedIn }, index): TypedWord => {
    const word = forms[0]?.word ?? "";
    return {
      forms: forms.map((form) => form.word),
      lexemes: new Set(forms.flatMap((form) => lexemesInAnyLanguage(form.word))),
      negated: negated && index === 0,
      sought:
        beginning !== undefined
          ? { word: beginning, as: "beginning" }
          : joined !== undefined
            ? { word, as: "spelling" }
            : { word: stemOf(spoken ?? inflectedIn ?? language, word), as: "stem" },
    };
  });
  const near: Phrase[] = joined === undefined ? [] : [[{ gap: 0, lexemes: new Set(lexemesInAnyLanguage(joined)) }]];
  const far: Phrase[] = [];
  const said = new Set<string>();
  for (const wording of ideas.flatMap((idea) => book.wordingsOf(idea))) {
    // Singular and plural, or two ideas, may come to the same stems: asking for them once is enough.
    const key = `${wording.language} ${wording.words.map(({ gap, stem }) => `${gap}${stem}`).join(" ")}`;
    if (said.has(key)) continue;
    said.add(key);
    (wording.language === language ? near : far).push(
      wording.words.map(({ gap, stem }) => ({ gap, lexemes: stem === NEGATION ? NEGATION_LEXEMES : new Set([stemLexeme(wording.language, stem)]) })),
    );
  }
  const documents = Math.min(...run.map(({ forms }) => forms.reduce((sum, form) => sum + form.documents, 0)));
  return {
    typed,
    near,
    far,
    weight: Math.log(1 + (vocabulary.documents + 1) / (documents + 1)),
    ideas,
    documents,
  };
}
