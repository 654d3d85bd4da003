import { describe, expect, it } from "vitest";
import type { Asked } from "#tests/setup/faulty-proxy";
import { everythingIn, wipe } from "#tests/setup/live-meilisearch";
import { meilisearchIndex } from "~/features/catalogue/meilisearch-index.server";
import { postgresSearchEngine } from "~/features/catalogue/postgres-search.server";
import { change, changeMuch, createCatalogue, LIVE_ONLY, prepare, retitle, SECRETS, sleep, useMeilisearch, waiting } from "./meilisearch-world";

describe("Meilisearch's index follows the database", { timeout: 300_000 }, () => {
  const world = useMeilisearch("following");

  it("builds it when there is none, and keeps out of it what nobody may find", async () => {
    await createCatalogue();
    await world.keep(meilisearchIndex());
    await world.becomesEqual();
    const held = JSON.stringify(await everythingIn(world.engine()));
    expect(held).toContain("Molino 1");
    for (const secret of SECRETS) expect(held, secret).not.toContain(secret);
  });

  it("follows every change because it is told of it, and PostgreSQL's follows beside it", async () => {
    const [first = "", second = ""] = await createCatalogue();
    await world.keep(meilisearchIndex(), { pollMs: 3_600_000 });
    await world.keep(postgresSearchEngine(), { pollMs: 3_600_000 });
    await world.becomesEqual();
    for (const turn of [1, 2, 3]) {
      const third = await prepare(`Trapiche ${turn}`);
      await change({ id: first, state: turn % 2 === 1 ? "hidden" : "published" }, { id: second, title: `Prensa de queso ${turn}` }, { id: third, state: "published" });
      await world.becomesEqual();
    }
  });

  describe("in spite of an engine that", () => {
    it("is stopped, and PostgreSQL's index does not wait for it", async () => {
      const ids = await world.follow();
      await world.proxy().stop();
      await changeMuch(ids);
      await expect.poll(async () => (await waiting()).filter(({ engine }) => engine === "postgres"), { timeout: 300_000 }).toEqual([]);
      expect((await waiting()).map(({ engine, attempts }) => [engine, attempts])).toEqual(Array.from({ length: 4 }, () => ["meilisearch", 0]));
      await sleep(1_000);
      await world.proxy().start();
      await world.becomesEqual();
    });

    it("takes requests in and never answers, and PostgreSQL's index does not wait for it", async () => {
      const ids = await world.follow();
      world.proxy().set({ hang: () => true });
      await changeMuch(ids);
      await expect.poll(async () => (await waiting()).filter(({ engine }) => engine === "postgres"), { timeout: 300_000 }).toEqual([]);
      await sleep(3_000);
      world.proxy().set({});
      await world.becomesEqual(30_000);
      expect(await waiting()).toEqual([]);
    });

    it("is slow", async () => {
      const ids = await world.follow();
      world.proxy().set({ delay: () => 400 });
      await changeMuch(ids);
      await world.becomesEqual();
    });

    it("answers 500 in the middle, at any request", async () => {
      const ids = await world.follow();
      for (const nth of [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]) {
        let count = 0;
        world.proxy().set({
          instead: () => {
            count += 1;
            return count === nth ? { status: 500, json: { message: "boom", code: "internal", type: "internal", link: "" } } : undefined;
          },
        });
        await retitle(ids[nth % 3] ?? "", `Prensa ${nth}`);
        await world.becomesEqual();
      }
    });

    it("says that its disk is full, whether at once or after taking the task in", async () => {
      const ids = await world.follow();
      const full = { message: "No space left on device", code: "no_space_left_on_device", type: "system", link: "" };
      let refused = 0;
      const refuse = ({ method }: Asked) => {
        if (method !== "POST") return undefined;
        refused += 1;
        return { status: 422, json: full };
      };
      world.proxy().set({ instead: refuse });
      await retitle(ids[0] ?? "", "Prensa uno");
      await expect.poll(() => refused, { timeout: 300_000 }).toBeGreaterThanOrEqual(6);
      expect(await waiting()).toMatchObject([{ engine: "meilisearch", attempts: 0, failure: null }]);
      await retitle(ids[1] ?? "", "Prensa dos");
      let failed = 0;
      const fail = {
        answered: (asked: Asked, { body }: { body: Buffer }) => {
          if (!isTask(asked)) return body;
          failed += 1;
          return json({ ...JSON.parse(body.toString()), status: "failed", error: full });
        },
      };
      // From the start of an attempt on, which takes up both.
      world.proxy().set({ instead: refuse, before: (asked) => (isInspection(asked) ? world.proxy().set(fail) : undefined) });
      await expect.poll(() => failed, { timeout: 300_000 }).toBeGreaterThanOrEqual(6);
      expect((await waiting()).filter(({ engine }) => engine === "meilisearch")).toMatchObject([
        { attempts: 0, failure: null },
        { attempts: 0, failure: null },
      ]);
      world.proxy().set({});
      await world.becomesEqual();
    });

    it("refuses the key until it is put right", async () => {
      const ids = await world.follow();
      world.proxy().set({ instead: () => ({ status: 403, json: { message: "The provided API key is invalid.", code: "invalid_api_key", type: "auth", link: "" } }) });
      await changeMuch(ids);
      await sleep(1_000);
      expect((await waiting()).filter(({ attempts }) => attempts > 0)).toEqual([]);
      world.proxy().set({});
      await world.becomesEqual();
    });

    // Only a real engine can lose what it has.
    it.skipIf(LIVE_ONLY)("lost everything", async () => {
      const ids = await world.follow();
      await wipe(world.engine());
      await retitle(ids[0] ?? "", "Prensa");
      await world.becomesEqual();
      // Nobody changes anything this time.
      await wipe(world.engine());
      await world.becomesEqual();
    });

    it("refuses one document: its neighbours are found, and it is set aside with the reason until it changes", async () => {
      const ids = await world.follow();
      const poison = ids[5] ?? "";
      world.proxy().set({ asked: ({ body }) => Buffer.from(body.toString().replaceAll(`"id":"${poison}"`, '"id":"not an id"')) });
      await changeMuch(ids, { id: poison, title: "Veneno" });
      const setAside = new Set<string>();
      const watched = async () => {
        const rows = await waiting();
        for (const { listing_id, attempts } of rows) if (attempts > 0) setAside.add(listing_id);
        return rows;
      };
      await expect
        .poll(watched, { timeout: 300_000, interval: 5 })
        .toMatchObject([{ engine: "meilisearch", listing_id: poison, failure: expect.stringContaining("invalid_document_id") }]);
      expect([...setAside]).toEqual([poison]);
      world.proxy().set({});
      await retitle(poison, "Molino sano");
      await world.becomesEqual();
    });

    it("was given other settings by hand, before a start", async () => {
      await world.follow();
      await world.stopKeeping();
      await world
        .engine()
        .index("solutions_es")
        .updateSettings({ faceting: { maxValuesPerFacet: 3 } })
        .waitTask();
      await world.keep(meilisearchIndex());
      await expect.poll(async () => (await world.engine().index("solutions_es").getFaceting()).maxValuesPerFacet, { timeout: 300_000 }).toBe(300);
      await world.becomesEqual();
    });

    it("was set back to an older state, before a start", async () => {
      const ids = await world.follow();
      await world.stopKeeping();
      await world
        .engine()
        .index("solutions_es")
        .deleteDocument(ids[0] ?? "")
        .waitTask();
      await world
        .engine()
        .index("solutions_en")
        .updateDocuments([{ id: ids[1] ?? "", version: 0, title: "Alt" }])
        .waitTask();
      await world
        .engine()
        .index("solutions_pt")
        .addDocuments([{ id: "00000000-0000-7000-8000-999999999999", version: 1, title: "Intruso" }])
        .waitTask();
      await world.keep(meilisearchIndex());
      await world.becomesEqual();
    });
  });
});

const isTask = ({ method, path }: Asked) => method === "GET" && path.startsWith("/tasks/");
/** An attempt after a failure begins with it. */
const isInspection = ({ method, path }: Asked) => method === "GET" && path.endsWith("/settings");
const json = (value: unknown) => Buffer.from(JSON.stringify(value));
