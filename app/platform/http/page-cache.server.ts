import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import { LRUCache } from "lru-cache";

export type Encoding = "identity" | "gzip" | "br";

export type CachedPage = {
  status: number;
  headers: ReadonlyArray<readonly [string, string]>;
  bodies: Readonly<Record<Encoding, Buffer>>;
  etag: string;
  generation: number;
  expiresAt: number;
};

export type RenderedPage = { status: number; headers: ReadonlyArray<readonly [string, string]>; body: Buffer };

const toBrotli = promisify(brotliCompress);
const toGzip = promisify(gzip);
const KEPT_BYTES = 96 * 1024 * 1024;
/** Even without a change a page is made anew after this, because it may show dates. */
const LIFETIME_MS = 60_000;
/** Answers that say the same to every visitor. Failures are never kept. */
const KEPT_STATUSES = new Set([200, 301, 404, 410]);
/** Parameters that other sites add to links to follow people. They change nothing here, so they must not split entries. */
const TRACKING = /^(utm_\w+|fbclid|gclid|igshid|mc_[ce]id)$/;

/**
 * Anonymous pages, rendered once for everybody. `purge` makes everything stale: a stale page is only served when
 * rendering it anew fails. Concurrent requests for the same page wait for one rendering.
 */
export class PageCache {
  readonly #pages = new LRUCache<string, CachedPage>({
    maxSize: KEPT_BYTES,
    sizeCalculation: (page) => page.bodies.identity.length + page.bodies.gzip.length + page.bodies.br.length + 1_024,
  });
  readonly #rendering = new Map<string, Promise<CachedPage>>();
  #generation = 0;

  purge(): void {
    this.#generation += 1;
  }

  /** The answer to a normalised URL, from memory or from `render`. */
  async page(key: string, render: () => Promise<RenderedPage>): Promise<{ page: CachedPage; from: "memory" | "origin" | "stale" }> {
    const known = this.#pages.get(key);
    if (known && this.#isFresh(known)) return { page: known, from: "memory" };
    try {
      const page = await this.#renderShared(key, render);
      if (page.status >= 500 && known) return { page: known, from: "stale" };
      return { page, from: "origin" };
    } catch (error) {
      if (known) return { page: known, from: "stale" };
      throw error;
    }
  }

  /** What is in memory and still true, without waiting: the hot path. */
  fresh(key: string): CachedPage | undefined {
    const known = this.#pages.get(key);
    return known && this.#isFresh(known) ? known : undefined;
  }

  #isFresh(page: CachedPage): boolean {
    return page.generation === this.#generation && page.expiresAt > Date.now();
  }

  /** Joins a rendering that is under way, but keeps away from its result when that turns out to be for one visitor. */
  async #renderShared(key: string, render: () => Promise<RenderedPage>): Promise<CachedPage> {
    const running = this.#rendering.get(this.#flight(key));
    if (!running) return this.#renderOnce(key, render);
    const page = await running;
    return isForEverybody(page) ? page : pack(await render(), this.#generation);
  }

  /** A rendering that began before a purge may hold what was purged, so it is not shared with those who come after. */
  #flight(key: string): string {
    return `${this.#generation} ${key}`;
  }

  #renderOnce(key: string, render: () => Promise<RenderedPage>): Promise<CachedPage> {
    const flight = this.#flight(key);
    const generation = this.#generation;
    const promise = (async () => {
      const page = await pack(await render(), generation);
      if (KEPT_STATUSES.has(page.status) && isForEverybody(page)) this.#pages.set(key, page);
      return page;
    })().finally(() => this.#rendering.delete(flight));
    this.#rendering.set(flight, promise);
    return promise;
  }
}

/** Whether an answer says nothing against being shared: `private`, `no-store` and cookies are for one visitor. */
function isForEverybody({ headers }: CachedPage): boolean {
  return headers.every(([name, value]) => {
    const header = name.toLowerCase();
    return header !== "set-cookie" && !(header === "cache-control" && /\b(private|no-store)\b/i.test(value));
  });
}

async function pack({ status, headers, body }: RenderedPage, generation: number): Promise<CachedPage> {
  const [br, gz] = await Promise.all([
    toBrotli(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 5, [constants.BROTLI_PARAM_SIZE_HINT]: body.length } }),
    toGzip(body, { level: 6 }),
  ]);
  const etag = `"${createHash("sha256").update(body).digest("base64url").slice(0, 27)}"`;
  return { status, headers, bodies: { identity: body, gzip: gz, br }, etag, generation, expiresAt: Date.now() + LIFETIME_MS };
}

/** Path and query with parameters sorted and trackers dropped. Repeated parameters keep their order. */
export function normaliseUrl(url: URL): string {
  const parameters = [...url.searchParams].filter(([name]) => !TRACKING.test(name)).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  const query = new URLSearchParams(parameters).toString();
  return query === "" ? url.pathname : `${url.pathname}?${query}`;
}

/** The best encoding that the client says it takes; a quality of 0 refuses one. */
export function chooseEncoding(acceptEncoding: string | undefined): Encoding {
  const taken = new Map(
    (acceptEncoding ?? "").split(",").map((part) => {
      const [name = "", quality] = part
        .trim()
        .toLowerCase()
        .split(/\s*;\s*q=/);
      return [name, quality === undefined ? 1 : Number(quality)] as const;
    }),
  );
  if ((taken.get("br") ?? 0) > 0) return "br";
  if ((taken.get("gzip") ?? taken.get("*") ?? 0) > 0) return "gzip";
  return "identity";
}
