import { isDeepStrictEqual } from "node:util";
import { afterAll, afterEach, beforeAll, beforeEach, expect } from "vitest";
import { createBusinessType, createCategory, createListing } from "#tests/factories/records";
import { type FaultyProxy, startFaultyProxy } from "#tests/setup/faulty-proxy";
import { everythingIn, forgetMeilisearch, haveLiveEngine, LIVE, whatShouldBeIndexed } from "#tests/setup/live-meilisearch";
import { startSearchIndexer } from "~/features/catalogue/indexer.server";
import { meilisearchIndex } from "~/features/catalogue/meilisearch-index.server";
import { postgresSearchEngine } from "~/features/catalogue/postgres-search.server";
import type { SearchIndex } from "~/features/catalogue/search-engine";
import { db, sqlPool, transaction } from "~/platform/database/client.server";
import { noteListingChange } from "~/platform/outbox.server";

export const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * A live engine behind a proxy that makes its faults, before each test as on its first day; and an empty catalogue.
 * Wipes, restarts and faults are tried on a real engine only.
 */
export function useMeilisearch() {
  let giveBack: (() => Promise<void>) | undefined;
  let proxy: FaultyProxy | undefined;
  const stops: Array<() => Promise<void>> = [];
  const engine = () => LIVE?.client ?? expect.unreachable("MEILISEARCH_URL is not set");

  async function keep(index: SearchIndex): Promise<void> {
    stops.push(await startSearchIndexer(index, () => new Date()));
  }
  async function stopKeeping(): Promise<void> {
    for (const stop of stops.splice(0)) await stop();
  }

  beforeAll(async () => {
    giveBack = await haveLiveEngine();
    proxy = await startFaultyProxy(LIVE?.url ?? "");
    // Before anything asks for the environment.
    process.env.MEILISEARCH_URL = proxy.url;
    await createCategory();
    await createBusinessType();
    // Other files may have the engine for minutes.
  }, 900_000);
  beforeEach(async () => {
    await db().listing.deleteMany();
    await sqlPool().query("DELETE FROM search.document_text; DELETE FROM search.document");
    await forgetMeilisearch(engine());
  });
  afterEach(async () => {
    proxy?.set({});
    await stopKeeping();
  });
  afterAll(async () => {
    await proxy?.stop();
    await giveBack?.();
  });

  const isEqual = async () => isDeepStrictEqual(await everythingIn(engine()), await whatShouldBeIndexed());
  return {
    engine,
    proxy: () => proxy ?? expect.unreachable("The proxy is not started."),
    keep,
    stopKeeping,
    isEqual,
    /** Ends equal by itself: nobody does anything but wait. */
    async becomesEqual(ms = 60_000): Promise<void> {
      const limit = Date.now() + ms;
      while (Date.now() < limit && !((await nothingWaits()) && (await isEqual()))) await sleep(50);
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

/** Twelve that may be found, and beside them what may not. */
export async function createCatalogue(): Promise<string[]> {
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

/** What must not be found in an index of that catalogue. */
export const SECRETS = ["Oculto", "Suspendido", "Borrador", "Archivado", "Retirado", "Ramona", "contacto.example", "99912345678", "secretísimo", "private.example"];

export async function publish(title: string): Promise<string> {
  const { id } = await createListing({ content: content(title) });
  await note(id);
  return id;
}

export async function setState(id: string, state: "published" | "hidden"): Promise<void> {
  await transaction(async (tx) => {
    await tx.listing.update({ where: { id }, data: { state, version: { increment: 1 } } });
    await noteListingChange(tx, [id], new Date());
  });
}

export async function retitle(id: string, title: string): Promise<void> {
  await transaction(async (tx) => {
    const { revisionId } = await tx.listing.update({ where: { id }, data: { version: { increment: 1 } }, select: { revisionId: true } });
    await tx.revisionText.updateMany({ where: { revisionId }, data: { title } });
    await noteListingChange(tx, [id], new Date());
  });
}

/** Something published, something hidden, something rewritten, something hidden and shown again. */
export async function changeMuch([first = "", second = "", third = ""]: readonly string[]): Promise<void> {
  await setState(first, "hidden");
  await retitle(second, "Prensa de queso");
  await setState(third, "hidden");
  await setState(third, "published");
  await publish("Trapiche");
}

const note = (...ids: string[]) => transaction((tx) => noteListingChange(tx, ids, new Date()));

const content = (title: string) => ({
  texts: { es: { title, summary: "Resumen.", problem: "Un problema.", audience: "", howItWorks: "", costNote: "", needs: "", results: "" } },
});
