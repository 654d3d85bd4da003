import { startSearchIndexer } from "~/features/catalogue/indexer.server";
import { searchIndexes } from "~/features/catalogue/search-indexes.server";
import { startJobs } from "~/jobs.server";
import { now } from "~/platform/clock";
import type { OnStop } from "./lifecycle";

/** What goes on without anybody asking: jobs, letters, the sweeper, the search indexes. */
export async function startBackgroundWork(onStop: OnStop): Promise<void> {
  onStop(await startJobs());
  for (const index of searchIndexes()) onStop(await startSearchIndexer(index, now));
}
