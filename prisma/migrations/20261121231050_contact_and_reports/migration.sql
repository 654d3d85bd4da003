-- What a visitor sends about a listing: a request to its owner, a report to its moderators, an opening of WhatsApp.

CREATE TYPE "ReportState" AS ENUM ('open', 'upheld', 'dismissed');

CREATE TABLE "ListingReport" (
    "id" UUID NOT NULL,
    "listingId" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "replyTo" TEXT,
    "senderMark" TEXT NOT NULL,
    "sentKey" TEXT NOT NULL,
    "state" "ReportState" NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "resolvedAt" TIMESTAMPTZ(3),
    "resolvedById" UUID,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "ListingReport_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "ListingReport_listingId_sentKey_key" ON "ListingReport"("listingId", "sentKey");
CREATE INDEX "ListingReport_state_createdAt_idx" ON "ListingReport"("state", "createdAt");
CREATE INDEX "ListingReport_senderMark_idx" ON "ListingReport"("senderMark");
ALTER TABLE "ListingReport" ADD CONSTRAINT "ListingReport_listingId_fkey" FOREIGN KEY ("listingId") REFERENCES "Listing"("id") ON DELETE CASCADE ON UPDATE CASCADE;

CREATE TABLE "ContactRequest" (
    "id" UUID NOT NULL,
    "listingId" UUID NOT NULL,
    "personId" UUID,
    "language" TEXT NOT NULL,
    "senderName" TEXT,
    "businessType" TEXT,
    "place" TEXT,
    "message" TEXT,
    "replyKind" "ChannelKind",
    "replyAddress" TEXT,
    "senderMark" TEXT NOT NULL,
    "sentKey" TEXT NOT NULL,
    "consentedAt" TIMESTAMPTZ(3) NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "answeredAt" TIMESTAMPTZ(3),
    "answeredById" UUID,
    "erasedAt" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "ContactRequest_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "ContactRequest_listingId_sentKey_key" ON "ContactRequest"("listingId", "sentKey");
CREATE INDEX "ContactRequest_listingId_createdAt_idx" ON "ContactRequest"("listingId", "createdAt");
CREATE INDEX "ContactRequest_senderMark_idx" ON "ContactRequest"("senderMark");
CREATE INDEX "ContactRequest_personId_idx" ON "ContactRequest"("personId");
ALTER TABLE "ContactRequest" ADD CONSTRAINT "ContactRequest_listingId_fkey" FOREIGN KEY ("listingId") REFERENCES "Listing"("id") ON DELETE CASCADE ON UPDATE CASCADE;

CREATE TABLE "WhatsappOpening" (
    "id" UUID NOT NULL,
    "listingId" UUID NOT NULL,
    "senderMark" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "WhatsappOpening_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "WhatsappOpening_listingId_at_idx" ON "WhatsappOpening"("listingId", "at");
CREATE INDEX "WhatsappOpening_senderMark_idx" ON "WhatsappOpening"("senderMark");
ALTER TABLE "WhatsappOpening" ADD CONSTRAINT "WhatsappOpening_listingId_fkey" FOREIGN KEY ("listingId") REFERENCES "Listing"("id") ON DELETE CASCADE ON UPDATE CASCADE;
