-- A letter that failed for good says why, and who saw to it; an invitation can be taken back.
ALTER TABLE "Letter" ADD COLUMN "failure" TEXT,
  ADD COLUMN "closedAs" TEXT,
  ADD COLUMN "closedAt" TIMESTAMPTZ(3),
  ADD COLUMN "closedById" UUID;

ALTER TABLE "Invitation" ADD COLUMN "revokedAt" TIMESTAMPTZ(3),
  ADD COLUMN "revokedById" UUID;
