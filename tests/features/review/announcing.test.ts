import { describe, expect, it } from "vitest";
import { LETTERS_AT_ONCE, letterField, letterRows, parseAnnouncements, pickField, versionField } from "~/features/review/announcing";

const LETTER = "Le agradecemos haber compartido su solución con nosotros.";
const form = (id: string, letter = LETTER, version = "3") => ({ [pickField(id)]: "yes", [versionField(id)]: version, [letterField(id)]: letter });

describe("a form of several letters", () => {
  it("sends those that are ticked, each from the version that was read, and none that is not", () => {
    const { [pickField("b")]: _untouched, ...unticked } = form("b");
    expect(parseAnnouncements({ ...form("a"), ...unticked })).toEqual([{ submissionId: "a", version: 3, letter: LETTER, fault: null }]);
    expect(parseAnnouncements({})).toEqual([]);
  });

  it("finds what is wrong with one letter and leaves the others whole", () => {
    const picked = parseAnnouncements({ ...form("a", "  "), ...form("b", "corta"), ...form("c", "x".repeat(6_001)), ...form("d") });
    expect(picked?.map(({ fault }) => fault)).toEqual(["required", "too-short", "too-long", null]);
    expect(picked?.[1]?.letter, "as it was typed").toBe("corta");
  });

  it("gives each letter the rows that it fills on a phone, a line to spare, however it is broken", () => {
    expect(letterRows("")).toBe(2);
    expect(letterRows("Hola, Rosa:\n\nGracias.")).toBe(4);
    expect(letterRows("x".repeat(340))).toBe(11);
  });

  it("is none of ours without a version, or with more letters than a page holds", () => {
    for (const version of ["", "x", "0", "1.5"]) expect(parseAnnouncements(form("a", LETTER, version))).toBeNull();
    const many = Array.from({ length: LETTERS_AT_ONCE + 1 }, (_, index) => form(`id-${index}`));
    expect(parseAnnouncements(Object.assign({}, ...many))).toBeNull();
    expect(parseAnnouncements(Object.assign({}, ...many.slice(1)))).toHaveLength(LETTERS_AT_ONCE);
  });
});
