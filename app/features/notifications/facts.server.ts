import type { Prisma, Tx } from "~/platform/database/client.server";
import { isActiveOn, isActivePersonsOn } from "../accounts/memberships.server";
import type { ListingState } from "../catalogue/status";
import type { AssignmentState } from "../review/status";
import { placeOf } from "../submissions/form-schema";
import type { SubmissionState } from "../submissions/status";
import type { Address, ChosenAddress } from "./rules";
import type { TypedAddressKind } from "./schema";

/** What letters speak of, read at the moment of writing: jobs carry ids only. */

export type Recipient = { name: string | null; language: string; addresses: Address[] };

/** Null when there is nobody to write to: erased, disabled, or never there. */
export async function findRecipient(tx: Tx, personId: string): Promise<Recipient | null> {
  const person = await tx.person.findFirst({
    where: { id: personId, disabledAt: null, erasedAt: null },
    select: { displayName: true, locale: true, channels: { select: { kind: true, address: true, verifiedAt: true }, orderBy: [{ createdAt: "desc" }, { id: "desc" }] } },
  });
  if (!person) return null;
  return {
    name: person.displayName,
    language: person.locale,
    addresses: person.channels,
  };
}

export type TokenFacts = {
  createdAt: Date;
  expiresAt: Date;
  usedAt: Date | null;
  subjectId: string;
  addressKind: Address["kind"] | null;
  address: string | null;
};

export function findTokenFacts(tx: Tx, id: string): Promise<TokenFacts | null> {
  return tx.token.findUnique({ where: { id }, select: { createdAt: true, expiresAt: true, usedAt: true, subjectId: true, addressKind: true, address: true } });
}

/** The one address that a letter with such a link goes to; null when there is none (any more). */
export async function findTypedAddress(tx: Tx, kind: TypedAddressKind, token: TokenFacts): Promise<ChosenAddress | null> {
  if (kind === "account.invitation") return (await findInvited(tx, token.subjectId))?.addresses[0] ?? null;
  if (kind === "submission.on-behalf") return (await findWrittenFor(tx, token.subjectId))?.addresses[0] ?? null;
  return token.addressKind && token.address !== null ? { kind: token.addressKind, address: token.address } : null;
}

/** Somebody who has no account yet: they are written to in the language of whoever invites them. */
export async function findInvited(tx: Tx, invitationId: string): Promise<(Recipient & { institution: string }) | null> {
  const invitation = await tx.invitation.findUnique({
    where: { id: invitationId },
    select: { email: true, createdAt: true, acceptedAt: true, invitedById: true, organisation: { select: { name: true } } },
  });
  if (!invitation?.email || invitation.acceptedAt) return null;
  const inviter = await tx.person.findUnique({ where: { id: invitation.invitedById }, select: { locale: true } });
  return {
    name: null,
    language: inviter?.locale ?? "es",
    addresses: [{ kind: "email", address: invitation.email, verifiedAt: invitation.createdAt }],
    institution: invitation.organisation.name,
  };
}

type WrittenFor = Recipient & { title: string; reference: string; author: string; institution: string; institutionId: string; submissionId: string };

/** The owner of a submission that somebody typed for them, until they have taken it over; null when they left no e-mail. */
export async function findWrittenFor(tx: Tx, submissionId: string): Promise<WrittenFor | null> {
  const row = await tx.submission.findFirst({
    where: { id: submissionId, onBehalf: { takenOverAt: null } },
    select: {
      authorOnBehalfId: true,
      submittedAt: true,
      solution: { select: { reference: true, contact: { select: { personName: true, email: true } } } },
      currentRevision: SUBMISSION.currentRevision,
    },
  });
  const author = row?.authorOnBehalfId
    ? await tx.person.findFirst({
        where: { id: row.authorOnBehalfId, erasedAt: null },
        select: {
          displayName: true,
          memberships: { where: { endsAt: null }, select: { organisation: { select: { id: true, name: true } } }, orderBy: { startsAt: "asc" }, take: 1 },
        },
      })
    : null;
  const organisation = author?.memberships[0]?.organisation;
  if (!row?.solution.contact?.email || !organisation) return null;
  const { solution, currentRevision, submittedAt } = row;
  return {
    name: solution.contact?.personName ?? null,
    language: currentRevision?.language ?? "es",
    addresses: [{ kind: "email", address: row.solution.contact.email, verifiedAt: submittedAt }],
    title: currentRevision?.texts.find(({ language }) => language === currentRevision.language)?.title ?? solution.reference,
    reference: solution.reference,
    author: author?.displayName ?? organisation.name,
    institution: organisation.name,
    institutionId: organisation.id,
    submissionId,
  };
}

const SUBMISSION = {
  id: true,
  state: true,
  stateSince: true,
  dueAt: true,
  institutionId: true,
  institution: { select: { name: true } },
  edition: { select: { timeZone: true, blind: true } },
  solution: { select: { reference: true, organisationId: true } },
  currentRevision: { select: { language: true, texts: { select: { language: true, title: true } } } },
} as const satisfies Prisma.SubmissionSelect;

export type SubmissionFacts = {
  id: string;
  state: SubmissionState;
  reference: string;
  title: string;
  institution: string | null;
  institutionId: string | null;
  ownerOrganisationId: string | null;
  stateSince: Date;
  dueAt: Date | null;
  timeZone: string;
};

export async function findSubmissionFacts(tx: Tx, id: string, language: string): Promise<SubmissionFacts | null> {
  const row = await tx.submission.findUnique({ where: { id }, select: SUBMISSION });
  return row && submissionFacts(row, language);
}

function submissionFacts(row: Prisma.SubmissionGetPayload<{ select: typeof SUBMISSION }>, language: string): SubmissionFacts {
  const { texts = [], language: own } = row.currentRevision ?? {};
  const text = texts.find((candidate) => candidate.language === language) ?? texts.find((candidate) => candidate.language === own) ?? texts[0];
  return {
    id: row.id,
    state: row.state,
    reference: row.solution.reference,
    title: text?.title ?? row.solution.reference,
    institution: row.institution?.name ?? null,
    institutionId: row.institutionId,
    ownerOrganisationId: row.solution.organisationId,
    stateSince: row.stateSince,
    dueAt: row.dueAt,
    timeZone: row.edition.timeZone,
  };
}

export async function findAssignmentFacts(tx: Tx, assignmentId: string, language: string): Promise<{ submission: SubmissionFacts; status: AssignmentState } | null> {
  const row = await tx.reviewAssignment.findUnique({ where: { id: assignmentId }, select: { status: true, submission: { select: SUBMISSION } } });
  if (!row) return null;
  const facts = submissionFacts(row.submission, language);
  // A title may name its owner: a reviewer of a blind edition is written to by the number.
  return { submission: row.submission.edition.blind ? { ...facts, title: facts.reference } : facts, status: row.status };
}

/** A decision that stands and is announced, with the letter as its coordinator edited it. */
export async function findDecisionFacts(tx: Tx, decisionId: string, language: string): Promise<(SubmissionFacts & { letter: string }) | null> {
  const row = await tx.decision.findFirst({
    where: { id: decisionId, revokedAt: null, announcedAt: { not: null } },
    select: { letter: true, reason: true, submission: { select: SUBMISSION } },
  });
  return row && { ...submissionFacts(row.submission, language), letter: row.letter ?? row.reason };
}

export type ListingFacts = {
  id: string;
  title: string;
  institution: string | null;
  institutionId: string | null;
  submissionId: string | null;
  state: ListingState;
  confirmBy: Date | null;
};

const LISTING = {
  id: true,
  submissionId: true,
  institutionId: true,
  state: true,
  confirmBy: true,
  institution: { select: { name: true } },
  revision: { select: { language: true, texts: { select: { language: true, title: true } } } },
} as const satisfies Prisma.ListingSelect;

export async function findListingFacts(tx: Tx, id: string, language: string): Promise<ListingFacts | null> {
  const row = await tx.listing.findUnique({ where: { id }, select: LISTING });
  return row && listingFacts(row, language);
}

function listingFacts(row: Prisma.ListingGetPayload<{ select: typeof LISTING }>, language: string): ListingFacts {
  const { texts, language: own } = row.revision;
  const text = texts.find((candidate) => candidate.language === language) ?? texts.find((candidate) => candidate.language === own) ?? texts[0];
  const { id, submissionId, institutionId, state, confirmBy } = row;
  return { id, submissionId, institutionId, state, confirmBy, title: text?.title ?? "", institution: row.institution?.name ?? null };
}

export async function findContactRequestFacts(tx: Tx, id: string, language: string): Promise<ListingFacts | null> {
  const row = await tx.contactRequest.findUnique({ where: { id }, select: { listing: { select: LISTING } } });
  return row && listingFacts(row.listing, language);
}

export async function findReportFacts(tx: Tx, id: string, language: string): Promise<ListingFacts | null> {
  const row = await tx.listingReport.findUnique({ where: { id }, select: { listing: { select: LISTING } } });
  return row && listingFacts(row.listing, language);
}

/** The notes of the last request for changes that nobody has answered; one that was withdrawn from stays unanswered. */
export async function findOpenNotes(tx: Tx, submissionId: string): Promise<string[]> {
  const rows = await tx.changeRequest.findMany({ where: { submissionId, answeredAt: null }, select: { section: true, note: true, createdAt: true } });
  const last = Math.max(...rows.map(({ createdAt }) => createdAt.getTime()));
  return rows
    .filter(({ createdAt }) => createdAt.getTime() === last)
    .sort((a, b) => placeOf(a.section) - placeOf(b.section))
    .map(({ note }) => note);
}

/** The date that stood before the last one; null when it never moved. */
export async function findDateBefore(tx: Tx, submissionId: string): Promise<Date | null> {
  const event = await tx.submissionEvent.findFirst({ where: { submissionId, kind: "due_date_moved" }, select: { data: true }, orderBy: { sequence: "desc" } });
  const from = (event?.data as { from?: unknown } | null)?.from;
  return typeof from === "string" && !Number.isNaN(Date.parse(from)) ? new Date(from) : null;
}

export async function belongsTo(tx: Tx, { personId, organisationId, now }: { personId: string; organisationId: string | null; now: Date }): Promise<boolean> {
  if (organisationId === null) return false;
  const membership = await tx.membership.findFirst({
    where: { personId, organisationId, role: "owner", ...isActiveOn(now) },
    select: { id: true },
  });
  return membership !== null;
}

/** The institution that serves the country of this person's organisation and takes letters by hand; null: the manager does. */
export async function findDeskOf(tx: Tx, personId: string, now: Date): Promise<string | null> {
  const membership = await tx.membership.findFirst({
    where: { personId, ...isActiveOn(now) },
    select: { organisation: { select: { baseCountry: true } } },
    orderBy: { startsAt: "asc" },
  });
  const country = membership?.organisation.baseCountry;
  if (!country) return null;
  const rule = await tx.editionInstitution.findFirst({
    where: {
      countries: { has: country },
      organisation: { sleepingSince: null, memberships: { some: { role: { in: ["coordinator", "deputy"] }, ...isActivePersonsOn(now) } } },
    },
    select: { organisationId: true },
    orderBy: [{ priority: "asc" }, { organisationId: "asc" }],
  });
  return rule?.organisationId ?? null;
}
