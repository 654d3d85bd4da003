import { startWorker } from "./platform/jobs.server";

/** Registers every feature's job handlers. */
export function startJobs(): Promise<() => Promise<void>> {
  return startWorker({});
}
