import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chooseSlugs, numberedSlug, takeSlug, toSlug } from "~/platform/slug";

describe("a slug", () => {
  it.each([
    ["Pagos móviles para el colmado", "pagos-moviles-para-el-colmado"],
    ["¡Ñandú! & Co.", "nandu-co"],
    ["Straße / Œuvre / Łódź", "strasse-oeuvre-lodz"],
    ["l’école d'été", "lecole-dete"],
    ["أهل", ""],
    ["…", ""],
  ])("of %s is %s", (title, slug) => {
    expect(toSlug(title)).toBe(slug);
  });

  it("is ASCII, at most 80 characters, cut at a word, for any text", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: "binary", maxLength: 300 }), fc.lorem({ maxCount: 40 })), (text) => {
        expect(toSlug(text)).toMatch(/^(?:[a-z0-9]+(?:-[a-z0-9]+)*)?$/);
        expect(toSlug(text).length).toBeLessThanOrEqual(80);
      }),
    );
    expect(toSlug("a".repeat(200))).toHaveLength(80);
    expect(toSlug(`${"palabra ".repeat(12)}`)).toBe("palabra-palabra-palabra-palabra-palabra-palabra-palabra-palabra-palabra-palabra");
  });

  it("keeps within its length when it is numbered", () => {
    expect(numberedSlug("a".repeat(80), 12)).toBe(`${"a".repeat(77)}-12`);
    const taken = new Set(["a".repeat(80)]);
    expect(takeSlug("a".repeat(80), taken)).toHaveLength(80);
  });
});

describe("choosing many slugs", () => {
  it("gives every base a slug of its own, whatever is taken", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom("agua", "agua-2", "pago", "luz"), { maxLength: 60 }),
        fc.uniqueArray(fc.constantFrom("agua", "agua-2", "agua-3", "agua-12", "pago", "pago-2", "luz-5")),
        async (bases, taken) => {
          const chosen = await chooseSlugs(bases, async (candidates) => candidates.filter((slug) => taken.some((used) => used === slug)));
          expect(chosen).toHaveLength(bases.length);
          expect(new Set([...chosen, ...taken]).size).toBe(chosen.length + taken.length);
        },
      ),
    );
  });

  it("asks a few times only when a thousand share a title", async () => {
    let questions = 0;
    const chosen = await chooseSlugs(Array<string>(1_000).fill("caja"), async () => {
      questions += 1;
      return [];
    });
    expect(new Set(chosen).size).toBe(1_000);
    expect(questions).toBeLessThanOrEqual(6);
  });
});
