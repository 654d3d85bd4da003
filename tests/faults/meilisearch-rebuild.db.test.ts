import { describe, expect, it } from "vitest";
import { everythingIn, heldBy, wipe } from "#tests/setup/live-meilisearch";
import { rebuild } from "~/features/catalogue/indexer.server";
import { indexName } from "~/features/catalogue/meilisearch-client.server";
import { meilisearchIndex } from "~/features/catalogue/meilisearch-index.server";
import { sqlPool } from "~/platform/database/client.server";
import { askForRebuild, change, LIVE_ONLY, muchOf, prepare, retitle, sleep, useMeilisearch, waiting } from "./meilisearch-world";

const clock = () => new Date();

/** Where a rebuild may be met, in the order of its coming. */
const EMPTY = /^PATCH \/indexes\/\w+_next\/settings$/;
const FILLED = /^POST \/indexes\/\w+_next\/documents$/;
const SWAPPED = /^POST \/swap-indexes$/;
const CLEARED_AWAY = /^DELETE \/indexes\/\w+_next$/;

describe("Meilisearch's index is built anew", { timeout: 300_000 }, () => {
  const world = useMeilisearch("rebuilding");
  const total = async () => (await world.engine().index(indexName("es")).search("", { hitsPerPage: 1, page: 1 })).totalHits;
  const isGrowing = async () => (await sqlPool().query("SELECT FROM search.engine WHERE name = 'meilisearch:next'")).rowCount === 1;

  /** Searches until the work is done; returns every number of hits that there was. */
  async function searchingWhile(work: () => Promise<void>): Promise<number[]> {
    const totals = new Set<number>();
    let done = false;
    const searching = (async () => {
      while (!done) {
        totals.add(await total().catch(() => 0));
        await sleep(5);
      }
    })();
    try {
      await work();
    } finally {
      done = true;
      await searching;
    }
    return [...totals];
  }

  it("while searches go on without an empty moment, and no change is lost, whenever it is made", async () => {
    const ids = await world.follow();
    const [many, few] = [await muchOf(ids.slice(0, 3)), await muchOf(ids.slice(3, 6), "Prensa de aceite")];
    const allHappened = world.during([
      [FILLED, () => change(...many)],
      [SWAPPED, () => change({ id: ids[1] ?? "", title: "Prensa de uvas" }, ...few)],
      [CLEARED_AWAY, () => change({ id: ids[1] ?? "", title: "Prensa de caña" }, { id: ids[4] ?? "", state: "hidden" }, { id: ids[0] ?? "", state: "published" })],
    ]);
    const totals = await searchingWhile(async () => {
      await askForRebuild();
      await world.becomesEqual();
    });
    allHappened();
    expect(await total()).toBe(12);
    expect(Math.min(...totals)).toBeGreaterThanOrEqual(10);
  });

  it("a language at a time, and what changes meanwhile is found before the next", async () => {
    const ids = await world.follow();
    const found: unknown[] = [];
    const allHappened = world.during([
      [FILLED, () => change({ id: ids[0] ?? "", title: "Prensa de aceite" })],
      [
        FILLED,
        async () =>
          found.push(
            (
              await world
                .engine()
                .index(indexName("pt"))
                .getDocument(ids[0] ?? "", { fields: ["title"] })
            ).title,
          ),
      ],
    ]);
    await askForRebuild();
    await world.becomesEqual();
    allHappened();
    expect(found).toEqual(["Prensa de aceite"]);
  });

  it("by the command too, which brings along what changes meanwhile", async () => {
    const ids = await world.follow();
    await world.stopKeeping();
    const changes = await muchOf(ids);
    const allHappened = world.during([[FILLED, () => change(...changes)]]);
    expect(await rebuild(meilisearchIndex(), clock)).toMatchObject({ differed: { missing: 0, outdated: 0, orphans: 0 }, failed: 0 });
    allHappened();
    await world.becomesEqual();
  });

  it.skipIf(LIVE_ONLY)("under a stream of changes, by the command and by a process that keeps the index at once", async () => {
    const ids = await world.follow();
    // So that what follows happens while it grows.
    world.proxy().set({ delay: () => 60 });
    const seen: boolean[] = [];
    const totals = await searchingWhile(async () => {
      const rebuilding = rebuild(meilisearchIndex(), clock);
      for (const [number, id] of ids.slice(0, 8).entries()) {
        seen.push(await isGrowing());
        await retitle(id, `Prensa ${number}`);
        await change({ id, state: "hidden" });
        await change({ id, state: "published" });
        await change({ id: await prepare(`Trapiche ${number}`), state: "published" });
        await sleep(100);
      }
      expect(await rebuilding).toMatchObject({ failed: 0 });
      world.proxy().set({});
      await world.becomesEqual();
    });
    expect(seen).toContain(true);
    // Some of the twelve were hidden for a moment; never were there few.
    expect(Math.min(...totals)).toBeGreaterThanOrEqual(10);
  });

  it("although the engine is away for a while in the middle", async () => {
    await world.follow();
    const names = ["solutions_en", "solutions_es", "solutions_pt"];
    const before = await heldBy(world.engine(), names);
    const goAway = async () => {
      await world.proxy().stop();
      const found = await heldBy(world.engine(), names);
      await sleep(300);
      await world.proxy().start();
      expect(found).toEqual(before);
    };
    const allHappened = world.during([EMPTY, FILLED, FILLED, SWAPPED, CLEARED_AWAY].map((at) => [at, goAway] as const));
    await askForRebuild();
    await world.becomesEqual();
    allHappened();
    expect(Object.keys(await everythingIn(world.engine()))).toEqual(names);
  });

  it.each([
    ["empty", EMPTY],
    ["filled", FILLED],
    ["put in its place", SWAPPED],
    ["cleared away", CLEARED_AWAY],
  ])("although its leader is lost while the new one is %s: another goes on where it was", async (_, at) => {
    const ids = await world.follow();
    const allHappened = world.during([
      // Until the rebuild itself clears away, nothing is there to delete: it begins by making sure of that.
      ...(at === CLEARED_AWAY ? [[SWAPPED, async () => {}] as const] : []),
      [
        at,
        async () => {
          // Everything that the leader holds is gone at once, while Meilisearch works on.
          await sqlPool().query(
            "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND classid = 7224011 AND objid = 2 AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
          );
          await retitle(ids[0] ?? "", "Prensa");
        },
      ],
    ]);
    await askForRebuild();
    await world.becomesEqual();
    allHappened();
  });

  // Only a real engine can lose what it has.
  it.skipIf(LIVE_ONLY)("when it was wiped in the middle, of another index too", async () => {
    const ids = await world.follow();
    await askForRebuild();
    world.proxy().set({ delay: () => 60 });
    await retitle(ids[0] ?? "", "Prensa");
    await expect.poll(isGrowing, { interval: 10, timeout: 300_000 }).toBe(true);
    await wipe(world.engine());
    await world.becomesEqual();
  });

  it("by one of many processes, whichever it is", async () => {
    const ids = await world.follow();
    for (let more = 1; more <= 2; more += 1) {
      const looked = new Promise<void>((resolve) => {
        // The last that it looks at before it has nothing to do.
        world.proxy().set({ before: ({ path }) => (path.startsWith("/indexes/solutions_pt/documents") ? resolve() : undefined) });
      });
      await world.keep(meilisearchIndex());
      await looked;
    }
    await askForRebuild(...ids.map((id) => ({ id, title: "Prensa" })));
    await world.becomesEqual();
    expect(await waiting()).toEqual([]);
  });

  it("when a backup was restored that is older than the index", async () => {
    const ids = await world.follow();
    await retitle(ids[0] ?? "", "Mañana");
    await world.becomesEqual();
    await world.stopKeeping();
    await sqlPool().query(`UPDATE "Listing" SET version = 1 WHERE id = $1`, [ids[0]]);
    await sqlPool().query(`UPDATE "RevisionText" SET title = 'Ayer' WHERE "revisionId" = (SELECT "revisionId" FROM "Listing" WHERE id = $1)`, [ids[0]]);
    await world.keep(meilisearchIndex());
    await world.becomesEqual();
    expect(JSON.stringify(await everythingIn(world.engine()))).toContain("Ayer");
  });
});
