import { v7 } from "uuid";

/** UUIDv7: sorts by the time it was made, so an index on it stays compact. */
export function newId(now?: Date): string {
  return now ? v7({ msecs: now.getTime() }) : v7();
}

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Whether an address names something that could be one of ours: PostgreSQL refuses to compare an id with anything else. */
export function isId(text: string | undefined): text is string {
  return text !== undefined && ID.test(text);
}
