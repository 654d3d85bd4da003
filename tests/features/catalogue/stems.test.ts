import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lexemeIn, lexemesInAnyLanguage, NEGATION_LEXEMES, stemOf } from "~/features/catalogue/stems.server";
import { STEMMED_LANGUAGES, tokenise } from "~/features/catalogue/words";

describe("stems", () => {
  const stems = (language: "es" | "pt" | "en", text: string) => tokenise(text).map(({ word }) => stemOf(language, word));

  it("are the same for the forms of a word, in each language", () => {
    expect(stems("es", "pagos móviles")).toEqual(stems("es", "pago móvil"));
    expect(stems("es", "camiones refrigerados")).toEqual(stems("es", "camión refrigerado"));
    expect(stems("es", "vendiendo cosechas")).toEqual(stems("es", "vender cosecha"));
    expect(stems("pt", "pagamentos móveis")).toEqual(stems("pt", "pagamento móvel"));
    expect(stems("pt", "soluções digitais")).toEqual(stems("pt", "solução digital"));
    expect(stems("en", "mobile payments, added")).toEqual(stems("en", "mobile payment, adding"));
  });

  it("are those that PostgreSQL's Snowball makes, which stand in the indexes", () => {
    expect(stems("es", "pagos moviles rapidamente cosechas vendiendo")).toEqual(["pag", "movil", "rapid", "cosech", "vend"]);
    expect(stems("pt", "pagamentos soluções caminhões mercearia vendiendo")).toEqual(["pagament", "soluca", "caminha", "merc", "vendi"]);
    expect(stems("en", "payments emissions monthly generation community added useful")).toEqual(["payment", "emiss", "month", "generat", "communiti", "add", "use"]);
  });

  it("exist for words that no text holds", () => {
    expect(stems("es", "frobnicando")).toEqual(stems("es", "frobnicamos"));
    expect(stems("en", "3000 mp3 日本 ñandú")).toEqual(["3000", "mp3", "日本", "nandu"]);
  });

  it("carry their language, because the same stem means another word in another language", () => {
    expect(lexemeIn("es-DO", "pierde")).toBe(`es:${stemOf("es", "pierde")}`);
    expect(lexemeIn("ht", "lajan")).toBe("lajan");
    expect(new Set(lexemesInAnyLanguage("perdas")).size).toBe(4);
  });

  it("of negations are the words themselves", () => {
    expect([...NEGATION_LEXEMES].sort()).toEqual(["en:no", "en:not", "en:without", "es:no", "es:sin", "pt:nao", "pt:sem"]);
  });

  it("exist for whatever is typed, and are the same when they are asked for again", () => {
    fc.assert(
      fc.property(fc.constantFrom(...STEMMED_LANGUAGES), fc.string({ unit: "grapheme", maxLength: 80 }), (language, text) => {
        const first = stems(language, text);
        expect(first.every((stem) => stem !== "")).toBe(true);
        expect(stems(language, text)).toEqual(first);
      }),
    );
  });
});
