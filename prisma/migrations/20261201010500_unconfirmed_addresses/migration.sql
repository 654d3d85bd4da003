-- An address that nobody has confirmed belongs to nobody: any number of people may have typed it, and one can have confirmed it.
DROP INDEX "Channel_kind_address_key";
CREATE UNIQUE INDEX "Channel_confirmed_key" ON "Channel"("kind", "address") WHERE ("verifiedAt" IS NOT NULL);
CREATE UNIQUE INDEX "Channel_personId_kind_address_key" ON "Channel"("personId", "kind", "address");
CREATE INDEX "Channel_kind_address_idx" ON "Channel"("kind", "address");
DROP INDEX "Channel_personId_idx";

-- A mailed link goes to the address that was typed, and proves that one.
ALTER TABLE "Token" ADD COLUMN "addressKind" "ChannelKind", ADD COLUMN "address" TEXT;
CREATE INDEX "Token_address_idx" ON "Token"("address");

-- Links that open an account say no address yet and live for minutes: they are asked for again.
DELETE FROM "Token" WHERE purpose IN ('account.sign-in-link', 'account.reset-password') AND "usedAt" IS NULL;

-- Until now, signing up with an address that somebody else had typed sent the letter, or showed the code, that confirmed the other's
-- account. What was made together with its channel was asked for by its own person; what came later may have been asked for by anybody.
DELETE FROM "Token" USING "Channel" WHERE "Channel".id = "Token"."subjectId" AND "Channel"."verifiedAt" IS NULL
  AND "Token".purpose IN ('account.verify-email', 'account.number-code') AND "Token"."usedAt" IS NULL AND "Token"."createdAt" <> "Channel"."createdAt";
UPDATE "Token" SET "addressKind" = "Channel".kind, "address" = "Channel".address FROM "Channel"
  WHERE "Channel".id = "Token"."subjectId" AND "Token".purpose = 'account.verify-email';
