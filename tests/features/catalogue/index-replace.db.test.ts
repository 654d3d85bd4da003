import { beforeEach, describe, expect, it } from "vitest";
import { createBusinessType, createCategory, createListing, MADE_AT } from "#tests/factories/records";
import { drainSearchOutbox } from "~/features/catalogue/index-drain.server";
import { askForRebuild, asLeader, follow, inherit } from "~/features/catalogue/index-outbox.server";
import { replaceStep } from "~/features/catalogue/index-replace.server";
import { rebuild } from "~/features/catalogue/indexer.server";
import {
  type CatalogueDocument,
  type EngineHealth,
  type IndexCondition,
  type IndexedListing,
  IndexTrouble,
  type NextIndex,
  type ReplaceableIndex,
  type SearchIndex,
  type Writing,
} from "~/features/catalogue/search-engine";
import { db, sqlPool, transaction } from "~/platform/database/client.server";
import { noteListingChange } from "~/platform/outbox.server";

/** An index that is replaced as a whole, kept in memory: what any engine of that kind may rely on. */
class MemoryIndex implements SearchIndex {
  documents = new Map<string, CatalogueDocument>();
  state: IndexCondition = "missing";

  constructor(readonly name: string) {}

  async index(documents: readonly CatalogueDocument[], _writing?: Writing): Promise<void> {
    for (const document of documents) this.documents.set(`${document.language} ${document.id}`, document);
  }
  async remove(ids: readonly string[]): Promise<void> {
    for (const [key, { id }] of this.documents) if (ids.includes(id)) this.documents.delete(key);
  }
  async health(): Promise<EngineHealth> {
    return { ok: true, documents: this.documents.size };
  }
  async *inventory(): AsyncGenerator<IndexedListing> {
    for (const id of this.ids()) {
      const own = [...this.documents.values()].filter((document) => document.id === id);
      yield { id, languages: own.length, oldestVersion: Math.min(...own.map(({ version }) => version)) };
    }
  }
  async condition(): Promise<IndexCondition> {
    return this.state;
  }
  ids(): string[] {
    return [...new Set([...this.documents.values()].map(({ id }) => id))].sort();
  }
}

function memoryIndex(): ReplaceableIndex & { live: MemoryIndex; growing: MemoryIndex } {
  const live = new MemoryIndex("meilisearch");
  const growing = new MemoryIndex("meilisearch:next");
  const next: NextIndex = Object.assign(Object.create(growing) as MemoryIndex, {
    async prepare() {
      growing.documents = new Map();
      growing.state = "current" as const;
    },
    async takePlace() {
      live.documents = growing.documents;
      live.state = growing.state;
      growing.documents = new Map();
      growing.state = "missing";
    },
  });
  return Object.assign(Object.create(live) as MemoryIndex, { live, growing, next });
}

const NOW = new Date("2026-06-01T12:00:00Z");
const note = (...ids: string[]) => transaction((tx) => noteListingChange(tx, ids, NOW));
const notedFor = async (name: string) =>
  (await sqlPool().query<{ listing_id: string }>("SELECT listing_id FROM search.outbox WHERE engine = $1 ORDER BY 1", [name])).rows.map((row) => row.listing_id);
const step = (index: ReplaceableIndex, { inUse = false } = {}) => asLeader(index.name, (client) => replaceStep(client, index, { now: NOW, inUse }));

beforeEach(async () => {
  await createCategory();
  await createBusinessType();
  await db().listing.deleteMany();
  await sqlPool().query("DELETE FROM search.outbox; DELETE FROM search.engine WHERE name <> 'postgres'");
});

describe("an index that follows the listings", () => {
  it("has each change noted for itself, beside the others", async () => {
    await follow("meilisearch");
    const { id } = await createListing();
    await note(id);
    expect([await notedFor("postgres"), await notedFor("meilisearch")]).toEqual([[id], [id]]);
    await drainSearchOutbox(new MemoryIndex("meilisearch"), { now: NOW });
    expect([await notedFor("postgres"), await notedFor("meilisearch")]).toEqual([[id], []]);
  });

  it("hands on to its successor's name what was noted and not yet written, with what was set aside", async () => {
    await follow("meilisearch");
    await follow("meilisearch:next");
    const [written, waiting, poison] = [await createListing(), await createListing(), await createListing()];
    await note(written.id, waiting.id, poison.id);
    await sqlPool().query("DELETE FROM search.outbox WHERE engine = 'meilisearch'");
    await sqlPool().query("DELETE FROM search.outbox WHERE engine = 'meilisearch:next' AND listing_id = $1", [written.id]);
    await sqlPool().query("UPDATE search.outbox SET attempts = 3, failure = 'indigestible' WHERE listing_id = $1", [poison.id]);
    await asLeader("meilisearch", (client) => inherit(client, "meilisearch", "meilisearch:next"));
    expect(await notedFor("meilisearch")).toEqual([waiting.id, poison.id].sort());
    expect(await notedFor("meilisearch:next")).toEqual([]);
    const { rows } = await sqlPool().query("SELECT attempts, failure FROM search.outbox WHERE engine = 'meilisearch' AND listing_id = $1", [poison.id]);
    expect(rows).toEqual([{ attempts: 3, failure: "indigestible" }]);
  });

  it("is told of what a transaction changed that began before it followed", async () => {
    const index = memoryIndex();
    const { id } = await createListing();
    const older = await sqlPool().connect();
    await older.query("BEGIN");
    // It writes, so it has begun; it has not noted anything yet.
    await older.query(`UPDATE "Listing" SET version = 9, "updatedAt" = $1 WHERE id = $2`, [MADE_AT, id]);
    await follow(index.name);
    expect(await step(index)).toBe("waiting");
    expect(await step(index)).toBe("waiting");
    await older.query("COMMIT");
    older.release();
    await expect.poll(() => step(index)).toBe("in place");
    expect([...index.live.documents.values()].map(({ version }) => version)).toEqual([9, 9, 9]);
  });
});

describe("an index that is built anew", () => {
  it("does not take the other's place before it holds every listing in its version", async () => {
    const index = memoryIndex();
    await createListing();
    const { id: lost } = await createListing();
    const remember = index.growing.index.bind(index.growing);
    let losing = true;
    // Says that it wrote, and did not.
    index.growing.index = async (documents) => remember(documents.filter((document) => !losing || document.id !== lost));
    for (let turn = 0; turn < 5; turn += 1) expect(await step(index)).not.toBe("in place");
    expect(index.live.ids()).toEqual([]);
    losing = false;
    await expect.poll(() => step(index)).toBe("in place");
    expect(index.live.ids()).toHaveLength(2);
  });

  describe("beside one in use", () => {
    const beside = async () => {
      const index = memoryIndex();
      const { id } = await createListing();
      await createListing();
      await rebuild(index, () => NOW);
      await askForRebuild(index.name, NOW);
      return { index, id };
    };
    const versionOf = (index: MemoryIndex, id: string) => index.documents.get(`es ${id}`)?.version;
    const retouch = async (id: string) => {
      await db().listing.update({ where: { id }, data: { version: { increment: 1 } } });
      await note(id);
    };

    it("lets a change that comes in the midst of a batch go first", async () => {
      const { index, id } = await beside();
      const remember = index.growing.index.bind(index.growing);
      const seen: unknown[] = [];
      index.growing.index = async (documents, { between } = {}) => {
        if (seen.length === 0) await retouch(id);
        await between?.();
        seen.push(versionOf(index.live, id));
        await remember(documents);
      };
      await expect.poll(() => step(index, { inUse: true })).toBe("in place");
      expect(seen[0]).toBe(2);
      expect(versionOf(index.live, id)).toBe(2);
    });

    it("takes its place although changes never cease, and nothing that was shown is lost with it", async () => {
      const { index, id } = await beside();
      const remember = index.growing.index.bind(index.growing);
      const shown = () => versionOf(index.live, id) ?? 0;
      let before = 0;
      index.growing.index = async (documents, { between } = {}) => {
        await retouch(id);
        await between?.();
        await retouch(id);
        await remember(documents);
        before = shown();
      };
      await expect.poll(() => step(index, { inUse: true })).toBe("in place");
      expect(before).toBeGreaterThan(1);
      expect(shown()).toBeGreaterThanOrEqual(before);
      expect(await notedFor(index.next.name)).toEqual([]);
      await drainSearchOutbox(index, { now: NOW });
      expect(shown()).toBe((await db().listing.findUniqueOrThrow({ where: { id } })).version);
    });

    it("sets nothing aside when the one in use can't be written meanwhile", async () => {
      const { index, id } = await beside();
      index.growing.index = async (_, { between } = {}) => {
        await note(id);
        await between?.();
      };
      index.live.index = () => Promise.reject(new Error("no answer"));
      index.live.health = async () => ({ ok: false, reason: "no answer" });
      await expect.poll(() => step(index, { inUse: true }).catch((error: unknown) => error)).toBeInstanceOf(IndexTrouble);
      expect((await sqlPool().query("SELECT FROM search.outbox WHERE failure IS NOT NULL")).rowCount).toBe(0);
    });

    it("tells the pages when it takes its place, not before", async () => {
      const { index } = await beside();
      const client = await sqlPool().connect();
      const heard: string[] = [];
      client.on("notification", ({ channel }) => heard.push(channel));
      await client.query("LISTEN catalogue_changed");
      const steps: unknown[] = [];
      while (steps.at(-1) !== "in place") {
        expect(heard).toEqual([]);
        steps.push(await step(index, { inUse: true }));
        await client.query("SELECT 1");
      }
      await client.query("UNLISTEN *");
      client.release(true);
      expect(heard).toEqual(["catalogue_changed"]);
    });
  });

  it("is begun again when what stands in its place is ahead of the database", async () => {
    const index = memoryIndex();
    await createListing();
    await rebuild(index, () => NOW);
    // Interrupted between the swap and what follows it: the old one, of a later day, has the new one's name.
    await follow(index.next.name);
    await sqlPool().query("UPDATE search.engine SET complete = true WHERE name = $1", [index.next.name]);
    index.growing.state = "current";
    index.growing.documents = new Map([...index.live.documents].map(([key, document]) => [key, { ...document, version: 99 }]));
    expect(await step(index)).toBe("growing");
    await expect.poll(() => step(index)).toBe("in place");
    expect([...index.live.documents.values()].map(({ version }) => version)).toEqual([1, 1, 1]);
  });
});
