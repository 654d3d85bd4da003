-- CreateTable
CREATE TABLE "EndedSession" (
    "id" TEXT NOT NULL,
    "personId" UUID NOT NULL,
    "endedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "EndedSession_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ParkedPost" (
    "id" UUID NOT NULL,
    "keyHash" TEXT NOT NULL,
    "personId" UUID,
    "page" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "language" TEXT NOT NULL,
    "fields" JSONB NOT NULL,
    "bytes" INTEGER NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ParkedPost_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "EndedSession_personId_idx" ON "EndedSession"("personId");

-- CreateIndex
CREATE INDEX "EndedSession_endedAt_idx" ON "EndedSession"("endedAt");

-- CreateIndex
CREATE UNIQUE INDEX "ParkedPost_keyHash_key" ON "ParkedPost"("keyHash");

-- CreateIndex
CREATE INDEX "ParkedPost_personId_idx" ON "ParkedPost"("personId");

-- CreateIndex
CREATE INDEX "ParkedPost_expiresAt_idx" ON "ParkedPost"("expiresAt");

-- AddForeignKey
ALTER TABLE "EndedSession" ADD CONSTRAINT "EndedSession_personId_fkey" FOREIGN KEY ("personId") REFERENCES "Person"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ParkedPost" ADD CONSTRAINT "ParkedPost_personId_fkey" FOREIGN KEY ("personId") REFERENCES "Person"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- A trigger, because sessions end in many places: signing out, the clock, another device, a new password, a sweep.
CREATE FUNCTION remember_ended_session() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "EndedSession" ("id", "personId", "endedAt") VALUES (OLD."id", OLD."personId", now()) ON CONFLICT ("id") DO NOTHING;
  RETURN NULL;
END $$;
CREATE TRIGGER remember_ended AFTER DELETE ON "Session" FOR EACH ROW EXECUTE FUNCTION remember_ended_session();
