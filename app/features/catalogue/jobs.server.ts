import type { TaskList } from "graphile-worker";
import { z } from "zod";
import { now } from "~/platform/clock";
import { log } from "~/platform/log.server";
import { check } from "./indexer.server";
import { searchIndexes } from "./search-indexes.server";
import { openListing } from "./service.server";

const OpenListingSchema = z.strictObject({ submissionId: z.uuid() });

export const catalogueJobs: TaskList = {
  /** Asked for with the announcement of an acceptance. */
  "open-listing": async (payload) => {
    await openListing(OpenListingSchema.parse(payload).submissionId, now());
  },
  "compare-search-indexes": async () => {
    for (const index of searchIndexes()) {
      // An engine that is away is compared when it is back.
      if ((await index.health()).ok) log.info({ index: index.name, ...(await check(index, now())) }, "compared the search index with the database");
    }
  },
};

/** Every night, when few people search; a night that was missed is not made up for, because each start compares too. */
export const catalogueSchedule = "17 7 * * * compare-search-indexes ?jobKey=compare-search-indexes";
