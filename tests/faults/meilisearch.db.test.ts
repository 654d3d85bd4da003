import { isDeepStrictEqual } from "node:util";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createBusinessType, createCategory, createListing } from "#tests/factories/records";
import { type Asked, type FaultyProxy, startFaultyProxy } from "#tests/setup/faulty-proxy";
import { everythingIn, forgetMeilisearch, haveLiveEngine, LIVE, whatShouldBeIndexed, wipe } from "#tests/setup/live-meilisearch";
import { startSearchIndexer } from "~/features/catalogue/indexer.server";
import { meilisearchIndex } from "~/features/catalogue/meilisearch-index.server";
import { postgresSearchEngine } from "~/features/catalogue/postgres-search.server";
import type { SearchIndex } from "~/features/catalogue/search-engine";
import { db, sqlPool, transaction } from "~/platform/database/client.server";
import { noteListingChange } from "~/platform/outbox.server";

/** Wipes, restarts and faults are tried on a real engine only; a proxy in front of it makes them. */
describe.skipIf(!LIVE)("Meilisearch's index follows the database", () => {
  const engine = () => LIVE?.client ?? expect.unreachable("MEILISEARCH_URL is not set");
  let giveBack: () => Promise<void>;
  let proxy: FaultyProxy;
  const stops: Array<() => Promise<void>> = [];
  const keep = async (index: SearchIndex) => {
    stops.push(await startSearchIndexer(index, () => new Date()));
  };
  const stopKeeping = async () => {
    for (const stop of stops.splice(0)) await stop();
  };

  beforeAll(async () => {
    giveBack = await haveLiveEngine();
    proxy = await startFaultyProxy(LIVE?.url ?? "");
    // Before anything asks for the environment.
    process.env.MEILISEARCH_URL = proxy.url;
    await createCategory();
    await createBusinessType();
  });
  beforeEach(async () => {
    await db().listing.deleteMany();
    await sqlPool().query("DELETE FROM search.document_text; DELETE FROM search.document");
    await forgetMeilisearch(engine());
  });
  afterEach(async () => {
    proxy.set({});
    await stopKeeping();
  });
  afterAll(async () => {
    await proxy.stop();
    await giveBack();
  });

  const expectEqual = async () => expect(await everythingIn(engine())).toEqual(await whatShouldBeIndexed());
  const isEqual = async () => isDeepStrictEqual(await everythingIn(engine()), await whatShouldBeIndexed());
  /** Ends equal by itself: nobody does anything but wait. */
  const becomesEqual = async (ms = 20_000) => {
    const limit = Date.now() + ms;
    while (Date.now() < limit && !((await nothingWaits()) && (await isEqual()))) await sleep(50);
    await expectEqual();
  };
  const nothingWaits = async () => (await waiting()).every(({ engine }) => engine === "postgres") && (await rebuilding()) === 0;
  const rebuilding = async () => (await sqlPool().query("SELECT FROM search.engine WHERE name LIKE '%:next'")).rowCount;

  it("builds it when there is none, and keeps out of it what nobody may find", async () => {
    await createCatalogue();
    await keep(meilisearchIndex());
    await becomesEqual();
    const held = JSON.stringify(await everythingIn(engine()));
    expect(held).toContain("Molino 1");
    for (const secret of ["Oculto", "Suspendido", "Borrador", "Archivado", "Ramona", "contacto.example", "99912345678", "secretísimo", "private.example"]) {
      expect(held, secret).not.toContain(secret);
    }
  });

  it("follows every change within two seconds, and PostgreSQL's follows beside it", async () => {
    const [first = "", second = ""] = await createCatalogue();
    await keep(meilisearchIndex());
    await keep(postgresSearchEngine());
    await becomesEqual();
    const { id } = await createListing({ content: content("Trapiche") });
    await setState(first, "hidden");
    await retitle(second, "Prensa de queso");
    const changed = Date.now();
    await note(id);
    while (!(await isEqual()) && Date.now() - changed < 5_000) await sleep(20);
    expect(Date.now() - changed).toBeLessThan(2_000);
    await becomesEqual();
  });

  describe("in spite of an engine that", () => {
    /** What happens while the engine is in trouble: something published, something hidden, something rewritten. */
    const changeMuch = async ([first = "", second = "", third = ""]: readonly string[]) => {
      await setState(first, "hidden");
      await retitle(second, "Prensa de queso");
      await setState(third, "hidden");
      await setState(third, "published");
      const { id } = await createListing({ content: content("Trapiche") });
      await note(id);
    };
    const follow = async () => {
      const ids = await createCatalogue();
      await keep(meilisearchIndex());
      await keep(postgresSearchEngine());
      await becomesEqual();
      return ids;
    };

    it("is stopped, and PostgreSQL's index does not wait for it", async () => {
      const ids = await follow();
      await proxy.stop();
      await changeMuch(ids);
      await expect.poll(async () => (await waiting()).filter(({ engine }) => engine === "postgres"), { timeout: 2_000 }).toEqual([]);
      expect((await waiting()).map(({ engine, attempts }) => [engine, attempts])).toEqual(Array.from({ length: 4 }, () => ["meilisearch", 0]));
      await sleep(1_000);
      await proxy.start();
      await becomesEqual();
    });

    it("takes requests in and never answers, and PostgreSQL's index does not wait for it", async () => {
      const ids = await follow();
      proxy.set({ hang: () => true });
      await changeMuch(ids);
      await expect.poll(async () => (await waiting()).filter(({ engine }) => engine === "postgres"), { timeout: 2_000 }).toEqual([]);
      await sleep(3_000);
      proxy.set({});
      await becomesEqual(30_000);
      expect(await waiting()).toEqual([]);
    });

    it("is slow", async () => {
      const ids = await follow();
      proxy.set({ delay: () => 400 });
      await changeMuch(ids);
      await becomesEqual();
    });

    it("answers 500 in the middle, at any request", async () => {
      const ids = await follow();
      for (const nth of [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]) {
        let count = 0;
        proxy.set({
          instead: () => {
            count += 1;
            return count === nth ? { status: 500, json: { message: "boom", code: "internal", type: "internal", link: "" } } : undefined;
          },
        });
        await retitle(ids[nth % 3] ?? "", `Prensa ${nth}`);
        await becomesEqual();
      }
    });

    it("says that its disk is full, whether at once or after taking the task in", async () => {
      const ids = await follow();
      const full = { message: "No space left on device", code: "no_space_left_on_device", type: "system", link: "" };
      proxy.set({ instead: ({ method }) => (method === "POST" ? { status: 422, json: full } : undefined) });
      await retitle(ids[0] ?? "", "Prensa uno");
      await sleep(1_000);
      expect(await waiting()).toMatchObject([{ attempts: 0, failure: null }]);
      proxy.set({ answered: (asked, { body }) => (isTask(asked) ? json({ ...JSON.parse(body.toString()), status: "failed", error: full }) : body) });
      await retitle(ids[1] ?? "", "Prensa dos");
      await sleep(6_000);
      expect(await waiting()).toMatchObject([
        { attempts: 0, failure: null },
        { attempts: 0, failure: null },
      ]);
      proxy.set({});
      await becomesEqual();
    });

    it("refuses the key until it is put right", async () => {
      const ids = await follow();
      proxy.set({ instead: () => ({ status: 403, json: { message: "The provided API key is invalid.", code: "invalid_api_key", type: "auth", link: "" } }) });
      await changeMuch(ids);
      await sleep(1_000);
      expect((await waiting()).filter(({ attempts }) => attempts > 0)).toEqual([]);
      proxy.set({});
      await becomesEqual();
    });

    it("lost everything", async () => {
      const ids = await follow();
      await wipe(engine());
      await retitle(ids[0] ?? "", "Prensa");
      await becomesEqual();
      // Nobody changes anything this time.
      await wipe(engine());
      await becomesEqual();
    });

    it("refuses one document: its neighbours are found, and it is set aside with the reason until it changes", async () => {
      const ids = await follow();
      const poison = ids[5] ?? "";
      proxy.set({ asked: ({ body }) => Buffer.from(body.toString().replaceAll(`"id":"${poison}"`, '"id":"not an id"')) });
      await changeMuch(ids);
      await retitle(poison, "Veneno");
      await expect
        .poll(waiting, { timeout: 15_000 })
        .toMatchObject([{ engine: "meilisearch", listing_id: poison, attempts: 1, failure: expect.stringContaining("invalid_document_id") }]);
      proxy.set({});
      await retitle(poison, "Molino sano");
      await becomesEqual();
    });

    it("was given other settings by hand, before a start", async () => {
      await follow();
      await stopKeeping();
      await engine()
        .index("solutions_es")
        .updateSettings({ faceting: { maxValuesPerFacet: 3 } })
        .waitTask();
      await keep(meilisearchIndex());
      await expect.poll(async () => (await engine().index("solutions_es").getFaceting()).maxValuesPerFacet, { timeout: 15_000 }).toBe(300);
      await becomesEqual();
    });

    it("was set back to an older state, before a start", async () => {
      const ids = await follow();
      await stopKeeping();
      await engine()
        .index("solutions_es")
        .deleteDocument(ids[0] ?? "")
        .waitTask();
      await engine()
        .index("solutions_en")
        .updateDocuments([{ id: ids[1] ?? "", version: 0, title: "Alt" }])
        .waitTask();
      await engine()
        .index("solutions_pt")
        .addDocuments([{ id: "00000000-0000-7000-8000-000000000001", version: 1, title: "Intruso" }])
        .waitTask();
      await keep(meilisearchIndex());
      await becomesEqual();
    });
  });
});

const isTask = ({ method, path }: Asked) => method === "GET" && path.startsWith("/tasks/");
const json = (value: unknown) => Buffer.from(JSON.stringify(value));

async function setState(id: string, state: "published" | "hidden"): Promise<void> {
  await transaction(async (tx) => {
    await tx.listing.update({ where: { id }, data: { state, version: { increment: 1 } } });
    await noteListingChange(tx, [id], new Date());
  });
}

async function retitle(id: string, title: string): Promise<void> {
  await transaction(async (tx) => {
    const { revisionId } = await tx.listing.update({ where: { id }, data: { version: { increment: 1 } }, select: { revisionId: true } });
    await tx.revisionText.updateMany({ where: { revisionId }, data: { title } });
    await noteListingChange(tx, [id], new Date());
  });
}

async function waiting(): Promise<Array<{ engine: string; listing_id: string; attempts: number; failure: string | null }>> {
  return (await sqlPool().query("SELECT engine, listing_id, attempts, failure FROM search.outbox ORDER BY sequence")).rows;
}

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const note = (...ids: string[]) => transaction((tx) => noteListingChange(tx, ids, new Date()));

const content = (title: string) => ({
  texts: { es: { title, summary: "Resumen.", problem: "Un problema.", audience: "", howItWorks: "", costNote: "", needs: "", results: "" } },
});

/** Twelve that may be found, and beside them what may not. */
async function createCatalogue(): Promise<string[]> {
  const shown: string[] = [];
  for (let number = 1; number <= 12; number += 1) {
    const { id } = await createListing({
      content: {
        ...content(`Molino ${number}`),
        claims: [{ statement: { es: "Ahorra." }, evidence: [{ kind: "document", title: { es: "Contrato secretísimo" }, url: "https://private.example/x", public: false }] }],
      },
      contact: { personName: "Ramona Contacto", email: "ramona@contacto.example", whatsapp: "+99912345678" },
    });
    shown.push(id);
  }
  const others = [
    ["Oculto", "hidden"],
    ["Suspendido", "suspended"],
    ["Borrador", "unpublished"],
    ["Archivado", "archived"],
    ["Retirado", "removed"],
  ] as const;
  const kept = await Promise.all(others.map(([title, state]) => createListing({ content: content(title), state })));
  await note(...shown, ...kept.map(({ id }) => id));
  return shown;
}
