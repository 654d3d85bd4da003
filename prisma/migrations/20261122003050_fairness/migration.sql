-- CreateTable
CREATE TABLE "KeepOut" (
    "submissionId" UUID NOT NULL,
    "words" TEXT NOT NULL,
    "writtenAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "KeepOut_pkey" PRIMARY KEY ("submissionId")
);

-- CreateTable
CREATE TABLE "KeptOut" (
    "submissionId" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "subjectId" UUID NOT NULL,
    "source" TEXT NOT NULL,
    "addedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "KeptOut_pkey" PRIMARY KEY ("submissionId","kind","subjectId")
);

-- CreateTable
CREATE TABLE "OnBehalf" (
    "submissionId" UUID NOT NULL,
    "startedAt" TIMESTAMPTZ(3) NOT NULL,
    "consentHow" TEXT,
    "consentOn" TEXT,
    "recordedAt" TIMESTAMPTZ(3),
    "takenOverAt" TIMESTAMPTZ(3),
    "takenOverById" UUID,

    CONSTRAINT "OnBehalf_pkey" PRIMARY KEY ("submissionId")
);

-- CreateTable
CREATE TABLE "BlindName" (
    "assignmentId" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "subjectId" UUID,
    "name" TEXT NOT NULL,
    "isTheirs" BOOLEAN NOT NULL,

    CONSTRAINT "BlindName_pkey" PRIMARY KEY ("assignmentId","position")
);

-- AddForeignKey
ALTER TABLE "KeepOut" ADD CONSTRAINT "KeepOut_submissionId_fkey" FOREIGN KEY ("submissionId") REFERENCES "Submission"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "KeptOut" ADD CONSTRAINT "KeptOut_submissionId_fkey" FOREIGN KEY ("submissionId") REFERENCES "Submission"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "OnBehalf" ADD CONSTRAINT "OnBehalf_submissionId_fkey" FOREIGN KEY ("submissionId") REFERENCES "Submission"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "BlindName" ADD CONSTRAINT "BlindName_assignmentId_fkey" FOREIGN KEY ("assignmentId") REFERENCES "ReviewAssignment"("id") ON DELETE CASCADE ON UPDATE CASCADE;
