import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { AppError, OperatorError } from "../errors";
import { isGivenUp, log } from "../log.server";
import { Prisma, PrismaClient } from "./generated/client";
import { PatientClient } from "./patient-client.server";

/** What a repository takes: the client itself or the transaction that its service opened. */
export type Tx = Prisma.TransactionClient;

type Connection = { prisma: PrismaClient; pool: pg.Pool; besides: Map<string, pg.Pool>; url: string };
let connection: Connection | undefined;

/**
 * Opens the process's pool, shared by Prisma and by SQL that Prisma can't say (writing indexes, backup).
 * Throws an OperatorError when nothing answers there within 5 s.
 */
export async function connectDatabase(url: string, options: { max?: number } = {}): Promise<void> {
  if (connection) throw new Error("The database is connected already.");
  const pool = newPool(url, options.max ?? 10);
  try {
    await pool.query("SELECT 1");
  } catch (cause) {
    await pool.end();
    const { host } = new URL(url);
    throw new OperatorError(`The database at ${host} can't be reached: ${(cause as Error).message || (cause as NodeJS.ErrnoException).code}.`, { cause });
  }
  connection = { prisma: new PrismaClient({ adapter: new PrismaPg(pool) }), pool, besides: new Map(), url };
}

function newPool(url: string, max: number, settings?: string): pg.Pool {
  const pool = new pg.Pool({
    Client: PatientClient,
    connectionString: url,
    max,
    connectionTimeoutMillis: 5_000,
    idle_in_transaction_session_timeout: 60_000,
    application_name: "solucionario",
    // A network that swallows packets must not keep connections for hours.
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    ...(settings !== undefined && { onConnect: (client) => client.query(settings) }),
  });
  pool.on("error", onLost);
  pool.on("connect", (client) => client.on("error", onLost));
  return pool;
}

/** Told at length by nobody: a server that goes takes a dozen connections along, and `reach.server.ts` says it once. */
function onLost(error: Error): void {
  log.debug({ err: error }, "a database connection was lost");
}

export async function disconnectDatabase(): Promise<void> {
  const closing = connection;
  connection = undefined;
  await closing?.prisma.$disconnect();
  await Promise.all([closing?.pool, ...(closing?.besides.values() ?? [])].map((pool) => pool?.end()));
}

function connected(): Connection {
  if (!connection) throw new Error("The database is not connected.");
  return connection;
}

export function db(): PrismaClient {
  return connected().prisma;
}

/** For statements that Prisma can't express. Values always travel as parameters. */
export function sqlPool(): pg.Pool {
  return connected().pool;
}

/**
 * A pool beside the first, for statements that need settings of their own: they are made once for each connection, not
 * with every statement. Opened when it is first asked for; the same `name` always gets the same pool.
 *
 * @param settings statements that set them, as SQL
 */
export function poolBeside(name: string, { max, settings }: { max: number; settings: string }): pg.Pool {
  const { besides, url } = connected();
  const known = besides.get(name);
  if (known) return known;
  const pool = newPool(url, max, settings);
  besides.set(name, pool);
  return pool;
}

export function databaseUrl(): string {
  return connected().url;
}

/**
 * One transaction; waits up to 5 s for a connection, may last 30 s. It is rolled back when its request has been answered with
 * "try again" meanwhile, so that trying again does not do the thing twice.
 *
 * @throws AppError unavailable "given-up"
 */
export function transaction<T>(run: (tx: Tx) => Promise<T>): Promise<T> {
  return db().$transaction(
    async (tx) => {
      const result = await run(tx);
      if (isGivenUp()) throw new AppError("unavailable", "given-up");
      return result;
    },
    { maxWait: 5_000, timeout: 30_000 },
  );
}

export { Prisma };
