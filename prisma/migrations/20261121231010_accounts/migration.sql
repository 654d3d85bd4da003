-- The second factor with its recovery codes, what a person knows a session by, and invitations into an organisation.
ALTER TABLE "Session" ADD COLUMN "device" TEXT,
ADD COLUMN "secondFactorAt" TIMESTAMPTZ(3);

CREATE TABLE "SecondFactor" (
    "personId" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "confirmedAt" TIMESTAMPTZ(3),
    "lastStep" INTEGER,
    CONSTRAINT "SecondFactor_pkey" PRIMARY KEY ("personId")
);

CREATE TABLE "RecoveryCode" (
    "codeHash" TEXT NOT NULL,
    "personId" UUID NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "usedAt" TIMESTAMPTZ(3),
    CONSTRAINT "RecoveryCode_pkey" PRIMARY KEY ("codeHash")
);

CREATE TABLE "Invitation" (
    "id" UUID NOT NULL,
    "organisationId" UUID NOT NULL,
    "role" "MembershipRole" NOT NULL,
    "invitedById" UUID NOT NULL,
    "email" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "acceptedAt" TIMESTAMPTZ(3),
    "acceptedById" UUID,
    CONSTRAINT "Invitation_pkey" PRIMARY KEY ("id")
);

CREATE INDEX "RecoveryCode_personId_idx" ON "RecoveryCode"("personId");
CREATE INDEX "Invitation_organisationId_idx" ON "Invitation"("organisationId");
ALTER TABLE "SecondFactor" ADD CONSTRAINT "SecondFactor_personId_fkey" FOREIGN KEY ("personId") REFERENCES "Person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "RecoveryCode" ADD CONSTRAINT "RecoveryCode_personId_fkey" FOREIGN KEY ("personId") REFERENCES "Person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "Invitation" ADD CONSTRAINT "Invitation_organisationId_fkey" FOREIGN KEY ("organisationId") REFERENCES "Organisation"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
