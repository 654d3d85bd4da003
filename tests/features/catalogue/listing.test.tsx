import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { blocks } from "~/components/prose";
import { inertJson } from "~/components/structured-data";
import { ListingBody, ListingHead } from "~/features/catalogue/listing-article";
import { ListingContact, ListingShare } from "~/features/catalogue/listing-aside";
import { ListingFacts } from "~/features/catalogue/listing-facts";
import type { ListingRecord, ListingText } from "~/features/catalogue/listing-record";
import { listingFacts } from "~/features/catalogue/listing-structured";
import { costLines, mailShare, setupInWords, sinceInWords, whatsappShare } from "~/features/catalogue/listing-words";
import { I18nProvider } from "~/i18n/context";
import type { Locale } from "~/i18n/locales";
import { translator } from "~/i18n/translator";

const es = translator("es");
const EMPTY_TEXT = { problem: "", audience: "", howItWorks: "", costNote: "", needs: "", results: "" };

function text(overrides: Partial<ListingText> = {}): ListingText {
  return { language: "es", origin: "author", stale: false, title: "Vale del colmado", summary: "Se paga con un mensaje.", ...EMPTY_TEXT, ...overrides };
}

function listing(overrides: Partial<ListingRecord<string>> = {}): ListingRecord<string> {
  return {
    id: "1",
    solutionId: "2",
    reference: "S-2026-00001",
    slug: "vale",
    state: "published",
    origin: "submission",
    source: null,
    demonstration: false,
    publishedAt: "2026-05-12T15:00:00.000Z",
    confirmedAt: null,
    updatedAt: "2026-05-12T15:00:00.000Z",
    acceptedAt: "2026-05-10T15:00:00.000Z",
    language: "es",
    texts: [text()],
    category: null,
    businessTypes: [],
    sectors: [],
    sizes: [],
    sdgs: [],
    originCountry: null,
    availableIn: [],
    adaptableTo: [],
    places: [],
    since: null,
    firmsUsing: null,
    cost: { model: null, amount: null, currency: null, period: null, commissionPercent: null },
    requirements: { internet: null, device: null, setupDays: null },
    sourceUrl: null,
    organisation: null,
    institution: { slug: "camara", name: "Cámara del Yaque" },
    claims: [],
    ...overrides,
  };
}

const imported = (overrides: Partial<ListingRecord<string>> = {}) =>
  listing({ origin: "import", institution: null, acceptedAt: null, source: { key: "otro", name: "Otro registro", url: null, licence: "CC BY 4.0" }, ...overrides });

const render = (element: React.ReactElement, locale: Locale = "es") => renderToStaticMarkup(<I18nProvider locale={locale}>{element}</I18nProvider>);

describe("the head of a listing", () => {
  it("says who accepted it and when", () => {
    expect(render(<ListingHead listing={listing()} text={text()} category={null} />)).toContain("Revisada y aceptada por Cámara del Yaque el 10 de mayo de 2026.");
  });

  it("says that nobody reviewed what was imported", () => {
    expect(render(<ListingHead listing={imported()} text={text()} category={null} />)).toContain("Importada de Otro registro. Nadie la ha evaluado todavía.");
  });

  it("says that fiction is fiction", () => {
    expect(render(<ListingHead listing={listing({ demonstration: true })} text={text()} category={null} />)).toContain("ficticias");
  });

  it("says that it is archived", () => {
    expect(render(<ListingHead listing={listing({ state: "archived" })} text={text()} category={null} />)).toContain("Esta ficha está archivada");
  });

  it("marks a text in another language, and headings not", () => {
    const html = render(<ListingHead listing={listing()} text={text()} category={null} />, "en");
    expect(html).toContain('<h1 lang="es">');
    expect(html).toContain("This text is in Spanish.");
    expect(render(<ListingBody listing={listing()} text={text({ problem: "Fiado" })} />, "en")).toContain('<h2>The problem</h2><div class="prose" lang="es"><p>Fiado</p></div>');
  });

  it("does not name a language that nobody knows", () => {
    const unknown = text({ language: "und" });
    const html = render(<ListingHead listing={imported({ language: "und", texts: [unknown] })} text={unknown} category={null} />);
    expect(html).toContain('<h1 lang="">');
    expect(html).not.toContain("Este texto está en");
  });

  it("says who translated, and that the original changed since", () => {
    const html = render(<ListingHead listing={listing({ language: "en" })} text={text({ origin: "machine", stale: true })} category={null} />);
    expect(html).toContain("Traducción automática del texto en inglés. El original cambió después de esta traducción.");
  });
});

describe("the body of a listing", () => {
  it("has no heading without a text beneath", () => {
    const html = render(<ListingBody listing={imported()} text={text({ problem: "Agua sucia", results: "  \n " })} />);
    expect(html.match(/<h2/g)).toHaveLength(1);
    expect(html).toContain("El registro de donde viene no dice más.");
    expect(html).toContain("Licencia de la fuente: CC BY 4.0.");
  });

  it("says of a reviewed one that there is nothing to check, when there isn't", () => {
    expect(render(<ListingBody listing={listing()} text={text()} />)).toContain("no han presentado cifras");
  });

  it("never reads a text as markup", () => {
    expect(render(<ListingBody listing={listing()} text={text({ problem: "<script>alert(1)</script>" })} />)).not.toContain("<script>");
  });

  it("tells declared from verified, by whom, when and how", () => {
    const claim = { id: "c", statement: { es: "38 negocios la usan" }, figure: null, evidence: [] };
    const verifications = [{ institution: { slug: "camara", name: "Cámara del Yaque" }, method: "visit" as const, verifiedAt: "2026-05-12T15:00:00.000Z" }];
    const html = render(
      <ListingBody
        listing={listing({
          claims: [
            { ...claim, status: "verified", verifications },
            { ...claim, id: "d", statement: { es: "Menos robos" }, status: "declared", verifications: [] },
          ],
        })}
        text={text()}
      />,
    );
    expect(html).toContain('<a href="/es/institutions/camara">Cámara del Yaque</a>, 12 de mayo de 2026, con una visita');
    expect(html).toContain("Por sus autores");
  });
});

describe("the facts of a listing", () => {
  it("keep where it works apart from where it could", () => {
    const html = render(<ListingFacts listing={listing({ availableIn: ["DO"], adaptableTo: ["GT"] })} labels={{ categories: [], businessTypes: {} }} />);
    expect(html.indexOf("República Dominicana")).toBeLessThan(html.indexOf("Podría adaptarse a"));
    expect(html.indexOf("Podría adaptarse a")).toBeLessThan(html.indexOf("Guatemala"));
  });

  it("leave out what nobody knows", () => {
    expect(render(<ListingFacts listing={imported()} labels={{ categories: [], businessTypes: {} }} />).match(/<dt>/g)).toHaveLength(1);
  });
});

describe("contact and sharing", () => {
  const owned = listing({ organisation: { slug: "c", name: "Colmado en Red", kind: "firm", country: "DO", website: null } });

  it("promise nothing where nobody can answer: no dead button, no address, no number", () => {
    const html = render(<ListingContact listing={owned} ways={null} />);
    expect(html).not.toMatch(/<button|<form|href="#"|mailto:|wa\.me|\/contact"|\/whatsapp"/);
    expect(html).toContain("S-2026-00001");
  });

  it("lead to pages of their own, WhatsApp only where its owner agreed, and say only what the data say", () => {
    const quiet = render(<ListingContact listing={owned} ways={{ whatsapp: false, firms: 0, answersInDays: null }} />);
    expect(quiet).toContain(`/solutions/${owned.slug}/contact"`);
    expect(quiet).toContain(`/solutions/${owned.slug}/report"`);
    expect(quiet).not.toMatch(/\/whatsapp"|<form|<input|escrito desde aquí|responder en/);
    const busy = render(<ListingContact listing={owned} ways={{ whatsapp: true, firms: 2, answersInDays: 1 }} />);
    expect(busy).toContain(`/solutions/${owned.slug}/whatsapp"`);
    expect(busy).toContain("2 negocios le han escrito desde aquí.");
    expect(busy).toContain("Suele responder en 1 día");
  });

  it("share the title and this very page", () => {
    const page = { title: "Vale & «colmado»: 100 %", url: "https://solucionario.example/es/solutions/vale" };
    expect(whatsappShare(es, page)).toBe(`https://wa.me/?text=${encodeURIComponent("Vale & «colmado»: 100 %: https://solucionario.example/es/solutions/vale")}`);
    const mail = new URL(mailShare(es, page));
    expect(mail.protocol).toBe("mailto:");
    expect(mail.searchParams.get("body")).toContain(page.url);
    expect(render(<ListingShare page={page} />)).toContain(whatsappShare(es, page).replaceAll("&", "&amp;").replaceAll("'", "&#x27;"));
  });
});

describe("a price in words", () => {
  const cost = { model: null, amount: null, currency: null, period: null, commissionPercent: null };

  it.each([
    [{ ...cost }, []],
    [{ ...cost, model: "free" as const }, ["Gratis"]],
    [{ ...cost, model: "quote" as const }, ["Según cotización"]],
    [{ ...cost, model: "subscription" as const, amount: 250, currency: "DOP", period: "month" }, ["DOP 250 al mes"]],
    [{ ...cost, model: "one-off" as const, amount: 12_000.5, currency: "COP" }, ["COP 12,000.50, una sola vez"]],
    [{ ...cost, model: "per-use" as const, amount: 9, currency: "USD", commissionPercent: 2 }, ["USD 9 por uso", "2% de comisión"]],
    [{ ...cost, model: "commission" as const, commissionPercent: 3.5 }, ["3.5% de comisión"]],
  ])("of %j", (given, words) => {
    expect(costLines(es, given).map((line) => line.replaceAll("\u00a0", " "))).toEqual(words);
  });

  it("is followed by how long it takes to begin and since when it is used", () => {
    expect([0, 0.5, 1, 30].map((days) => setupInWords(es, days))).toEqual(["El mismo día", "Menos de un día", "1 día", "30 días"]);
    expect(["2021", "2021-03"].map((since) => sinceInWords(es, since))).toEqual(["2021", "marzo de 2021"]);
  });
});

describe("facts for search engines", () => {
  it("can't end the element that they stand in", () => {
    const json = inertJson(listingFacts(listing(), text({ title: "</script><script>alert(1)</script>\u2028&" }), "https://x.example"));
    expect(json).not.toMatch(/[<>&\u2028\u2029]/);
    expect(JSON.parse(json).name).toBe("</script><script>alert(1)</script>\u2028&");
  });
});

describe("a text as its author typed it", () => {
  it("is paragraphs, and lists where lines begin with a dash", () => {
    expect(blocks("Uno\n\n- a\n• b\r\nDos\n-5 grados")).toEqual([
      { key: 0, kind: "paragraph", line: "Uno" },
      { key: 2, kind: "list", lines: ["a", "b"] },
      { key: 4, kind: "paragraph", line: "Dos" },
      { key: 5, kind: "paragraph", line: "-5 grados" },
    ]);
  });
});
