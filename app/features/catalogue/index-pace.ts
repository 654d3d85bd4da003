/** How long a change to the index in use may wait for a batch of the one that grows beside it. */
const BATCH_MS = 4_000;
const LEAST = 50;
const MOST = 500;

/** How many listings to write next, so that they take about BATCH_MS: `written` of them took `tookMs`. Never more than twice as many, nor less than half. */
export function nextBatch(written: number, tookMs: number): number {
  const fitting = (written * BATCH_MS) / Math.max(tookMs, 1);
  return Math.round(Math.min(Math.max(fitting, written / 2, LEAST), written * 2, MOST));
}
