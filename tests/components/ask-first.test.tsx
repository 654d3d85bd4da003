import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { AskFirst } from "~/components/ask-first";

describe("what can't be taken back", () => {
  it("is folded, told apart for whoever hears it alone, and says what it does before its button", () => {
    const html = renderToStaticMarkup(<AskFirst label="Quitar" about="rosa@x.example" text="Ya no le escribiremos ahí." yes="Sí, quitarla" sends={{ id: "one" }} />);
    expect(html).toMatch(/^<details class="ask-first"><summary aria-label="Quitar: rosa@x\.example">Quitar<\/summary>.*escribiremos ahí\..*<button.*<\/details>$/);
  });
});
