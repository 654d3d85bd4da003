import { isDeepStrictEqual } from "node:util";
import { Meilisearch } from "meilisearch";
import { afterAll, afterEach, beforeAll, beforeEach, expect } from "vitest";
import { createBusinessType, createCategory, createListing } from "#tests/factories/records";
import { type FaultyProxy, startFaultyProxy } from "#tests/setup/faulty-proxy";
import { everythingIn, haveLiveEngine, heldBy, LIVE, whatShouldBeIndexed } from "#tests/setup/live-meilisearch";
import { type MeilisearchForTests, RECORDING, startMeilisearchForTests } from "#tests/setup/recorded-meilisearch";
import { startSearchIndexer } from "~/features/catalogue/indexer.server";
import { indexName } from "~/features/catalogue/meilisearch-client.server";
import { meilisearchIndex } from "~/features/catalogue/meilisearch-index.server";
import { postgresSearchEngine } from "~/features/catalogue/postgres-search.server";
import { INTERFACE_LANGUAGES, type SearchIndex } from "~/features/catalogue/search-engine";
import { db, sqlPool, type Tx, transaction } from "~/platform/database/client.server";
import { noteListingChange } from "~/platform/outbox.server";

export const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** For what takes an engine that may lose everything, or has moments that no two runs have in common. */
export const LIVE_ONLY = !LIVE || RECORDING;

type Step = readonly [at: RegExp, act: () => Promise<unknown>];

/**
 * An engine, live or recorded under this name, behind a proxy that makes its faults, before each test as on its first
 * day; and an empty catalogue. What was recorded is found again as long as the batches are the same: changes made
 * in one transaction are taken up together.
 */
export function useMeilisearch(recording: string) {
  let giveBack = async () => {};
  let server: MeilisearchForTests | undefined;
  let proxy: FaultyProxy | undefined;
  let client: Meilisearch | undefined;
  const stops: Array<() => Promise<void>> = [];
  const source = () => server ?? expect.unreachable("The engine is not started.");
  const faults = () => proxy ?? expect.unreachable("The proxy is not started.");
  const engine = () => client ?? expect.unreachable("The engine is not started.");

  async function keep(index: SearchIndex, options?: { pollMs: number }): Promise<void> {
    stops.push(await startSearchIndexer(index, () => new Date(), options));
  }
  async function stopKeeping(): Promise<void> {
    for (const stop of stops.splice(0)) await stop();
  }

  beforeAll(async () => {
    if (LIVE) giveBack = await haveLiveEngine();
    server = await startMeilisearchForTests(recording, { exploring: true });
    client = new Meilisearch({ host: server.url, apiKey: process.env.MEILISEARCH_ADMIN_KEY ?? "" });
    proxy = await startFaultyProxy(server.url);
    // Before anything asks for the environment.
    process.env.MEILISEARCH_URL = proxy.url;
    await createCategory();
    await createBusinessType();
    // Other files may have the engine for minutes.
  }, 900_000);
  beforeEach(async () => {
    await db().listing.deleteMany();
    await sqlPool().query("DELETE FROM search.document_text; DELETE FROM search.document; DELETE FROM search.outbox; DELETE FROM search.engine WHERE name <> 'postgres'");
    await source().empty();
  });
  afterEach(async () => {
    proxy?.set({});
    await stopKeeping();
    expect(source().troubles()).toEqual([]);
  });
  afterAll(async () => {
    await proxy?.stop();
    await server?.stop();
    await giveBack();
  });

  /** What can be found, without asking which other indexes there are: that would differ while some are being made. */
  const isEqual = async () => isDeepStrictEqual(await heldBy(engine(), INTERFACE_LANGUAGES.map(indexName)), await whatShouldBeIndexed());
  return {
    engine,
    proxy: faults,
    keep,
    stopKeeping,
    isEqual,
    /** Ends equal by itself: nobody does anything but wait. */
    async becomesEqual(ms = 60_000): Promise<void> {
      const limit = Date.now() + ms;
      while (Date.now() < limit && !((await nothingWaits()) && (await isEqual()))) {
        expect(source().troubles()).toEqual([]);
        await sleep(50);
      }
      expect(await everythingIn(engine())).toEqual(await whatShouldBeIndexed());
      expect((await waiting()).filter((row) => row.engine !== "postgres")).toEqual([]);
    },
    /** A catalogue that both engines' indexes follow and are equal to. */
    async follow(): Promise<string[]> {
      const ids = await createCatalogue();
      await keep(meilisearchIndex());
      await keep(postgresSearchEngine());
      await this.becomesEqual();
      return ids;
    },
    /**
     * Each step happens at the first request that fits ("POST /swap-indexes") after the step before it, while the
     * request waits. The returned function throws unless all have happened, and well.
     */
    during(steps: readonly Step[]): () => void {
      const left = [...steps];
      const failed: unknown[] = [];
      faults().set({
        async before({ method, path }) {
          const [at, act] = left[0] ?? [];
          if (!at?.test(`${method} ${path}`)) return;
          left.shift();
          await act?.().catch((error: unknown) => failed.push(error));
        },
      });
      return () => {
        if (failed.length > 0) throw failed[0];
        expect(left.map(([at]) => String(at))).toEqual([]);
      };
    },
  };
}

export type Waiting = { engine: string; listing_id: string; attempts: number; failure: string | null };

export async function waiting(): Promise<Waiting[]> {
  return (await sqlPool().query<Waiting>("SELECT engine, listing_id, attempts, failure FROM search.outbox ORDER BY sequence")).rows;
}

async function nothingWaits(): Promise<boolean> {
  const { rowCount } = await sqlPool().query("SELECT FROM search.engine WHERE name LIKE '%:next' OR rebuild_asked_at IS NOT NULL");
  return rowCount === 0 && (await waiting()).every(({ engine }) => engine === "postgres");
}

/** Has the index built anew, together with these changes. */
export async function askForRebuild(...changes: Change[]): Promise<void> {
  await transaction(async (tx) => {
    await tx.$executeRaw`UPDATE search.engine SET rebuild_asked_at = now() WHERE name = 'meilisearch'`;
    await tx.$executeRaw`SELECT pg_notify('listing_changed', '')`;
    await makeIn(tx, changes);
  });
}

/** The same ones in every run, so that what is asked about them is the same. */
const idOf = (number: number) => `00000000-0000-7000-8000-${String(number).padStart(12, "0")}`;
let lastId = 0;

async function list(title: string, overrides: Parameters<typeof createListing>[0] = {}): Promise<string> {
  lastId += 1;
  const { content, ...rest } = overrides;
  return (
    await createListing({
      id: idOf(lastId),
      content: { texts: { es: { title, summary: "Resumen.", problem: "Un problema.", audience: "", howItWorks: "", costNote: "", needs: "", results: "" } }, ...content },
      ...rest,
    })
  ).id;
}

/** Twelve that may be found, and beside them what may not. */
export async function createCatalogue(): Promise<string[]> {
  lastId = 0;
  const shown: string[] = [];
  for (let number = 1; number <= 12; number += 1) {
    shown.push(
      await list(`Molino ${number}`, {
        content: {
          claims: [{ statement: { es: "Ahorra." }, evidence: [{ kind: "document", title: { es: "Contrato secretísimo" }, url: "https://private.example/x", public: false }] }],
        },
        contact: { personName: "Ramona Contacto", email: "ramona@contacto.example", whatsapp: "+99912345678" },
      }),
    );
  }
  const others = [
    ["Oculto", "hidden"],
    ["Suspendido", "suspended"],
    ["Borrador", "unpublished"],
    ["Archivado", "archived"],
    ["Retirado", "removed"],
  ] as const;
  const kept: string[] = [];
  for (const [title, state] of others) kept.push(await list(title, { state }));
  await transaction((tx) => noteListingChange(tx, [...shown, ...kept], new Date()));
  return shown;
}

/** What must not be found in an index of that catalogue. */
export const SECRETS = ["Oculto", "Suspendido", "Borrador", "Archivado", "Retirado", "Ramona", "contacto.example", "99912345678", "secretísimo", "private.example"];

/** A new listing's id has been `prepare`d. */
export type Change = { id: string; state?: "published" | "hidden"; title?: string };

/** Makes these changes in one transaction, so that they are noted, and taken up, together. */
export function change(...changes: Change[]): Promise<void> {
  return transaction((tx) => makeIn(tx, changes));
}

/** One that is not published yet. */
export const prepare = (title: string) => list(title, { state: "unpublished" });

async function makeIn(tx: Tx, changes: readonly Change[]): Promise<void> {
  for (const { id, state, title } of changes) {
    const { revisionId } = await tx.listing.update({ where: { id }, data: { ...(state && { state }), version: { increment: 1 } }, select: { revisionId: true } });
    if (title !== undefined) await tx.revisionText.updateMany({ where: { revisionId }, data: { title } });
  }
  await noteListingChange(tx, [...new Set(changes.map(({ id }) => id))], new Date());
}

export const retitle = (id: string, title: string) => change({ id, title });

/** Something published, something hidden, something rewritten, something hidden and shown again. */
export async function changeMuch(ids: readonly string[], ...more: Change[]): Promise<void> {
  await change(...(await muchOf(ids)), ...more);
}

export async function muchOf([first = "", second = "", third = ""]: readonly string[], title = "Prensa de queso"): Promise<Change[]> {
  return [
    { id: first, state: "hidden" },
    { id: second, title },
    { id: third, state: "hidden" },
    { id: third, state: "published" },
    { id: await prepare("Trapiche"), state: "published" },
  ];
}
