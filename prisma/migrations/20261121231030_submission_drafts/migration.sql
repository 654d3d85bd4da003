-- AlterTable
ALTER TABLE "Solution" ADD COLUMN     "womenLed" TEXT;

-- AlterTable
ALTER TABLE "SubmissionDraft" ADD COLUMN     "ownerId" UUID;

-- CreateIndex
CREATE INDEX "SubmissionDraft_ownerId_idx" ON "SubmissionDraft"("ownerId");
