import { erasureJobs } from "./erasure.server";
import { catalogueJobs, catalogueSchedule } from "./features/catalogue/jobs.server";
import { notificationJobs, notificationSchedule } from "./features/notifications/jobs.server";
import { backupJobs, backupSchedule } from "./platform/backup/nightly.server";
import { environment } from "./platform/env.server";
import { startWorker } from "./platform/jobs.server";

/** Registers every feature's job handlers. */
export function startJobs(): Promise<() => Promise<void>> {
  const crontab = [catalogueSchedule, notificationSchedule, backupSchedule(environment())].join("\n");
  return startWorker({ ...catalogueJobs, ...erasureJobs, ...notificationJobs, ...backupJobs }, crontab);
}
