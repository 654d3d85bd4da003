import { isDeepStrictEqual } from "node:util";
import { mapInSlices } from "~/platform/event-loop.server";
import { settled } from "./index-drain.server";
import { indexName, meilisearchClient } from "./meilisearch-client.server";
import { toStored } from "./meilisearch-documents.server";
import { conditionOf, markedSettings } from "./meilisearch-shape.server";
import { asked, finished } from "./meilisearch-tasks.server";
import {
  type CatalogueDocument,
  type EngineHealth,
  INTERFACE_LANGUAGES,
  type IndexedListing,
  IndexTrouble,
  type InterfaceLanguage,
  type NextIndex,
  type ReplaceableIndex,
  type Writing,
} from "./search-engine";

const INVENTORY_PAGE = 10_000;
/** A swap itself takes milliseconds, but waits for what is queued. */
const SWAP_MS = 120_000;

type NameOf = (language: InterfaceLanguage) => string;
const nextIndexName: NameOf = (language) => `${indexName(language)}_next`;

/** Meilisearch's index as it is written: by one process at a time, because Meilisearch itself compares no versions. */
export function meilisearchIndex(): ReplaceableIndex {
  return {
    name: "meilisearch",
    index: writeDocuments,
    remove: removeDocuments,
    inventory,
    health,
    condition: (thorough) =>
      conditionOf(
        INTERFACE_LANGUAGES.map((language) => [language, indexName(language)]),
        thorough,
      ),
    next: nextIndex(),
  };
}

function nextIndex(): NextIndex {
  return {
    name: "meilisearch:next",
    // Nothing older than what is written can be in it, for everything in it came this way.
    index: (documents, writing) => add(nextIndexName, documents, writing),
    remove: (ids, signal) => drop(nextIndexName, ids, signal),
    inventory: () => listAll(nextIndexName),
    health,
    condition: () => conditionOf(INTERFACE_LANGUAGES.map((language) => [language, nextIndexName(language)])),
    async prepare(signal) {
      await deleteIndexes(nextIndexName, signal);
      await makeIndexes(nextIndexName, signal);
    },
    async takePlace(signal) {
      const client = meilisearchClient("write");
      const [before, birth] = [await birthOf(indexName), await birthOf(nextIndexName)];
      // One task, so that all languages change in one moment.
      await asked(
        client.swapIndexes(INTERFACE_LANGUAGES.map((language) => ({ indexes: [nextIndexName(language), indexName(language)] as [string, string], rename: !before.has(language) }))),
      );
      // A key for these indexes only is not told of that task, so the indexes are asked which one they are.
      const limit = Date.now() + SWAP_MS;
      while (!isDeepStrictEqual(await birthOf(indexName), birth)) {
        if (signal?.aborted || Date.now() > limit) throw new IndexTrouble("Meilisearch has not put the new index in its place");
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      await deleteIndexes(nextIndexName, signal);
    },
  };
}

/** Makes empty indexes with the settings of this release where there are none. */
export async function prepareIndexes(): Promise<void> {
  await makeIndexes(indexName);
}

/** Writes documents and waits until they can be found; one with a lower version than the stored one is left out. */
export async function writeDocuments(documents: readonly CatalogueDocument[], writing?: Writing): Promise<void> {
  const stored = await storedVersions(documents);
  await add(
    indexName,
    documents.filter(({ id, language, version }) => (stored.get(`${language} ${id}`) ?? version) <= version),
    writing,
  );
}

/** Removes listings from the indexes of all languages, and waits until nobody can find them. */
export function removeDocuments(ids: readonly string[], signal?: AbortSignal): Promise<void> {
  return drop(indexName, ids, signal);
}

export function inventory(): AsyncIterable<IndexedListing> {
  return listAll(indexName);
}

export async function health(): Promise<EngineHealth> {
  try {
    const { indexes } = await asked(meilisearchClient("write").getStats());
    return { ok: true, documents: INTERFACE_LANGUAGES.reduce((sum, language) => sum + (indexes[indexName(language)]?.numberOfDocuments ?? 0), 0) };
  } catch (error) {
    return { ok: false, reason: (error as Error).message };
  }
}

async function add(nameOf: NameOf, documents: readonly CatalogueDocument[], { signal, between }: Writing = {}): Promise<void> {
  const client = meilisearchClient("write");
  const newest = new Map<string, CatalogueDocument>();
  for (const document of documents) {
    const key = `${document.language} ${document.id}`;
    if ((newest.get(key)?.version ?? Number.NEGATIVE_INFINITY) <= document.version) newest.set(key, document);
  }
  const all = [...newest.values()];
  const queued: Array<Promise<void>> = [];
  try {
    for (const language of INTERFACE_LANGUAGES) {
      // While Meilisearch is at work on the language before.
      const own = await mapInSlices(
        all.filter((document) => document.language === language),
        toStored,
      );
      if (own.length === 0) continue;
      if (between) {
        await settled(queued);
        await between();
      }
      const written = finished(client, client.index(nameOf(language)).addDocuments(own), signal);
      // A failure is heard when all are, not in the midst of preparing the next.
      written.catch(() => {});
      queued.push(written);
    }
  } finally {
    await settled(queued);
  }
}

async function drop(nameOf: NameOf, ids: readonly string[], signal?: AbortSignal): Promise<void> {
  const client = meilisearchClient("write");
  await inEachLanguage((language) => finished(client, client.index(nameOf(language)).deleteDocuments([...ids]), signal));
}

function inEachLanguage(work: (language: InterfaceLanguage) => Promise<void>): Promise<void> {
  return settled(INTERFACE_LANGUAGES.map(work));
}

/** The versions that the index holds of these documents, by language and id. Throws an IndexTrouble when an index is missing. */
async function storedVersions(documents: readonly CatalogueDocument[]): Promise<Map<string, number>> {
  const versions = new Map<string, number>();
  await inEachLanguage(async (language) => {
    const ids = [...new Set(documents.flatMap((document) => (document.language === language ? [document.id] : [])))];
    if (ids.length === 0) return;
    const { results } = await asked(
      meilisearchClient("write")
        .index<{ id: string; version: number }>(indexName(language))
        // Not by "ids": those would stand in the address, which has an end.
        .getDocuments({ filter: `id IN ${JSON.stringify(ids)}`, fields: ["id", "version"], limit: ids.length }),
    );
    for (const { id, version } of results) versions.set(`${language} ${id}`, version);
  });
  return versions;
}

async function* listAll(nameOf: NameOf): AsyncGenerator<IndexedListing> {
  const listings = new Map<string, IndexedListing>();
  for (const language of INTERFACE_LANGUAGES) {
    for (let offset = 0; ; offset += INVENTORY_PAGE) {
      const { results, total } = await asked(
        meilisearchClient("write")
          .index<{ id: string; version: number }>(nameOf(language))
          .getDocuments({ fields: ["id", "version"], offset, limit: INVENTORY_PAGE }),
      );
      for (const { id, version } of results) {
        const known = listings.get(id);
        listings.set(id, { id, languages: (known?.languages ?? 0) + 1, oldestVersion: Math.min(known?.oldestVersion ?? version, version) });
      }
      if (offset + INVENTORY_PAGE >= total) break;
    }
  }
  yield* listings.values();
}

async function makeIndexes(nameOf: NameOf, signal?: AbortSignal): Promise<void> {
  const client = meilisearchClient("write");
  await inEachLanguage(async (language) => {
    await finished(client, client.createIndex(nameOf(language), { primaryKey: "id" }), signal).catch(unless("index_already_exists"));
    await finished(client, client.index(nameOf(language)).updateSettings(markedSettings(language)), signal);
  });
}

async function deleteIndexes(nameOf: NameOf, signal?: AbortSignal): Promise<void> {
  const client = meilisearchClient("write");
  await inEachLanguage((language) => finished(client, client.deleteIndex(nameOf(language)), signal).catch(unless("index_not_found")));
}

/** When each index was made, which goes along when it takes another's place; those that are missing are left out. */
async function birthOf(nameOf: NameOf): Promise<Map<InterfaceLanguage, string>> {
  const born = new Map<InterfaceLanguage, string>();
  await inEachLanguage(async (language) => {
    try {
      born.set(language, String((await asked(meilisearchClient("write").getRawIndex(nameOf(language)))).createdAt));
    } catch (error) {
      unless("index_not_found")(error as Error);
    }
  });
  return born;
}

/** Lets an error of this code pass. */
function unless(code: string): (error: Error) => void {
  return (error) => {
    if (!error.message.endsWith(`(${code})`)) throw error;
  };
}
