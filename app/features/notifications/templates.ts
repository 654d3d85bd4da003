import { FORMAT_LOCALES, type Locale } from "~/i18n/locales";
import { translator, type Values } from "~/i18n/translator";
import type { LetterKind } from "./schema";

/** Where each kind's words stand in the dictionaries: `letters.<name>Subject` and `letters.<name>Body`. */
const NAMES = {
  "account.verify-email": "verifyEmail",
  "account.sign-in-link": "signInLink",
  "account.reset-password": "resetPassword",
  "account.invitation": "invitation",
  "account.address-changed": "addressChanged",
  "account.password-changed": "passwordChanged",
  "submission.on-behalf": "onBehalf",
  "submission.received": "received",
  "submission.changes-requested": "changesRequested",
  "submission.changes-reminder": "changesReminder",
  "submission.date-moved": "dateMoved",
  "submission.expired": "expired",
  "submission.withdrawn": "withdrawn",
  "desk.unclaimed": "unclaimed",
  "desk.due-soon": "dueSoon",
  "desk.nobody-left": "nobodyLeft",
  "reviewer.left": "reviewerLeft",
  "review.invited": "reviewInvited",
  "review.reminder": "reviewReminder",
  "review.stale": "reviewStale",
  "decision.announced": "decisionAnnounced",
  "listing.confirm-text": "confirmText",
  "listing.needs-confirmation": "needsConfirmation",
  "contact.request": "contactRequest",
  "report.filed": "reportFiled",
  "report.nobody-left": "reportNobodyLeft",
} as const satisfies Record<LetterKind, string>;

/** Stands in the stored body for a link that opens an account: it is filled in only when the letter leaves. */
const SECRET_LINK = "{link}";

/** What a kind's words speak of. A value that is missing leaves its {placeholder} standing, which a test forbids. */
export type LetterFacts = {
  recipientName: string | null;
  /** Who writes, beside the site itself. */
  institution: string | null;
  values: Values;
  /** Absolute; null for a link with a token. */
  link: string | null;
};

export type LetterWords = { subject: string; body: string };

/**
 * A letter's words: greeting, what happened and what to do, who writes, and that nobody asks for a password.
 *
 * @param site the address that people know the site by, without its protocol
 */
export function renderLetter(kind: LetterKind, locale: Locale, facts: LetterFacts, site: string): LetterWords {
  const { t } = translator(locale);
  const values = { ...Object.fromEntries(Object.entries(facts.values).map(([name, value]) => [name, tidy(value)])), ...(facts.link !== null && { link: facts.link }) };
  const name = facts.recipientName === null ? "" : oneLine(facts.recipientName);
  const institution = facts.institution === null ? "" : oneLine(facts.institution);
  const body = [
    // A decision is told in the coordinator's own words, from the first to the last.
    ...(kind === "decision.announced" ? [] : [name ? t("letters.greeting", { name }) : t("letters.greetingUnnamed")]),
    t(`letters.${NAMES[kind]}Body`, values),
    institution ? t("letters.signature", { institution, site }) : t("letters.signatureOwn", { site }),
    t("letters.trust"),
  ];
  return { subject: oneLine(t(`letters.${NAMES[kind]}Subject`, values)), body: `${body.join("\n\n")}\n` };
}

/** The body as it leaves. */
export function withSecretLink(body: string, link: string): string {
  return body.replaceAll(SECRET_LINK, () => link);
}

/** Opens WhatsApp with the letter typed already. `number` is in E.164. */
export function whatsappLink(number: string, { subject, body }: LetterWords): string {
  return `https://wa.me/${number.replace(/\D/g, "")}?text=${encodeURIComponent(`*${subject}*\n\n${body}`)}`;
}

/** "24 horas", in the largest unit that says it in a whole number. */
export function durationIn(locale: Locale, milliseconds: number): string {
  const minutes = Math.max(1, Math.round(milliseconds / 60_000));
  const [value, unit] = minutes % 1_440 === 0 ? [minutes / 1_440, "day"] : minutes % 60 === 0 ? [minutes / 60, "hour"] : [minutes, "minute"];
  return new Intl.NumberFormat(FORMAT_LOCALES[locale], { style: "unit", unit: `${unit}`, unitDisplay: "long" }).format(Number(value));
}

/** Texts of several lines are a person's own letter or notes; what else has control characters in it was not typed by a person. */
function tidy(value: string | number): string | number {
  return typeof value === "number"
    ? value
    : value
        .replace(/\r\n?/g, "\n")
        .replace(/[^\P{Cc}\n]/gu, " ")
        .trim();
}

function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, " ").trim();
}
