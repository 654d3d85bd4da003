import { db } from "~/platform/database/client.server";
import type { Measure } from "~/platform/metrics.server";

export const notificationMeasures: readonly Measure[] = [
  {
    name: "solucionario_letters",
    help: "Letters by state: queued, held at a desk, sent, failed for good",
    labelNames: ["state"],
    read: async () => {
      const groups = await db().letter.groupBy({ by: ["state"], _count: true });
      return groups.map(({ state, _count }) => ({ value: _count, labels: { state } }));
    },
  },
  {
    name: "solucionario_letters_oldest_queued_seconds",
    help: "How long the oldest queued letter has waited to leave",
    read: async (now) => {
      const { _min } = await db().letter.aggregate({ where: { state: "queued" }, _min: { createdAt: true } });
      return [{ value: _min.createdAt ? (now.getTime() - _min.createdAt.getTime()) / 1_000 : 0 }];
    },
  },
];
