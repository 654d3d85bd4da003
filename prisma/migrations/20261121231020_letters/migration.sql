-- AlterTable
ALTER TABLE "Letter" ADD COLUMN     "deskId" UUID,
ADD COLUMN     "occasion" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "sendingSince" TIMESTAMPTZ(3),
ADD COLUMN     "sentById" UUID,
ADD COLUMN     "submissionId" UUID;

ALTER TABLE "Letter" ALTER COLUMN "occasion" DROP DEFAULT;

-- CreateTable
CREATE TABLE "Reminder" (
    "kind" TEXT NOT NULL,
    "subjectId" UUID NOT NULL,
    "occasion" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Reminder_pkey" PRIMARY KEY ("kind","subjectId","occasion")
);

-- CreateIndex
CREATE INDEX "Letter_recipientId_idx" ON "Letter"("recipientId");

-- CreateIndex
CREATE UNIQUE INDEX "Letter_kind_recipientId_subjectId_occasion_channel_key" ON "Letter"("kind", "recipientId", "subjectId", "occasion", "channel");
