import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createBusinessType, createCategory, createListing } from "#tests/factories/records";
import { forgetMeilisearch, haveLiveEngine, LIVE } from "#tests/setup/live-meilisearch";
import { rebuild } from "~/features/catalogue/indexer.server";
import { examineMeilisearch } from "~/features/catalogue/meilisearch-doctor.server";
import { meilisearchIndex } from "~/features/catalogue/meilisearch-index.server";
import { environment } from "~/platform/env.server";

describe("the doctor, of an engine that is not there", () => {
  it("names the address and what it means for searches", async () => {
    const { MEILISEARCH_URL } = environment();
    environment().MEILISEARCH_URL = "http://127.0.0.1:65501";
    expect(await examineMeilisearch()).toEqual([
      { subject: "meilisearch", ok: false, detail: "MEILISEARCH_URL http://127.0.0.1:65501 can't be reached: ECONNREFUSED. Searches are answered by PostgreSQL" },
    ]);
    environment().MEILISEARCH_URL = MEILISEARCH_URL;
  });
});

describe.skipIf(!LIVE)("the doctor, of a live engine", () => {
  const engine = () => LIVE?.client ?? expect.unreachable("MEILISEARCH_URL is not set");
  const key = async (actions: string[]) => (await engine().createKey({ name: "doctor's test", actions, indexes: ["solutions_*"], expiresAt: null })).key;
  const given = { ...environment(), MEILISEARCH_URL: LIVE?.url };
  let giveBack: () => Promise<void>;
  beforeAll(async () => {
    giveBack = await haveLiveEngine();
    Object.assign(environment(), given);
    await createCategory();
    await createBusinessType();
    await createListing();
    await forgetMeilisearch(engine());
    await rebuild(meilisearchIndex(), () => new Date());
    given.MEILISEARCH_SEARCH_KEY = await key(["search"]);
    // Other files may have the engine for minutes.
  }, 900_000);
  beforeEach(() => {
    Object.assign(environment(), given);
  });
  afterAll(async () => {
    for (const { name, key: made } of (await engine().getKeys({ limit: 1_000 })).results) if (name === "doctor's test") await engine().deleteKey(made);
    await giveBack();
  });

  it("finds it well when it is", async () => {
    expect((await examineMeilisearch()).map(({ ok, detail }) => [ok, detail])).toEqual([
      [true, expect.stringMatching(/^1\.\d+\.\d+ answers$/)],
      [true, "may do what it must"],
      [true, "may do what it must"],
      [true, "as this release wants them"],
      [true, "1 listings, 0 changes wait"],
    ]);
  });

  it("says which action a key lacks, that it is refused, not set, or may do too much", async () => {
    const about = async (variable: "MEILISEARCH_ADMIN_KEY" | "MEILISEARCH_SEARCH_KEY", value: string | undefined) => {
      environment()[variable] = value;
      const finding = (await examineMeilisearch()).find(({ subject }) => subject === variable);
      Object.assign(environment(), given);
      return [finding?.ok, finding?.detail];
    };
    const reading = ["documents.get", "indexes.get", "settings.get", "stats.get", "tasks.get"];
    expect(await about("MEILISEARCH_ADMIN_KEY", await key(reading))).toEqual([
      false,
      "lacks documents.add, documents.delete, indexes.create, indexes.delete, indexes.swap, settings.update",
    ]);
    expect(await about("MEILISEARCH_ADMIN_KEY", await key(["documents.*", "indexes.*", "settings.*", "stats.get", "tasks.get"]))).toEqual([true, "may do what it must"]);
    expect(await about("MEILISEARCH_ADMIN_KEY", "wrong")).toEqual([false, "is refused: it is wrong, revoked or has expired"]);
    expect(await about("MEILISEARCH_ADMIN_KEY", undefined)).toEqual([false, "is not set"]);
    expect(await about("MEILISEARCH_SEARCH_KEY", await key(["documents.get"]))).toEqual([false, "lacks search"]);
    expect(await about("MEILISEARCH_SEARCH_KEY", "wrong")).toEqual([false, "is refused: it is wrong, revoked or has expired"]);
    expect(await about("MEILISEARCH_SEARCH_KEY", await key(["search", "documents.add"]))).toEqual([false, "may write too: give it the action search only"]);
    const { MEILISEARCH_MASTER_KEY: master } = process.env;
    if (master) expect(await about("MEILISEARCH_ADMIN_KEY", master)).toEqual([false, "is the master key: make a key for this use"]);
  });

  it("names settings that somebody changed, what is missing, and an index that is gone", async () => {
    const seen = async (subject: string) => (await examineMeilisearch()).find((finding) => finding.subject === subject)?.detail;
    const index = engine().index("solutions_pt");
    await index.updateSettings({ stopWords: ["o"], faceting: { maxValuesPerFacet: 3 } }).waitTask();
    expect(await seen("meilisearch settings")).toMatch(/^other than this release wants them: .*faceting.* of solutions_pt\. /);
    await index.deleteAllDocuments().waitTask();
    expect(await seen("meilisearch index")).toBe("1 listings, 0 changes wait, 0 missing, 1 in another version, 0 too many: `solucionario reindex`");
    await engine().deleteIndex("solutions_pt").waitTask();
    expect(await seen("meilisearch index")).toBe("solutions_pt is missing: the process that does the jobs builds it when it runs");
  });
});
