import fs from "node:fs";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { demonstrationAccount, signInCookie } from "#tests/setup/accounts";
import { type FaultyProxy, startFaultyProxy } from "#tests/setup/faulty-proxy";
import { everythingIn, whatShouldBeIndexed } from "#tests/setup/live-meilisearch";
import { MEILISEARCH_BINARY, type MeilisearchProcess, runMeilisearch } from "#tests/setup/meilisearch-process";
import { eventually, freePort, makeFolder } from "#tests/setup/processes";
import { endProcess, type Site, startSite } from "#tests/setup/site";
import { rebuild } from "~/features/catalogue/indexer.server";
import { postgresSearchEngine } from "~/features/catalogue/postgres-search.server";
import { connectDatabase, disconnectDatabase } from "~/platform/database/client.server";

/** One process that answers people and keeps the indexes, killed and started again over the same database; a Meilisearch where there is one. */
let site: Site;
let database: pg.Client;
let meilisearch: MeilisearchProcess | undefined;
let proxy: FaultyProxy | undefined;
let manager = "";

const folder = makeFolder("engine");

beforeAll(async () => {
  if (MEILISEARCH_BINARY) {
    meilisearch = await runMeilisearch(MEILISEARCH_BINARY, folder, await freePort());
    proxy = await startFaultyProxy(meilisearch.url);
  }
  site = await startSite({
    env: meilisearch && proxy ? { MEILISEARCH_URL: proxy.url, MEILISEARCH_SEARCH_KEY: meilisearch.searchKey, MEILISEARCH_ADMIN_KEY: meilisearch.adminKey } : {},
  });
  database = new pg.Client({ connectionString: site.databaseUrl });
  await database.connect();
  await connectDatabase(site.databaseUrl, { max: 3 });
  manager = await signInCookie(site, demonstrationAccount("programme-manager"));
  const [first] = await listingsIn("published");
  if (first) await change(first, "suspend");
  await becomesEqual();
});
afterAll(async () => {
  await disconnectDatabase();
  await database?.end();
  await site?.stop();
  await proxy?.stop();
  await meilisearch?.kill("SIGKILL");
  fs.rmSync(folder, { recursive: true });
});

type Changed = { id: string; slug: string; version: number };
const rows = async <Row extends pg.QueryResultRow>(sql: string, values: unknown[] = []) => (await database.query<Row>(sql, values)).rows;
const listingsIn = (state: string) => rows<Changed>(`SELECT id, slug, version FROM "Listing" WHERE state = $1::"ListingState" ORDER BY slug`, [state]);
/** What is noted for an index and not yet taken in, the oldest first. */
const noted = async (engine: string) =>
  (await rows<{ id: string }>("SELECT listing_id AS id FROM search.outbox WHERE engine = $1 ORDER BY sequence", [engine])).map(({ id }) => id);

/** Acknowledged: the manager is sent on to the page that says that it is done. */
async function change({ id, version }: Changed, action: "suspend" | "lift"): Promise<void> {
  const body = new URLSearchParams({ action, version: String(version), "reason-suspend": "fraud" });
  const answer = await site.get(`/es/my/listings/${id}`, { method: "POST", headers: { origin: site.origin, cookie: manager }, body });
  expect(answer.status, await answer.text()).toBe(303);
}

/** With a cookie of ours it is not answered from memory. */
async function isFound({ slug }: Changed): Promise<boolean> {
  const answer = await site.get(`/api/v1/solutions?q=${slug.replaceAll("-", "+")}`, { headers: { cookie: "sol_x=1" } });
  return (await answer.text()).includes(slug);
}

/** One listing is taken from the public and another one given back; once `isHeld`, the process that did it is killed. */
async function changeAndKill(isHeld: () => boolean | Promise<boolean>): Promise<{ gone: string; back: string }> {
  const [[gone], [back]] = [await listingsIn("published"), await listingsIn("suspended")];
  if (!gone || !back) throw new Error("There is nothing to suspend, or nothing to lift.");
  expect(await isFound(gone)).toBe(true);
  await change(gone, "suspend");
  await change(back, "lift");
  expect(await eventually(isHeld)).toBe(true);
  expect(await isFound(gone)).toBe(false);
  await endProcess(site.process, "SIGKILL");
  expect(site.process.signalCode).toBe("SIGKILL");
  return { gone: gone.id, back: back.id };
}

const inPostgres = async () => (await rows<{ id: string }>("SELECT DISTINCT listing_id AS id FROM search.document")).map(({ id }) => id);
/** All that PostgreSQL's index holds, in the order of its keys. */
const everythingInPostgres = () =>
  rows("SELECT to_jsonb(d) AS document, to_jsonb(t) AS text FROM search.document d FULL JOIN search.document_text t USING (language, listing_id) ORDER BY language, listing_id");

/** Ends equal by itself, and nothing that may not be found is in it. */
async function becomesEqual(): Promise<void> {
  expect(await eventually(async () => (await rows("SELECT FROM search.outbox")).length === 0, 60)).toBe(true);
  const held = await everythingInPostgres();
  const shown = [...(await listingsIn("published")), ...(await listingsIn("needs_confirmation"))].map(({ id }) => id);
  expect((await inPostgres()).sort()).toEqual(shown.sort());
  if (meilisearch) {
    const inMeilisearch = await everythingIn(meilisearch.client);
    expect(inMeilisearch).toEqual(await whatShouldBeIndexed());
    await expectNoSecrets(JSON.stringify(inMeilisearch));
  }
  await expectNoSecrets(JSON.stringify(held));
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

describe("a process that is killed after it has acknowledged a change and before an index took it in", () => {
  it("leaves it noted, and the next start brings PostgreSQL's index in step by itself", async () => {
    await database.query("BEGIN; LOCK TABLE search.document IN SHARE ROW EXCLUSIVE MODE");
    const waits = async () => (await rows("SELECT FROM pg_locks WHERE relation = 'search.document'::regclass AND NOT granted")).length > 0;
    const { gone, back } = await changeAndKill(waits);
    await database.query("COMMIT");
    // The database notices the death only once its statement has ended.
    const atWork = "SELECT FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'solucionario%' AND state <> 'idle'";
    expect(await eventually(async () => (await rows(atWork)).length === 0)).toBe(true);
    expect(await noted("postgres")).toEqual([gone, back]);
    expect(await inPostgres()).toContain(gone);
    expect(await inPostgres()).not.toContain(back);
    await site.startAgain();
    await becomesEqual();
  });

  const hanging: ReadonlyArray<readonly [when: string, where: RegExp, written: boolean]> = [
    ["before it was sent anything", /\/documents(\?|$|\/delete)/, false],
    ["before it said that it was done", /^\/tasks\//, true],
  ];
  it.skipIf(!MEILISEARCH_BINARY).each(hanging)("leaves it noted, and the next start brings Meilisearch's index in step by itself: killed %s", async (_when, where, written) => {
    let held = 0;
    proxy?.set({
      hang: ({ path }) => {
        if (where.test(path)) held += 1;
        return where.test(path);
      },
    });
    const { gone, back } = await changeAndKill(() => held > 0);
    expect(await noted("meilisearch")).toEqual([gone, back]);
    if (meilisearch && !written) expect(JSON.stringify(await everythingIn(meilisearch.client))).toContain(gone);
    proxy?.set({});
    await site.startAgain();
    await becomesEqual();
  });
});
