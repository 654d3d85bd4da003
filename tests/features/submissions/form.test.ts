import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { filledForm, formBody } from "#tests/factories/submission-form";
import { changedHalves, contentOf, formOf } from "~/features/submissions/form-content";
import { type Allowed, checkForm, EMPTY_FORM, type FormValues, fieldOf, readForm, SECTIONS, sectionOf, storedForm } from "~/features/submissions/form-schema";
import { sinceIn } from "~/features/submissions/form-values";

const NOW = new Date("2026-05-12T15:00:00Z");
const ALLOWED: Allowed = {
  countries: ["DO", "GT"],
  categories: ["agile-payments"],
  businessTypes: ["corner-shop"],
  organisationIds: [],
  institutionIds: ["chamber"],
  onBehalf: false,
  now: NOW,
};
const faultsOf = (overrides: Partial<FormValues>) => {
  const checked = checkForm(filledForm(overrides), ALLOWED);
  return checked.ok ? {} : checked.faults;
};
const sent = (body: URLSearchParams) => new Request("http://x.invalid", { method: "POST", body }).formData();

describe("a form that is typed for somebody else", () => {
  const onBehalf = (overrides: Partial<FormValues>) => {
    const checked = checkForm(filledForm(overrides), { ...ALLOWED, onBehalf: true });
    return checked.ok ? { how: checked.form.consentHow, on: checked.form.consentOn } : checked.faults;
  };

  it("says how and when they agreed", () => {
    expect(onBehalf({})).toEqual({ consentHow: "required", consentOn: "required" });
    expect(onBehalf({ consentHow: "telephone", consentOn: "2026-05-11" })).toEqual({ how: "telephone", on: "2026-05-11" });
    expect(onBehalf({ consentHow: "by dove", consentOn: "ayer" })).toEqual({ consentHow: "choose", consentOn: "not-a-date" });
    expect(onBehalf({ consentHow: "paper", consentOn: "2026-05-14" })).toEqual({ consentOn: "in-the-future" });
    expect(onBehalf({ consentHow: "paper", consentOn: "2026-05-11", consent: "" })).toEqual({ consent: "consent-missing" });
  });
});

describe("whom a form keeps out", () => {
  it("are words, and institutions of the edition only", () => {
    expect(faultsOf({ keptFrom: "Mi competidor, Fulano de Tal", keptFromInstitutions: ["chamber"] })).toEqual({});
    expect(faultsOf({ keptFromInstitutions: ["somebody else's firm"] })).toEqual({ keptFromInstitutions: "choose" });
    expect(faultsOf({ keptFrom: "x".repeat(1_001) })).toEqual({ keptFrom: "too-long" });
  });
});

describe("a form that is complete", () => {
  it("becomes the content of a revision", () => {
    const checked = checkForm(filledForm(), ALLOWED);
    if (!checked.ok) throw new Error(JSON.stringify(checked.faults));
    const content = contentOf(checked.form, null);
    expect(content).toMatchObject({
      language: "es",
      since: "2021-03",
      firmsUsing: 38,
      cost: { model: "subscription", amount: 1250.5, currency: "DOP", period: "month", commissionPercent: null },
      claims: [{ statement: { es: "38 colmados cobran en menos de una semana." }, evidence: [{ public: false, url: null }] }],
    });
    expect(content.texts.es?.origin).toBe("author");
  });

  it("comes back as the form that asks for it again", () => {
    const checked = checkForm(filledForm(), ALLOWED);
    if (!checked.ok) throw new Error("incomplete");
    const again = formOf(contentOf(checked.form, null), {
      personName: "Bienvenido Abad",
      personRole: null,
      email: "bienvenido@vale.example",
      whatsapp: null,
      whatsappAgreed: false,
    });
    expect(changedHalves(filledForm({ since: "2021-03", costAmount: "1250.5" }), again)).toEqual({ content: false, contact: false });
  });
});

describe("an empty form", () => {
  it("is told everything at once, in the order of the page", () => {
    const checked = checkForm(EMPTY_FORM, ALLOWED);
    expect(checked.ok).toBe(false);
    expect(Object.keys(checked.ok ? {} : checked.faults)).toEqual(
      [
        "language",
        "title",
        "summary",
        "problem",
        "howItWorks",
        "since",
        "firmsUsing",
        "originCountry",
        "categoryKey",
        "costModel",
        "internet",
        "device",
        "setupDays",
        "claim",
        "evidenceTitle",
        "contactPerson",
        "contactEmail",
        "organisationName",
        "womenLed",
        "consent",
        "availableIn",
        "businessTypes",
      ].sort((a, b) => order(a) - order(b)),
    );
  });

  const order = (field: string) => SECTIONS.indexOf(sectionOf(field)) * 100 + Object.keys(EMPTY_FORM).indexOf(field);
});

describe("a field at fault", () => {
  it.each<[Partial<FormValues>, object]>([
    [{ title: "x".repeat(121) }, { title: "too-long" }],
    [{ since: "ayer" }, { since: "not-a-date" }],
    [{ since: "2031" }, { since: "in-the-future" }],
    [{ since: "06/2026" }, { since: "in-the-future" }],
    [{ firmsUsing: "muchos" }, { firmsUsing: "not-a-number" }],
    [{ firmsUsing: "1,5" }, { firmsUsing: "not-a-number" }],
    [{ originCountry: "FR" }, { originCountry: "choose" }],
    [{ availableIn: [] }, { availableIn: "required" }],
    [{ availableIn: ["__proto__"] }, { availableIn: "choose" }],
    [{ businessTypes: ["submarine"] }, { businessTypes: "choose" }],
    [{ costAmount: "" }, { costAmount: "required" }],
    [{ costCurrency: "" }, { costCurrency: "required" }],
    [{ costPeriod: "" }, { costPeriod: "required" }],
    [{ costModel: "commission", commissionPercent: "" }, { commissionPercent: "required" }],
    [{ commissionPercent: "101" }, { commissionPercent: "not-a-number" }],
    [{ evidenceUrl: "javascript:alert(1)" }, { evidenceUrl: "not-a-link" }],
    [{ contactEmail: "a@" }, { contactEmail: "not-an-email" }],
    [{ contactEmail: "", contactWhatsapp: "" }, { contactEmail: "contact-missing" }],
    [{ contactWhatsapp: "809 555" }, { contactWhatsapp: "not-a-phone" }],
    [{ organisationId: "01900000-0000-7000-8000-000000000000" }, { organisationId: "choose" }],
    [{ womenLed: "" }, { womenLed: "required" }],
    [{ consent: "" }, { consent: "consent-missing" }],
    [{ language: "xx" }, { language: "choose" }],
  ])("%o says %o", (overrides, faults) => {
    expect(faultsOf(overrides)).toEqual(faults);
  });
});

describe("what is sent", () => {
  it("is kept as it was typed, and unknown names are refused", async () => {
    const values = filledForm({ title: "  Con espacios <b>y</b> signos & acentos ñ " });
    expect(readForm(await sent(formBody(values, { intent: "save", key: "k", version: "3" })))).toMatchObject({
      values,
      hidden: { intent: "save", key: "k", version: "3" },
      faults: {},
    });
    for (const name of ["state", "institutionId", "dueAt", "token[not]", "__proto__", "constructor", "organisation.demonstration"]) {
      expect(readForm(await sent(formBody(values, { [name]: "accepted" }))), name).toBeNull();
    }
  });

  it("has its unreadable and endless fields named, and what can be kept is kept", async () => {
    const form = readForm(await sent(formBody(filledForm({ title: "a\u0000b", summary: "x\ufffdy", problem: "z".repeat(30_001) }))));
    expect(form?.faults).toEqual({ title: "unreadable", summary: "unreadable", problem: "too-long" });
    expect(form?.values.title).toBe("ab");
    expect(form?.values.problem).toHaveLength(30_001);
  });

  it("survives being stored as JSON, whatever was typed", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "binary", maxLength: 60 }), async (text) => {
        const form = readForm(await sent(formBody(filledForm({ problem: text }))));
        const again = storedForm(JSON.parse(JSON.stringify(form?.values)));
        expect(again).toEqual(form?.values);
        expect(again.problem).not.toContain("\u0000");
      }),
    );
  });

  it("of an older or a broken store is an empty form where it says nothing", () => {
    expect(storedForm(null)).toEqual(EMPTY_FORM);
    expect(storedForm({ title: 7, availableIn: "DO", unknown: "x" })).toEqual(EMPTY_FORM);
  });
});

describe("numbers that can be read in two ways", () => {
  const priced = (costAmount: string, more: Partial<FormValues> = {}) => {
    const checked = checkForm(filledForm({ costAmount, ...more }), { ...ALLOWED, countries: ["DO", "AR", "BZ"] });
    return checked.ok ? [checked.form.costAmount, checked.form.costCurrency] : checked.faults.costAmount;
  };

  it("are asked, unless the country or the currency says what they are", () => {
    expect([priced("1.500"), priced("1.500", { costCurrency: "USD" }), priced("1,500", { costCurrency: "ARS" })]).toEqual(["ambiguous", "ambiguous", "ambiguous"]);
    expect([priced("1,500"), priced("1,500.50"), priced("1.500", { costCurrency: "ARS", originCountry: "AR" })]).toEqual([
      [1500, "DOP"],
      [1500.5, "DOP"],
      [1500, "ARS"],
    ]);
    expect(faultsOf({ firmsUsing: "2.000", setupDays: "1,500" })).toEqual({ firmsUsing: "ambiguous", setupDays: "ambiguous" });
  });

  it("never are what nobody wrote: a price has the decimals and the currency that it can have", () => {
    expect(priced("0.125")).toBe("too-many-decimals");
    expect(priced("1500,50", { costCurrency: "CLP" })).toBe("too-many-decimals");
    expect(priced("US$ 20")).toBe("other-currency");
    expect([priced("Q150", { costCurrency: "GTQ" }), priced("150 pesos"), priced("RD$ 250", { costCurrency: "" })]).toEqual([
      [150, "GTQ"],
      [150, "DOP"],
      [250, "DOP"],
    ]);
    expect([priced("$250", { costCurrency: "" }), faultsOf({ costAmount: "$250", costCurrency: "" })]).toEqual([undefined, { costCurrency: "required" }]);
    expect([priced("no tiene"), priced("1e3"), priced("20-30"), priced("-5")]).toEqual(["says-nothing", "not-a-number", "not-a-number", "not-a-number"]);
  });

  it("become the number that was chosen, and stay as typed when another text was written since", async () => {
    const amountOf = async (values: Partial<FormValues>, meant: Readonly<Record<string, string>>) => readForm(await sent(formBody(filledForm(values), meant)))?.values;
    expect((await amountOf({ costAmount: "1.500" }, { costAmountMeant: "1500" }))?.costAmount).toBe("1500");
    expect((await amountOf({ costAmount: "1.500" }, { costAmountMeant: "1.5" }))?.costAmount).toBe("1.5");
    expect((await amountOf({ costAmount: "1.125" }, { costAmountMeant: "1.1250" }))?.costAmount).toBe("1.1250");
    expect((await amountOf({ costAmount: "RD$ 1.500", costCurrency: "" }, { costAmountMeant: "1500" }))?.costAmount).toBe("DOP 1500");
    expect((await amountOf({ costAmount: "1.600" }, { costAmountMeant: "1500" }))?.costAmount).toBe("1.600");
    expect((await amountOf({ costAmount: "1.500" }, { costAmountMeant: "7" }))?.costAmount).toBe("1.500");
    expect(await amountOf({ firmsUsing: "2.000", setupDays: "1,500" }, { firmsUsingMeant: "2000", setupDaysMeant: "1.5" })).toMatchObject({ firmsUsing: "2000", setupDays: "1.5" });
  });

  it("are shown as they were read in the form that asks again", () => {
    const checked = checkForm(filledForm({ costAmount: "1,500", setupDays: "1.1250" }), ALLOWED);
    if (!checked.ok) throw new Error(JSON.stringify(checked.faults));
    const again = formOf(contentOf(checked.form, null), null);
    expect([again.costAmount, again.setupDays]).toEqual(["1500", "1.1250"]);
  });
});

describe("a link to the evidence", () => {
  it.each<[string, string | object]>([
    ["www.x.com", "https://www.x.com/"],
    ["instagram.com/x", "https://instagram.com/x"],
    ["ana@caja.com", { evidenceUrl: "link-email" }],
    ["https://caja.com https://vale.com", { evidenceUrl: "two-links" }],
    ["http://127.0.0.1/", { evidenceUrl: "private-link" }],
    ["no tiene", { evidenceUrl: "says-nothing" }],
    ["Caja Norte", { evidenceUrl: "not-a-link" }],
  ])("%j is %j", (evidenceUrl, meant) => {
    const checked = checkForm(filledForm({ evidenceUrl }), ALLOWED);
    expect(checked.ok ? checked.form.evidenceUrl : checked.faults).toEqual(meant);
  });
});

describe("dates", () => {
  it.each<[string, string | null]>([
    ["2021", "2021"],
    ["2021-3", "2021-03"],
    ["03/2021", "2021-03"],
    [" 12-2020 ", "2020-12"],
    ["13/2021", null],
    ["21", null],
    ["hace años", null],
  ])("%s is %s", (text, value) => expect(sinceIn(text)).toBe(value));
});

describe("a coordinator's note", () => {
  it.each([
    ["claims", "claims", "claim"],
    ["howItWorks", "solution", "howItWorks"],
    ["results", "use", "results"],
    ["countries", "places", "originCountry"],
    ["needs", "needs", "internet"],
    ["anything", "solution", "language"],
  ])("about %s stands in %s", (named, section) => expect(sectionOf(named)).toBe(section));

  it("leads to the field that it names, or to its section's first", () => {
    expect([fieldOf("howItWorks"), fieldOf("claims"), fieldOf("countries")]).toEqual(["howItWorks", "claim", "originCountry"]);
  });
});
