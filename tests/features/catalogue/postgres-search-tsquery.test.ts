import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { allTermsQuery, ideaLexeme, weightyPartQuery } from "~/features/catalogue/postgres-search-tsquery.server";
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
  it("is answered by what says an idea in any wording and language, as by the typed words", () => {
    const query = allTermsQuery([term("cobro", { ideas: [7] }), term("feria")]);
    for (const said of ["cobro", ideaLexeme(7, true), ideaLexeme(7, false)]) expect(answers(query, new Set([said, "feria"]))).toBe(true);
    expect(answers(query, new Set(["cobro", ideaLexeme(7, true)]))).toBe(false);
    expect(answers(query, new Set([ideaLexeme(8, true), "feria"]))).toBe(false);
  });

  it("is answered by the one word that two typed ones make", () => {
    const query = allTermsQuery([term("micro", { typed: [...term("micro").typed, ...term("negocio").typed], near: [[{ gap: 0, lexemes: new Set(["micronegocio"]) }]] })]);
    expect(answers(query, new Set(["micronegocio"]))).toBe(true);
    expect(answers(query, new Set(["micro", "negocio"]))).toBe(true);
    expect(answers(query, new Set(["negocio"]))).toBe(false);
  });

  it("asks for an idea once, however many wordings it has", () => {
    const wordings = ["pago", "abono", "plata"].map((word) => [{ gap: 0, lexemes: new Set([word]) }]);
    expect(allTermsQuery([term("cobro", { ideas: [7], near: wordings })])).toBe("('cobro'|'near:7'|'far:7')");
  });
});
