import { amountText } from "~/platform/values/amount";
import { type CompleteForm, EMPTY_FORM, type FormValues, ONCE_FIELDS } from "./form-schema";
import { type ClaimContent, type SolutionContent, SolutionContentSchema } from "./schema";

export type Contact = { personName: string | null; personRole: string | null; email: string | null; whatsapp: string | null; whatsappAgreed: boolean };

/**
 * The content that a submitted form stands for. What the form does not ask stays as it is in `base`, the revision before.
 *
 * @param before the form that shows `base`
 */
export function contentOf(form: CompleteForm, base: { content: SolutionContent; form: FormValues } | null): SolutionContent {
  const { language } = form;
  const own = {
    origin: "author" as const,
    title: form.title,
    summary: form.summary,
    problem: form.problem,
    audience: form.audience,
    howItWorks: form.howItWorks,
    costNote: form.costNote,
    needs: form.needs,
    results: form.results,
  };
  const sameWords = base?.content.language === language && Object.entries(own).every(([field, words]) => field === "origin" || base.form[field as "title"].trim() === words);
  return SolutionContentSchema.parse({
    ...base?.content,
    language,
    // A translation is of the words that it was made from: with other words, it goes.
    texts: { ...(sameWords && base?.content.texts), [language]: own },
    categoryKey: form.categoryKey,
    businessTypes: form.businessTypes,
    sizes: form.sizes,
    originCountry: form.originCountry,
    availableIn: form.availableIn,
    adaptableTo: form.adaptableTo.filter((country) => !form.availableIn.includes(country)),
    since: form.since,
    firmsUsing: form.firmsUsing,
    cost: { model: form.costModel, amount: form.costAmount, currency: form.costCurrency, period: form.costPeriod, commissionPercent: form.commissionPercent },
    requirements: { internet: form.internet, device: form.device, setupDays: form.setupDays },
    claims: [firstClaim(form, base), ...(base?.content.claims.slice(1) ?? []).map((claim) => ({ ...claim, evidence: [] }))],
  });
}

/** The claim keeps its lineage; its evidence stays with the lineage, so only what is new is given. */
function firstClaim(form: CompleteForm, base: { content: SolutionContent; form: FormValues } | null): ClaimContent {
  const before = base?.content.claims[0];
  const same = before !== undefined && base?.form.claim.trim() === form.claim;
  const sameEvidence = before !== undefined && base?.form.evidenceTitle.trim() === form.evidenceTitle && base.form.evidenceUrl.trim() === (form.evidenceUrl ?? "");
  return {
    ...(before?.id && { id: before.id }),
    statement: same ? before.statement : { [form.language]: form.claim },
    figure: same ? before.figure : null,
    evidence: sameEvidence ? [] : [{ kind: form.evidenceUrl ? "link" : "document", title: { [form.language]: form.evidenceTitle }, url: form.evidenceUrl, public: false }],
  };
}

export function contactOf(form: CompleteForm): Contact {
  return {
    personName: form.contactPerson,
    personRole: form.contactRole || null,
    email: form.contactEmail,
    whatsapp: form.contactWhatsapp,
    whatsappAgreed: form.contactAgreed === "yes",
  };
}

/** A revision in the form that asks for it again. */
export function formOf(content: SolutionContent, contact: Contact | null): FormValues {
  const text = content.texts[content.language];
  const [claim] = content.claims;
  const [evidence] = claim?.evidence ?? [];
  const inOwn = (words: Readonly<Record<string, string>> | undefined) => words?.[content.language] ?? Object.values(words ?? {})[0] ?? "";
  const shown = (value: number | null) => (value === null ? "" : amountText(value));
  const { cost, requirements } = content;
  return {
    ...EMPTY_FORM,
    language: content.language,
    title: text?.title ?? "",
    summary: text?.summary ?? "",
    problem: text?.problem ?? "",
    audience: text?.audience ?? "",
    howItWorks: text?.howItWorks ?? "",
    since: content.since ?? "",
    firmsUsing: shown(content.firmsUsing),
    results: text?.results ?? "",
    originCountry: content.originCountry ?? "",
    availableIn: content.availableIn,
    adaptableTo: content.adaptableTo,
    categoryKey: content.categoryKey ?? "",
    businessTypes: content.businessTypes,
    sizes: content.sizes,
    costModel: cost.model ?? "",
    costAmount: shown(cost.amount),
    costCurrency: cost.currency ?? "",
    costPeriod: cost.period ?? "",
    commissionPercent: shown(cost.commissionPercent),
    costNote: text?.costNote ?? "",
    internet: requirements.internet ?? "",
    device: requirements.device ?? "",
    setupDays: shown(requirements.setupDays),
    needs: text?.needs ?? "",
    claim: inOwn(claim?.statement),
    evidenceTitle: inOwn(evidence?.title),
    evidenceUrl: evidence?.url ?? "",
    contactPerson: contact?.personName ?? "",
    contactRole: contact?.personRole ?? "",
    contactEmail: contact?.email ?? "",
    contactWhatsapp: contact?.whatsapp ?? "",
    contactAgreed: contact?.whatsappAgreed ? "yes" : "",
  };
}

const CONTACT_FIELDS = ["contactPerson", "contactRole", "contactEmail", "contactWhatsapp", "contactAgreed"] as const;

/** Which of the two halves differ: what a revision holds, and how to reach the people behind it. */
export function changedHalves(before: FormValues, after: FormValues): { content: boolean; contact: boolean } {
  const differs = (field: keyof FormValues) => JSON.stringify(plain(before[field])) !== JSON.stringify(plain(after[field]));
  const fields = (Object.keys(EMPTY_FORM) as Array<keyof FormValues>).filter((field) => !ONCE_FIELDS.some((once) => once === field));
  const isContact = (field: keyof FormValues) => CONTACT_FIELDS.some((contact) => contact === field);
  return { content: fields.some((field) => !isContact(field) && differs(field)), contact: CONTACT_FIELDS.some(differs) };
}

function plain(value: string | string[]): string | string[] {
  return typeof value === "string" ? value.trim() : [...value].sort();
}
