import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createBusinessType, createCategory, createListing, createListings, createOrganisation, MADE_AT, verifyClaim } from "#tests/factories/records";
import { eventually } from "#tests/setup/processes";
import { buildDocuments } from "~/features/catalogue/documents.server";
import { drain, drainAll, drainSearchOutbox } from "~/features/catalogue/index-drain.server";
import { reconcile } from "~/features/catalogue/index-reconcile.server";
import { rebuild, startSearchIndexer } from "~/features/catalogue/indexer.server";
import { postgresSearchEngine } from "~/features/catalogue/postgres-search.server";
import type { CatalogueDocument, SearchEngine, SearchRequest } from "~/features/catalogue/search-engine";
import { db, sqlPool, transaction } from "~/platform/database/client.server";
import { noteListingChange } from "~/platform/outbox.server";

const NOW = new Date("2026-06-01T12:00:00Z");
const engine = postgresSearchEngine();
const search = (query: string, overrides: Partial<SearchRequest> = {}) =>
  engine.search({ language: "es", query, filters: {}, sort: "relevance", page: 1, perPage: 20, ...overrides });
const total = async (query: string) => (await search(query)).total;
const note = (...ids: string[]) => transaction((tx) => noteListingChange(tx, ids, NOW));
const waiting = async () => (await sqlPool().query("SELECT listing_id, attempts, failure, next_attempt_at FROM search.outbox ORDER BY sequence")).rows;

const shape = () => engine.shape?.() ?? "";
const writtenBy = (mark: string | null) => sqlPool().query("UPDATE search.engine SET shape = $1 WHERE name = 'postgres'", [mark]);

const content = (title: string) => ({
  texts: { es: { title, summary: "Resumen.", problem: "Un problema.", audience: "", howItWorks: "", costNote: "", needs: "", results: "" } },
});

beforeEach(async () => {
  await createCategory();
  await createBusinessType();
  await db().listing.deleteMany();
  await sqlPool().query("DELETE FROM search.outbox; DELETE FROM search.document_text; DELETE FROM search.document");
  await writtenBy(shape());
});

describe("a listing's documents", () => {
  it("hold its public words in each interface language, by the chain of fallbacks", async () => {
    const text = { summary: "", problem: "", audience: "", howItWorks: "", costNote: "", needs: "", results: "" };
    const organisation = await createOrganisation({ name: "Taller Andino", kind: "firm", partner: false });
    const { id } = await createListing({
      organisationId: organisation.id,
      content: { language: "pt", texts: { pt: { title: "Maquininha", ...text }, en: { title: "Card reader", ...text } } },
    });
    const documents = await buildDocuments([id]);
    expect(documents.map(({ language, textLanguage, title, otherTexts }) => [language, textLanguage, title, otherTexts])).toEqual([
      ["es", "pt", "Maquininha", "Card reader"],
      ["en", "en", "Card reader", "Maquininha"],
      ["pt", "pt", "Maquininha", "Card reader"],
    ]);
    expect(documents[0]?.keywords.split("\n")).toEqual(
      expect.arrayContaining(["Medios de pago ágiles", "Colmado o pulpería", "pulpería", "Taller Andino", "Santiago", "República Dominicana"]),
    );
    expect(documents[1]?.keywords).toContain("Dominican Republic");
    expect(documents[0]?.facets).toMatchObject({
      category: ["agile-payments"],
      country: ["DO"],
      business: ["corner-shop"],
      sector: ["G"],
      sdg: ["8"],
      size: ["1-5"],
      cost: ["subscription"],
      language: ["en", "pt"],
      origin: ["submission"],
    });
  });

  it("hold no contact and no evidence that its owner keeps private", async () => {
    const { id } = await createListing({
      content: {
        claims: [
          { statement: { es: "38 colmados la usan." }, evidence: [{ kind: "document", title: { es: "Contrato secretísimo" }, url: "https://private.example/x", public: false }] },
        ],
      },
      contact: { personName: "Ramona Contacto", email: "ramona@contacto.example", whatsapp: "+99912345678" },
    });
    const text = JSON.stringify(await buildDocuments([id]));
    expect(text).toContain("38 colmados la usan.");
    for (const secret of ["Ramona", "contacto.example", "12345678", "secretísimo", "private.example"]) expect(text).not.toContain(secret);
  });

  it("exist only while the listing may be found", async () => {
    for (const state of ["unpublished", "archived", "hidden", "suspended", "removed"] as const) {
      const { id } = await createListing({ state });
      expect(await buildDocuments([id]), state).toEqual([]);
    }
    const { id } = await createListing({ state: "needs_confirmation" });
    expect(await buildDocuments([id])).toHaveLength(3);
  });

  it("stand higher when reviewed, and higher still with a claim that somebody checked", async () => {
    const standing = async (id: string) => (await buildDocuments([id]))[0]?.standing;
    const imported = await createListing({ origin: "import" });
    const reviewed = await createListing({ content: { claims: [{ statement: { es: "38 colmados la usan." } }] } });
    expect([await standing(imported.id), await standing(reviewed.id)]).toEqual([0, 1]);
    const institution = await createOrganisation();
    await verifyClaim(reviewed.claimIds[0] ?? "", reviewed.revisionId, institution.id);
    expect(await standing(reviewed.id)).toBe(2);
  });
});

describe("draining the outbox", () => {
  it("writes what may be found, removes what may not, and keeps no row", async () => {
    const shown = await createListing({ content: content("Molino visible") });
    const hidden = await createListing({ content: content("Molino oculto"), state: "hidden" });
    await note(shown.id, hidden.id);
    expect(await drainSearchOutbox(engine, { now: NOW })).toEqual({ written: 1, removed: 1, failed: 0 });
    expect(await total("molino")).toBe(1);

    await db().listing.update({ where: { id: shown.id }, data: { state: "suspended", version: 2 } });
    await note(shown.id);
    await drainSearchOutbox(engine, { now: NOW });
    expect(await total("molino")).toBe(0);
    expect(await waiting()).toEqual([]);
  });

  it("keeps a row that was noted again while it was being written", async () => {
    const { id } = await createListing();
    await note(id);
    const slow: SearchEngine = {
      ...engine,
      index: async (documents) => {
        await engine.index(documents);
        await note(id);
      },
    };
    await drainSearchOutbox(slow, { now: NOW });
    expect(await waiting()).toMatchObject([{ listing_id: id }]);
  });

  it("sets aside the one that can't be written, with the reason, and writes its neighbours", async () => {
    const listings = await Promise.all(Array.from({ length: 9 }, (_, index) => createListing({ content: content(`Molino ${index}`) })));
    const poison = listings[4]?.id ?? "";
    await note(...listings.map(({ id }) => id));
    const picky: SearchEngine = {
      ...engine,
      index: (documents) => (documents.some(({ id }) => id === poison) ? Promise.reject(new Error("indigestible")) : engine.index(documents)),
    };
    expect(await drainSearchOutbox(picky, { now: NOW })).toEqual({ written: 8, removed: 0, failed: 1 });
    expect(await total("molino")).toBe(8);
    const [row] = await waiting();
    expect(row).toMatchObject({ listing_id: poison, attempts: 1, failure: "indigestible" });

    // Not before its time, then again, and at last not until it changes.
    expect(await drainSearchOutbox(picky, { now: NOW })).toEqual({ written: 0, removed: 0, failed: 0 });
    for (let attempt = 2; attempt <= 10; attempt += 1) await drainSearchOutbox(picky, { now: new Date(NOW.getTime() + attempt * 86_400_000) });
    expect(await waiting()).toMatchObject([{ attempts: 10, next_attempt_at: Number.POSITIVE_INFINITY }]);
    await note(poison);
    expect(await drainSearchOutbox(engine, { now: NOW })).toMatchObject({ written: 1 });
  });

  it("sends 500 at most together, the next while the index is at work, and keeps every row until all are written", async () => {
    const ids = await createListings(510);
    await note(...ids);
    const sent: number[] = [];
    let finishFirst = () => {};
    const queueing: SearchEngine = {
      ...engine,
      async index(documents) {
        sent.push(documents.length / 3);
        if (sent.length > 1) finishFirst();
        else await new Promise<void>((resolve) => (finishFirst = resolve));
        expect(await waiting()).toHaveLength(510);
      },
    };
    const client = await sqlPool().connect();
    expect(await drain(client, queueing, { limit: 2_000, now: NOW })).toEqual({ written: 510, removed: 0, failed: 0 });
    client.release();
    expect(sent).toEqual([500, 10]);
    expect(await waiting()).toEqual([]);
  });

  it("prepares the next while the index is at work, but queues it only when others had their turn", async () => {
    const ids = await createListings(5);
    await note(...ids);
    const steps: string[] = [];
    const queueing: SearchEngine = {
      ...engine,
      async index(documents, { between } = {}) {
        const batch = 1 + steps.filter((step) => step.startsWith("prepared")).length;
        steps.push(`prepared ${batch}: ${documents.length / 3}`);
        await between?.();
        steps.push(`queued ${batch}`);
        while (batch < 3 && !steps.some((step) => step.startsWith(`prepared ${batch + 1}`))) await new Promise((resolve) => setTimeout(resolve, 5));
        steps.push(`written ${batch}`);
      },
    };
    const client = await sqlPool().connect();
    const between = async () => {
      steps.push("others");
    };
    expect(await drain(client, queueing, { limit: 2_000, atOnce: 2, between, now: NOW })).toMatchObject({ written: 5 });
    client.release();
    const order = ["prepared 1: 2", "others", "queued 1", "prepared 2: 2", "written 1", "others", "queued 2", "prepared 3: 1", "written 2", "others", "queued 3", "written 3"];
    expect(steps).toEqual(order);
  });

  it("sets aside the one that can't be written although it was sent with others behind it", async () => {
    const ids = await createListings(510);
    await note(...ids);
    const [poison = ""] = ids;
    const written = new Set<string>();
    let [atWork, failed] = [0, false];
    const picky: SearchEngine = {
      ...engine,
      async index(documents) {
        const poisoned = documents.some(({ id }) => id === poison);
        // What is tried next meets nothing that is still at work.
        if (failed) expect(atWork).toBe(0);
        atWork += 1;
        await new Promise((resolve) => setTimeout(resolve, documents.length === 30 ? 1_000 : 1));
        atWork -= 1;
        failed ||= poisoned;
        if (poisoned) throw new Error("indigestible");
        for (const { id } of documents) written.add(id);
      },
    };
    const client = await sqlPool().connect();
    expect(await drain(client, picky, { limit: 2_000, now: NOW })).toEqual({ written: 509, removed: 0, failed: 1 });
    client.release();
    expect(written.size).toBe(509);
    expect(await waiting()).toMatchObject([{ listing_id: poison, attempts: 1, failure: "indigestible" }]);
  });

  it("sets nothing aside when the whole engine does not answer", async () => {
    const { id } = await createListing();
    await note(id);
    const dead: SearchEngine = { ...engine, index: () => Promise.reject(new Error("no answer")), health: async () => ({ ok: false, reason: "no answer" }) };
    await expect(drainSearchOutbox(dead, { now: NOW })).rejects.toThrow("no answer");
    expect(await waiting()).toMatchObject([{ listing_id: id, attempts: 0, failure: null }]);
  });

  it("leaves it to the process that drains already", async () => {
    const { id } = await createListing();
    await note(id);
    let inside: unknown;
    const curious: SearchEngine = {
      ...engine,
      index: async (documents) => {
        inside = await drainSearchOutbox(engine, { now: NOW });
        await engine.index(documents);
      },
    };
    await drainSearchOutbox(curious, { now: NOW });
    expect(inside).toBeNull();
  });

  it("tells the page caches", async () => {
    const client = await sqlPool().connect();
    const heard: string[] = [];
    client.on("notification", ({ channel }) => heard.push(channel));
    await client.query("LISTEN catalogue_changed");
    await drainSearchOutbox(engine, { now: NOW });
    await client.query("SELECT 1");
    expect(heard).toEqual([]);
    await note((await createListing()).id);
    await drainSearchOutbox(engine, { now: NOW });
    await client.query("SELECT 1");
    await client.query("UNLISTEN *");
    client.release(true);
    expect(heard).toEqual(["catalogue_changed"]);
  });
});

describe("writing many documents", () => {
  it("lets the process answer requests all the way, because it is the web process that writes them", async () => {
    const listings = await createListings(60);
    const words = Array.from({ length: 800 }, (_, index) => `palabra${index % 90} de la cooperativa`).join(" ");
    // Processor time, because a loaded machine may also stop the process in the middle of a turn.
    const used = () => {
      const { user, system } = process.cpuUsage();
      return user + system;
    };
    const began = used();
    let [last, longest, done] = [began, 0, false];
    const turn = () => {
      const now = used();
      longest = Math.max(longest, now - last);
      last = now;
      if (!done) setImmediate(turn);
    };
    turn();
    const documents = await buildDocuments(listings);
    await engine.index(documents.map((document) => ({ ...document, body: words })));
    done = true;
    turn();
    expect(documents).toHaveLength(180);
    expect(longest / (used() - began)).toBeLessThan(0.3);
    expect(await total("cooperativa")).toBe(60);
  });
});

describe("the indexer", () => {
  let stop: (() => Promise<void>) | undefined;
  afterEach(async () => {
    await stop?.();
  });

  it("makes a change searchable because it is told of it, not because its clock comes round", async () => {
    stop = await startSearchIndexer(engine, () => NOW, { pollMs: 3_600_000 });
    const { id } = await createListing({ content: content("Trapiche nuevo") });
    await note(id);
    expect(await eventually(async () => (await total("trapiche")) === 1)).toBe(true);
  });

  it("picks up at its start what was noted while nobody listened", async () => {
    const { id } = await createListing({ content: content("Trapiche viejo") });
    await note(id);
    stop = await startSearchIndexer(engine, () => NOW);
    expect(await eventually(async () => (await total("trapiche")) === 1)).toBe(true);
  });

  it("writes everything anew, once, when another release wrote the index", async () => {
    const { id } = await createListing({ content: content("Trapiche antiguo") });
    await engine.index(await buildDocuments([id]));
    // In its version, so that comparing versions finds nothing amiss.
    await sqlPool().query("UPDATE search.document SET heading = '', everything = ''");
    await writtenBy("an earlier release's");
    stop = await startSearchIndexer(engine, () => NOW);
    expect(await eventually(async () => (await total("trapiche")) === 1)).toBe(true);
    await stop();
    await sqlPool().query("DELETE FROM search.outbox");
    expect(await drainAll(engine, NOW)).toMatchObject({ written: 0 });
  });

  it("leaves an index of this release as it is", async () => {
    await createListing({ content: content("Trapiche de siempre") });
    expect(await drainAll(engine, NOW)).toMatchObject({ written: 0 });
    await writtenBy(null);
    expect(await drainAll(engine, NOW)).toMatchObject({ written: 1 });
  });
});

describe("the mark of what a release makes of a document", () => {
  it("is the same for as long as that is", () => {
    expect(shape()).toMatch(/^[0-9a-f]{16}$/);
    expect(shape()).toBe(shape());
  });
});

describe("putting an index right", () => {
  const stray = (id: string): CatalogueDocument => ({
    id,
    language: "es",
    textLanguage: "es",
    title: "Intruso",
    summary: "",
    body: "",
    keywords: "",
    otherTexts: "",
    facets: { category: [], country: [], business: [], sector: [], sdg: [], size: [], cost: [], language: [], origin: [] },
    publishedAt: MADE_AT.toISOString(),
    standing: 0,
    version: 1,
  });

  it("finds what is missing, outdated or should not be there, and the drainer mends it", async () => {
    const [missing, outdated, fine, hidden] = await Promise.all([createListing(), createListing(), createListing(), createListing({ state: "hidden" })]);
    const stranger = "00000000-0000-7000-8000-000000000001";
    await engine.index(await buildDocuments([outdated.id, fine.id]));
    await engine.index([stray(hidden.id), stray(stranger)]);
    await db().listing.update({ where: { id: outdated.id }, data: { version: 7 } });

    expect(await reconcile(engine, NOW)).toEqual({ searchable: 3, missing: 1, outdated: 1, orphans: 2, ahead: 0 });
    expect((await waiting()).map((row) => row.listing_id).sort()).toEqual([missing.id, outdated.id, hidden.id, stranger].sort());
    await drainAll(engine, NOW);
    expect(await reconcile(engine, NOW)).toEqual({ searchable: 3, missing: 0, outdated: 0, orphans: 0, ahead: 0 });
    expect(await waiting()).toEqual([]);
    expect(await total("intruso")).toBe(0);
  });

  it("rebuilds from the database, strays gone", async () => {
    await createListing({ content: content("Molino uno") });
    await createListing({ content: content("Molino dos") });
    await createListing({ state: "archived", content: content("Molino tres") });
    await engine.index([stray("00000000-0000-7000-8000-000000000001")]);
    expect(await rebuild(engine, () => NOW)).toEqual({ differed: { searchable: 2, missing: 2, outdated: 0, orphans: 1, ahead: 0 }, failed: 0 });
    expect((await search("")).total).toBe(2);
  });
});
