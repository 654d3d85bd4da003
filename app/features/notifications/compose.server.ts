import { isLocale, type Locale } from "~/i18n/locales";
import { translator } from "~/i18n/translator";
import type { Tx } from "~/platform/database/client.server";
import { archivedFrom } from "../catalogue/status";
import { findUnattended } from "../review/oversight.server";
import {
  belongsTo,
  findAssignmentFacts,
  findContactRequestFacts,
  findDateBefore,
  findDecisionFacts,
  findDeskOf,
  findInvited,
  findListingFacts,
  findOpenNotes,
  findRecipient,
  findReportFacts,
  findSubmissionFacts,
  findTokenFacts,
  findTypedAddress,
  findWrittenFor,
  type ListingFacts,
  type Recipient,
  type SubmissionFacts,
  type TokenFacts,
} from "./facts.server";
import { LETTER_PAGES } from "./links";
import { type ChosenAddress, chooseAddresses, isOfUse } from "./rules";
import { goesToTypedAddress, type LetterJob, type TypedAddressKind } from "./schema";
import { changesEnd } from "./sweep-rules";
import { durationIn, type LetterFacts } from "./templates";

export type Composed = {
  locale: Locale;
  /** Where it goes, by each channel. */
  addresses: ChosenAddress[];
  facts: LetterFacts;
  /** At whose desk it waits when its person has no e-mail; null: the manager's. */
  deskId: string | null;
  submissionId: string | null;
};

type Asked = { job: LetterJob; recipient: Recipient; locale: Locale; origin: string; now: Date };
type AskedOfPerson = Asked & { addresses: ChosenAddress[] };

/** Reads what a letter speaks of. Null when there is nothing to say any more, or nobody to say it to. */
export async function composeLetter(tx: Tx, job: LetterJob, origin: string, now: Date): Promise<Composed | null> {
  const { kind } = job;
  const token = goesToTypedAddress(kind) ? await findTokenFacts(tx, job.subjectId) : null;
  if (kind === "submission.on-behalf") return token && aboutWrittenFor(tx, token, now);
  const recipient = token && kind === "account.invitation" ? await findInvited(tx, token.subjectId) : await findRecipient(tx, job.recipientId);
  if (!recipient) return null;
  const asked = { job, recipient, locale: isLocale(recipient.language) ? recipient.language : ("es" as const), origin, now };
  return goesToTypedAddress(kind) ? aboutToken(tx, asked, kind, token) : aboutSubject(tx, { ...asked, addresses: chooseAddresses(kind, recipient.addresses) });
}

/** Whether the letter's link opens an account, so that it is made only when the letter leaves. */
export function hasSecretLink(kind: string): boolean {
  return goesToTypedAddress(kind);
}

async function aboutToken(tx: Tx, { job, recipient, locale, now }: Asked, kind: TypedAddressKind, token: TokenFacts | null): Promise<Composed | null> {
  if (!token || token.usedAt || token.expiresAt <= now) return null;
  const address = await findTypedAddress(tx, kind, token);
  if (!address) return null;
  // Nobody has confirmed the address of a link that is about no person: none of those who typed it is greeted there.
  const greeted = token.subjectId === job.recipientId || kind === "account.verify-email";
  return {
    locale,
    addresses: [address],
    facts: {
      recipientName: greeted ? recipient.name : null,
      institution: null,
      values: { duration: durationIn(locale, token.expiresAt.getTime() - token.createdAt.getTime()) },
      link: null,
    },
    deskId: await findDeskOf(tx, job.recipientId, now),
    submissionId: null,
  };
}

/** To somebody for whom another has written: they may have no account, and have nothing but this link. */
async function aboutWrittenFor(tx: Tx, token: TokenFacts, now: Date): Promise<Composed | null> {
  const found = token.usedAt || token.expiresAt <= now ? null : await findWrittenFor(tx, token.subjectId);
  if (!found) return null;
  const { name, language, addresses: written, submissionId, institution, institutionId, ...values } = found;
  const addresses = written.map(({ kind, address }) => ({ kind, address }));
  const locale = isLocale(language) ? language : "es";
  const duration = durationIn(locale, token.expiresAt.getTime() - token.createdAt.getTime());
  return { locale, addresses, facts: { recipientName: name, institution, values: { ...values, institution, duration }, link: null }, deskId: institutionId, submissionId };
}

async function aboutSubject(tx: Tx, asked: AskedOfPerson): Promise<Composed | null> {
  const { job, locale } = asked;
  switch (job.kind) {
    case "account.address-changed":
    case "account.password-changed":
      return aboutAccount(tx, asked);
    case "listing.confirm-text":
      return aboutListing(asked, await findListingFacts(tx, job.subjectId, locale));
    case "listing.needs-confirmation":
      return aboutConfirmation(asked, await findListingFacts(tx, job.subjectId, locale));
    case "contact.request":
      return aboutListing(asked, await findContactRequestFacts(tx, job.subjectId, locale));
    case "report.filed":
      return aboutListing(asked, await findReportFacts(tx, job.subjectId, locale));
    case "report.nobody-left":
      return forAdministrators(asked, aboutListing(asked, await findReportFacts(tx, job.subjectId, locale)));
    case "desk.nobody-left": {
      const submission = await findSubmissionFacts(tx, job.subjectId, locale);
      return forAdministrators(asked, submission && aboutSubmission(asked, submission, LETTER_PAGES.invite(locale)));
    }
    case "review.invited":
    case "review.reminder":
    case "review.stale": {
      // Whoever has answered, handed it in or left meanwhile need not be told.
      const found = await findAssignmentFacts(tx, job.subjectId, locale);
      return found && isOfUse(job.kind, found.status) ? aboutSubmission(asked, found.submission, LETTER_PAGES.review(locale, job.subjectId)) : null;
    }
    case "decision.announced": {
      const decision = await findDecisionFacts(tx, job.subjectId, locale);
      return decision && aboutSubmission(asked, decision, LETTER_PAGES.mySolution(locale, decision.id), { letter: decision.letter });
    }
    case "desk.unclaimed": {
      // What it speaks of is what its reader's page shows first; when that is empty, somebody has seen to all of it.
      const waiting = await findUnattended(tx, job.recipientId, asked.now);
      const submission = waiting[0] ? await findSubmissionFacts(tx, waiting[0].id, locale) : null;
      return submission && aboutSubmission(asked, submission, LETTER_PAGES.waiting(locale), { count: waiting.length });
    }
    default:
      return aboutOwnSubmission(tx, asked);
  }
}

async function aboutAccount(tx: Tx, { job, recipient, addresses, locale, origin, now }: AskedOfPerson): Promise<Composed> {
  const path = job.kind === "account.password-changed" ? LETTER_PAGES.resetPassword(locale) : LETTER_PAGES.account(locale);
  const facts = { recipientName: recipient.name, institution: null, values: {}, link: origin + path };
  return { locale, addresses, facts, deskId: await findDeskOf(tx, job.recipientId, now), submissionId: null };
}

/** Null once somebody has confirmed it, or it is out of sight. */
function aboutConfirmation(asked: AskedOfPerson, listing: ListingFacts | null): Composed | null {
  if (listing?.state !== "needs_confirmation" || !listing.confirmBy) return null;
  const { t, date } = translator(asked.locale);
  return aboutListing(asked, listing, { date: date(archivedFrom(listing.confirmBy)), button: t("workbench.action_confirm") });
}

function aboutListing({ recipient, addresses, locale, origin }: AskedOfPerson, listing: ListingFacts | null, more: LetterFacts["values"] = {}): Composed | null {
  if (!listing) return null;
  const path = LETTER_PAGES.listing(locale, listing.id);
  return {
    locale,
    addresses,
    facts: { recipientName: recipient.name, institution: listing.institution, values: { title: listing.title, ...more }, link: origin + path },
    deskId: listing.institutionId,
    submissionId: listing.submissionId,
  };
}

/** They run nothing: what they can do is to name another manager. */
function forAdministrators({ locale, origin }: Asked, composed: Composed | null): Composed | null {
  return composed && { ...composed, facts: { ...composed.facts, institution: null, link: origin + LETTER_PAGES.invite(locale) } };
}

/** A letter that its owner or the desk gets: each is led to their own page of it. */
async function aboutOwnSubmission(tx: Tx, asked: AskedOfPerson): Promise<Composed | null> {
  const { job, locale, now } = asked;
  const submission = await findSubmissionFacts(tx, job.subjectId, locale);
  if (!submission || !isOfUse(job.kind, submission.state)) return null;
  const toDesk = job.kind === "desk.due-soon" || job.kind === "reviewer.left";
  const owns = !toDesk && (job.kind !== "submission.withdrawn" || (await belongsTo(tx, { personId: job.recipientId, organisationId: submission.ownerOrganisationId, now })));
  const path = owns ? LETTER_PAGES.mySolution(locale, submission.id) : LETTER_PAGES.deskSubmission(locale, submission.id);
  const { date } = translator(locale);
  switch (job.kind) {
    case "submission.changes-requested": {
      const notes = (await findOpenNotes(tx, submission.id)).map((note) => `- ${note.trim()}`).join("\n");
      return aboutSubmission(asked, submission, LETTER_PAGES.answerChanges(locale, submission.id), { notes, date: date(changesEnd(submission.stateSince), submission.timeZone) });
    }
    case "submission.changes-reminder":
      return aboutSubmission(asked, submission, LETTER_PAGES.answerChanges(locale, submission.id), { date: date(changesEnd(submission.stateSince), submission.timeZone) });
    case "submission.date-moved": {
      const before = (await findDateBefore(tx, submission.id)) ?? submission.dueAt;
      return before && aboutSubmission(asked, submission, path, { before: date(before, submission.timeZone) });
    }
    default:
      return aboutSubmission(asked, submission, path);
  }
}

function aboutSubmission({ recipient, addresses, locale, origin }: AskedOfPerson, submission: SubmissionFacts, path: string, more: LetterFacts["values"] = {}): Composed {
  const { t, date } = translator(locale);
  const institution = submission.institution ?? t("letters.programmeTeam");
  return {
    locale,
    addresses,
    facts: {
      recipientName: recipient.name,
      institution,
      values: {
        title: submission.title,
        reference: submission.reference,
        institution,
        // A date was promised with the receipt, so whatever these letters are about has one.
        date: submission.dueAt ? date(submission.dueAt, submission.timeZone) : "–",
        ...more,
      },
      link: origin + path,
    },
    deskId: submission.institutionId,
    submissionId: submission.id,
  };
}
