import type { Tx } from "~/platform/database/client.server";
import { insertNeeds, type NewNeed } from "./repository.server";

export type { NewNeed };

/** Writes needs that firms posted, inside a transaction of the caller's. Each gets an address of its own, made from its key. */
export function addNeeds(tx: Tx, needs: readonly NewNeed[]): Promise<void> {
  return insertNeeds(tx, needs);
}
