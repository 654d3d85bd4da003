import { erasureJobs } from "./erasure.server";
import { catalogueJobs, catalogueSchedule } from "./features/catalogue/jobs.server";
import { notificationJobs, notificationSchedule } from "./features/notifications/jobs.server";
import { startWorker } from "./platform/jobs.server";

/** Registers every feature's job handlers. */
export function startJobs(): Promise<() => Promise<void>> {
  return startWorker({ ...catalogueJobs, ...erasureJobs, ...notificationJobs }, `${catalogueSchedule}\n${notificationSchedule}`);
}
