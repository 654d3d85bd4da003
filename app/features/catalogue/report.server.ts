import { transaction } from "~/platform/database/client.server";
import { AppError } from "~/platform/errors";
import { newId } from "~/platform/ids";
import { log } from "~/platform/log.server";
import { enqueueJob } from "~/platform/outbox.server";
import { type Sender, sentKey } from "~/platform/sender.server";
import { VISITOR } from "../accounts/actor";
import { countReports, insertReport } from "./report-repository.server";
import type { Report } from "./report-schema";
import { isReadable } from "./status";
import { noteOnListing } from "./transition.server";
import { findModerators, lockWorkListing } from "./work-repository.server";

const DAY = 86_400_000;
const HOUR = 3_600_000;
/** From one address in a day, and about one listing in an hour: enough for anger, too little for a flood. */
const MOST_FROM_ONE = 5;
const MOST_ABOUT_ONE = 20;

/**
 * Takes a report about a public listing to those who moderate it. The timeline notes that there was one, never by whom.
 * The same text twice in a day is one report.
 *
 * @throws AppError not_found; too_many "reports"
 */
export function fileReport(sender: Sender, { listingId, report }: { listingId: string; report: Report }, now: Date): Promise<void> {
  return transaction(async (tx) => {
    // The row is held, so that two at once are counted one after the other.
    const listing = await lockWorkListing(tx, listingId, now);
    if (!listing || !isReadable(listing.state)) throw new AppError("not_found", "listing");
    const key = sentKey(report, now);
    const same = { listingId_sentKey: { listingId, sentKey: key } };
    if (await tx.listingReport.findUnique({ where: same, select: { id: true } })) return;
    const sent = await countReports(tx, { senderMark: sender.mark }, new Date(now.getTime() - DAY));
    const received = await countReports(tx, { listingId }, new Date(now.getTime() - HOUR));
    if (sent >= MOST_FROM_ONE || received >= MOST_ABOUT_ONE) throw new AppError("too_many", "reports");
    const id = newId(now);
    await insertReport(tx, { id, listingId, ...report, senderMark: sender.mark, sentKey: key, createdAt: now });
    await noteOnListing(tx, { listingId, kind: "report_filed", actor: VISITOR, as: "visitor", reasonCode: report.kind, data: { reportId: id }, now });
    const { personIds, areAdministrators } = await findModerators(tx, listing, now);
    if (personIds.length === 0) log.warn({ listingId, reportId: id }, "nobody is free of conflict to be told of a report");
    for (const recipientId of personIds) await enqueueJob(tx, "letter", { kind: areAdministrators ? "report.nobody-left" : "report.filed", recipientId, subjectId: id });
  });
}
