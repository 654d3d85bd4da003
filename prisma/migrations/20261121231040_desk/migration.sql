-- The letter as the coordinator edited it, and who said that a submission is not for them to run.
ALTER TABLE "Decision" ADD COLUMN "letter" TEXT;

CREATE TABLE "Conflict" (
    "submissionId" UUID NOT NULL,
    "personId" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "declaredAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Conflict_pkey" PRIMARY KEY ("submissionId","personId")
);

ALTER TABLE "Conflict" ADD CONSTRAINT "Conflict_submissionId_fkey" FOREIGN KEY ("submissionId") REFERENCES "Submission"("id") ON DELETE CASCADE ON UPDATE CASCADE;
