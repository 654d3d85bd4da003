import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BATCH, LEAST, publishedSum, sumsByTopic } from "~/features/insights/sums";

const answers = (yes: number, no: number) => [...Array.from({ length: yes }, () => true), ...Array.from({ length: no }, () => false)];

describe("a sum of answers", () => {
  it("is published once a lot is full and has enough of both", () => {
    expect(publishedSum(answers(5, 4))).toBeNull();
    expect(publishedSum(answers(5, 5))).toEqual({ yes: 5, no: 5 });
    expect(publishedSum(answers(4, 6))).toBeNull();
    expect(publishedSum(answers(10, 0))).toBeNull();
  });

  it("waits with a lot that is too uneven, and counts it with the next", () => {
    expect(publishedSum([...answers(10, 0), ...answers(6, 4)])).toBeNull();
    expect(publishedSum([...answers(10, 0), ...answers(5, 5)])).toEqual({ yes: 15, no: 5 });
  });

  it("leaves out whatever has come since the last full lot", () => {
    for (let more = 0; more < BATCH; more += 1) expect(publishedSum([...answers(5, 5), ...answers(more, 0)])).toEqual({ yes: 5, no: 5 });
  });

  it("adds up by topic to its total, and to nothing that is not shown", () => {
    const given = [
      ...answers(5, 5).map((yes) => ({ topic: "a", yes })),
      ...answers(4, 6).map((yes) => ({ topic: "b", yes })),
      ...answers(7, 13).map((yes) => ({ topic: "c", yes })),
    ];
    expect(sumsByTopic(given, ["a", "b", "c", "d"])).toEqual({
      topics: [
        { topic: "a", sum: { yes: 5, no: 5 } },
        { topic: "b", sum: null },
        { topic: "c", sum: { yes: 7, no: 13 } },
        { topic: "d", sum: null },
      ],
      all: { yes: 12, no: 18 },
    });
    expect(sumsByTopic([], ["a"])).toEqual({ topics: [{ topic: "a", sum: null }], all: null });
  });
});

/** Everything that somebody reads who looks after every single answer. */
const history = (given: readonly boolean[]) => given.map((_, index) => publishedSum(given.slice(0, index + 1)));
const mixed = fc.array(fc.boolean(), { maxLength: 60 });
/** Long rows of one answer are where a sum gives most away. */
const lumpy = fc
  .array(fc.tuple(fc.boolean(), fc.integer({ min: 1, max: 14 })), { maxLength: 6 })
  .map((rows) => rows.flatMap(([yes, count]) => Array.from({ length: count }, () => yes)));

describe("nobody's answer", () => {
  it("is in a number smaller than five, nor in the difference between two dates", () => {
    fc.assert(
      fc.property(fc.oneof(mixed, lumpy), (given) => {
        let before = { yes: 0, no: 0 };
        for (const sum of history(given)) {
          if (!sum) continue;
          const difference = { yes: sum.yes - before.yes, no: sum.no - before.no };
          const none = difference.yes === 0 && difference.no === 0;
          expect(none || (difference.yes >= LEAST && difference.no >= LEAST), JSON.stringify(difference)).toBe(true);
          before = sum;
        }
      }),
    );
  });

  it("can be told by whoever has read every sum on every day: in every lot both answers stay possible", () => {
    // Every way in which three lots can come out, put together by what a reader would have seen of them.
    const worlds = new Map<string, number[][]>();
    const counts = Array.from({ length: BATCH + 1 }, (_, yes) => yes);
    for (const a of counts)
      for (const b of counts)
        for (const c of counts) {
          const lots = [a, b, c];
          const given = lots.flatMap((yes) => answers(yes, BATCH - yes));
          const seen = JSON.stringify(lots.map((_, index) => publishedSum(given.slice(0, (index + 1) * BATCH))));
          worlds.set(seen, [...(worlds.get(seen) ?? []), lots]);
        }
    expect(worlds.size).toBeGreaterThan(30);
    for (const [seen, alike] of worlds)
      for (const lot of [0, 1, 2]) {
        expect(Math.min(...alike.map((lots) => lots[lot] ?? 0)), `${seen}: lot ${lot} would be all yes`).toBeLessThan(BATCH);
        expect(Math.max(...alike.map((lots) => lots[lot] ?? 0)), `${seen}: lot ${lot} would be all no`).toBeGreaterThan(0);
      }
  });

  it("can be told from all topics together, less every topic but one", () => {
    const tagged = fc.array(fc.record({ topic: fc.constantFrom("a", "b", "c"), yes: fc.boolean() }), { maxLength: 90 });
    fc.assert(
      fc.property(tagged, (given) => {
        const { topics, all } = sumsByTopic(given, ["a", "b", "c"]);
        const shown = topics.flatMap(({ sum }) => sum ?? []);
        expect(all?.yes ?? 0).toBe(shown.reduce((sum, { yes }) => sum + yes, 0));
        expect(all?.no ?? 0).toBe(shown.reduce((sum, { no }) => sum + no, 0));
        for (const { yes, no } of shown) expect(Math.min(yes, no)).toBeGreaterThanOrEqual(LEAST);
      }),
    );
  });
});
