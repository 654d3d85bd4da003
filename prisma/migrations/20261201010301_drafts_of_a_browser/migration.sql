-- DropIndex
DROP INDEX "SubmissionDraft_keyHash_key";

-- CreateIndex
CREATE INDEX "SubmissionDraft_keyHash_idx" ON "SubmissionDraft"("keyHash");

-- CreateTable
CREATE TABLE "DraftOffer" (
    "addressHash" TEXT NOT NULL,
    "submissionId" UUID NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "openedAt" TIMESTAMPTZ(3),
    "leftAt" TIMESTAMPTZ(3),

    CONSTRAINT "DraftOffer_pkey" PRIMARY KEY ("addressHash","submissionId")
);

-- CreateIndex
CREATE INDEX "DraftOffer_submissionId_idx" ON "DraftOffer"("submissionId");

-- AddForeignKey
ALTER TABLE "DraftOffer" ADD CONSTRAINT "DraftOffer_submissionId_fkey" FOREIGN KEY ("submissionId") REFERENCES "Submission"("id") ON DELETE CASCADE ON UPDATE CASCADE;
