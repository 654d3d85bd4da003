import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { solutionContent } from "#tests/factories/records";
import { HIDDEN_NAME, hideNames, hideNamesIn, type OwnNames } from "~/features/review/blind";

const NAMES: OwnNames = {
  organisations: ["Vale de Barrio, S.R.L.", "VdB Pagos"],
  people: ["Bienvenido Abad Núñez"],
  addresses: ["https://www.valedebarrio.example/inicio", "ventas@correo-del-vale.example"],
};

describe("hiding names in a text", () => {
  const hidden: Array<[string, string]> = [
    ["Vale de Barrio cobra en una semana.", `${HIDDEN_NAME} cobra en una semana.`],
    ["En VALE DE BARRIO, S.R.L. lo vimos.", `En ${HIDDEN_NAME}. lo vimos.`],
    ["El equipo de vdb-pagos lo probó.", `El equipo de ${HIDDEN_NAME} lo probó.`],
    ["Lo fundó Bienvenido Abad Nunez en 2021.", `Lo fundó ${HIDDEN_NAME} en 2021.`],
    ["Pregunte por el señor Núñez.", `Pregunte por el señor ${HIDDEN_NAME}.`],
    ["Escriba a ventas@otro.example o al +1 (809) 555-0100.", `Escriba a ${HIDDEN_NAME} o al ${HIDDEN_NAME}.`],
    ["Véalo en www.valedebarrio.example/demo o en @valedebarrio.", `Véalo en ${HIDDEN_NAME} o en ${HIDDEN_NAME}.`],
  ];
  it.each(hidden)("%s", (text, expected) => {
    expect(hideNames(text, NAMES)).toBe(expected);
  });

  it("leaves words that only look like a name, and figures that are no number to call", () => {
    for (const text of ["El vale del barrio vecino.", "38 colmados en 12 países.", "Desde 2021, 1.250,50 al mes.", "Una abadía."]) expect(hideNames(text, NAMES)).toBe(text);
  });

  it("leaves no name behind, however it is written", () => {
    const name = fc.constantFrom("Vale de Barrio", "vale de barrio", "VALE  DE   BARRIO", "Vále dé Bárrio", "Bienvenido Abad Núñez", "BIENVENIDO ABAD NUNEZ");
    const folded = (text: string) => text.normalize("NFD").replace(/\p{M}/gu, "").replace(/\s+/g, " ").toLowerCase();
    fc.assert(
      fc.property(fc.string(), name, fc.string(), (before, written, after) => {
        const text = folded(hideNames(`${before} ${written} ${after}`, NAMES));
        return !text.includes("vale de barrio") && !text.includes("bienvenido abad");
      }),
    );
  });
});

describe("a content without names", () => {
  it("says nowhere whose it is, and still says what it says", () => {
    const content = solutionContent({
      sourceUrl: "https://valedebarrio.example/",
      places: [{ name: "Taller de Vale de Barrio", country: "DO", subdivision: null, latitude: null, longitude: null }],
      claims: [
        {
          statement: { es: "38 colmados cobran con Vale de Barrio" },
          evidence: [
            { kind: "link", url: "https://prensa.example/nota-vale-de-barrio", title: { es: "Nota sobre Bienvenido Abad Núñez" }, public: false },
            { kind: "link", url: "https://valedebarrio.example/cuadernos.pdf", title: { es: "Los cuadernos" }, public: false },
            { kind: "link", url: "https://archivo.example/informe.pdf", title: { es: "El informe" }, public: false },
          ],
        },
      ],
    });
    const blind = hideNamesIn(content, NAMES);
    expect(JSON.stringify(blind)).not.toMatch(/vale ?-?de ?-?barrio|abad/i);
    expect(blind.claims[0]?.evidence.map(({ url }) => url)).toEqual([null, null, "https://archivo.example/informe.pdf"]);
    expect(blind.claims[0]?.statement.es).toBe(`38 colmados cobran con ${HIDDEN_NAME}`);
    expect(blind.texts.es?.problem).toBe(content.texts.es?.problem);
  });
});
