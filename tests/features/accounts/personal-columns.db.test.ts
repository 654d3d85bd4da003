import { describe, expect, it } from "vitest";
import { sqlPool } from "~/platform/database/client.server";

/**
 * Every column that can hold words, and what erasing a person does with it. Whoever adds one says so here, and if it can
 * say who somebody is, takes it out in their feature's erasure.server.ts and puts a marker into tests/factories/person-everywhere.ts.
 */
const ERASED: Readonly<Record<string, string>> = {
  Person: "displayName",
  Channel: "address",
  Credential: "passwordHash",
  SecondFactor: "key",
  RecoveryCode: "codeHash",
  Session: "id device",
  EndedSession: "id",
  ParkedPost: "keyHash page address fields",
  Invitation: "email",
  Erasure: "names addresses",
  Token: "tokenHash next address",
  IdempotencyKey: "key result",
  Organisation: "key slug name shortName aliases cityName website",
  OrganisationText: "summary about",
  OrganisationContact: "email whatsapp",
  Solution: "womenLed",
  SolutionContact: "personName personRole email whatsapp",
  Revision: "sourceUrl",
  RevisionText: "sourceHash title summary problem audience howItWorks costNote needs results",
  RevisionPlace: "name",
  SubmissionDraft: "content keyHash",
  DraftOffer: "addressHash",
  KeepOut: "words",
  ClaimVersion: "figureUnit",
  ClaimVersionText: "statement",
  Evidence: "url",
  EvidenceText: "title",
  BlindName: "name",
  Decision: "letter",
  Listing: "slug",
  ListingSlug: "slug",
  ListingReport: "text replyTo senderMark sentKey",
  Need: "slug placeName searched",
  NeedText: "title text",
  ContactRequest: "senderName businessType place message replyAddress senderMark sentKey",
  Letter: "subject body",
};

/** Codes, keys, languages, countries, hashes of long texts; and what an institution or an operator wrote. */
const STAYS: Readonly<Record<string, string>> = {
  Category: "key icon replacedBy",
  CategoryText: "categoryKey language label shortLabel description",
  BusinessType: "key isicSection replacedBy",
  BusinessTypeText: "businessTypeKey language label alsoCalled",
  Person: "locale",
  ParkedPost: "language",
  Token: "purpose",
  IdempotencyKey: "scope",
  Organisation: "baseCountry countriesCovered reviewLanguages",
  OrganisationText: "language",
  Edition: "key timeZone",
  EditionText: "language name guidingQuestion diagnosis privacyNotice",
  EditionCountry: "country",
  EditionCategory: "categoryKey",
  EditionInstitution: "countries categories",
  Criterion: "key",
  CriterionText: "language name question",
  Solution: "reference",
  Revision: "language contentHash categoryKey businessTypes sizes originCountry availableIn adaptableTo since costCurrency costPeriod internet device",
  RevisionText: "language",
  RevisionPlace: "country subdivision",
  KeptOut: "kind source",
  OnBehalf: "consentHow consentOn",
  SubmissionEvent: "kind actorRole reasonCode data",
  ClaimVersion: "contentHash",
  ClaimVersionText: "language",
  Evidence: "kind",
  EvidenceText: "language",
  Verification: "contentHash method",
  // Nothing uploads files yet: whatever first does takes its own away.
  File: "sha256 mediaType",
  FileRef: "sha256 name",
  ReviewAssignment: "conflict leftReason leftText",
  BlindName: "kind",
  Review: "forAuthor privateNote redraft",
  ChangeRequest: "section note",
  Conflict: "kind",
  Decision: "outcome reasonCode reason fewerReasonCode fewerReason",
  Listing: "removedReason",
  ListingEvent: "kind actorRole reasonCode data",
  ListingReport: "kind",
  // What a source published elsewhere.
  ImportedRecord: "source sourceId target contentHash gaps unmapped",
  Need: "language country categoryKey businessType size",
  NeedText: "language",
  ContactRequest: "language",
  WhatsappOpening: "senderMark",
  Letter: "kind occasion language messageId failure closedAs",
  Reminder: "kind occasion",
  WorkerHeartbeat: "workerId",
  InstallationFact: "key value",
};

const listed = (lists: Readonly<Record<string, string>>) => Object.entries(lists).flatMap(([table, columns]) => columns.split(" ").map((column) => `${table}.${column}`));

describe("a column that can hold words", () => {
  it("is known either to be blanked when its person is erased, or to stay", async () => {
    const { rows } = await sqlPool().query<{ name: string }>(
      `SELECT table_name || '.' || column_name AS name FROM information_schema.columns
       WHERE table_schema = 'public' AND table_name <> '_prisma_migrations'
         AND (data_type IN ('text', 'character varying', 'json', 'jsonb', 'bytea') OR udt_name IN ('_text', '_varchar', '_jsonb'))`,
    );
    expect(rows.map(({ name }) => name).sort()).toEqual([...listed(ERASED), ...listed(STAYS)].sort());
  });
});
