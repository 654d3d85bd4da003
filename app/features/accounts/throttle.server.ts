import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import { RateLimiterPostgres, RateLimiterRes } from "rate-limiter-flexible";
import { sqlPool } from "~/platform/database/client.server";
import { AppError } from "~/platform/errors";
import { sha256 } from "~/platform/hash.server";

const MINUTE = 60;
const HOUR = 60 * MINUTE;

/**
 * How often somebody may try, by how many in how many seconds. A limit slows down and ends by itself: nobody can lock
 * another's account, and the mailed link opens it meanwhile.
 */
const LIMITS = {
  signInByClient: { tries: 20, seconds: 5 * MINUTE },
  signInByAccount: { tries: 10, seconds: 15 * MINUTE },
  codeByAccount: { tries: 10, seconds: 15 * MINUTE },
  letterByClient: { tries: 20, seconds: HOUR },
  letterByAddress: { tries: 3, seconds: HOUR },
  draftByClient: { tries: 60, seconds: HOUR },
  draftByPerson: { tries: 60, seconds: HOUR },
  submitByPerson: { tries: 30, seconds: HOUR },
  parkByClient: { tries: 30, seconds: HOUR },
  signUpByClient: { tries: 60, seconds: HOUR },
  signUpByAddress: { tries: 5, seconds: HOUR },
} as const;

/**
 * Who was refused is refused from memory for so long, so that a flood of tries is no flood of writes. Short, because
 * another process may forget the tries meanwhile.
 */
const REFUSED_SECONDS = 5;

/** A database that hangs is away too. */
const PATIENCE_MS = 8_000;

export type Limit = keyof typeof LIMITS;
export type Throttle = {
  mayTry(limit: Limit, subject: string): Promise<boolean>;
  forgetTries(limit: Limit, subject: string): Promise<void>;
  takeBackTry(limit: Limit, subject: string): Promise<void>;
};

/** Counts in the database that all processes share. Subjects are kept as hashes. */
export function openThrottle(pool: pg.Pool): Throttle {
  const limiters = new Map(
    Object.entries(LIMITS).map(([limit, { tries, seconds }]) => [
      limit,
      new RateLimiterPostgres({
        storeClient: pool,
        storeType: "pool",
        schemaName: "limits",
        tableName: "tries",
        tableCreated: true,
        clearExpiredByTimeout: false,
        keyPrefix: limit,
        points: tries,
        duration: seconds,
        inMemoryBlockOnConsumed: tries,
        inMemoryBlockDuration: REFUSED_SECONDS,
      }),
    ]),
  );
  const limiter = (limit: Limit): RateLimiterPostgres => {
    const found = limiters.get(limit);
    if (!found) throw new Error(`No limit is called ${limit}.`);
    return found;
  };
  return {
    async mayTry(limit, subject) {
      const waited = new AbortController();
      try {
        await Promise.race([limiter(limit).consume(sha256(subject)), sleep(PATIENCE_MS, undefined, { signal: waited.signal }).then(tooLong)]);
        return true;
      } catch (cause) {
        if (cause instanceof RateLimiterRes) return false;
        throw new AppError("unavailable", "tries-uncounted", { cause });
      } finally {
        waited.abort();
      }
    },
    async forgetTries(limit, subject) {
      await limiter(limit).delete(sha256(subject));
    },
    async takeBackTry(limit, subject) {
      await limiter(limit).reward(sha256(subject));
    },
  };
}

function tooLong(): never {
  throw new Error(`Counting a try took longer than ${PATIENCE_MS} ms.`);
}

let open: { pool: pg.Pool; throttle: Throttle } | undefined;

function throttle(): Throttle {
  const pool = sqlPool();
  if (open?.pool !== pool) open = { pool, throttle: openThrottle(pool) };
  return open.throttle;
}

/**
 * Counts a try before it is made, so that many at once can't slip by; false when there were too many. What can't be
 * counted is not tried: throws AppError `unavailable` "tries-uncounted" when the database does not answer.
 */
export function mayTry(limit: Limit, subject: string): Promise<boolean> {
  return throttle().mayTry(limit, subject);
}

/** Begins anew: whoever succeeded has shown whose account it is. */
export function forgetTries(limit: Limit, subject: string): Promise<void> {
  return throttle().forgetTries(limit, subject);
}

/** What succeeded was nobody's guessing. The tries before it stay counted, so that an account of one's own opens no way to guess at others'. */
export function takeBackTry(limit: Limit, subject: string): Promise<void> {
  return throttle().takeBackTry(limit, subject);
}

/** Removes what counts no more. Returns how many rows went. */
export async function deleteOldTries(now: Date): Promise<number> {
  const { rowCount } = await sqlPool().query("DELETE FROM limits.tries WHERE expire < $1", [now.getTime()]);
  return rowCount ?? 0;
}
