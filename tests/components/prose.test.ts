import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { blocks } from "~/components/prose";

const shapes = (text: string) => blocks(text).map((block) => (block.kind === "paragraph" ? block.line : { [block.kind]: block.lines }));

describe("an author's text", () => {
  it("is a paragraph for each line, and a list where lines begin with dashes", () => {
    expect(shapes("Uno.\n\nDos:\n- pan\n• queso\nTres.")).toEqual(["Uno.", "Dos:", { list: ["pan", "queso"] }, "Tres."]);
  });

  it("shows numbered steps as steps, typed in one line or in several", () => {
    expect(shapes("1. Usted se inscribe. 2. Recibe un código. 3. Cobra.")).toEqual([{ steps: ["Usted se inscribe.", "Recibe un código.", "Cobra."] }]);
    expect(shapes("1) Mida.\n2) Corte.\nListo.")).toEqual([{ steps: ["Mida.", "Corte."] }, "Listo."]);
  });

  it("leaves numbers inside a step, and a single number, as they are", () => {
    expect(shapes("1. Se firma el día 15. Paga el 60 %. 2. Se entrega.")).toEqual([{ steps: ["Se firma el día 15. Paga el 60 %.", "Se entrega."] }]);
    expect(shapes("1. Solo hay un paso.")).toEqual(["1. Solo hay un paso."]);
    expect(shapes("2. Empieza por el dos. 3. Y sigue.")).toEqual(["2. Empieza por el dos. 3. Y sigue."]);
  });

  it("loses no word", () => {
    const words = (text: string) => text.match(/\p{L}+/gu) ?? [];
    fc.assert(
      fc.property(fc.array(fc.constantFrom("1. Mida.", "2. Corte.", "3)", "- pan", "El día 15.", "\n", "Listo"), { maxLength: 12 }), (parts) => {
        const text = parts.join(" ");
        const shown = blocks(text).flatMap((block) => (block.kind === "paragraph" ? [block.line] : block.lines));
        expect(words(shown.join(" "))).toEqual(words(text));
      }),
    );
  });
});
