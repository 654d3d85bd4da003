import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { solutionContent } from "#tests/factories/records";
import { SentContent } from "~/features/submissions/sent-content";
import { I18nProvider } from "~/i18n/context";

const CONTACT = { personName: "Bienvenido Abad", personRole: null, email: "bienvenido@vale.example", whatsapp: null, whatsappAgreed: false };
const LABELS = { categories: [{ key: "agile-payments", label: "Medios de pago ágiles" }], businessTypes: { "corner-shop": "Colmado" } };

function shown(contact: typeof CONTACT | null): string {
  const content = solutionContent({ categoryKey: "agile-payments", businessTypes: ["corner-shop"], sizes: ["1-5"], originCountry: "DO" });
  return renderToStaticMarkup(
    <I18nProvider locale="es">
      <SentContent sent={{ content, contact, at: "2026-05-04T02:00:00Z" }} timeZone="America/Santo_Domingo" labels={LABELS}>
        <p>Lo escrito.</p>
      </SentContent>
    </I18nProvider>,
  );
}

describe("what was sent", () => {
  it("is folded, dated by the edition's clock, and says in words what was chosen", () => {
    const html = shown(CONTACT);
    expect(html).toMatch(/^<details class="section sent"><summary><h2>Lo que se envió<\/h2><\/summary>/);
    expect(html).toContain("Versión del 3 de mayo de 2026");
    for (const words of ["Medios de pago ágiles", "República Dominicana", "Colmado"]) expect(html).toContain(`<dd>${words}</dd>`);
    expect(html).not.toMatch(/agile-payments|corner-shop|>1-5</);
    expect(html).toContain("<p>Lo escrito.</p>");
  });

  it("names the contact to those who have it, and leaves out what nobody gave", () => {
    expect(shown(CONTACT)).toContain("<dd>bienvenido@vale.example</dd>");
    expect(shown(CONTACT)).not.toContain("Cargo");
    expect(shown(null)).not.toContain("Quién responde por ella");
  });
});
