-- CreateEnum
CREATE TYPE "ChannelKind" AS ENUM ('email', 'whatsapp');

-- CreateEnum
CREATE TYPE "MembershipRole" AS ENUM ('owner', 'reviewer', 'coordinator', 'deputy', 'adviser', 'programme_manager', 'administrator');

-- CreateEnum
CREATE TYPE "OrganisationKind" AS ENUM ('firm', 'ministry', 'public_programme', 'lab', 'chamber', 'university', 'ngo', 'fund', 'accelerator', 'incubator', 'investor_network', 'funding_platform', 'entrepreneurial_community', 'regional_body', 'cluster', 'centre');

-- CreateEnum
CREATE TYPE "Origin" AS ENUM ('submission', 'import');

-- CreateEnum
CREATE TYPE "EditionKind" AS ENUM ('call', 'rolling');

-- CreateEnum
CREATE TYPE "TextOrigin" AS ENUM ('author', 'institution', 'machine', 'import');

-- CreateEnum
CREATE TYPE "CostModel" AS ENUM ('free', 'subscription', 'one_off', 'per_use', 'commission', 'quote');

-- CreateEnum
CREATE TYPE "SubmissionState" AS ENUM ('draft', 'submitted', 'screening', 'in_review', 'deliberation', 'changes_requested', 'decided', 'accepted', 'declined', 'withdrawn', 'expired');

-- CreateEnum
CREATE TYPE "AssignmentStatus" AS ENUM ('invited', 'accepted', 'declined', 'draft', 'submitted', 'abstained', 'stale', 'recused', 'revoked');

-- CreateEnum
CREATE TYPE "ListingState" AS ENUM ('unpublished', 'published', 'needs_confirmation', 'archived', 'hidden', 'suspended', 'removed');

-- CreateEnum
CREATE TYPE "NeedState" AS ENUM ('open', 'answered', 'closed');

-- CreateEnum
CREATE TYPE "LetterState" AS ENUM ('held', 'queued', 'sent', 'failed');

-- CreateTable
CREATE TABLE "Category" (
    "key" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "icon" TEXT NOT NULL,
    "retiredAt" TIMESTAMPTZ(3),
    "replacedBy" TEXT,

    CONSTRAINT "Category_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "CategoryText" (
    "categoryKey" TEXT NOT NULL,
    "language" TEXT NOT NULL,
    "label" TEXT NOT NULL,
    "shortLabel" TEXT NOT NULL,
    "description" TEXT NOT NULL,

    CONSTRAINT "CategoryText_pkey" PRIMARY KEY ("categoryKey","language")
);

-- CreateTable
CREATE TABLE "BusinessType" (
    "key" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "isicSection" TEXT NOT NULL,
    "retiredAt" TIMESTAMPTZ(3),
    "replacedBy" TEXT,

    CONSTRAINT "BusinessType_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "BusinessTypeText" (
    "businessTypeKey" TEXT NOT NULL,
    "language" TEXT NOT NULL,
    "label" TEXT NOT NULL,
    "alsoCalled" TEXT[],

    CONSTRAINT "BusinessTypeText_pkey" PRIMARY KEY ("businessTypeKey","language")
);

-- CreateTable
CREATE TABLE "Person" (
    "id" UUID NOT NULL,
    "displayName" TEXT,
    "locale" TEXT NOT NULL,
    "demonstration" BOOLEAN NOT NULL DEFAULT false,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "disabledAt" TIMESTAMPTZ(3),
    "erasedAt" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "Person_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Channel" (
    "id" UUID NOT NULL,
    "personId" UUID NOT NULL,
    "kind" "ChannelKind" NOT NULL,
    "address" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "verifiedAt" TIMESTAMPTZ(3),
    "verifiedBy" UUID,

    CONSTRAINT "Channel_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Credential" (
    "personId" UUID NOT NULL,
    "passwordHash" TEXT NOT NULL,
    "changedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Credential_pkey" PRIMARY KEY ("personId")
);

-- CreateTable
CREATE TABLE "Session" (
    "id" TEXT NOT NULL,
    "personId" UUID NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "absoluteAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Membership" (
    "id" UUID NOT NULL,
    "personId" UUID NOT NULL,
    "organisationId" UUID NOT NULL,
    "role" "MembershipRole" NOT NULL,
    "startsAt" TIMESTAMPTZ(3) NOT NULL,
    "endsAt" TIMESTAMPTZ(3),

    CONSTRAINT "Membership_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Token" (
    "id" UUID NOT NULL,
    "purpose" TEXT NOT NULL,
    "subjectId" UUID NOT NULL,
    "tokenHash" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "usedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Token_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "IdempotencyKey" (
    "scope" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "result" JSONB NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "IdempotencyKey_pkey" PRIMARY KEY ("scope","key")
);

-- CreateTable
CREATE TABLE "Organisation" (
    "id" UUID NOT NULL,
    "key" TEXT,
    "slug" TEXT NOT NULL,
    "kind" "OrganisationKind" NOT NULL,
    "partner" BOOLEAN NOT NULL DEFAULT false,
    "name" TEXT NOT NULL,
    "shortName" TEXT,
    "aliases" TEXT[],
    "baseCountry" TEXT,
    "countriesCovered" TEXT[],
    "cityName" TEXT,
    "latitude" DOUBLE PRECISION,
    "longitude" DOUBLE PRECISION,
    "website" TEXT,
    "demonstration" BOOLEAN NOT NULL DEFAULT false,
    "origin" "Origin",
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,
    "sleepingSince" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "Organisation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "OrganisationText" (
    "organisationId" UUID NOT NULL,
    "language" TEXT NOT NULL,
    "summary" TEXT NOT NULL,
    "about" TEXT NOT NULL,

    CONSTRAINT "OrganisationText_pkey" PRIMARY KEY ("organisationId","language")
);

-- CreateTable
CREATE TABLE "OrganisationContact" (
    "organisationId" UUID NOT NULL,
    "email" TEXT,
    "whatsapp" TEXT,

    CONSTRAINT "OrganisationContact_pkey" PRIMARY KEY ("organisationId")
);

-- CreateTable
CREATE TABLE "Edition" (
    "id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "kind" "EditionKind" NOT NULL,
    "timeZone" TEXT NOT NULL,
    "opensAt" TIMESTAMPTZ(3) NOT NULL,
    "closesAt" TIMESTAMPTZ(3),
    "graceMinutes" INTEGER NOT NULL,
    "serviceLevelDays" INTEGER NOT NULL,
    "reviewersPerSubmission" INTEGER NOT NULL,
    "blind" BOOLEAN NOT NULL,
    "demonstration" BOOLEAN NOT NULL DEFAULT false,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "Edition_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "EditionText" (
    "editionId" UUID NOT NULL,
    "language" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "guidingQuestion" TEXT NOT NULL,
    "diagnosis" TEXT NOT NULL,
    "privacyNotice" TEXT NOT NULL,

    CONSTRAINT "EditionText_pkey" PRIMARY KEY ("editionId","language")
);

-- CreateTable
CREATE TABLE "EditionCountry" (
    "editionId" UUID NOT NULL,
    "country" TEXT NOT NULL,

    CONSTRAINT "EditionCountry_pkey" PRIMARY KEY ("editionId","country")
);

-- CreateTable
CREATE TABLE "EditionCategory" (
    "editionId" UUID NOT NULL,
    "categoryKey" TEXT NOT NULL,
    "position" INTEGER NOT NULL,

    CONSTRAINT "EditionCategory_pkey" PRIMARY KEY ("editionId","categoryKey")
);

-- CreateTable
CREATE TABLE "EditionInstitution" (
    "editionId" UUID NOT NULL,
    "organisationId" UUID NOT NULL,
    "countries" TEXT[],
    "categories" TEXT[],
    "priority" INTEGER NOT NULL,

    CONSTRAINT "EditionInstitution_pkey" PRIMARY KEY ("editionId","organisationId")
);

-- CreateTable
CREATE TABLE "RubricVersion" (
    "id" UUID NOT NULL,
    "editionId" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "scaleMin" INTEGER NOT NULL,
    "scaleMax" INTEGER NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "RubricVersion_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Criterion" (
    "id" UUID NOT NULL,
    "rubricVersionId" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "weight" INTEGER NOT NULL,

    CONSTRAINT "Criterion_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "CriterionText" (
    "criterionId" UUID NOT NULL,
    "language" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "question" TEXT NOT NULL,

    CONSTRAINT "CriterionText_pkey" PRIMARY KEY ("criterionId","language")
);

-- CreateTable
CREATE TABLE "Solution" (
    "id" UUID NOT NULL,
    "reference" TEXT NOT NULL,
    "organisationId" UUID,
    "origin" "Origin" NOT NULL,
    "demonstration" BOOLEAN NOT NULL DEFAULT false,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "Solution_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ReferenceCounter" (
    "year" INTEGER NOT NULL,
    "last" INTEGER NOT NULL,

    CONSTRAINT "ReferenceCounter_pkey" PRIMARY KEY ("year")
);

-- CreateTable
CREATE TABLE "SolutionContact" (
    "solutionId" UUID NOT NULL,
    "personName" TEXT,
    "personRole" TEXT,
    "email" TEXT,
    "whatsapp" TEXT,
    "whatsappAgreed" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "SolutionContact_pkey" PRIMARY KEY ("solutionId")
);

-- CreateTable
CREATE TABLE "Revision" (
    "id" UUID NOT NULL,
    "solutionId" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "language" TEXT NOT NULL,
    "contentHash" TEXT NOT NULL,
    "categoryKey" TEXT,
    "businessTypes" TEXT[],
    "sizes" TEXT[],
    "sdgs" INTEGER[],
    "originCountry" TEXT,
    "availableIn" TEXT[],
    "adaptableTo" TEXT[],
    "since" TEXT,
    "firmsUsing" INTEGER,
    "costModel" "CostModel",
    "costAmount" DECIMAL(14,2),
    "costCurrency" TEXT,
    "costPeriod" TEXT,
    "commissionPercent" DECIMAL(5,2),
    "internet" TEXT,
    "device" TEXT,
    "setupDays" DOUBLE PRECISION,
    "sourceUrl" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Revision_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "RevisionText" (
    "revisionId" UUID NOT NULL,
    "language" TEXT NOT NULL,
    "origin" "TextOrigin" NOT NULL,
    "sourceHash" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "summary" TEXT NOT NULL,
    "problem" TEXT NOT NULL,
    "audience" TEXT NOT NULL,
    "howItWorks" TEXT NOT NULL,
    "costNote" TEXT NOT NULL,
    "needs" TEXT NOT NULL,
    "results" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "RevisionText_pkey" PRIMARY KEY ("revisionId","language")
);

-- CreateTable
CREATE TABLE "RevisionPlace" (
    "revisionId" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "name" TEXT,
    "country" TEXT,
    "subdivision" TEXT,
    "latitude" DOUBLE PRECISION,
    "longitude" DOUBLE PRECISION,

    CONSTRAINT "RevisionPlace_pkey" PRIMARY KEY ("revisionId","position")
);

-- CreateTable
CREATE TABLE "Submission" (
    "id" UUID NOT NULL,
    "solutionId" UUID NOT NULL,
    "editionId" UUID NOT NULL,
    "institutionId" UUID,
    "currentRevisionId" UUID,
    "state" "SubmissionState" NOT NULL,
    "returnsTo" "SubmissionState",
    "stateSince" TIMESTAMPTZ(3) NOT NULL,
    "submittedAt" TIMESTAMPTZ(3),
    "dueAt" TIMESTAMPTZ(3),
    "coordinatorId" UUID,
    "authorOnBehalfId" UUID,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "Submission_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "SubmissionDraft" (
    "submissionId" UUID NOT NULL,
    "content" JSONB NOT NULL,
    "keyHash" TEXT,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "SubmissionDraft_pkey" PRIMARY KEY ("submissionId")
);

-- CreateTable
CREATE TABLE "SubmissionEvent" (
    "submissionId" UUID NOT NULL,
    "sequence" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "fromState" "SubmissionState",
    "toState" "SubmissionState",
    "actorId" UUID,
    "actorRole" TEXT NOT NULL,
    "reasonCode" TEXT,
    "data" JSONB,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "SubmissionEvent_pkey" PRIMARY KEY ("submissionId","sequence")
);

-- CreateTable
CREATE TABLE "Claim" (
    "id" UUID NOT NULL,
    "solutionId" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Claim_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ClaimVersion" (
    "claimId" UUID NOT NULL,
    "revisionId" UUID NOT NULL,
    "contentHash" TEXT NOT NULL,
    "figureValue" DOUBLE PRECISION,
    "figureUnit" TEXT,

    CONSTRAINT "ClaimVersion_pkey" PRIMARY KEY ("claimId","revisionId")
);

-- CreateTable
CREATE TABLE "ClaimVersionText" (
    "claimId" UUID NOT NULL,
    "revisionId" UUID NOT NULL,
    "language" TEXT NOT NULL,
    "statement" TEXT NOT NULL,

    CONSTRAINT "ClaimVersionText_pkey" PRIMARY KEY ("claimId","revisionId","language")
);

-- CreateTable
CREATE TABLE "Evidence" (
    "id" UUID NOT NULL,
    "claimId" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "url" TEXT,
    "fileRefId" UUID,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "publishedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Evidence_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "EvidenceText" (
    "evidenceId" UUID NOT NULL,
    "language" TEXT NOT NULL,
    "title" TEXT NOT NULL,

    CONSTRAINT "EvidenceText_pkey" PRIMARY KEY ("evidenceId","language")
);

-- CreateTable
CREATE TABLE "Verification" (
    "id" UUID NOT NULL,
    "claimId" UUID NOT NULL,
    "contentHash" TEXT NOT NULL,
    "institutionId" UUID NOT NULL,
    "method" TEXT NOT NULL,
    "verifiedById" UUID,
    "verifiedAt" TIMESTAMPTZ(3) NOT NULL,
    "lapsedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Verification_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "File" (
    "sha256" TEXT NOT NULL,
    "bytes" INTEGER NOT NULL,
    "mediaType" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "File_pkey" PRIMARY KEY ("sha256")
);

-- CreateTable
CREATE TABLE "FileRef" (
    "id" UUID NOT NULL,
    "sha256" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "uploadedBy" UUID,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "publishedAt" TIMESTAMPTZ(3),

    CONSTRAINT "FileRef_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ReviewAssignment" (
    "id" UUID NOT NULL,
    "submissionId" UUID NOT NULL,
    "reviewerId" UUID NOT NULL,
    "status" "AssignmentStatus" NOT NULL,
    "conflict" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "ReviewAssignment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Review" (
    "id" UUID NOT NULL,
    "assignmentId" UUID NOT NULL,
    "revisionId" UUID NOT NULL,
    "rubricVersionId" UUID NOT NULL,
    "forAuthor" TEXT NOT NULL,
    "privateNote" TEXT NOT NULL,
    "submittedAt" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "Review_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Score" (
    "reviewId" UUID NOT NULL,
    "criterionId" UUID NOT NULL,
    "value" INTEGER,

    CONSTRAINT "Score_pkey" PRIMARY KEY ("reviewId","criterionId")
);

-- CreateTable
CREATE TABLE "ChangeRequest" (
    "id" UUID NOT NULL,
    "submissionId" UUID NOT NULL,
    "section" TEXT NOT NULL,
    "note" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "answeredAt" TIMESTAMPTZ(3),

    CONSTRAINT "ChangeRequest_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Decision" (
    "id" UUID NOT NULL,
    "submissionId" UUID NOT NULL,
    "outcome" TEXT NOT NULL,
    "reasonCode" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "decidedById" UUID,
    "decidedAt" TIMESTAMPTZ(3) NOT NULL,
    "announcedAt" TIMESTAMPTZ(3),
    "revokedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Decision_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Listing" (
    "id" UUID NOT NULL,
    "solutionId" UUID NOT NULL,
    "submissionId" UUID,
    "revisionId" UUID NOT NULL,
    "institutionId" UUID,
    "slug" TEXT NOT NULL,
    "origin" "Origin" NOT NULL,
    "state" "ListingState" NOT NULL,
    "stateBefore" "ListingState",
    "stateSince" TIMESTAMPTZ(3) NOT NULL,
    "publishedAt" TIMESTAMPTZ(3),
    "confirmedAt" TIMESTAMPTZ(3),
    "confirmBy" TIMESTAMPTZ(3),
    "removedReason" TEXT,
    "demonstration" BOOLEAN NOT NULL DEFAULT false,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "Listing_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ListingSlug" (
    "slug" TEXT NOT NULL,
    "listingId" UUID NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ListingSlug_pkey" PRIMARY KEY ("slug")
);

-- CreateTable
CREATE TABLE "ListingEvent" (
    "listingId" UUID NOT NULL,
    "sequence" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "fromState" "ListingState",
    "toState" "ListingState",
    "actorId" UUID,
    "actorRole" TEXT NOT NULL,
    "reasonCode" TEXT,
    "data" JSONB,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ListingEvent_pkey" PRIMARY KEY ("listingId","sequence")
);

-- CreateTable
CREATE TABLE "ImportedRecord" (
    "source" TEXT NOT NULL,
    "sourceId" TEXT NOT NULL,
    "target" TEXT NOT NULL,
    "targetId" UUID NOT NULL,
    "contentHash" TEXT NOT NULL,
    "gaps" TEXT[],
    "unmapped" JSONB NOT NULL,
    "firstSeenAt" TIMESTAMPTZ(3) NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ImportedRecord_pkey" PRIMARY KEY ("source","sourceId")
);

-- CreateTable
CREATE TABLE "Need" (
    "id" UUID NOT NULL,
    "slug" TEXT NOT NULL,
    "personId" UUID,
    "language" TEXT NOT NULL,
    "country" TEXT NOT NULL,
    "placeName" TEXT,
    "categoryKey" TEXT,
    "businessType" TEXT NOT NULL,
    "size" TEXT NOT NULL,
    "searched" TEXT,
    "state" "NeedState" NOT NULL,
    "demonstration" BOOLEAN NOT NULL DEFAULT false,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "Need_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "NeedText" (
    "needId" UUID NOT NULL,
    "language" TEXT NOT NULL,
    "origin" "TextOrigin" NOT NULL,
    "title" TEXT NOT NULL,
    "text" TEXT NOT NULL,

    CONSTRAINT "NeedText_pkey" PRIMARY KEY ("needId","language")
);

-- CreateTable
CREATE TABLE "Letter" (
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "subjectId" UUID,
    "recipientId" UUID,
    "channel" "ChannelKind" NOT NULL,
    "language" TEXT NOT NULL,
    "state" "LetterState" NOT NULL,
    "subject" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "messageId" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "sentAt" TIMESTAMPTZ(3),
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "Letter_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "WorkerHeartbeat" (
    "workerId" TEXT NOT NULL,
    "beatAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "WorkerHeartbeat_pkey" PRIMARY KEY ("workerId")
);

-- CreateTable
CREATE TABLE "InstallationFact" (
    "key" TEXT NOT NULL,
    "value" JSONB NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "InstallationFact_pkey" PRIMARY KEY ("key")
);

-- CreateIndex
CREATE INDEX "Channel_personId_idx" ON "Channel"("personId");

-- CreateIndex
CREATE UNIQUE INDEX "Channel_kind_address_key" ON "Channel"("kind", "address");

-- CreateIndex
CREATE INDEX "Session_personId_idx" ON "Session"("personId");

-- CreateIndex
CREATE INDEX "Membership_organisationId_idx" ON "Membership"("organisationId");

-- CreateIndex
CREATE UNIQUE INDEX "Membership_personId_organisationId_role_key" ON "Membership"("personId", "organisationId", "role");

-- CreateIndex
CREATE UNIQUE INDEX "Token_tokenHash_key" ON "Token"("tokenHash");

-- CreateIndex
CREATE INDEX "Token_purpose_subjectId_idx" ON "Token"("purpose", "subjectId");

-- CreateIndex
CREATE INDEX "IdempotencyKey_createdAt_idx" ON "IdempotencyKey"("createdAt");

-- CreateIndex
CREATE UNIQUE INDEX "Organisation_key_key" ON "Organisation"("key");

-- CreateIndex
CREATE UNIQUE INDEX "Organisation_slug_key" ON "Organisation"("slug");

-- CreateIndex
CREATE INDEX "Organisation_partner_idx" ON "Organisation"("partner");

-- CreateIndex
CREATE UNIQUE INDEX "Edition_key_key" ON "Edition"("key");

-- CreateIndex
CREATE UNIQUE INDEX "RubricVersion_editionId_number_key" ON "RubricVersion"("editionId", "number");

-- CreateIndex
CREATE UNIQUE INDEX "Criterion_rubricVersionId_key_key" ON "Criterion"("rubricVersionId", "key");

-- CreateIndex
CREATE UNIQUE INDEX "Solution_reference_key" ON "Solution"("reference");

-- CreateIndex
CREATE INDEX "Solution_organisationId_idx" ON "Solution"("organisationId");

-- CreateIndex
CREATE UNIQUE INDEX "Revision_solutionId_number_key" ON "Revision"("solutionId", "number");

-- CreateIndex
CREATE INDEX "Submission_state_dueAt_idx" ON "Submission"("state", "dueAt");

-- CreateIndex
CREATE INDEX "Submission_institutionId_state_idx" ON "Submission"("institutionId", "state");

-- CreateIndex
CREATE INDEX "Submission_solutionId_idx" ON "Submission"("solutionId");

-- CreateIndex
CREATE UNIQUE INDEX "SubmissionDraft_keyHash_key" ON "SubmissionDraft"("keyHash");

-- CreateIndex
CREATE INDEX "Claim_solutionId_idx" ON "Claim"("solutionId");

-- CreateIndex
CREATE INDEX "Evidence_claimId_idx" ON "Evidence"("claimId");

-- CreateIndex
CREATE UNIQUE INDEX "Verification_claimId_contentHash_institutionId_key" ON "Verification"("claimId", "contentHash", "institutionId");

-- CreateIndex
CREATE INDEX "FileRef_sha256_idx" ON "FileRef"("sha256");

-- CreateIndex
CREATE INDEX "ReviewAssignment_reviewerId_status_idx" ON "ReviewAssignment"("reviewerId", "status");

-- CreateIndex
CREATE UNIQUE INDEX "ReviewAssignment_submissionId_reviewerId_key" ON "ReviewAssignment"("submissionId", "reviewerId");

-- CreateIndex
CREATE UNIQUE INDEX "Review_assignmentId_key" ON "Review"("assignmentId");

-- CreateIndex
CREATE INDEX "ChangeRequest_submissionId_idx" ON "ChangeRequest"("submissionId");

-- CreateIndex
CREATE INDEX "Decision_submissionId_idx" ON "Decision"("submissionId");

-- CreateIndex
CREATE UNIQUE INDEX "Listing_solutionId_key" ON "Listing"("solutionId");

-- CreateIndex
CREATE UNIQUE INDEX "Listing_submissionId_key" ON "Listing"("submissionId");

-- CreateIndex
CREATE UNIQUE INDEX "Listing_slug_key" ON "Listing"("slug");

-- CreateIndex
CREATE INDEX "Listing_state_publishedAt_idx" ON "Listing"("state", "publishedAt");

-- CreateIndex
CREATE INDEX "Listing_institutionId_idx" ON "Listing"("institutionId");

-- CreateIndex
CREATE INDEX "ListingSlug_listingId_idx" ON "ListingSlug"("listingId");

-- CreateIndex
CREATE INDEX "ImportedRecord_targetId_idx" ON "ImportedRecord"("targetId");

-- CreateIndex
CREATE UNIQUE INDEX "Need_slug_key" ON "Need"("slug");

-- CreateIndex
CREATE INDEX "Need_state_country_idx" ON "Need"("state", "country");

-- CreateIndex
CREATE UNIQUE INDEX "Letter_messageId_key" ON "Letter"("messageId");

-- CreateIndex
CREATE INDEX "Letter_state_createdAt_idx" ON "Letter"("state", "createdAt");

-- AddForeignKey
ALTER TABLE "CategoryText" ADD CONSTRAINT "CategoryText_categoryKey_fkey" FOREIGN KEY ("categoryKey") REFERENCES "Category"("key") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "BusinessTypeText" ADD CONSTRAINT "BusinessTypeText_businessTypeKey_fkey" FOREIGN KEY ("businessTypeKey") REFERENCES "BusinessType"("key") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Channel" ADD CONSTRAINT "Channel_personId_fkey" FOREIGN KEY ("personId") REFERENCES "Person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Credential" ADD CONSTRAINT "Credential_personId_fkey" FOREIGN KEY ("personId") REFERENCES "Person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Session" ADD CONSTRAINT "Session_personId_fkey" FOREIGN KEY ("personId") REFERENCES "Person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Membership" ADD CONSTRAINT "Membership_personId_fkey" FOREIGN KEY ("personId") REFERENCES "Person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Membership" ADD CONSTRAINT "Membership_organisationId_fkey" FOREIGN KEY ("organisationId") REFERENCES "Organisation"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "OrganisationText" ADD CONSTRAINT "OrganisationText_organisationId_fkey" FOREIGN KEY ("organisationId") REFERENCES "Organisation"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "OrganisationContact" ADD CONSTRAINT "OrganisationContact_organisationId_fkey" FOREIGN KEY ("organisationId") REFERENCES "Organisation"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "EditionText" ADD CONSTRAINT "EditionText_editionId_fkey" FOREIGN KEY ("editionId") REFERENCES "Edition"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "EditionCountry" ADD CONSTRAINT "EditionCountry_editionId_fkey" FOREIGN KEY ("editionId") REFERENCES "Edition"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "EditionCategory" ADD CONSTRAINT "EditionCategory_editionId_fkey" FOREIGN KEY ("editionId") REFERENCES "Edition"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "EditionCategory" ADD CONSTRAINT "EditionCategory_categoryKey_fkey" FOREIGN KEY ("categoryKey") REFERENCES "Category"("key") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "EditionInstitution" ADD CONSTRAINT "EditionInstitution_editionId_fkey" FOREIGN KEY ("editionId") REFERENCES "Edition"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "EditionInstitution" ADD CONSTRAINT "EditionInstitution_organisationId_fkey" FOREIGN KEY ("organisationId") REFERENCES "Organisation"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "RubricVersion" ADD CONSTRAINT "RubricVersion_editionId_fkey" FOREIGN KEY ("editionId") REFERENCES "Edition"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Criterion" ADD CONSTRAINT "Criterion_rubricVersionId_fkey" FOREIGN KEY ("rubricVersionId") REFERENCES "RubricVersion"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CriterionText" ADD CONSTRAINT "CriterionText_criterionId_fkey" FOREIGN KEY ("criterionId") REFERENCES "Criterion"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Solution" ADD CONSTRAINT "Solution_organisationId_fkey" FOREIGN KEY ("organisationId") REFERENCES "Organisation"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SolutionContact" ADD CONSTRAINT "SolutionContact_solutionId_fkey" FOREIGN KEY ("solutionId") REFERENCES "Solution"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Revision" ADD CONSTRAINT "Revision_solutionId_fkey" FOREIGN KEY ("solutionId") REFERENCES "Solution"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Revision" ADD CONSTRAINT "Revision_categoryKey_fkey" FOREIGN KEY ("categoryKey") REFERENCES "Category"("key") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "RevisionText" ADD CONSTRAINT "RevisionText_revisionId_fkey" FOREIGN KEY ("revisionId") REFERENCES "Revision"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "RevisionPlace" ADD CONSTRAINT "RevisionPlace_revisionId_fkey" FOREIGN KEY ("revisionId") REFERENCES "Revision"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Submission" ADD CONSTRAINT "Submission_solutionId_fkey" FOREIGN KEY ("solutionId") REFERENCES "Solution"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Submission" ADD CONSTRAINT "Submission_editionId_fkey" FOREIGN KEY ("editionId") REFERENCES "Edition"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Submission" ADD CONSTRAINT "Submission_institutionId_fkey" FOREIGN KEY ("institutionId") REFERENCES "Organisation"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Submission" ADD CONSTRAINT "Submission_currentRevisionId_fkey" FOREIGN KEY ("currentRevisionId") REFERENCES "Revision"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SubmissionDraft" ADD CONSTRAINT "SubmissionDraft_submissionId_fkey" FOREIGN KEY ("submissionId") REFERENCES "Submission"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SubmissionEvent" ADD CONSTRAINT "SubmissionEvent_submissionId_fkey" FOREIGN KEY ("submissionId") REFERENCES "Submission"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Claim" ADD CONSTRAINT "Claim_solutionId_fkey" FOREIGN KEY ("solutionId") REFERENCES "Solution"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ClaimVersion" ADD CONSTRAINT "ClaimVersion_claimId_fkey" FOREIGN KEY ("claimId") REFERENCES "Claim"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ClaimVersion" ADD CONSTRAINT "ClaimVersion_revisionId_fkey" FOREIGN KEY ("revisionId") REFERENCES "Revision"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ClaimVersionText" ADD CONSTRAINT "ClaimVersionText_claimId_revisionId_fkey" FOREIGN KEY ("claimId", "revisionId") REFERENCES "ClaimVersion"("claimId", "revisionId") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Evidence" ADD CONSTRAINT "Evidence_claimId_fkey" FOREIGN KEY ("claimId") REFERENCES "Claim"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Evidence" ADD CONSTRAINT "Evidence_fileRefId_fkey" FOREIGN KEY ("fileRefId") REFERENCES "FileRef"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "EvidenceText" ADD CONSTRAINT "EvidenceText_evidenceId_fkey" FOREIGN KEY ("evidenceId") REFERENCES "Evidence"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Verification" ADD CONSTRAINT "Verification_claimId_fkey" FOREIGN KEY ("claimId") REFERENCES "Claim"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Verification" ADD CONSTRAINT "Verification_institutionId_fkey" FOREIGN KEY ("institutionId") REFERENCES "Organisation"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "FileRef" ADD CONSTRAINT "FileRef_sha256_fkey" FOREIGN KEY ("sha256") REFERENCES "File"("sha256") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ReviewAssignment" ADD CONSTRAINT "ReviewAssignment_submissionId_fkey" FOREIGN KEY ("submissionId") REFERENCES "Submission"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Review" ADD CONSTRAINT "Review_assignmentId_fkey" FOREIGN KEY ("assignmentId") REFERENCES "ReviewAssignment"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Review" ADD CONSTRAINT "Review_revisionId_fkey" FOREIGN KEY ("revisionId") REFERENCES "Revision"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Review" ADD CONSTRAINT "Review_rubricVersionId_fkey" FOREIGN KEY ("rubricVersionId") REFERENCES "RubricVersion"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Score" ADD CONSTRAINT "Score_reviewId_fkey" FOREIGN KEY ("reviewId") REFERENCES "Review"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Score" ADD CONSTRAINT "Score_criterionId_fkey" FOREIGN KEY ("criterionId") REFERENCES "Criterion"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ChangeRequest" ADD CONSTRAINT "ChangeRequest_submissionId_fkey" FOREIGN KEY ("submissionId") REFERENCES "Submission"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Decision" ADD CONSTRAINT "Decision_submissionId_fkey" FOREIGN KEY ("submissionId") REFERENCES "Submission"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Listing" ADD CONSTRAINT "Listing_solutionId_fkey" FOREIGN KEY ("solutionId") REFERENCES "Solution"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Listing" ADD CONSTRAINT "Listing_submissionId_fkey" FOREIGN KEY ("submissionId") REFERENCES "Submission"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Listing" ADD CONSTRAINT "Listing_revisionId_fkey" FOREIGN KEY ("revisionId") REFERENCES "Revision"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Listing" ADD CONSTRAINT "Listing_institutionId_fkey" FOREIGN KEY ("institutionId") REFERENCES "Organisation"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ListingSlug" ADD CONSTRAINT "ListingSlug_listingId_fkey" FOREIGN KEY ("listingId") REFERENCES "Listing"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ListingEvent" ADD CONSTRAINT "ListingEvent_listingId_fkey" FOREIGN KEY ("listingId") REFERENCES "Listing"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Need" ADD CONSTRAINT "Need_personId_fkey" FOREIGN KEY ("personId") REFERENCES "Person"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Need" ADD CONSTRAINT "Need_categoryKey_fkey" FOREIGN KEY ("categoryKey") REFERENCES "Category"("key") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "NeedText" ADD CONSTRAINT "NeedText_needId_fkey" FOREIGN KEY ("needId") REFERENCES "Need"("id") ON DELETE CASCADE ON UPDATE CASCADE;
