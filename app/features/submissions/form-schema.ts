import { z } from "zod";
import { COUNTRY_CODES } from "~/platform/countries";
import { type AmountFault, type AmountReading, type AmountRules, amountText, readAmount } from "~/platform/values/amount";
import { decimalHabit, isCurrency } from "~/platform/values/currencies";
import { type LinkFault, readLink } from "~/platform/values/link";
import { EmailSchema, WhatsappSchema } from "../accounts/schema";
import { sinceIn } from "./form-values";
import { AMOUNTS, COST_MODELS, DEVICE_NEEDS, INTERNET_NEEDS, SIZES } from "./schema";

/** The parts of the form, in their order. A coordinator asks for changes by them. */
export const SECTIONS = ["solution", "use", "places", "kind", "cost", "needs", "claims", "contact"] as const;
export type Section = (typeof SECTIONS)[number];

/** What is typed, in the order of the page, with the longest text that is taken at submission. */
const TEXTS = {
  language: { section: "solution", max: 2 },
  title: { section: "solution", max: 120 },
  summary: { section: "solution", max: 300 },
  problem: { section: "solution", max: 5_000 },
  audience: { section: "solution", max: 2_000 },
  howItWorks: { section: "solution", max: 8_000 },
  since: { section: "use", max: 40 },
  firmsUsing: { section: "use", max: 20 },
  results: { section: "use", max: 5_000 },
  originCountry: { section: "places", max: 2 },
  categoryKey: { section: "kind", max: 80 },
  costModel: { section: "cost", max: 20 },
  costAmount: { section: "cost", max: 30 },
  costCurrency: { section: "cost", max: 3 },
  costPeriod: { section: "cost", max: 10 },
  commissionPercent: { section: "cost", max: 10 },
  costNote: { section: "cost", max: 2_000 },
  internet: { section: "needs", max: 20 },
  device: { section: "needs", max: 20 },
  setupDays: { section: "needs", max: 20 },
  needs: { section: "needs", max: 3_000 },
  claim: { section: "claims", max: 500 },
  evidenceTitle: { section: "claims", max: 300 },
  evidenceUrl: { section: "claims", max: 500 },
  contactPerson: { section: "contact", max: 120 },
  contactRole: { section: "contact", max: 120 },
  contactEmail: { section: "contact", max: 254 },
  contactWhatsapp: { section: "contact", max: 40 },
  contactAgreed: { section: "contact", max: 3 },
  organisationId: { section: "contact", max: 36 },
  organisationName: { section: "contact", max: 150 },
  womenLed: { section: "contact", max: 20 },
  keptFrom: { section: "contact", max: 1_000 },
  consentHow: { section: "contact", max: 20 },
  consentOn: { section: "contact", max: 10 },
  consent: { section: "contact", max: 3 },
} as const satisfies Record<string, { section: Section; max: number }>;

/** Where several answers are ticked. */
const LISTS = {
  availableIn: { section: "places" },
  adaptableTo: { section: "places" },
  businessTypes: { section: "kind" },
  sizes: { section: "kind" },
  keptFromInstitutions: { section: "contact" },
} as const satisfies Record<string, { section: Section }>;

export type TextField = keyof typeof TEXTS;
export type ListField = keyof typeof LISTS;
export type FormField = TextField | ListField;
export type FormValues = { [Field in TextField]: string } & { [Field in ListField]: string[] };

export const TEXT_FIELDS = Object.keys(TEXTS) as TextField[];
export const LIST_FIELDS = Object.keys(LISTS) as ListField[];
export const EMPTY_FORM = Object.fromEntries([...TEXT_FIELDS.map((field) => [field, ""]), ...LIST_FIELDS.map((field) => [field, []])]) as FormValues;

/** What the organisation is asked, but no revision holds. */
export const ONCE_FIELDS = [
  "organisationId",
  "organisationName",
  "womenLed",
  "keptFrom",
  "keptFromInstitutions",
  "consentHow",
  "consentOn",
  "consent",
] as const satisfies readonly FormField[];

function isText(name: string): name is TextField {
  return Object.hasOwn(TEXTS, name);
}

function isList(name: string): name is ListField {
  return Object.hasOwn(LISTS, name);
}

export function maxLength(field: FormField): number {
  return isText(field) ? TEXTS[field].max : 0;
}

/** The section that a coordinator's note belongs to; notes may also name one field. */
export function sectionOf(named: string): Section {
  if (named === "countries") return "places";
  const fields: Record<string, { section: Section }> = { ...TEXTS, ...LISTS };
  return SECTIONS.find((section) => section === named) ?? (Object.hasOwn(fields, named) ? fields[named]?.section : undefined) ?? "solution";
}

export type Fault =
  | "required"
  | "too-long"
  | "unreadable"
  | "choose"
  | "not-a-number"
  | "ambiguous"
  | "other-currency"
  | "too-many-decimals"
  | "says-nothing"
  | "not-a-date"
  | "in-the-future"
  | "not-an-email"
  | "not-a-phone"
  | "not-a-link"
  | "link-email"
  | "two-links"
  | "private-link"
  | "contact-missing"
  | "consent-missing"
  | "nothing-changed";
export type Faults = Partial<Record<FormField, Fault>>;

/** The fields that ask for a number. */
const NUMBERS = { costAmount: AMOUNTS.price, commissionPercent: AMOUNTS.commissionPercent, firmsUsing: AMOUNTS.firmsUsing, setupDays: AMOUNTS.setupDays } as const;
export type NumberField = keyof typeof NUMBERS;
export const NUMBER_FIELDS = Object.keys(NUMBERS) as NumberField[];

/** What a field's text says, with the currency and the country that were chosen beside it. */
export function readNumber(values: FormValues, field: NumberField): AmountReading {
  const currency = isCurrency(values.costCurrency.toUpperCase()) ? values.costCurrency.toUpperCase() : null;
  const rules: AmountRules = field === "costAmount" ? { ...NUMBERS[field], currency } : NUMBERS[field];
  return readAmount(values[field], rules, { habit: decimalHabit({ country: values.originCountry || null, currency }) });
}

/** Where the answer to "which of the two numbers?" is sent. */
export function meantName(field: NumberField): string {
  return `${field}Meant`;
}

const AMOUNT_FAULTS: Partial<Record<AmountFault, Fault>> = { "other-currency": "other-currency", "too-many-decimals": "too-many-decimals" };
const LINK_FAULTS: Partial<Record<LinkFault, Fault>> = { email: "link-email", "two-links": "two-links", "private-host": "private-link", "too-long": "too-long" };

/** Where the choices of the form come from. */
export type Allowed = {
  countries: readonly string[];
  categories: readonly string[];
  businessTypes: readonly string[];
  organisationIds: readonly string[];
  /** Those that review in this edition, and may be told not to see it. */
  institutionIds: readonly string[];
  /** Typed for somebody else, whose consent is asked for. */
  onBehalf: boolean;
  now: Date;
};

const fails = (fault: Fault) => ({ error: fault });
const optional = (field: TextField) => z.string().trim().max(TEXTS[field].max, fails("too-long"));
const required = (field: TextField) => optional(field).min(1, fails("required"));
const oneOf = <T extends string>(values: readonly T[]) =>
  z
    .string()
    .min(1, fails("required"))
    .refine((value): value is T => values.some((known) => known === value), fails("choose"));
const someOf = <T extends string>(values: readonly T[]) => z.array(z.string().refine((value): value is T => values.some((known) => known === value), fails("choose")));
const country = z.string().refine((code) => COUNTRY_CODES.has(code), fails("choose"));
const unlessEmpty = <T>(field: TextField, schema: z.ZodType<T, string>, fault: Fault) =>
  optional(field).transform((text, context) => {
    if (text === "") return null;
    const parsed = schema.safeParse(text);
    if (parsed.success) return parsed.data;
    context.addIssue({ code: "custom", message: fault });
    return z.NEVER;
  });

export const WOMEN_LED = ["yes", "no", "undisclosed"] as const;
/** How somebody said that another may submit for them. */
export const CONSENT_WAYS = ["in-person", "telephone", "whatsapp", "paper"] as const;
const PERIODS = ["month", "year", "use"] as const;
const LANGUAGES = ["es", "en", "pt"] as const;

const link = (field: TextField) =>
  optional(field).transform((text, context) => {
    if (text === "") return null;
    const reading = readLink(text);
    if (reading.kind === "link") return reading.href;
    context.addIssue({ code: "custom", message: reading.kind === "none" ? "says-nothing" : (LINK_FAULTS[reading.reason] ?? "not-a-link") });
    return z.NEVER;
  });

/** Everything that must be there to submit. Its issues' messages are Faults. */
function completeFormSchema(allowed: Allowed, values: FormValues) {
  const number = (field: NumberField) =>
    optional(field).transform((text, context) => {
      if (text === "") return null;
      const reading = readNumber(values, field);
      if (reading.kind === "amount") return reading.value;
      const fault: Fault | undefined = reading.kind === "refused" ? AMOUNT_FAULTS[reading.reason] : reading.kind === "none" ? "says-nothing" : "ambiguous";
      context.addIssue({ code: "custom", message: fault ?? "not-a-number" });
      return z.NEVER;
    });
  const price = readNumber(values, "costAmount");
  const namedCurrency = price.kind === "amount" ? price.currency : null;
  return z
    .object({
      language: oneOf(LANGUAGES),
      title: required("title"),
      summary: required("summary"),
      problem: required("problem"),
      audience: optional("audience"),
      howItWorks: required("howItWorks"),
      since: required("since").transform((text, context) => {
        const since = text === "" ? null : sinceIn(text);
        if (since === null) context.addIssue({ code: "custom", message: "not-a-date" satisfies Fault });
        else if (since.slice(0, 7) > allowed.now.toISOString().slice(0, since.length)) context.addIssue({ code: "custom", message: "in-the-future" satisfies Fault });
        return since ?? z.NEVER;
      }),
      firmsUsing: required("firmsUsing").pipe(number("firmsUsing")),
      results: optional("results"),
      originCountry: oneOf(allowed.countries),
      availableIn: z.array(country).min(1, fails("required")),
      adaptableTo: z.array(country),
      categoryKey: oneOf(allowed.categories),
      businessTypes: someOf(allowed.businessTypes).min(1, fails("required")),
      sizes: someOf(SIZES),
      costModel: oneOf(COST_MODELS),
      costAmount: number("costAmount"),
      costCurrency: unlessEmpty(
        "costCurrency",
        z
          .string()
          .toUpperCase()
          .regex(/^[A-Z]{3}$/),
        "choose",
        // "RD$ 250" says it as well.
      ).transform((chosen) => chosen ?? namedCurrency),
      costPeriod: unlessEmpty("costPeriod", z.enum(PERIODS), "choose"),
      commissionPercent: number("commissionPercent"),
      costNote: optional("costNote"),
      internet: oneOf(INTERNET_NEEDS),
      device: oneOf(DEVICE_NEEDS),
      setupDays: required("setupDays").pipe(number("setupDays")),
      needs: optional("needs"),
      claim: required("claim"),
      evidenceTitle: required("evidenceTitle"),
      evidenceUrl: link("evidenceUrl"),
      contactPerson: required("contactPerson"),
      contactRole: optional("contactRole"),
      contactEmail: unlessEmpty("contactEmail", EmailSchema, "not-an-email"),
      contactWhatsapp: unlessEmpty("contactWhatsapp", WhatsappSchema, "not-a-phone"),
      contactAgreed: z.enum(["", "yes"]),
      organisationId: z.string().refine((id) => id === "" || allowed.organisationIds.includes(id), fails("choose")),
      organisationName: optional("organisationName"),
      womenLed: oneOf(WOMEN_LED),
      keptFrom: optional("keptFrom"),
      keptFromInstitutions: someOf(allowed.institutionIds),
      consentHow: unlessEmpty("consentHow", z.enum(CONSENT_WAYS), "choose"),
      consentOn: unlessEmpty("consentOn", z.iso.date(), "not-a-date"),
      consent: z.string().refine((value) => value === "yes", fails("consent-missing")),
    })
    .superRefine((form, context) => {
      const fault = (field: FormField, message: Fault) => context.addIssue({ code: "custom", path: [field], message });
      const priced = ["subscription", "one-off", "per-use"].includes(form.costModel);
      if (priced && form.costAmount === null) fault("costAmount", "required");
      if (form.costAmount !== null && form.costAmount > 0 && form.costCurrency === null) fault("costCurrency", "required");
      if (form.costModel === "subscription" && form.costPeriod === null) fault("costPeriod", "required");
      if (form.costModel === "commission" && form.commissionPercent === null) fault("commissionPercent", "required");
      if (form.contactEmail === null && form.contactWhatsapp === null) fault("contactEmail", "contact-missing");
      if (form.organisationId === "" && form.organisationName.length < 2) fault("organisationName", "required");
      if (allowed.onBehalf && form.consentHow === null) fault("consentHow", "required");
      if (allowed.onBehalf && form.consentOn === null) fault("consentOn", "required");
      if (form.consentOn !== null && form.consentOn > latestDate(allowed.now)) fault("consentOn", "in-the-future");
    });
}
export type CompleteForm = z.output<ReturnType<typeof completeFormSchema>>;

/** The day that it is where the day begins first: nobody's today is refused as tomorrow. */
function latestDate(now: Date): string {
  return new Date(now.getTime() + 14 * 3_600_000).toISOString().slice(0, 10);
}

/** The form as it can be submitted, or the first fault of each field, in the order of the page. */
export function checkForm(values: FormValues, allowed: Allowed): { ok: true; form: CompleteForm } | { ok: false; faults: Faults } {
  const parsed = completeFormSchema(allowed, values).safeParse(values);
  if (parsed.success) return { ok: true, form: parsed.data };
  const found = new Map<string, Fault>();
  for (const { path, message } of parsed.error.issues) {
    const field = String(path[0]);
    if (!found.has(field)) found.set(field, message as Fault);
  }
  return { ok: false, faults: inPageOrder(found) };
}

/** The order in which the page asks. */
const PAGE_ORDER = SECTIONS.flatMap((section) => [...Object.entries({ ...TEXTS, ...LISTS })].filter(([, field]) => field.section === section).map(([name]) => name as FormField));

/** The field where a person looks first for what a coordinator's note names. */
export function fieldOf(named: string): FormField {
  return PAGE_ORDER.find((field) => field === named) ?? PAGE_ORDER.find((field) => ({ ...TEXTS, ...LISTS })[field].section === sectionOf(named)) ?? "title";
}

/** Where on the page what a coordinator's note names is found: notes are told in this order. */
export function placeOf(named: string): number {
  return PAGE_ORDER.indexOf(fieldOf(named));
}

function inPageOrder(faults: ReadonlyMap<string, Fault>): Faults {
  return Object.fromEntries(PAGE_ORDER.flatMap((field) => (faults.has(field) ? [[field, faults.get(field)]] : [])));
}

const DRAFT_MAX = 30_000;
const LIST_MAX = 300;
const HIDDEN = ["intent", "key", "begunBy", "version", "stateVersion", "duplicatesSeen"] as const;
export type HiddenValues = Record<(typeof HIDDEN)[number], string>;

/**
 * What was sent, as it was typed. A draft has two faults only: what can't be read or stored, and what no text of ours
 * is long enough for. Null when there are names that the form has not: nobody's browser sends those.
 */
export function readForm(sent: FormData): { values: FormValues; hidden: HiddenValues; faults: Faults } | null {
  const values: FormValues = structuredClone(EMPTY_FORM);
  const hidden: HiddenValues = { intent: "", key: "", begunBy: "", version: "", stateVersion: "", duplicatesSeen: "" };
  const faults = new Map<string, Fault>();
  const meant = new Map<NumberField, string>();
  for (const [name, sentValue] of sent) {
    if (typeof sentValue !== "string") return null;
    const value = storable(sentValue.replaceAll("\r\n", "\n"));
    if (HIDDEN.some((known) => known === name)) hidden[name as keyof HiddenValues] = value.slice(0, 200);
    else if (NUMBER_FIELDS.some((field) => meantName(field) === name)) {
      for (const field of NUMBER_FIELDS) if (meantName(field) === name) meant.set(field, value);
      continue;
    } else if (isText(name)) values[name] = value;
    else if (isList(name)) {
      const list = values[name];
      if (list.length < LIST_MAX && value !== "") list.push(value);
    } else return null;
    if (sentValue.includes("\u0000") || sentValue.includes("\ufffd") || !sentValue.isWellFormed()) faults.set(name, "unreadable");
    else if (value.length > (isText(name) ? DRAFT_MAX : 200)) faults.set(name, "too-long");
  }
  for (const [field, choice] of meant) values[field] = asMeant(values, field, choice);
  return { values, hidden, faults: inPageOrder(faults) };
}

/** The number that was chosen in place of a text with two; any other text stays, because it was written after the question. */
function asMeant(values: FormValues, field: NumberField, choice: string): string {
  const reading = readNumber(values, field);
  if (reading.kind !== "ambiguous" || !reading.readings.some((value) => amountText(value) === choice)) return values[field];
  return field === "costAmount" && reading.currency !== null && values.costCurrency === "" ? `${reading.currency} ${choice}` : choice;
}

/** PostgreSQL holds neither NUL nor half a character. */
function storable(text: string): string {
  return text.replaceAll("\u0000", "").toWellFormed();
}

/** A form that was kept as JSON. Fields that have come since are empty; what is not a form's is left out. */
export function storedForm(values: unknown): FormValues {
  const stored: Record<string, unknown> = typeof values === "object" && values !== null ? { ...values } : {};
  const text = (field: TextField) => (typeof stored[field] === "string" ? stored[field] : "");
  const list = (field: ListField) => (Array.isArray(stored[field]) ? stored[field].filter((item) => typeof item === "string") : []);
  return Object.fromEntries([...TEXT_FIELDS.map((field) => [field, text(field)]), ...LIST_FIELDS.map((field) => [field, list(field)])]) as FormValues;
}
