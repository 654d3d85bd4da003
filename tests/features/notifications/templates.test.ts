import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LETTER_KINDS } from "~/features/notifications/schema";
import { durationIn, renderLetter, whatsappLink, withSecretLink } from "~/features/notifications/templates";
import { LOCALES } from "~/i18n/locales";

const SITE = "solucionario.example";
const VALUES = {
  title: "Vale del colmado",
  reference: "S-2026-00012",
  institution: "Cámara del Yaque",
  date: "3 de junio de 2026",
  before: "27 de mayo de 2026",
  notes: "- Diga cuánto cuesta.",
  letter: "Su solución fue aceptada.\n\nGracias por compartirla.",
  duration: "24 horas",
  count: 3,
  button: "Sigue vigente",
  author: "Dilcia Ramos",
};
const facts = { recipientName: "Ana", institution: "Cámara del Yaque", values: VALUES, link: "https://solucionario.example/es/my/solutions/1" };

describe.each(LOCALES)("letters in %s", (locale) => {
  it.each(LETTER_KINDS)("%s says who writes, leads back to its page, and leaves no gap", (kind) => {
    const { subject, body } = renderLetter(kind, locale, facts, SITE);
    expect(`${subject}\n${body}`).not.toMatch(/[{}]/);
    expect(subject).not.toContain("\n");
    expect(subject.length).toBeLessThan(120);
    expect(body).toContain(facts.link);
    expect(body).toContain(SITE);
    expect(body).toContain("Cámara del Yaque");
    expect(body.split("\n")[0]).toMatch(kind === "decision.announced" ? /^Su solución fue aceptada\.$/ : /Ana[:,]$/);
    expect(body.length, "a letter is read on a small screen").toBeLessThan(900);
  });
});

describe("a letter", () => {
  it("keeps a link that opens an account out of what is stored, and has it when it leaves", () => {
    const { body } = renderLetter("account.sign-in-link", "es", { ...facts, link: null, institution: null }, SITE);
    expect(body).toContain("{link}");
    expect(withSecretLink(body, "https://solucionario.example/es/sign-in/link/$&abc")).toContain("\nhttps://solucionario.example/es/sign-in/link/$&abc\n");
  });

  it("carries the coordinator's words as they were written, and nobody's control characters", () => {
    const { body, subject } = renderLetter(
      "decision.announced",
      "es",
      { ...facts, values: { ...VALUES, title: "Vale\r\nBcc: otra@persona.example", letter: "Una línea.\r\n\r\nOtra.\u0007" } },
      SITE,
    );
    expect(body).toContain("Una línea.\n\nOtra.");
    expect(subject).toBe("La respuesta sobre «Vale Bcc: otra@persona.example» (S-2026-00012)");
    expect(body).not.toMatch(/[^\P{Cc}\n]/u);
  });

  it("never has a line break in its subject, whatever somebody called their solution", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (title) => {
        expect(renderLetter("submission.received", "pt", { ...facts, values: { ...VALUES, title } }, SITE).subject).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
      }),
    );
  });

  it("opens in WhatsApp with every sign intact", () => {
    const url = new URL(whatsappLink("+18095550100", { subject: "Recibimos «A & B»", body: "100 % & más #1" }));
    expect([url.origin, url.pathname]).toEqual(["https://wa.me", "/18095550100"]);
    expect(url.searchParams.get("text")).toBe("*Recibimos «A & B»*\n\n100 % & más #1");
  });

  it("says how long a link lasts in whole units", () => {
    expect(durationIn("es", 86_400_000)).toBe("1 día");
    expect(durationIn("en", 3_600_000 * 2)).toBe("2 hours");
    expect(durationIn("pt", 15 * 60_000)).toBe("15 minutos");
    expect(durationIn("es", 90 * 60_000)).toBe("90 minutos");
  });
});
