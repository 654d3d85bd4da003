/**
 * Sums of an answer that nobody's own may be told from. Answers are counted in lots of a size that everybody may know, in
 * the order in which they came, and a lot is published with those before it only when there are enough of both answers
 * among them. So whoever compares two dates, two topics, or all of them with their sum, learns of whole lots only: in
 * every one of them each answer could be any other's (docs/decisions/009-answers-in-sums.md).
 */

/** So many answers make a lot. */
export const BATCH = 10;
/** A number of answers smaller than this is never published. */
export const LEAST = 5;

export type Answer = { topic: string; yes: boolean };
export type Sum = { yes: number; no: number };

/** What is published of one topic's answers, in the order in which they were given; null while that would tell too much. */
export function publishedSum(answers: readonly boolean[]): Sum | null {
  let published = null as Sum | null;
  let waiting: Sum = { yes: 0, no: 0 };
  for (let start = 0; start + BATCH <= answers.length; start += BATCH) {
    const yes = answers.slice(start, start + BATCH).filter(Boolean).length;
    waiting = { yes: waiting.yes + yes, no: waiting.no + BATCH - yes };
    if (waiting.yes < LEAST || waiting.no < LEAST) continue;
    published = { yes: (published?.yes ?? 0) + waiting.yes, no: (published?.no ?? 0) + waiting.no };
    waiting = { yes: 0, no: 0 };
  }
  return published;
}

export type Sums = { topics: Array<{ topic: string; sum: Sum | null }> /** Of what is published by topic, and of nothing else. */; all: Sum | null };

/**
 * @param answers in the order in which they were given
 * @param topics in the order of the table
 */
export function sumsByTopic(answers: readonly Answer[], topics: readonly string[]): Sums {
  const rows = topics.map((topic) => ({ topic, sum: publishedSum(answers.filter((answer) => answer.topic === topic).map(({ yes }) => yes)) }));
  const shown = rows.flatMap(({ sum }) => sum ?? []);
  const all = shown.length === 0 ? null : { yes: total(shown, "yes"), no: total(shown, "no") };
  return { topics: rows, all };
}

function total(sums: readonly Sum[], answer: keyof Sum): number {
  return sums.reduce((sum, one) => sum + one[answer], 0);
}
