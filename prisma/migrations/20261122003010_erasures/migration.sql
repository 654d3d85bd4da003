-- CreateTable
CREATE TABLE "Erasure" (
    "personId" UUID NOT NULL,
    "names" TEXT[],
    "addresses" TEXT[],
    "askedAt" TIMESTAMPTZ(3) NOT NULL,
    "doneAt" TIMESTAMPTZ(3),

    CONSTRAINT "Erasure_pkey" PRIMARY KEY ("personId")
);
