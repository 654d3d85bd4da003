import { describe, expect, it } from "vitest";
import { everythingIn, LIVE, wipe } from "#tests/setup/live-meilisearch";
import { rebuild } from "~/features/catalogue/indexer.server";
import { indexName } from "~/features/catalogue/meilisearch-client.server";
import { meilisearchIndex } from "~/features/catalogue/meilisearch-index.server";
import { sqlPool } from "~/platform/database/client.server";
import { publish, retitle, setState, sleep, useMeilisearch, waiting } from "./meilisearch-world";

const clock = () => new Date();

describe.skipIf(!LIVE)("Meilisearch's index is built anew", { timeout: 180_000 }, () => {
  const world = useMeilisearch();
  const total = async () => (await world.engine().index(indexName("es")).search("", { hitsPerPage: 1, page: 1 })).totalHits;
  const isGrowing = async () => (await sqlPool().query("SELECT FROM search.engine WHERE name = 'meilisearch:next'")).rowCount === 1;

  it("while searches go on without an empty moment, and no change is lost", async () => {
    const ids = await world.follow();
    // So that what follows happens while it grows.
    world.proxy().set({ delay: () => 60 });
    const totals = new Set<number>();
    let done = false;
    const looking = (async () => {
      while (!done) totals.add(await total().catch(() => 0));
    })();
    const rebuilding = rebuild(meilisearchIndex(), clock);
    const seen: boolean[] = [];
    for (const [number, id] of ids.slice(0, 8).entries()) {
      seen.push(await isGrowing());
      await retitle(id, `Prensa ${number}`);
      await setState(id, "hidden");
      await setState(id, "published");
      await publish(`Trapiche ${number}`);
      await sleep(100);
    }
    expect(await rebuilding).toMatchObject({ failed: 0 });
    expect(seen).toContain(true);
    world.proxy().set({});
    await world.becomesEqual();
    done = true;
    await looking;
    // Some of the twelve were hidden for a moment; never were there few.
    expect(Math.min(...totals)).toBeGreaterThanOrEqual(10);
  });

  it("although the engine is away for a while in the middle", async () => {
    await world.follow();
    await world.stopKeeping();
    let requests = 0;
    world.proxy().set({
      delay: () => {
        requests += 1;
        return 20;
      },
    });
    const before = await everythingIn(world.engine());
    await sqlPool().query("UPDATE search.engine SET rebuild_asked_at = now() WHERE name = 'meilisearch'");
    await world.keep(meilisearchIndex());
    for (const after of [8, 16, 24, 32]) {
      while (requests < after) await sleep(5);
      await world.proxy().stop();
      expect(await (async () => (await everythingIn(world.engine())).solutions_es)()).toEqual(before.solutions_es);
      await sleep(300);
      await world.proxy().start();
    }
    await world.becomesEqual();
    expect(Object.keys(await everythingIn(world.engine()))).toEqual(["solutions_en", "solutions_es", "solutions_pt"]);
  });

  it("although the process dies in the middle: another one goes on where it was", async () => {
    const ids = await world.follow();
    for (const pause of [50, 150, 300, 600, 1_000]) {
      await world.stopKeeping();
      await sqlPool().query("UPDATE search.engine SET rebuild_asked_at = now() WHERE name = 'meilisearch'");
      await world.keep(meilisearchIndex());
      await sleep(pause);
      // Everything that the leader holds is gone at once, while Meilisearch works on.
      await sqlPool().query(
        "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND classid = 7224011 AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
      );
      await retitle(ids[0] ?? "", `Prensa ${pause}`);
      await world.becomesEqual();
    }
  });

  it("when it was wiped in the middle, of another index too", async () => {
    const ids = await world.follow();
    await sqlPool().query("UPDATE search.engine SET rebuild_asked_at = now() WHERE name = 'meilisearch'");
    world.proxy().set({ delay: () => 60 });
    await retitle(ids[0] ?? "", "Prensa");
    await expect.poll(isGrowing, { interval: 10, timeout: 10_000 }).toBe(true);
    await wipe(world.engine());
    await world.becomesEqual();
  });

  it("by one of many processes, whichever it is", async () => {
    const ids = await world.follow();
    await world.keep(meilisearchIndex());
    await world.keep(meilisearchIndex());
    await sqlPool().query("UPDATE search.engine SET rebuild_asked_at = now() WHERE name = 'meilisearch'");
    for (const id of ids) await retitle(id, "Prensa");
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
