import { startSearchIndexer } from "~/features/catalogue/indexer.server";
import { meilisearchIndex } from "~/features/catalogue/meilisearch-index.server";
import { meilisearchEngine } from "~/features/catalogue/meilisearch-search.server";
import { postgresSearchEngine } from "~/features/catalogue/postgres-search.server";
import type { SearchEngine, SearchRequest } from "~/features/catalogue/search-engine";
import { db, sqlPool, transaction } from "~/platform/database/client.server";
import { noteListingChange } from "~/platform/outbox.server";
import type { QueryClass } from "./queries";
import { type Figure, spread, timeEach } from "./report";

type Tell = (name: string, value: number, unit: string, more?: Pick<Figure, "aim" | "note">) => void;
type Queries = Record<QueryClass, string[]>;

const AT_ONCE = 8;
const FOLLOWED_TIMES = 30;
const AIMS: Partial<Record<QueryClass, string>> = { "known item": "≤ 50", "word in 1–5 %": "≤ 150", "word in over 10 %": "≤ 400" };

function request(query: string, language: SearchRequest["language"] = "en"): SearchRequest {
  return { language, query, filters: {}, sort: "relevance", page: 1, perPage: 20 };
}

/**
 * Eight searches at once, of which 60 % are known items, 20 % mistyped ones and 20 % single words; and the words that
 * stand in more than a tenth of all documents, one after the other. Each with hits, total and all facets. Twice as many
 * searches for other things come before, because a server that has just started is still compiling and planning.
 */
export async function measureMix(tell: Tell, engine: SearchEngine, queries: Queries): Promise<void> {
  const search = (query: string) => engine.search(request(query));
  const others = halfOf(queries, 1);
  await searchAtOnce([...mixed(others), ...mixed(others)], search);
  const measured = halfOf(queries, 0);
  const mix = mixed(measured);
  const began = performance.now();
  const samples = await searchAtOnce([...mix], search);
  const seconds = (performance.now() - began) / 1000;
  for (const [of, own] of Object.entries(samples)) {
    const { p50, p95 } = spread(own);
    tell(`${engine.name}, ${AT_ONCE} at once, ${of}: p95`, p95, "ms", { ...aim(of), note: `p50 ${p50.toFixed(1)} ms, of ${own.length}` });
  }
  tell(`${engine.name}, ${AT_ONCE} at once: rate`, mix.length / seconds, "searches/s");
  const common = spread(await timeEach(measured["word in over 10 %"], search));
  tell(`${engine.name}, alone, word in over 10 %: p95`, common.p95, "ms", {
    ...aim("word in over 10 %"),
    note: `p50 ${common.p50.toFixed(1)} ms, of ${measured["word in over 10 %"].length}`,
  });
  const known = spread(await timeEach(measured["known item"], search));
  tell(`${engine.name}, alone, known item: p50`, known.p50, "ms", { note: `p95 ${known.p95.toFixed(1)} ms` });
}

/** Milliseconds that each search took, by class. Takes the searches out of `mix`. */
async function searchAtOnce(mix: Array<{ of: QueryClass; query: string }>, search: (query: string) => Promise<unknown>): Promise<Record<string, number[]>> {
  const samples: Record<string, number[]> = {};
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let next = mix.shift(); next; next = mix.shift()) {
        const [ms = Number.NaN] = await timeEach([next.query], search);
        samples[next.of] = [...(samples[next.of] ?? []), ms];
      }
    }),
  );
  return samples;
}

function halfOf(queries: Queries, half: 0 | 1): Queries {
  return Object.fromEntries(
    Object.entries(queries).map(([of, own]) => {
      const middle = Math.ceil(own.length / 2);
      return [of, half === 0 ? own.slice(0, middle) : own.slice(middle)];
    }),
  ) as Queries;
}

const aim = (of: string) => ({ ...(AIMS[of as QueryClass] && { aim: AIMS[of as QueryClass] }) });

/** Three known items, one mistyped, one word, and again. */
function mixed(queries: Queries): Array<{ of: QueryClass; query: string }> {
  const classes: QueryClass[] = ["known item", "mistyped", "known item", "word in 1–5 %", "known item"];
  const taken: Partial<Record<QueryClass, number>> = {};
  return Array.from({ length: classes.length * 60 }, (_, at) => {
    const of = classes[at % classes.length] ?? "known item";
    const own = queries[of];
    taken[of] = (taken[of] ?? -1) + 1;
    return { of, query: own[(taken[of] ?? 0) % own.length] ?? "" };
  });
}

/** The engine beside the very requests that it sends to Meilisearch, sent without it. */
export async function measureDirect(tell: Tell, queries: Queries): Promise<void> {
  const texts = mixed(queries).map(({ query }) => query);
  const engine = meilisearchEngine();
  const sent = new Map<string, Array<{ url: string; init: RequestInit }>>();
  const plainFetch = globalThis.fetch;
  for (const query of texts) {
    const own: Array<{ url: string; init: RequestInit }> = [];
    globalThis.fetch = (input, init) => {
      own.push({ url: String(input), init: { method: init?.method ?? "GET", headers: init?.headers ?? {}, body: init?.body ?? null } });
      return plainFetch(input, init);
    };
    await engine.search(request(query));
    sent.set(query, own);
  }
  globalThis.fetch = plainFetch;

  const through = await timeEach(texts, (query) => engine.search(request(query)));
  const direct = await timeEach(texts, async (query) => {
    for (const { url, init } of sent.get(query) ?? []) await (await fetch(url, init)).json();
  });
  const [a, b] = [spread(through), spread(direct)];
  const requests = [...sent.values()].reduce((sum, own) => sum + own.length, 0) / sent.size;
  tell("meilisearch, engine : its requests sent directly, p50", a.p50 / b.p50, "×", {
    aim: "≤ 1.3",
    note: `${a.p50.toFixed(1)} : ${b.p50.toFixed(1)} ms, p95 ${a.p95.toFixed(1)} : ${b.p95.toFixed(1)} ms, ${requests.toFixed(2)} requests a search`,
  });
}

/**
 * From the commit that shows or hides a listing to the first search that says so: idle, and again and again while the
 * index is built anew, with `pauseMs` between.
 */
export async function measureLag(tell: Tell, pauseMs: number): Promise<void> {
  const stops = [await startSearchIndexer(meilisearchIndex(), () => new Date()), await startSearchIndexer(postgresSearchEngine(), () => new Date())];
  try {
    const listings = await db().listing.findMany({ take: FOLLOWED_TIMES, orderBy: { slug: "asc" }, select: { id: true } });
    await lagOf(listings[0]?.id ?? "", "hidden");
    await lagOf(listings[0]?.id ?? "", "published");
    const idle: number[] = [];
    for (const { id } of listings) {
      await lagOf(id, "hidden");
      idle.push(await lagOf(id, "published"));
    }
    const { p50, p95 } = spread(idle);
    tell("meilisearch, published to searchable, idle: p95", p95, "ms", { aim: "≤ 2,000", note: `p50 ${p50.toFixed(0)} ms, of ${idle.length}` });

    await sqlPool().query("UPDATE search.engine SET rebuild_asked_at = now() WHERE name = 'meilisearch'");
    const busy: number[] = [];
    const began = performance.now();
    for (let turn = 0; turn % 2 === 1 || (await isBeingBuilt()); turn += 1) {
      busy.push(await lagOf(listings[Math.floor(turn / 2) % listings.length]?.id ?? "", turn % 2 === 0 ? "hidden" : "published"));
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
    const during = spread(busy);
    tell("meilisearch, changed to searchable, during a rebuild: max", during.max, "ms", {
      aim: "≤ 10,000",
      note: `p50 ${during.p50.toFixed(0)}, p95 ${during.p95.toFixed(0)} ms, of ${busy.length}; it took ${((performance.now() - began) / 1000).toFixed(0)} s`,
    });
  } finally {
    for (const stop of stops) await stop();
  }
}

async function isBeingBuilt(): Promise<boolean> {
  const { rowCount } = await sqlPool().query("SELECT FROM search.engine WHERE name = 'meilisearch:next' OR rebuild_asked_at IS NOT NULL");
  return rowCount !== 0;
}

/** Milliseconds from the commit to the first search that shows it. Not the catalogue's own way to publish: only what the index sees of it. */
async function lagOf(id: string, state: "hidden" | "published"): Promise<number> {
  const now = new Date();
  await transaction(async (tx) => {
    await tx.listing.update({ where: { id }, data: { state, version: { increment: 1 }, updatedAt: now, publishedAt: now } });
    await noteListingChange(tx, [id], now);
  });
  const began = performance.now();
  while ((await isFound(id)) !== (state === "published")) await new Promise((resolve) => setTimeout(resolve, 5));
  return performance.now() - began;
}

/** Undefined when the search got no answer in time. */
async function isFound(id: string): Promise<boolean | undefined> {
  const answer = await meilisearchEngine()
    .search({ ...request(""), sort: "recent", perPage: 100 })
    .catch(() => undefined);
  return answer?.hits.some((hit) => hit.id === id);
}
