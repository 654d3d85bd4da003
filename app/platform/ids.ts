import { v7 } from "uuid";

/** UUIDv7: sorts by the time it was made, so an index on it stays compact. */
export function newId(now?: Date): string {
  return now ? v7({ msecs: now.getTime() }) : v7();
}
