import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { repairDoubleDecoding } from "~/platform/records/text-repair";

/** Reads UTF-8 bytes as if they were another charset: how the records were broken. */
const asMacRoman = (text: string) => new TextDecoder("macintosh").decode(new TextEncoder().encode(text));
const asLatin1 = (text: string) => Buffer.from(text, "utf8").toString("latin1");
/** Node 20's own decoder reads these bytes as Latin-1. */
const CP1252: Record<number, string> = Object.fromEntries(
  [..."€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ"].flatMap((character, index) => (character === " " ? [] : [[0x80 + index, character]])),
);
const asWindows1252 = (text: string) => asLatin1(text).replace(/[\u0080-\u009f]/g, (character) => CP1252[character.charCodeAt(0)] ?? character);

const repair = (text: string) => repairDoubleDecoding(text).text;

/** Sound words of the four languages, with what surrounds words in print. */
const WORDS = [
  "niño",
  "también",
  "ÁRBOL",
  "camión",
  "CAMIÓN",
  "pingüino",
  "¿qué?",
  "¡sí!",
  "así…",
  "ação",
  "NÃO",
  "avó",
  "às",
  "órgão",
  "à",
  "où",
  "cœur",
  "ŒUVRE",
  "naïve",
  "été",
  "Noël",
  "“hello”",
  "it’s",
  "—",
  "20 °C",
  "n.º",
  "1.ª",
  "½",
  "€5",
  "™",
  "«oui»",
  "☕",
  "😀",
  "plain",
  "words",
  "10",
];
const text = fc.array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 12 }).map((words) => words.join(" "));
/** Text in which at least one broken character can't be anything else. */
const accented = text.map((words) => `${words} niño`);

describe("repairing double-decoded text", () => {
  it.each([
    ["‚Äú15-Minute City‚Äù", "“15-Minute City”"],
    ["Bogot√°", "Bogotá"],
    ["Na√Øo", "Naïo"],
    ["30 ¬∞C", "30 °C"],
    ["informaciÃ³n", "información"],
    ["lâ€™eau", "l’eau"],
    ["EDUCAÃ‡ÃƒO", "EDUCAÇÃO"],
    ["maÃƒÂ±ana", "mañana"],
    ["cÅ“ur", "cœur"],
  ])("turns %s into %s", (broken, sound) => {
    expect(repair(broken)).toBe(sound);
  });

  it.each([
    ["Mac Roman", asMacRoman],
    ["Windows-1252", asWindows1252],
    ["Latin-1", asLatin1],
    ["Windows-1252, twice", (sound: string) => asWindows1252(asWindows1252(sound))],
    ["Latin-1, twice", (sound: string) => asLatin1(asLatin1(sound))],
  ])("gives back what was read as %s", (_charset, breakIt) => {
    fc.assert(
      fc.property(accented, (sound) => {
        expect(repair(breakIt(sound))).toBe(sound);
      }),
      { numRuns: 300 },
    );
  });

  it("leaves sound text alone", () => {
    fc.assert(
      fc.property(text, (sound) => {
        expect(repairDoubleDecoding(sound)).toEqual({ text: sound, repaired: 0 });
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    "“AMANHÃ”",
    "IRMÃ…",
    "«MAÇÃ»",
    "« À »",
    "l’école, l’été",
    "√π ≈ ±5, √2",
    "10 Å – 12 Å",
    "‚so‘",
    "ƒ(x) = 2",
    "Â…",
    "¬p",
    "Ñambopyahu Ñande",
    "д’Артаньян",
    "مدرسة",
    "（生态补偿机制）",
  ])("leaves %s alone", (sound) => {
    expect(repair(sound)).toBe(sound);
  });

  it("repairs the broken part of a text that is sound elsewhere", () => {
    expect(repair("El año y “el caf√©”: tambi√©n ‚Äúaqu√≠‚Äù")).toBe("El año y “el café”: también “aquí”");
  });

  it("counts what it repaired", () => {
    expect(repairDoubleDecoding("Bogot√° y Medell√≠n").repaired).toBe(2);
  });

  it("never makes text longer, whatever it is given", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (any) => {
        expect(repair(any).length).toBeLessThanOrEqual(any.length);
      }),
    );
  });
});
