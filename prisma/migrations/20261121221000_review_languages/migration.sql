-- Languages that an institution's people can review in, as its file gives them.
ALTER TABLE "Organisation" ADD COLUMN "reviewLanguages" TEXT[];
