import fs from "node:fs";
import type pg from "pg";
import { afterAll, beforeAll, expect } from "vitest";
import { demonstrationAccount, signInCookie } from "#tests/setup/accounts";
import { type Asked, type FaultyProxy, startFaultyProxy } from "#tests/setup/faulty-proxy";
import { everythingIn, whatShouldBeIndexed } from "#tests/setup/live-meilisearch";
import { MEILISEARCH_BINARY, type MeilisearchProcess, runMeilisearch } from "#tests/setup/meilisearch-process";
import { openSite } from "#tests/setup/open-site";
import { eventually, freePort, makeFolder } from "#tests/setup/processes";
import type { Site } from "#tests/setup/site";
import { rebuild } from "~/features/catalogue/indexer.server";
import { postgresSearchEngine } from "~/features/catalogue/postgres-search.server";

/** Meilisearch is asked to take documents in, or to drop them. */
export const isWrite = ({ method, path }: Asked) => method === "POST" && /\/documents(\?|$|\/delete)/.test(path);
/** It is asked how far it has come with that. */
export const isAboutTask = ({ path }: Asked) => path.startsWith("/tasks/");

export type ListingRow = { id: string; slug: string; version: number };
export type Noted = { id: string; attempts: number; failure: string | null };

/**
 * One process that answers people and keeps the indexes of the demonstration; behind a proxy a Meilisearch of its own
 * where there is one. One listing is suspended.
 */
export function useIndexedSite() {
  let site: Site;
  let database: pg.Client;
  let meilisearch: MeilisearchProcess | undefined;
  let proxy: FaultyProxy | undefined;
  let close: (() => Promise<void>) | undefined;
  let manager = "";
  const folder = makeFolder("engine");

  beforeAll(async () => {
    if (MEILISEARCH_BINARY) {
      meilisearch = await runMeilisearch(MEILISEARCH_BINARY, folder, await freePort());
      proxy = await startFaultyProxy(meilisearch.url);
    }
    ({ site, database, close } = await openSite({
      env: meilisearch && proxy ? { MEILISEARCH_URL: proxy.url, MEILISEARCH_SEARCH_KEY: meilisearch.searchKey, MEILISEARCH_ADMIN_KEY: meilisearch.adminKey } : {},
    }));
    manager = await signInCookie(site, demonstrationAccount("programme-manager"));
    await change(await firstIn("published"), "suspend");
    await becomesEqual();
  });
  afterAll(async () => {
    await close?.();
    await proxy?.stop();
    await meilisearch?.kill("SIGKILL");
    fs.rmSync(folder, { recursive: true });
  });

  const rows = async <Row extends pg.QueryResultRow>(sql: string, values: unknown[] = []) => (await database.query<Row>(sql, values)).rows;
  const listingsIn = (state: string) => rows<ListingRow>(`SELECT id, slug, version FROM "Listing" WHERE state = $1::"ListingState" ORDER BY slug`, [state]);
  const firstIn = async (state: string) => (await listingsIn(state))[0] ?? expect.unreachable(`No listing is ${state}.`);
  const inPostgres = async () => (await rows<{ id: string }>("SELECT DISTINCT listing_id AS id FROM search.document ORDER BY id")).map(({ id }) => id);
  /** In the order of its keys. */
  const everythingInPostgres = () =>
    rows("SELECT to_jsonb(d) AS document, to_jsonb(t) AS text FROM search.document d FULL JOIN search.document_text t USING (language, listing_id) ORDER BY language, listing_id");

  /** Acknowledged: the manager is sent on to the page that says that it is done. */
  async function change({ id, version }: ListingRow, action: "suspend" | "lift"): Promise<void> {
    const body = new URLSearchParams({ action, version: String(version), "reason-suspend": "fraud" });
    const answer = await site.get(`/es/my/listings/${id}`, { method: "POST", headers: { origin: site.origin, cookie: manager }, body });
    expect(answer.status, await answer.text()).toBe(303);
  }

  /** Ends equal by itself, and nothing that may not be found is in it. */
  async function becomesEqual(): Promise<void> {
    expect(await eventually(async () => (await rows("SELECT FROM search.outbox")).length === 0)).toBe(true);
    const held = await everythingInPostgres();
    expect(await inPostgres()).toEqual([...(await listingsIn("published")), ...(await listingsIn("needs_confirmation"))].map(({ id }) => id).sort());
    await expectNoSecrets(JSON.stringify(held));
    if (meilisearch) {
      const inMeilisearch = await everythingIn(meilisearch.client);
      expect(inMeilisearch).toEqual(await whatShouldBeIndexed());
      await expectNoSecrets(JSON.stringify(inMeilisearch));
    }
    // Written anew it is the same.
    expect(await rebuild(postgresSearchEngine(), () => new Date())).toMatchObject({ differed: { missing: 0, outdated: 0, orphans: 0, ahead: 0 }, failed: 0 });
    expect(await everythingInPostgres()).toEqual(held);
  }

  /** Titles of what is drafted, judged, declined or taken from the public, and how people are reached. */
  async function expectNoSecrets(held: string): Promise<void> {
    const secrets = await rows<{ text: string }>(
      `SELECT t.title AS text FROM "RevisionText" t JOIN "Revision" r ON r.id = t."revisionId"
       WHERE NOT EXISTS (SELECT FROM "Listing" l WHERE l."solutionId" = r."solutionId" AND l.state IN ('published', 'needs_confirmation'))
       UNION SELECT content->'values'->>'title' FROM "SubmissionDraft" WHERE content->'values'->>'title' <> ''
       UNION SELECT email FROM "SolutionContact" WHERE email IS NOT NULL UNION SELECT whatsapp FROM "SolutionContact" WHERE whatsapp IS NOT NULL`,
    );
    expect(secrets.length).toBeGreaterThan(20);
    expect(secrets.filter(({ text }) => held.includes(text))).toEqual([]);
  }

  return {
    site: () => site,
    meilisearch: () => meilisearch ?? expect.unreachable("MEILISEARCH_BINARY is not set."),
    proxy: () => proxy ?? expect.unreachable("MEILISEARCH_BINARY is not set."),
    rows,
    firstIn,
    inPostgres,
    change,
    becomesEqual,
    /** What waits for an index, the oldest first. */
    noted: (engine: string) => rows<Noted>("SELECT listing_id AS id, attempts, failure FROM search.outbox WHERE engine = $1 ORDER BY sequence", [engine]),
    /** What a program asks for, from the engine: with a cookie of ours nothing is answered from memory. */
    async search(query: string): Promise<{ engine: string; total: number; items: Array<{ slug: string }> }> {
      return (await site.get(`/api/v1/solutions?q=${encodeURIComponent(query)}`, { headers: { cookie: "sol_x=1" } })).json();
    },
  };
}
