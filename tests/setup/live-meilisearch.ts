import { Meilisearch, MeilisearchApiError } from "meilisearch";
import pg from "pg";
import { inject } from "vitest";
import { buildDocuments } from "~/features/catalogue/documents.server";
import { toStored } from "~/features/catalogue/meilisearch-documents.server";
import { INTERFACE_LANGUAGES, type InterfaceLanguage } from "~/features/catalogue/search-engine";
import { db, sqlPool } from "~/platform/database/client.server";

const ONE_AT_A_TIME = 7_224_099;

/** The engine that MEILISEARCH_URL names for the tests; undefined without one. */
export const LIVE = process.env.LIVE_MEILISEARCH_URL
  ? { url: process.env.LIVE_MEILISEARCH_URL, client: new Meilisearch({ host: process.env.LIVE_MEILISEARCH_URL, apiKey: process.env.MEILISEARCH_ADMIN_KEY ?? "" }) }
  : undefined;

/** Files that work on the one live engine take turns. Returns what lets the next one have it. */
export async function haveLiveEngine(): Promise<() => Promise<void>> {
  const client = new pg.Client({ connectionString: inject("postgresUrl") });
  await client.connect();
  await client.query("SELECT pg_advisory_lock($1)", [ONE_AT_A_TIME]);
  return () => client.end();
}

/** The engine as it is on its first day, and a database that has never heard of it. */
export async function forgetMeilisearch(client: Meilisearch): Promise<void> {
  await wipe(client);
  await sqlPool().query("DELETE FROM search.outbox; DELETE FROM search.engine WHERE name <> 'postgres'");
}

/** All its indexes are gone, as after the loss of its disk. */
export async function wipe(client: Meilisearch): Promise<void> {
  const { results } = await client.getIndexes({ limit: 100 });
  for (const { uid } of results) await client.deleteIndex(uid).waitTask({ timeout: 60_000 });
}

/** Everything that the engine holds, whatever it may show: by index, in the order of the ids. */
export async function everythingIn(client: Meilisearch): Promise<Record<string, unknown[]>> {
  const { results: indexes } = await client.getIndexes({ limit: 100 });
  return heldBy(
    client,
    indexes.map(({ uid }) => uid),
  );
}

/** The same of these indexes only; those that there are not are left out. */
export async function heldBy(client: Meilisearch, names: readonly string[]): Promise<Record<string, unknown[]>> {
  const held: Array<readonly [string, unknown[]]> = [];
  for (const uid of names) {
    try {
      held.push([uid, inOrder((await client.index<{ id: string }>(uid).getDocuments({ limit: 10_000 })).results)]);
    } catch (error) {
      if (!(error instanceof MeilisearchApiError) || error.cause?.code !== "index_not_found") throw error;
    }
  }
  return Object.fromEntries(held.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Everything that it should hold, as the database has it now. */
export async function whatShouldBeIndexed(): Promise<Record<string, unknown[]>> {
  const listings = await db().listing.findMany({ select: { id: true } });
  const documents = await buildDocuments(listings.map(({ id }) => id));
  const stored = (language: InterfaceLanguage) => documents.filter((document) => document.language === language).map(toStored);
  return Object.fromEntries([...INTERFACE_LANGUAGES].sort().map((language) => [`solutions_${language}`, inOrder(stored(language))]));
}

function inOrder(documents: ReadonlyArray<{ id: string }>): unknown[] {
  return [...documents].sort((a, b) => (a.id < b.id ? -1 : 1)).map((document) => JSON.parse(JSON.stringify(document)));
}
