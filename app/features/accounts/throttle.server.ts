import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { sha256 } from "~/platform/hash.server";

const MINUTE = 60;
const HOUR = 60 * MINUTE;

/**
 * How often somebody may try. A limit slows down and ends by itself: nobody can lock another's account, and the mailed
 * link opens it meanwhile. Counted in this process, so several processes allow as many times more.
 */
const LIMITS = {
  signInByClient: new RateLimiterMemory({ points: 20, duration: 5 * MINUTE }),
  signInByAccount: new RateLimiterMemory({ points: 10, duration: 15 * MINUTE }),
  codeByAccount: new RateLimiterMemory({ points: 10, duration: 15 * MINUTE }),
  letterByClient: new RateLimiterMemory({ points: 20, duration: HOUR }),
  letterByAddress: new RateLimiterMemory({ points: 3, duration: HOUR }),
  draftByClient: new RateLimiterMemory({ points: 60, duration: HOUR }),
  signUpByClient: new RateLimiterMemory({ points: 60, duration: HOUR }),
} as const;

export type Limit = keyof typeof LIMITS;

/** Counts a try before it is made, so that many at once can't slip by; false when there were too many. The subject is kept as a hash. */
export async function mayTry(limit: Limit, subject: string): Promise<boolean> {
  try {
    await LIMITS[limit].consume(sha256(subject));
    return true;
  } catch (cause) {
    if (cause instanceof RateLimiterRes) return false;
    throw cause;
  }
}

/** What succeeded was nobody's guessing. */
export async function forgetTries(limit: Limit, subject: string): Promise<void> {
  await LIMITS[limit].delete(sha256(subject));
}
