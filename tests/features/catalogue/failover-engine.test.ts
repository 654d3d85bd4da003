import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { noCounts } from "~/features/catalogue/answers";
import { failoverEngine } from "~/features/catalogue/failover-engine.server";
import type { SearchRequest, SearchResult } from "~/features/catalogue/search-engine";

const REQUEST: SearchRequest = { language: "es", query: "", filters: {}, sort: "relevance", page: 1, perPage: 20 };

/** An engine that answers as it is told, and counts how often it was asked. */
function engine(name: "meilisearch" | "postgres", answer: () => Promise<void> = async () => {}) {
  const told = {
    name,
    asked: 0,
    answer,
    async search(): Promise<SearchResult> {
      told.asked += 1;
      await told.answer();
      return { engine: name, total: 0, approximateTotal: 0, hits: [], facets: noCounts() };
    },
    async suggest(): Promise<string[]> {
      told.asked += 1;
      await told.answer();
      return [name];
    },
  };
  return told;
}

// The timers of node:timers/promises can't be put forward.
const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
const fails = async () => {
  throw new Error("boom");
};

describe("two engines behind one port", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });
  const world = (first: () => Promise<void>, second?: () => Promise<void>) => {
    const [meilisearch, postgres] = [engine("meilisearch", first), engine("postgres", second)];
    return { meilisearch, postgres, both: failoverEngine(meilisearch, postgres, () => Date.now()) };
  };

  it("leave the second in peace while the first answers soon", async () => {
    const { both, postgres } = world(() => sleep(200));
    const answer = both.search(REQUEST);
    await vi.advanceTimersByTimeAsync(1_000);
    expect((await answer).engine).toBe("meilisearch");
    expect(postgres.asked).toBe(0);
  });

  it("hear whoever answers first once the first has been slow", async () => {
    const slow = world(() => sleep(600));
    const answer = slow.both.search(REQUEST);
    await vi.advanceTimersByTimeAsync(249);
    expect(slow.postgres.asked).toBe(0);
    await vi.advanceTimersByTimeAsync(2);
    expect((await answer).engine).toBe("postgres");

    const both = world(
      () => sleep(300),
      () => sleep(200),
    );
    const other = both.both.search(REQUEST);
    await vi.advanceTimersByTimeAsync(460);
    expect((await other).engine).toBe("meilisearch");
  });

  it("ask the second at once when the first fails, and tell nobody", async () => {
    const { both } = world(fails);
    expect((await both.search(REQUEST)).engine).toBe("postgres");
    expect(await both.suggest("es", "log", 5)).toEqual(["postgres"]);
  });

  it("hear the first, though late, when the second fails", async () => {
    const { both } = world(() => sleep(700), fails);
    const answer = both.search(REQUEST);
    await vi.advanceTimersByTimeAsync(800);
    expect((await answer).engine).toBe("meilisearch");
  });

  it("tell what is wrong with the second when both fail", async () => {
    const { both } = world(fails, async () => {
      throw new Error("no database");
    });
    await expect(both.search(REQUEST)).rejects.toThrow("no database");
  });

  it("stop asking the first after five failures within ten seconds, for fifteen seconds, then try one at a time", async () => {
    const { both, meilisearch } = world(fails);
    for (let search = 0; search < 4; search += 1) await both.search(REQUEST);
    await vi.advanceTimersByTimeAsync(10_001);
    for (let search = 0; search < 20; search += 1) await both.search(REQUEST);
    expect(meilisearch.asked).toBe(4 + 5);

    await vi.advanceTimersByTimeAsync(14_999);
    await both.search(REQUEST);
    expect(meilisearch.asked).toBe(9);

    await vi.advanceTimersByTimeAsync(1);
    meilisearch.answer = () => sleep(100);
    const trial = both.search(REQUEST);
    expect((await both.search(REQUEST)).engine).toBe("postgres");
    expect(meilisearch.asked).toBe(10);
    await vi.advanceTimersByTimeAsync(100);
    expect((await trial).engine).toBe("meilisearch");

    meilisearch.answer = async () => {};
    expect((await both.search(REQUEST)).engine).toBe("meilisearch");
  });

  it("wait again as long when the trial fails", async () => {
    const { both, meilisearch } = world(fails);
    for (let search = 0; search < 5; search += 1) await both.search(REQUEST);
    await vi.advanceTimersByTimeAsync(15_000);
    for (let search = 0; search < 5; search += 1) await both.search(REQUEST);
    expect(meilisearch.asked).toBe(6);
  });

  it("count an answer that never comes as a failure once it is given up, not while it is awaited", async () => {
    const { both, meilisearch } = world(() => new Promise(() => {}));
    for (let search = 0; search < 5; search += 1) {
      const answer = both.search(REQUEST);
      await vi.advanceTimersByTimeAsync(260);
      expect((await answer).engine).toBe("postgres");
    }
    await vi.advanceTimersByTimeAsync(1_000);
    await both.search(REQUEST);
    expect(meilisearch.asked).toBe(5);
  });
});
