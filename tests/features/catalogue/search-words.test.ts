import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cutText, highlight, phraseBook, readText, windowAround } from "~/features/catalogue/highlight";
import { LONGEST_QUERY, parseQuery, replaceWords } from "~/features/catalogue/query-words";
import { IDEAS, synonymBook, wordings } from "~/features/catalogue/synonyms";
import { allowedEdits, editDistance, fold, nearestWords, stemmable, tokenise } from "~/features/catalogue/words";

const letters = fc.string({ unit: fc.constantFrom("a", "b", "c", "d"), maxLength: 7 });
const anything = fc.string({ unit: "binary", maxLength: 80 });

describe("folding", () => {
  it("makes one word of all spellings of it", () => {
    expect(["Logística", "LOGISTICA", "logi\u0301stica"].map(fold)).toEqual(["logistica", "logistica", "logistica"]);
    expect(["Niño", "ação", "Straße", "Øre"].map(fold)).toEqual(["nino", "acao", "strasse", "ore"]);
  });

  it("changes nothing when done again", () => {
    fc.assert(fc.property(fc.string({ maxLength: 30 }), (text) => fold(fold(text)) === fold(text)));
  });
});

describe("cutting a text into words", () => {
  it("leaves out everything that is no letter and no digit", () => {
    expect(tokenise("¿Cobrar? 'sin' efectivo & | ! () :* 24/7 🚚 \u0000\\").map(({ word }) => word)).toEqual(["cobrar", "sin", "efectivo", "24", "7"]);
  });

  it("knows where each stands, whatever the text", () => {
    fc.assert(
      fc.property(anything, (text) => {
        let last = 0;
        for (const { word, start, end } of tokenise(text)) {
          expect(start).toBeGreaterThanOrEqual(last);
          expect(end).toBeGreaterThan(start);
          expect(word).toMatch(/^[\p{L}\p{N}]+$/u);
          last = end;
        }
        expect(last).toBeLessThanOrEqual(text.length);
      }),
    );
  });
});

describe("the ending that a stemmer is given", () => {
  it("is the same for singular and plural", () => {
    for (const [one, many] of [
      ["celular", "celulares"],
      ["camion", "camiones"],
      ["luz", "luces"],
      ["movil", "moviles"],
    ] as const) {
      expect(stemmable("es", many)).toBe(stemmable("es", one));
    }
    for (const [one, many] of [
      ["caminhao", "caminhoes"],
      ["movel", "moveis"],
      ["cartao", "cartoes"],
    ] as const) {
      expect(stemmable("pt", many).slice(0, 4)).toBe(stemmable("pt", one).slice(0, 4));
    }
  });
});

describe("edit distance", () => {
  /** The definition, without any of the short cuts. */
  function byDefinition(a: string, b: string): number {
    const distance = (i: number, j: number): number => {
      if (i === 0 || j === 0) return i + j;
      const options = [distance(i - 1, j) + 1, distance(i, j - 1) + 1, distance(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1)];
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) options.push(distance(i - 2, j - 2) + 1);
      return Math.min(...options);
    };
    return distance(a.length, b.length);
  }

  it("is what its definition says, up to the limit", () => {
    fc.assert(
      fc.property(letters, letters, fc.integer({ min: 0, max: 3 }), (a, b, limit) => {
        expect(editDistance(a, b, limit)).toBe(Math.min(byDefinition(a, b), limit + 1));
      }),
      { numRuns: 300 },
    );
  });

  it("counts swapped neighbours as one mistake", () => {
    expect(editDistance("pgao", "pago", 2)).toBe(1);
  });
});

describe("choosing a correction", () => {
  const word = (text: string, documents = 1) => ({ word: text, surface: text, documents });

  it("takes the nearest, then the most common, and keeps equals for the rest of the query to decide", () => {
    expect(nearestWords("soldr", [word("soldar", 3), word("solar", 9), word("sol", 50)]).map((one) => one.word)).toEqual(["solar", "soldar"]);
  });

  it("prefers the word with the same first letter", () => {
    expect(nearestWords("casso", [word("casco"), word("passo", 99)]).map((one) => one.word)).toEqual(["casco"]);
  });

  it("touches neither numbers nor words of three letters", () => {
    expect([allowedEdits("pos"), allowedEdits("2024"), allowedEdits("4g"), allowedEdits("pago"), allowedEdits("logistica")]).toEqual([0, 0, 0, 1, 2]);
  });
});

describe("reading a query", () => {
  it("looks for all words but those that say nothing", () => {
    const query = parseQuery("¿Cómo hago para cobrar sin efectivo?");
    expect(query.content.map((index) => query.tokens[index]?.word)).toEqual(["cobrar", "efectivo"]);
    expect(query.open).toBe(false);
  });

  it("asks for nothing when only stop words are left", () => {
    expect(parseQuery("de la que no").content).toEqual([]);
  });

  it("takes anything, cut to its length and without broken characters", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 900 }), (text) => {
        const query = parseQuery(text);
        expect(Array.from(query.text).length).toBeLessThanOrEqual(LONGEST_QUERY);
        expect(query.text.isWellFormed()).toBe(true);
        expect(replaceWords(query, new Map())).toBe(query.text);
      }),
    );
  });
});

describe("highlighting", () => {
  const one = (...words: string[]) => words.map((word) => [{ gap: 0, lexemes: new Set([word]) }]);

  it("gives pieces that make up the text, whatever the text", () => {
    fc.assert(
      fc.property(anything, letters, (text, word) => {
        const pieces = highlight(
          readText(cutText(text), (folded) => folded),
          phraseBook(one(word, "a")),
        );
        expect(pieces.map((piece) => piece.text).join("")).toBe(text);
      }),
    );
  });

  it("marks the words of a phrase only where they stand in its order and distance", () => {
    const phrase = [
      { gap: 0, lexemes: new Set(["tienda"]) },
      { gap: 2, lexemes: new Set(["barrio"]) },
    ];
    const marked = (text: string) =>
      highlight(
        readText(cutText(text), (folded) => folded),
        phraseBook([phrase]),
      )
        .filter(({ match }) => match)
        .map((piece) => piece.text);
    expect(marked("La Tienda de Barrio")).toEqual(["Tienda", "Barrio"]);
    expect(marked("El barrio de la tienda")).toEqual([]);
  });

  it("takes a window out of a text, from word to word, around what was asked for", () => {
    const text = `${"Nada que ver aquí. ".repeat(60)}El extractor saca aserrín del aire. ${"Y nada después. ".repeat(60)}`;
    const window = windowAround(text, ["aserrin", "extractor"]) ?? "";
    expect(window).toContain("El extractor saca aserrín");
    expect(window.length).toBeLessThan(300);
    expect(text).toContain(` ${window} `);
    expect(windowAround(text, ["soldar"])).toBeUndefined();
  });

  it("takes windows from texts that folding makes longer or shorter", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom("ß", "ﬁ", "½", "a", " ", "é", "👍", "e\u0301"), maxLength: 400 }), (text) => {
        const window = windowAround(text, ["a", "s"]);
        if (window !== undefined) expect(window.isWellFormed()).toBe(true);
      }),
    );
  });
});

describe("the synonyms", () => {
  it("have words in all three languages, none twice within an idea and language", () => {
    for (const idea of IDEAS) {
      for (const words of Object.values(idea)) {
        expect(words.length, JSON.stringify(idea)).toBeGreaterThan(0);
        expect(new Set(words.map(fold)).size, JSON.stringify(words)).toBe(words.length);
      }
    }
  });

  it("know a wording of several words by its words in a row, and what is without from what is with", () => {
    const book = synonymBook(
      wordings([
        { es: ["tienda de barrio", "colmado"], en: ["corner shop"], pt: ["mercearia"] },
        { es: ["sin efectivo"], en: ["cashless"], pt: ["sem dinheiro"] },
      ]),
      (_language, word) => word,
    );
    expect(book.ideasFor("es", ["tienda", "barrio"])).toEqual([0]);
    expect(book.ideasFor("es", ["tienda"])).toEqual([]);
    expect(book.ideasFor("es", ["¬", "efectivo"])).toEqual([1]);
    expect(book.ideasFor("es", ["efectivo"])).toEqual([]);
    expect(book.wordingsOf(0)[0]?.words.map(({ gap }) => gap)).toEqual([0, 2]);
  });
});
