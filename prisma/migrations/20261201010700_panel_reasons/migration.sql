-- AlterTable
ALTER TABLE "ReviewAssignment" ADD COLUMN     "leftReason" TEXT,
ADD COLUMN     "leftText" TEXT;

-- AlterTable
ALTER TABLE "Review" ADD COLUMN     "redraft" JSONB;

-- AlterTable
ALTER TABLE "Decision" ADD COLUMN     "fewerReason" TEXT,
ADD COLUMN     "fewerReasonCode" TEXT,
ADD COLUMN     "reviewsGiven" INTEGER;
