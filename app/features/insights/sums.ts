/**
 * Sums of an answer that nobody's own may be told from. Answers are counted in lots of a size that everybody may know, in
 * the order in which they came. Full lots wait until those that wait together have enough of both answers, and until their
 * sum would force no answer in any of them, also for somebody who knows that the lots before it were not published. So
 * whoever compares two dates, two topics, or all of them with their sum, learns nobody's (docs/decisions/011-answers-in-sums.md).
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
  let waiting = { lots: 0, yes: 0 };
  let unpublished: Ways = new Map([[0, []]]);
  for (let start = 0; start + BATCH <= answers.length; start += BATCH) {
    waiting = { lots: waiting.lots + 1, yes: waiting.yes + answers.slice(start, start + BATCH).filter(Boolean).length };
    const reached = withOneLotMore(unpublished);
    if (tellsNobodys(waiting.yes, waiting.lots, reached)) {
      const { yes, no } = published ?? { yes: 0, no: 0 };
      published = { yes: yes + waiting.yes, no: no + waiting.lots * BATCH - waiting.yes };
      waiting = { lots: 0, yes: 0 };
      unpublished = new Map([[0, []]]);
    } else {
      const { lots } = waiting;
      unpublished = new Map([...reached].filter(([yes]) => !tellsNobodys(yes, lots, reached)));
    }
  }
  return published;
}

/** By the sum of "yes" in lots that wait: for each of them, how few and how many of its answers may have been "yes". */
type Ways = ReadonlyMap<number, ReadonlyArray<{ fewest: number; most: number }>>;

/** Every sum that may be reached with the next lot, by somebody who knows only what was not published. */
function withOneLotMore(ways: Ways): Ways {
  const reached = new Map<number, Array<{ fewest: number; most: number }>>();
  for (const [sum, lots] of ways) {
    for (let yes = 0; yes <= BATCH; yes += 1) {
      const way = [...lots, { fewest: yes, most: yes }];
      const known = reached.get(sum + yes);
      const merged = known ? known.map((lot, index) => ({ fewest: Math.min(lot.fewest, way[index]?.fewest ?? 0), most: Math.max(lot.most, way[index]?.most ?? 0) })) : way;
      reached.set(sum + yes, merged);
    }
  }
  return reached;
}

/** Enough of both, and no lot in which they would all have to be alike. */
function tellsNobodys(yes: number, lots: number, reached: Ways): boolean {
  const enough = yes >= LEAST && lots * BATCH - yes >= LEAST;
  return enough && (reached.get(yes) ?? []).every(({ fewest, most }) => fewest < BATCH && most > 0);
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
