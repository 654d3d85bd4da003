import { Prisma, type Tx } from "./client.server";

/**
 * Inserts many rows in one statement with one parameter. For bulk work, because Prisma's createMany sends a parameter
 * for each cell and costs several times the time and the memory. A column that no row names gets its default; one that
 * only some rows name gets null in the others. Column names are checked by the caller's type, values by PostgreSQL.
 */
export async function insertRows<Model extends keyof CreateManyInputs>(tx: Tx, model: Model, rows: ReadonlyArray<CreateManyInputs[Model]>): Promise<void> {
  if (rows.length === 0) return;
  const names = new Set(rows.flatMap((row) => Object.keys(row)));
  const columns = Prisma.raw([...names].map((name) => `"${name}"`).join(", "));
  const table = Prisma.raw(`"${model}"`);
  await tx.$executeRaw`INSERT INTO ${table} (${columns}) SELECT ${columns} FROM jsonb_populate_recordset(NULL::${table}, ${JSON.stringify(rows)}::jsonb)`;
}

type CreateManyInputs = {
  Solution: Prisma.SolutionCreateManyInput;
  Revision: Prisma.RevisionCreateManyInput;
  RevisionText: Prisma.RevisionTextCreateManyInput;
  RevisionPlace: Prisma.RevisionPlaceCreateManyInput;
  Claim: Prisma.ClaimCreateManyInput;
  ClaimVersion: Prisma.ClaimVersionCreateManyInput;
  ClaimVersionText: Prisma.ClaimVersionTextCreateManyInput;
  Evidence: Prisma.EvidenceCreateManyInput;
  EvidenceText: Prisma.EvidenceTextCreateManyInput;
  Submission: Prisma.SubmissionCreateManyInput;
  SubmissionEvent: Prisma.SubmissionEventCreateManyInput;
  Listing: Prisma.ListingCreateManyInput;
};
