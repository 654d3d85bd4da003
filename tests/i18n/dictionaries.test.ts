import { describe, expect, it } from "vitest";
import { DICTIONARIES } from "~/i18n/dictionaries";
import { FORMAT_LOCALES, LOCALES, type Locale } from "~/i18n/locales";
import type { Message } from "~/i18n/messages";
import { translator } from "~/i18n/translator";
import { SITE_LOCALES } from "~/platform/http/locale.server";

type Entry = { key: string; message: Message };

function entries(locale: Locale): Entry[] {
  return Object.entries(DICTIONARIES[locale]).flatMap(([file, texts]) => Object.entries(texts).map(([name, message]) => ({ key: `${file}.${name}`, message: message as Message })));
}

const texts = (message: Message): string[] => (typeof message === "string" ? [message] : Object.values(message));
const placeholders = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? "").sort();
const source = entries("es");

describe.each(LOCALES)("the texts in %s", (locale) => {
  const own = new Map(entries(locale).map(({ key, message }) => [key, message]));

  it("have the keys of the Spanish ones, no more and no fewer", () => {
    expect([...own.keys()].sort()).toEqual(source.map(({ key }) => key).sort());
  });

  it("say something, without stray space", () => {
    for (const [key, message] of own) for (const text of texts(message)) expect(text, key).toMatch(/^\S(.*\S)?$/s);
  });

  it("use the placeholders of the Spanish text, in every form", () => {
    for (const { key, message } of source) {
      const wanted = new Set(texts(message).flatMap(placeholders));
      const given = own.get(key) ?? "";
      expect(new Set(texts(given).flatMap(placeholders)), key).toEqual(wanted);
      const other = typeof given === "string" ? given : given.other;
      expect(new Set(placeholders(other)), `${key}.other`).toEqual(wanted);
    }
  });

  it("have each plural form that the language tells apart in the numbers we show", () => {
    const rules = new Intl.PluralRules(FORMAT_LOCALES[locale]);
    const needed = new Set(Array.from({ length: 200 }, (_, number) => rules.select(number)));
    for (const [key, message] of own) if (typeof message !== "string") for (const form of needed) expect(Object.keys(message), key).toContain(form);
  });

  it("write a count as the language writes numbers", () => {
    expect(translator(locale).t("catalogue.solutionCount", { count: 1 })).toMatch(/^1 sol/);
    expect(translator(locale).t("catalogue.solutionCount", { count: 12_345 })).toMatch(/^12[.,]345 sol/);
  });
});

describe("nothing is left untranslated", () => {
  /** Words that are the same in English: names, abbreviations, and a few that the languages share. */
  const SAME_IN_ENGLISH = new Set(["Solucionario", "API", "CSV", "JSON Lines", "Sector", "Error", "Internet", "Total", "No", "Visible", "Base"]);

  it("in English no text equals the Spanish one", () => {
    const english = new Map(entries("en").map(({ key, message }) => [key, message]));
    const same = source.flatMap(({ key, message }) => {
      const given = english.get(key) ?? "";
      return texts(message).some((text) => texts(given).includes(text) && !isFormula(text) && !SAME_IN_ENGLISH.has(text)) ? [key] : [];
    });
    expect(same).toEqual([]);
  });

  it("in Portuguese no sentence equals the Spanish one", () => {
    const portuguese = new Map(entries("pt").map(({ key, message }) => [key, message]));
    const same = source.flatMap(({ key, message }) => {
      const given = portuguese.get(key) ?? "";
      // Short labels are often the same in both languages; five words in a row hardly ever.
      return texts(message).some((text) => text.split(/\s+/).length >= 5 && texts(given).includes(text)) ? [key] : [];
    });
    expect(same).toEqual([]);
  });

  /** A text of placeholders and marks only, such as "{place}, {country}". */
  function isFormula(text: string): boolean {
    return !/\p{L}/u.test(text.replace(/\{\w+\}|Solucionario/gu, ""));
  }
});

describe("the languages", () => {
  it("are the same in the interface and in the platform, which may not import it", () => {
    expect([...SITE_LOCALES]).toEqual([...LOCALES]);
  });
});
