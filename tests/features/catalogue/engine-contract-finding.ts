import { describe, expect, it } from "vitest";
import type { SearchEngine, SearchRequest } from "~/features/catalogue/search-engine";
import { names, request } from "./engine-answers";
import { fixtures, ID, nameOf } from "./search-fixtures";

/** What is found, in which order, and what is said about it, in an engine that holds the fixtures. */
export function describeFinding(engine: () => SearchEngine): void {
  const search = (query: string, overrides: Partial<SearchRequest> = {}) => engine().search(request(query, overrides));
  const found = async (query: string, overrides: Partial<SearchRequest> = {}) => names(await search(query, overrides));
  const best = async (query: string) => (await found(query))[0];

  describe("finds", () => {
    it.each([
      ["the title as it stands", "Cobro con código QR para puestos de feria", "qr-feria"],
      ["without accents and in capitals", "LOGISTICA DE ULTIMA MILLA", "logistica"],
      ["a plural by its singular", "camion vacio", "camiones"],
      ["a singular by its plural", "andamio", "andamio"],
      ["a verb by its noun", "repartir en motos", "moto-compartida"],
      ["a noun by its verb", "protección al soldar", "careta"],
      ["Portuguese plurals in -ões", "caminhão refrigerado", "caminhoes"],
      ["English texts by English stems", "boxes for lobsters", "lobster"],
      ["a text in a language without a stemmer, word for word", "pompe solaire", "eau"],
      ["what keywords alone hold", "pulpería barrio República Dominicana", "vale-celular"],
      ["what the body alone holds", "impresora de bolsillo", "cobranza"],
    ])("%s", async (_what, query, expected) => {
      expect(await best(query)).toBe(expected);
    });

    it.each([
      ["one letter left out", "logstica", "logistica"],
      ["one letter too many", "recordaatorios", "recordatorio"],
      ["a wrong letter", "aserrun", "aserrin"],
      ["swapped neighbours", "anadmio", "andamio"],
      ["swapped neighbours in a short word", "riudo taller", "ruido"],
      ["two mistakes in a long word", "recoradtoris", "recordatorio"],
      ["every word mistyped", "creta de solddar alquielr", "careta"],
      ["a mistake in another language's word", "maquininah", "maquininha"],
      ["a mistake in a word that no document has", "posnte", "maquininha"],
    ])("in spite of %s", async (_what, query, expected) => {
      const result = await search(query);
      expect(names(result)[0]).toBe(expected);
      expect(result.corrected).toBeDefined();
    });

    it.each([
      ["a neighbour country's word for the shop", "abasto o tienda de la esquina fiado", "vale-celular"],
      ["a regional word for delivery", "mandados en motocicleta", "moto-compartida"],
      ["a brand that became a word", "posnet para la feria", "qr-feria"],
      ["a group of words for one thing", "dolor: me deben en la libreta", "vale-celular"],
      ["another language's word", "cobrar sin efectivo cartão", "maquininha"],
      ["the way owners say it: mis clientes no pagan a tiempo", "mis clientes no pagan a tiempo", "recordatorio"],
      ["the way owners say it: cobrar sin efectivo", "cobrar sin efectivo", "qr-feria"],
      ["the way owners say it: repartir pedidos en moto", "repartir pedidos en moto", "moto-compartida"],
      ["the way owners say it: cómo protegerse al soldar", "cómo protegerse al soldar", "careta"],
      ["the way owners say it: que no se dañe el pescado", "cómo hago para que no se dañe el pescado", "caja-fria"],
    ])("by %s", async (_what, query, expected) => {
      expect((await found(query)).slice(0, 3)).toContain(expected);
    });

    it("an unfinished last word by what it begins", async () => {
      expect(await found("logist")).toContain("logistica");
      expect(await found("caja fr")).toContain("caja-fria");
    });

    it("nothing by the beginning of a word that is no longer the last", async () => {
      expect((await search("recorda amables")).hits.filter(({ approximate }) => !approximate).map(({ id }) => nameOf(id))).toEqual([]);
    });

    it("only documents of the interface language that is asked for", async () => {
      expect((await search("careta", { language: "pt" })).total).toBe(0);
      expect((await search("careta", { language: "en" })).total).toBe(1);
    });

    it("no number that is only near", async () => {
      expect((await search("2 litres")).approximateTotal).toBe(0);
      expect((await search("3 litres")).hits.filter(({ approximate }) => !approximate)).toEqual([]);
    });
  });

  describe("ranks", () => {
    it("the word in the title over the same word in the body", async () => {
      expect((await found("ruido"))[0]).toBe("ruido");
      expect((await found("pescado"))[0]).toBe("caja-fria");
    });

    it("the typed word over its stem, and both over a synonym", async () => {
      expect((await found("cobranza"))[0]).toBe("cobranza");
    });

    it("what was reviewed over what was imported, when nothing was asked", async () => {
      const standings = (await found("", { perPage: 100 })).map((hit) => fixtures().find(({ id }) => id === ID[hit])?.standing ?? -1);
      expect(standings).toEqual([...standings].sort((a, b) => b - a));
    });

    it("full answers before approximate ones, whatever the order asked for", async () => {
      for (const sort of ["relevance", "recent", "title"] as const) {
        const { hits, approximateTotal, total } = await search("reparto compartido en tiendas vecinas con bicicleta", { sort, perPage: 100 });
        const flags = hits.map(({ approximate }) => approximate);
        expect(flags).toEqual([...flags].sort((a, b) => Number(a) - Number(b)));
        expect(hits).toHaveLength(total);
        expect(flags.filter(Boolean)).toHaveLength(approximateTotal);
      }
    });
  });

  describe("answers in part", () => {
    it("says so, and counts those answers apart", async () => {
      const { hits, approximateTotal, total } = await search("extractor de aserrín para panadería industrial");
      expect(approximateTotal).toBe(total);
      expect(hits[0]).toMatchObject({ id: ID.aserrin, approximate: true });
    });

    it("never when one word was asked for", async () => {
      expect((await search("zzzzqqqq")).total).toBe(0);
    });
  });

  describe("says what it corrected", () => {
    it("with accents as the documents spell them, and the rest as typed", async () => {
      expect((await search("Logistcia de última milla")).corrected).toBe("logística de última milla");
    });

    it("not when every word is known", async () => {
      expect((await search("logistica")).corrected).toBeUndefined();
      expect((await search("posnet")).corrected).toBeUndefined();
    });
  });
}
