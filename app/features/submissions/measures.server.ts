import { db } from "~/platform/database/client.server";
import type { Measure } from "~/platform/metrics.server";
import { OPEN_STATES } from "./status";

export const submissionMeasures: readonly Measure[] = [
  {
    name: "solucionario_submissions",
    help: "Submissions by state",
    labelNames: ["state"],
    read: async () => {
      const groups = await db().submission.groupBy({ by: ["state"], _count: true });
      return groups.map(({ state, _count }) => ({ value: _count, labels: { state } }));
    },
  },
  {
    name: "solucionario_submissions_overdue",
    help: "Submissions whose promised date has passed without an answer",
    read: async (now) => [{ value: await db().submission.count({ where: { state: { in: [...OPEN_STATES] }, dueAt: { lt: now } } }) }],
  },
];
