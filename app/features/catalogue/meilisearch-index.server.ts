import { indexName, meilisearchClient } from "./meilisearch-client.server";
import { toStoredDocuments } from "./meilisearch-documents.server";
import { indexSettings } from "./meilisearch-settings.server";
import { type CatalogueDocument, INTERFACE_LANGUAGES, type IndexedListing } from "./search-engine";

/** Makes the indexes that are missing, and gives all of them their settings. */
export async function prepareIndexes(): Promise<void> {
  const client = meilisearchClient("write");
  for (const language of INTERFACE_LANGUAGES) {
    const made = await client.createIndex(indexName(language), { primaryKey: "id" }).waitTask();
    if (made.error && made.error.code !== "index_already_exists") throw new Error(made.error.message);
    const set = await client
      .index(indexName(language))
      .updateSettings(await indexSettings(language))
      .waitTask();
    if (set.error) throw new Error(set.error.message);
  }
}

/** Writes documents and waits until they can be found. */
export async function writeDocuments(documents: readonly CatalogueDocument[]): Promise<void> {
  for (const [language, stored] of await toStoredDocuments(documents)) {
    if (stored.length === 0) continue;
    const task = await meilisearchClient("write").index(indexName(language)).addDocuments(stored).waitTask();
    if (task.error) throw new Error(task.error.message);
  }
}

/** Removes listings from the indexes of all languages. */
export async function removeDocuments(ids: readonly string[]): Promise<void> {
  for (const language of INTERFACE_LANGUAGES) {
    const task = await meilisearchClient("write")
      .index(indexName(language))
      .deleteDocuments([...ids])
      .waitTask();
    if (task.error) throw new Error(task.error.message);
  }
}

export async function* inventory(): AsyncGenerator<IndexedListing> {
  const listings = new Map<string, IndexedListing>();
  for (const language of INTERFACE_LANGUAGES) {
    for (let offset = 0; ; ) {
      const { results } = await meilisearchClient("write")
        .index<{ id: string; version: number }>(indexName(language))
        .getDocuments({ offset, limit: 5_000, fields: ["id", "version"] });
      for (const { id, version } of results) {
        const known = listings.get(id);
        listings.set(id, { id, languages: (known?.languages ?? 0) + 1, oldestVersion: Math.min(known?.oldestVersion ?? version, version) });
      }
      if (results.length === 0) break;
      offset += results.length;
    }
  }
  yield* listings.values();
}
