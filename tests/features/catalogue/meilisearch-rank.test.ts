import { describe, expect, it } from "vitest";
import type { JudgedDocument } from "~/features/catalogue/meilisearch-documents.server";
import { answersHowWell } from "~/features/catalogue/meilisearch-rank";
import { ideaWord, negatedWord } from "~/features/catalogue/meilisearch-words";
import type { Term } from "~/features/catalogue/search-terms";
import { term, typedWord } from "./terms";

function document(overrides: Partial<JudgedDocument>): JudgedDocument {
  return { id: "x", textLanguage: "es", title: "Uno dos tres", standing: 0, titleWords: "", summaryWords: "", keywordsWords: "", otherTextsWords: "", ...overrides };
}

const sought = (stem: string) => ({ word: stem, as: "stem" }) as const;
const water = term("aguas", { typed: [typedWord("aguas", { sought: sought("agu") })], ideas: [3] });
const better = (documents: ReadonlyArray<Partial<JudgedDocument>>, terms: readonly Term[] = [water]) => {
  const worth = documents.map((one) => answersHowWell(terms, document(one), "es", true));
  expect([...worth].sort((a, b) => b - a)).toEqual(worth);
  expect(new Set(worth).size).toBe(worth.length);
};

describe("how well a document answers", () => {
  it("goes by where and in what form: the word over its stem over an idea, the title over the rest", () => {
    better([
      { titleWords: "las aguas agu" },
      { titleWords: "el agua agu" },
      { titleWords: `la lluvia lluvi ${ideaWord(3)}` },
      { summaryWords: "las aguas agu" },
      { keywordsWords: "el agua agu" },
      { textLanguage: "pt", titleWords: `a chuva chuv ${ideaWord(3)}` },
      { summaryWords: `la lluvia lluvi ${ideaWord(3)}` },
      {},
    ]);
  });

  it("counts a term outside the heading as in the body of a full answer, and as missing in that of another", () => {
    expect(answersHowWell([water], document({}), "es", false)).toBe(0);
    expect(answersHowWell([water], document({}), "es", true)).toBe(0.2);
  });

  it("prefers what stands side by side, in the order typed, and titles that say little else", () => {
    const terms = [water, term("limpia", { typed: [typedWord("limpia", { sought: sought("limpi") })] })];
    better([{ summaryWords: "aguas agu limpia limpi" }, { summaryWords: "limpia limpi aguas agu" }], terms);
    better([{ summaryWords: "aguas agu limpia limpi" }, { summaryWords: "aguas agu una dos tres cuatro cinco seis limpia limpi" }], terms);
    better([
      { title: "Aguas", titleWords: "aguas agu" },
      { title: "Aguas del sur", titleWords: "aguas agu del sur" },
    ]);
  });

  it("prefers what was reviewed, and looks for a negated word behind its negation", () => {
    better([{ standing: 2 }, { standing: 1 }, {}]);
    const without = term("agua", { typed: [typedWord("agua", { negated: true, sought: sought("agu") })] });
    better([{ titleWords: `sin agua agu ${negatedWord("agu")}` }, { titleWords: "con agua agu" }], [without]);
  });
});
