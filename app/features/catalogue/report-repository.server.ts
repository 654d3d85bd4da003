import type { Tx } from "~/platform/database/client.server";

/** Closes one open report of a listing, or all of them. Returns how many were open. */
export async function closeReports(
  tx: Tx,
  { listingId, reportId, state, by, now }: { listingId: string; reportId?: string; state: "upheld" | "dismissed"; by: string | null; now: Date },
): Promise<number> {
  const closed = await tx.listingReport.updateMany({
    where: { listingId, state: "open", ...(reportId && { id: reportId }) },
    data: { state, resolvedAt: now, resolvedById: by, version: { increment: 1 } },
  });
  return closed.count;
}

export type NewReport = { id: string; listingId: string; kind: string; text: string; replyTo: string | null; senderMark: string; sentKey: string; createdAt: Date };

/** False when the same was reported already. */
export async function insertReport(tx: Tx, report: NewReport): Promise<boolean> {
  return (await tx.listingReport.createMany({ data: [{ ...report, state: "open" }], skipDuplicates: true })).count === 1;
}

export async function countReports(tx: Tx, where: { senderMark: string } | { listingId: string }, since: Date): Promise<number> {
  return tx.listingReport.count({ where: { ...where, createdAt: { gte: since } } });
}
