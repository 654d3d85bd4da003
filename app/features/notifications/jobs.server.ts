import type { TaskList } from "graphile-worker";
import { now } from "~/platform/clock";
import { environment } from "~/platform/env.server";
import { log } from "~/platform/log.server";
import { LetterJobSchema } from "./schema";
import { deliverLetter } from "./service.server";
import { sweep } from "./sweep.server";

export const notificationJobs: TaskList = {
  letter: async (payload, { job }) => {
    await deliverLetter({
      job: LetterJobSchema.parse(payload),
      // The number alone begins anew in a database that was restored.
      jobName: `${job.id} of ${job.created_at.toISOString()}`,
      lastTry: job.attempts >= job.max_attempts,
      now: now(),
      env: environment(),
    });
  },
  sweep: async () => {
    log.debug(await sweep(now()), "swept");
  },
};

/** Every five minutes; a sweep that was missed is not made up for, because the next one finds the same things. */
export const notificationSchedule = "*/5 * * * * sweep ?max=3&jobKey=sweep";
