import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { diffWords } from "~/features/submissions/word-diff";

const words = fc.array(fc.constantFrom("el", "colmado", "cobra", "a", "tiempo", "\n", "  ", "¡ya!"), { maxLength: 40 }).map((parts) => parts.join(" "));
const textOf = (parts: ReturnType<typeof diffWords>, without: "added" | "removed") =>
  parts
    .filter(({ kind }) => kind !== without)
    .map(({ text }) => text)
    .join("");

describe("the difference of two texts", () => {
  it("holds both of them, letter for letter", () => {
    fc.assert(
      fc.property(words, words, (before, after) => {
        const parts = diffWords(before, after);
        expect(textOf(parts, "added")).toBe(before);
        expect(textOf(parts, "removed")).toBe(after);
      }),
    );
  });

  it("of a text with itself is that text", () => {
    fc.assert(fc.property(words, (text) => diffWords(text, text).every(({ kind }) => kind === "same")));
  });

  it("never puts two parts of one kind side by side", () => {
    fc.assert(
      fc.property(words, words, (before, after) => {
        const parts = diffWords(before, after);
        expect(parts.some(({ kind }, index) => parts[index + 1]?.kind === kind)).toBe(false);
        expect(parts.map(({ at }) => at)).toEqual(parts.map((_part, index) => index));
      }),
    );
  });

  it("names the word that was exchanged and leaves the rest", () => {
    expect(diffWords("El colmado cobra tarde hoy", "El colmado cobra temprano hoy").map(({ kind, text }) => [kind, text])).toEqual([
      ["same", "El colmado cobra "],
      ["removed", "tarde"],
      ["added", "temprano"],
      ["same", " hoy"],
    ]);
  });

  it("of two very long texts without a word in common makes no table of all pairs, which no memory holds", () => {
    const [a, b] = ["a", "b"].map((letter) => Array.from({ length: 70_000 }, (_, i) => `${letter}${i}`).join(" ")) as [string, string];
    expect(textOf(diffWords(a, b), "added")).toBe(a);
    expect(textOf(diffWords(a, b), "removed")).toBe(b);
  });
});
