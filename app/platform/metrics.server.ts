import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import { sqlPool } from "./database/client.server";
import { databaseAnswers } from "./database/reach.server";
import { log } from "./log.server";

/** A scrape must answer while the database hangs: what it can't be told in this time is left out of it. */
const PATIENCE_MS = 2_000;

/** A figure that is read from the database at each scrape, so that every process tells the same one. */
export type Measure = {
  /** Prometheus' own conventions: `solucionario_<what>_<unit>`. */
  name: string;
  help: string;
  labelNames?: readonly string[];
  read(now: Date): Promise<ReadonlyArray<{ value: number; labels?: Readonly<Record<string, string>> }>>;
};

const registry = new Registry();
const readings: Array<() => Promise<void>> = [];

/** Every request that was answered, by who answered (memory, origin, stale, none) and the hundred of its status. */
export const requestSeconds = new Histogram({
  name: "solucionario_http_request_seconds",
  help: "Time from a request's arrival to the end of its answer",
  labelNames: ["from", "status"],
  buckets: [0.005, 0.015, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
  registers: [registry],
});

export const refusedReads = new Counter({
  name: "solucionario_http_reads_refused_total",
  help: "Page reads refused because one address asked for too many",
  registers: [registry],
});

export const searchAnswers = new Counter({
  name: "solucionario_search_answers_total",
  help: "Searches answered, by the engine whose answer was heard",
  labelNames: ["engine"],
  registers: [registry],
});

/** A figure that is missing in a scrape is counted here, so that its absence is told and not guessed. */
const unreadMeasures = new Counter({
  name: "solucionario_measures_unread_total",
  help: "Figures that could not be read when they were asked for, by figure",
  labelNames: ["measure"],
  registers: [registry],
});

/** Counted so that a fault that ends nothing is seen all the same. */
export const strayFailures = new Counter({
  name: "solucionario_stray_failures_total",
  help: "Failures that no part of the program answered for: each is a fault of ours, with its trace in the log",
  registers: [registry],
});

/** Registers figures once per process. Those of the process itself (memory, event loop) come with the first call. */
export function startMeasuring(measures: readonly Measure[], clock: () => Date): void {
  collectDefaultMetrics({ register: registry });
  for (const measure of [...PLATFORM_MEASURES, ...measures]) register(measure, clock);
}

function register({ name, help, labelNames = [], read }: Measure, clock: () => Date): void {
  const gauge = new Gauge({ name, help, labelNames: [...labelNames], registers: [registry] });
  readings.push(async () => {
    const values = await withinPatience(() => read(clock())).catch((error: unknown) => {
      log.debug({ err: error, measure: name }, "a figure could not be read");
      unreadMeasures.inc({ measure: name });
      return undefined;
    });
    // Everything at once: two scrapes may run side by side.
    gauge.reset();
    for (const { value, labels = {} } of values ?? []) gauge.set({ ...labels }, value);
    // A reset gauge without labels says 0, which is a figure too; one with labels says nothing by itself.
    if (!values && labelNames.length === 0) gauge.remove();
  });
}

/** What can be told within two seconds or so; a figure that can't be read is left out, and counted as unread. */
export async function scrape(): Promise<{ contentType: string; body: string }> {
  // First, so that the same answer counts what is missing in it.
  await Promise.all(readings.map((read) => read()));
  return { contentType: registry.contentType, body: await registry.metrics() };
}

const PLATFORM_MEASURES: readonly Measure[] = [
  {
    name: "solucionario_database_up",
    help: "1 while the database answers",
    read: async () => [
      {
        value: (await databaseAnswers()) ? 1 : 0,
      },
    ],
  },
  {
    name: "solucionario_jobs",
    help: "Jobs by state: due, later, running, failed (tried as often as they may be)",
    labelNames: ["state"],
    read: async () => {
      const { rows } = await sqlPool().query<Record<"due" | "later" | "running" | "failed", string>>(
        `SELECT count(*) FILTER (WHERE locked_at IS NOT NULL) AS running,
                count(*) FILTER (WHERE locked_at IS NULL AND attempts >= max_attempts) AS failed,
                count(*) FILTER (WHERE locked_at IS NULL AND attempts < max_attempts AND run_at <= now()) AS due,
                count(*) FILTER (WHERE locked_at IS NULL AND attempts < max_attempts AND run_at > now()) AS later
         FROM graphile_worker.jobs`,
      );
      return Object.entries(rows[0] ?? {}).map(([state, count]) => ({ value: Number(count), labels: { state } }));
    },
  },
  {
    name: "solucionario_jobs_oldest_due_seconds",
    help: "How long the oldest job that is due has waited",
    read: async () => {
      const { rows } = await sqlPool().query<{ seconds: string | null }>(
        "SELECT extract(epoch FROM now() - min(run_at)) AS seconds FROM graphile_worker.jobs WHERE locked_at IS NULL AND attempts < max_attempts AND run_at <= now()",
      );
      return [{ value: Number(rows[0]?.seconds ?? 0) }];
    },
  },
  {
    name: "solucionario_workers",
    help: "Worker processes whose heart has beaten within a minute",
    read: async (now) => {
      const { rows } = await sqlPool().query<{ workers: string }>(`SELECT count(*) AS workers FROM "WorkerHeartbeat" WHERE "beatAt" > $1::timestamptz - interval '1 minute'`, [
        now,
      ]);
      return [{ value: Number(rows[0]?.workers ?? 0) }];
    },
  },
];

/** A `read` that throws at once is a rejection as well. */
async function withinPatience<T>(read: () => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${PATIENCE_MS} ms`)), PATIENCE_MS);
  });
  return Promise.race([(async () => read())(), tooLate]).finally(() => clearTimeout(timer));
}
