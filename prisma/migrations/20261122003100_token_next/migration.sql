-- AlterTable
ALTER TABLE "Token" ADD COLUMN     "next" TEXT;
