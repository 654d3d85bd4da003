import { describe, expect, it } from "vitest";
import { excerpt, highlighted, matchedWords } from "~/features/catalogue/card";
import { costInWords, countriesInWords } from "~/features/catalogue/card-words";
import { translator } from "~/i18n/translator";

const text = (words: string) => ({ text: words, match: false });
const match = (words: string) => ({ text: words, match: true });
const nothing = { amount: null, currency: null, period: null, commissionPercent: null };

describe("what a card says about a match", () => {
  it("keeps words together that stand side by side, and names each once", () => {
    const highlights = { title: [match("Cobra"), text(" "), match("sin"), text(" "), match("efectivo"), text(" y "), match("paga")], summary: [match("paga"), text(".")] };
    expect(matchedWords(highlights, 4)).toEqual(["cobra sin efectivo", "paga"]);
    expect(matchedWords(highlights, 1)).toEqual(["cobra sin efectivo"]);
  });

  it("shows the database's text when the index has an older one", () => {
    expect(highlighted("Hielo de turno", [match("Hielo"), text(" viejo")])).toEqual([text("Hielo de turno")]);
    expect(highlighted("Hielo viejo", [match("Hielo"), text(" viejo")])).toEqual([match("Hielo"), text(" viejo")]);
  });
});

describe("an excerpt", () => {
  const long = (word: string) => Array.from({ length: 40 }, () => word).join(" ");
  it("keeps every match, cuts between words, and says where", () => {
    const [before, first, between, second, after] = excerpt([text(`${long("antes")} `), match("frío"), text(` ${long("entre")} `), match("hielo"), text(` ${long("luego")}`)]);
    expect([first, second]).toEqual([match("frío"), match("hielo")]);
    expect(before?.text).toMatch(/^…( antes){5,} $/);
    expect(between?.text).toMatch(/^ (entre ){5,}…( entre){5,} $/);
    expect(after?.text).toMatch(/^ (luego ){5,}…$/);
  });

  it("leaves a short text whole", () => {
    const short = [text("Con "), match("hielo"), text(" de turno")];
    expect(excerpt(short)).toEqual(short);
  });
});

describe("a card's cost in words", () => {
  const es = translator("es");
  it.each([
    [{ model: "free" as const, ...nothing }, "Gratis"],
    [{ model: "subscription" as const, ...nothing, amount: 4, currency: "USD", period: "month" }, "Desde USD 4 al mes"],
    [{ model: "subscription" as const, ...nothing, amount: 1200, currency: "DOP", period: "year" }, "Desde DOP 1,200 al año"],
    [{ model: "one-off" as const, ...nothing, amount: 35.5, currency: "BOB" }, "Desde BOB 35.50, un solo pago"],
    [{ model: "per-use" as const, ...nothing, amount: 950, currency: "DOP", period: "use" }, "Desde DOP 950 por uso"],
    [{ model: "commission" as const, ...nothing, commissionPercent: 3.5 }, "Comisión de 3.5%"],
    [{ model: "quote" as const, ...nothing, amount: 10, currency: "USD" }, "Según cotización"],
    [{ model: "subscription" as const, ...nothing, amount: 4 }, "Suscripción"],
  ])("%o reads %s", (cost, words) => {
    expect(costInWords(es, cost)?.replace(/\s/g, " ")).toBe(words);
  });

  it("says nothing when nothing is known", () => {
    expect(costInWords(es, { model: null, ...nothing })).toBeNull();
  });
});

describe("a card's countries in words", () => {
  it("lists a few, counts many, and admits when there is none", () => {
    const es = translator("es");
    expect(countriesInWords(es, ["DO"])).toBe("República Dominicana");
    expect(countriesInWords(es, ["CR", "PA", "MX", "BO"])).toBe("Costa Rica, Panamá, México y Bolivia");
    expect(countriesInWords(es, ["CR", "PA", "MX", "BO", "CO", "AR"])).toBe("Costa Rica, Panamá, México y 3 más");
    expect(countriesInWords(es, [])).toBe("País sin indicar");
  });
});
