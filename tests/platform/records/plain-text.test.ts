import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cleanTitle, cutAtWord, firstSentences, plainText } from "~/platform/records/plain-text";

describe("plain text", () => {
  it.each([
    ["two  spaces\u00a0and\ttabs ", "two spaces and tabs"],
    ["one\r\ntwo\u2028three\n\n\n\nfour", "one\ntwo\nthree\n\nfour"],
    ["zero\u200bwidth\u0002 \u202eturned", "zerowidth turned"],
    ["<div>One<br>two</div><span class='a'>three</span>", "One\ntwo\nthree"],
    ["Fish &amp; chips &lt;hot&gt; &#39;n&#39; &quot;good&quot;", `Fish & chips <hot> 'n' "good"`],
    ["****\nName", "Name"],
    ["## Heading\ntext", "Heading\ntext"],
    ["**bold** and __also__, 2 ** 3", "bold and also, 2 ** 3"],
    ["see [the site](https://example.org/a) or [https://e.org](https://e.org)", "see the site (https://example.org/a) or https://e.org"],
    ["cafe\u0301", "café"],
    ["a < b and c > d", "a < b and c > d"],
    ["#hashtag stays", "#hashtag stays"],
  ])("turns %j into %j", (raw, clean) => {
    expect(plainText(raw).text).toBe(clean);
  });

  it("says what it repaired, and nothing of sound text", () => {
    expect(plainText("Bogot√° <br> \u0002 ## A \ud800").repairs).toEqual(["not-unicode", "double-decoded", "control-characters", "html", "markdown"]);
    expect(plainText("Una caja para el taller.\n\nSirve.").repairs).toEqual([]);
  });

  it("can be stored whatever it was given, and does not change what it made", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (raw) => {
        const { text } = plainText(raw);
        expect(text).not.toContain("\u0000");
        expect(text.isWellFormed()).toBe(true);
      }),
    );
    fc.assert(
      fc.property(fc.lorem(), (words) => {
        expect(plainText(plainText(words).text).text).toBe(plainText(words).text);
      }),
    );
  });
});

describe("a title", () => {
  it.each([
    ["## *Agua* limpia", "Agua limpia"],
    ["- **Pago móvil**", "Pago móvil"],
    ["#Anataban an artistic collective", "#Anataban an artistic collective"],
    ["1) « EasySchool »", "1) « EasySchool »"],
    ["Two\nlines", "Two lines"],
    ["****", ""],
    ["…!?", ""],
    ["أهل", "أهل"],
  ])("turns %j into %j", (raw, clean) => {
    expect(cleanTitle(raw).text).toBe(clean);
  });
});

describe("the first sentences", () => {
  it("are those of the first paragraph that reads like one", () => {
    const text = "Urban Planning\n- civil society\nhttps://example.org/a/b/c/d\nThe project brings clean water to forty villages. It costs little.";
    expect(firstSentences(text, 240)).toBe("The project brings clean water to forty villages. It costs little.");
  });

  it("stop before the limit", () => {
    expect(firstSentences("La caja registra cada venta del taller. Después envía el total del día por mensaje.", 50)).toBe("La caja registra cada venta del taller.");
  });

  it("are cut at a word when the first is too long", () => {
    expect(firstSentences("palabra ".repeat(60), 40)).toBe("palabra palabra palabra palabra…");
  });

  it("never are longer than asked, nor empty for a text that is not", () => {
    fc.assert(
      fc.property(fc.array(fc.lorem({ mode: "sentences" }), { minLength: 1 }), fc.integer({ min: 20, max: 300 }), (paragraphs, max) => {
        const summary = firstSentences(paragraphs.join("\n"), max);
        expect(summary.length).toBeLessThanOrEqual(max);
        expect(summary).not.toBe("");
      }),
    );
  });
});

describe("cutting at a word", () => {
  it("leaves short text and never splits a pair of surrogates", () => {
    expect(cutAtWord("corto", 10)).toBe("corto");
    expect(cutAtWord("😀".repeat(20), 10).isWellFormed()).toBe(true);
    expect(cutAtWord("una palabra, otra", 13)).toBe("una palabra…");
  });
});
