import { Meilisearch } from "meilisearch";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { LIVE } from "./live-meilisearch";
import { type MeilisearchForTests, startMeilisearchForTests } from "./recorded-meilisearch";

describe.skipIf(LIVE)("a recorded Meilisearch", () => {
  let server: MeilisearchForTests;
  let client: Meilisearch;
  beforeEach(async () => {
    server = await startMeilisearchForTests("rebuilding");
    client = new Meilisearch({ host: server.url });
  });
  afterEach(() => server.stop());

  const make = (uid: string) => client.createIndex(uid, { primaryKey: "id" }).waitTask();
  const documents = (uid: string, limit = 10_000) => client.index(uid).getDocuments({ limit });
  const birth = async (uid: string) => String((await client.getRawIndex(uid)).createdAt);
  const notRecorded = /^Not in the recording/;

  it("answers what was asked, as it was then", async () => {
    await expect(documents("solutions_es_next")).rejects.toThrow("Index `solutions_es_next` not found.");
    expect(await make("solutions_es_next")).toMatchObject({ status: "succeeded", type: "indexCreation" });
    expect((await documents("solutions_es_next")).results).toEqual([]);
    expect(await make("solutions_es_next")).toMatchObject({ status: "failed", error: { code: "index_already_exists" } });
    await server.empty();
    await expect(documents("solutions_es_next")).rejects.toThrow("Index `solutions_es_next` not found.");
    expect(server.troubles()).toEqual([]);
  });

  it("refuses and remembers what was never asked: another path, method or body, or of an index in another state", async () => {
    await make("solutions_es_next");
    await expect(documents("solutions_es_next", 9_999)).rejects.toThrow(notRecorded);
    await expect(client.updateIndex("solutions_es_next", { primaryKey: "id" })).rejects.toThrow(notRecorded);
    await expect(client.createIndex("solutions_es_next", { primaryKey: "slug" })).rejects.toThrow(notRecorded);
    await expect(client.index("solutions_es_next").deleteDocuments(["1"])).rejects.toThrow(notRecorded);
    expect(server.troubles()).toHaveLength(4);
    expect(server.troubles()[0]).toMatch(/: GET \/indexes\/solutions_es_next\/documents\?limit=9999 $/);
    await server.empty();
    expect(server.troubles()).toEqual([]);
  });

  it("lets an index that takes another's place keep its birth", async () => {
    const languages = ["es", "en", "pt"];
    for (const language of languages) await make(`solutions_${language}_next`);
    const births = await Promise.all(languages.map((language) => birth(`solutions_${language}_next`)));
    expect(new Set(births).size).toBe(3);
    await client.swapIndexes(languages.map((language) => ({ indexes: [`solutions_${language}_next`, `solutions_${language}`] as [string, string], rename: true }))).waitTask();
    expect(await Promise.all(languages.map((language) => birth(`solutions_${language}`)))).toEqual(births);
    await expect(birth("solutions_es_next")).rejects.toThrow("not found");
  });
});
