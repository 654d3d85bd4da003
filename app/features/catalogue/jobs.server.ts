import type { TaskList } from "graphile-worker";
import { z } from "zod";
import { now } from "~/platform/clock";
import { openListing } from "./service.server";

const OpenListingSchema = z.strictObject({ submissionId: z.uuid() });

export const catalogueJobs: TaskList = {
  /** Asked for with the announcement of an acceptance. */
  "open-listing": async (payload) => {
    await openListing(OpenListingSchema.parse(payload).submissionId, now());
  },
};
