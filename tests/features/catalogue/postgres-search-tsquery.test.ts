import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { allTermsQueries, weightyPartQuery } from "~/features/catalogue/postgres-search-tsquery.server";
import { term } from "./terms";

/** Whether a document of these words answers a query without words in a row. */
function answers(query: string, words: ReadonlySet<string>): boolean {
  const stack: string[] = [];
  const tokens = query.match(/'[^']*'|[&|!()]/g) ?? [];
  expect(tokens.join("")).toBe(query);
  const take = () => stack.shift() ?? "";
  stack.push(...tokens);
  const one = (): boolean => {
    const token = take();
    if (token === "!") return !one();
    if (token !== "(") return words.has(token.slice(1, -1));
    const inside = either();
    take();
    return inside;
  };
  const both = (): boolean => {
    let all = one();
    while (stack[0] === "&") {
      take();
      all = one() && all;
    }
    return all;
  };
  const either = (): boolean => {
    let any = both();
    while (stack[0] === "|") {
      take();
      any = both() || any;
    }
    return any;
  };
  return either();
}

const aWord = (word: string) => [{ gap: 0, lexemes: new Set([word]) }];
const twoWords = [
  { gap: 0, lexemes: new Set(["tienda"]) },
  { gap: 1, lexemes: new Set(["barrio"]) },
];

describe("the query for documents that have the weightier part of the terms", () => {
  it("is answered by those that carry half of the weight, and by no others", () => {
    fc.assert(
      fc.property(fc.array(fc.record({ weight: fc.integer({ min: 1, max: 9 }), present: fc.boolean() }), { minLength: 1, maxLength: 6 }), (given) => {
        const terms = given.map(({ weight }, place) => term(`w${place}`, { weight }));
        const present = given.map(({ present: is }, place) => (is ? `w${place}` : "")).filter(Boolean);
        const carried = given.reduce((sum, { weight, present: is }) => sum + (is ? weight : 0), 0);
        const whole = given.reduce((sum, { weight }) => sum + weight, 0);
        expect(answers(weightyPartQuery(terms), new Set(present))).toBe(2 * carried >= whole);
      }),
    );
  });
});

describe("the query for documents that have every term", () => {
  it("is one where no wording has several words", () => {
    const terms = [term("cobro", { near: [aWord("pago")], far: [aWord("payment")] }), term("feria")];
    const [query = "", ...more] = allTermsQueries(terms);
    expect(more).toEqual([]);
    expect(answers(query, new Set(["payment", "feria"]))).toBe(true);
    expect(answers(query, new Set(["cobro", "pago"]))).toBe(false);
  });

  it("asks for words in a row only what single words do not answer", () => {
    const [byWords = "", inARow = ""] = allTermsQueries([term("pulperia", { near: [twoWords, aWord("colmado")] })]);
    expect(byWords).toBe("('pulperia'|'colmado')");
    expect(inARow).toBe("((('pulperia'|'colmado')|(('tienda')<1>('barrio'))))&!(('pulperia'|'colmado'))");
  });

  it("is asked in one where it has many terms, because few documents have all", () => {
    const terms = [term("pulperia", { near: [twoWords] }), term("fiado"), term("libreta")];
    expect(allTermsQueries(terms)).toHaveLength(1);
  });
});
