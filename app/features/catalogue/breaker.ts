export type BreakerLimits = { failures: number; withinMs: number; openMs: number };

/**
 * Stops asking somebody who fails: after so many failures within some time nothing is asked for a while, then one
 * question at a time, until one is answered. Times are milliseconds of any clock that only goes forward.
 */
export class Breaker {
  private failures: number[] = [];
  private openUntil: number | undefined;
  private trying = false;

  constructor(
    private readonly limits: BreakerLimits,
    private readonly clock: () => number,
  ) {}

  /** Whether to ask now. Who was told to must report how it went. */
  mayAsk(): boolean {
    if (this.openUntil === undefined) return true;
    if (this.clock() < this.openUntil || this.trying) return false;
    this.trying = true;
    return true;
  }

  /** Returns true when this ends a time of failures. */
  answered(): boolean {
    const wasOpen = this.openUntil !== undefined;
    this.trying = false;
    this.openUntil = undefined;
    this.failures = [];
    return wasOpen;
  }

  /** Returns true when this was one failure too many, or the trial failed. */
  failed(): boolean {
    const now = this.clock();
    this.failures = [...this.failures.filter((at) => at > now - this.limits.withinMs), now];
    if (!this.trying && this.failures.length < this.limits.failures) return false;
    const wasClosed = this.openUntil === undefined || this.trying;
    this.trying = false;
    this.failures = [];
    this.openUntil = now + this.limits.openMs;
    return wasClosed;
  }
}
