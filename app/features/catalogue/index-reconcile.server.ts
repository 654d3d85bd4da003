import { db, sqlPool } from "~/platform/database/client.server";
import { noteFor } from "./index-outbox.server";
import { INTERFACE_LANGUAGES, type SearchIndex } from "./search-engine";
import { SEARCHABLE_STATES } from "./status";

export type Reconciled = {
  /** Listings that should be found. */
  searchable: number;
  missing: number;
  outdated: number;
  /** Indexed, but not to be found. */
  orphans: number;
  /** Indexed in a version that the database has not reached: it was restored from a backup. */
  ahead: number;
};

/**
 * Compares what is indexed with what should be, by version, and notes every difference for the drainer. A listing that
 * waits for the drainer anyway is no difference.
 */
export async function reconcile(index: SearchIndex, now: Date): Promise<Reconciled> {
  const { searchable, missing, outdated, orphans, ahead } = await compare(index);
  await noteFor(index.name, [...missing, ...outdated, ...orphans], now);
  return { searchable, missing: missing.length, outdated: outdated.length, orphans: orphans.length, ahead: ahead.length };
}

/** The ids of what differs; changes nothing. */
export async function compare(index: SearchIndex): Promise<Record<"missing" | "outdated" | "orphans" | "ahead", string[]> & { searchable: number }> {
  const waiting = await noted(index.name);
  const expected = await searchableVersions();
  const indexed = new Map<string, number>();
  for await (const { id, oldestVersion, languages } of index.inventory()) indexed.set(id, languages === INTERFACE_LANGUAGES.length ? oldestVersion : Number.NEGATIVE_INFINITY);

  const settled = [...expected].filter(([id]) => !waiting.has(id));
  return {
    searchable: expected.size,
    missing: settled.flatMap(([id]) => (indexed.has(id) ? [] : [id])),
    outdated: settled.flatMap(([id, version]) => ((indexed.get(id) ?? version) < version ? [id] : [])),
    orphans: [...indexed.keys()].filter((id) => !expected.has(id) && !waiting.has(id)),
    ahead: settled.flatMap(([id, version]) => ((indexed.get(id) ?? version) > version ? [id] : [])),
  };
}

async function noted(name: string): Promise<Set<string>> {
  const { rows } = await sqlPool().query<{ listing_id: string }>("SELECT listing_id FROM search.outbox WHERE engine = $1", [name]);
  return new Set(rows.map(({ listing_id }) => listing_id));
}

async function searchableVersions(): Promise<Map<string, number>> {
  const rows = await db().listing.findMany({ where: { state: { in: [...SEARCHABLE_STATES] } }, select: { id: true, version: true } });
  return new Map(rows.map(({ id, version }) => [id, version]));
}
