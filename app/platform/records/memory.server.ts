import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** A collection takes a tenth of a second, so this much must have come together since the last one. */
const GARBAGE_BYTES = 24 * 1024 * 1024;

let collect: (() => void) | undefined;
let alive = 0;

/**
 * Frees what batches left behind. V8 by itself lets garbage grow to several times what is alive before it looks at
 * long-lived memory, and on a small server that is what another program needs: the promise is 300 MB.
 */
export function relieveMemory(): void {
  if (heldBytes() < alive + GARBAGE_BYTES) return;
  if (!collect) {
    setFlagsFromString("--expose-gc");
    collect = runInNewContext("gc") as () => void;
  }
  collect();
  alive = heldBytes();
}

/** The process's size is no measure: the system takes freed pages back when it likes. */
function heldBytes(): number {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
