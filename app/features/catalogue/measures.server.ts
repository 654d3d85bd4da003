import { sqlPool } from "~/platform/database/client.server";
import type { Measure } from "~/platform/metrics.server";
import { countWaiting } from "./index-outbox.server";

/** Of each index that is kept, by the name it has in `search.engine`; one with ":" is being built beside the one in use. */
export const catalogueMeasures: readonly Measure[] = [
  {
    name: "solucionario_search_queue",
    help: "Listings whose change an index has not taken in: waiting, or set aside with a reason",
    labelNames: ["engine", "state"],
    read: async () =>
      (await countWaiting()).flatMap(({ engine, waiting, setAside }) => [
        { value: waiting, labels: { engine, state: "waiting" } },
        { value: setAside, labels: { engine, state: "set_aside" } },
      ]),
  },
  {
    name: "solucionario_search_lag_seconds",
    help: "How long the oldest change has waited for an index",
    labelNames: ["engine"],
    read: async (now) => {
      const { rows } = await sqlPool().query<{ name: string; since: Date | null }>(
        "SELECT name, min(noted_at) FILTER (WHERE attempts = 0) AS since FROM search.engine LEFT JOIN search.outbox ON engine = name GROUP BY name",
      );
      return rows.map(({ name, since }) => ({ value: since ? Math.max(0, now.getTime() - since.getTime()) / 1_000 : 0, labels: { engine: name } }));
    },
  },
];
