import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** Where a collection is asked for; the promise is 300 MB, and a batch takes some tens of megabytes. */
const RELIEF_MB = 190;

let collect: (() => void) | undefined;

/**
 * Frees what a batch left behind, when the process has grown. V8 by itself lets garbage grow to several times what is
 * alive before it looks at long-lived memory, and on a small server that is what another program needs.
 */
export function relieveMemory(): void {
  if (process.memoryUsage.rss() < RELIEF_MB * 1024 * 1024) return;
  if (!collect) {
    setFlagsFromString("--expose-gc");
    collect = runInNewContext("gc") as () => void;
  }
  collect();
}
