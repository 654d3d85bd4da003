import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

const MEGABYTE = 1024 * 1024;
/** Below this nothing is done; the promise is 300 MB. */
const RELIEF_BYTES = 190 * MEGABYTE;
/** A collection takes a tenth of a second, so the process must have grown by this since the last one. */
const GROWTH_BYTES = 25 * MEGABYTE;

let collect: (() => void) | undefined;
let afterLast = 0;

/**
 * Frees what batches left behind, when the process has grown. V8 by itself lets garbage grow to several times what is
 * alive before it looks at long-lived memory, and on a small server that is what another program needs.
 */
export function relieveMemory(): void {
  if (process.memoryUsage.rss() < Math.max(RELIEF_BYTES, afterLast + GROWTH_BYTES)) return;
  if (!collect) {
    setFlagsFromString("--expose-gc");
    collect = runInNewContext("gc") as () => void;
  }
  collect();
  afterLast = process.memoryUsage.rss();
}
