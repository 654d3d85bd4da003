import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { chooseEncoding, normaliseUrl, PageCache, type RenderedPage } from "~/platform/http/page-cache.server";

const page = (text: string, status = 200): RenderedPage => ({ status, headers: [["content-type", "text/html"]], body: Buffer.from(text) });

describe("the page cache", () => {
  it("renders a page once and gives it to everybody, compressed as each one likes", async () => {
    const cache = new PageCache();
    let rendered = 0;
    const render = async () => page(`page ${++rendered}`);
    const first = await cache.page("/es", render);
    const second = await cache.page("/es", render);
    expect([first.from, second.from, rendered]).toEqual(["origin", "memory", 1]);
    expect(gunzipSync(second.page.bodies.gzip).toString()).toBe("page 1");
  });

  it("waits for one rendering when many ask at once", async () => {
    const cache = new PageCache();
    let rendered = 0;
    const render = async () => {
      rendered += 1;
      await new Promise((resolve) => setTimeout(resolve, 20));
      return page("page");
    };
    await Promise.all(Array.from({ length: 10 }, () => cache.page("/es", render)));
    expect(rendered).toBe(1);
  });

  it("renders anew after a purge, and never shares a rendering that began before it", async () => {
    const cache = new PageCache();
    let text = "before";
    let release = () => {};
    const slow = cache.page("/es", async () => {
      const seen = text;
      await new Promise<void>((resolve) => {
        release = resolve;
      });
      return page(seen);
    });
    text = "after";
    cache.purge();
    const fresh = await cache.page("/es", async () => page(text));
    release();
    await slow;
    expect(fresh.page.bodies.identity.toString()).toBe("after");
    const next = await cache.page("/es", async () => page(text));
    expect(next.page.bodies.identity.toString()).toBe("after");
  });

  it("serves a stale page only when rendering fails", async () => {
    const cache = new PageCache();
    await cache.page("/es", async () => page("old"));
    cache.purge();
    const failing = await cache.page("/es", async () => {
      throw new Error("the database is away");
    });
    expect([failing.from, failing.page.bodies.identity.toString()]).toEqual(["stale", "old"]);
    const broken = await cache.page("/es", async () => page("oh", 500));
    expect([broken.from, broken.page.bodies.identity.toString()]).toEqual(["stale", "old"]);
    await expect(
      cache.page("/en", async () => {
        throw new Error("the database is away");
      }),
    ).rejects.toThrow("away");
  });

  it("does not keep failures and answers for one visitor", async () => {
    const cache = new PageCache();
    for (const status of [302, 400, 429, 500, 503]) {
      await cache.page(`/${status}`, async () => page("x", status));
      expect(cache.fresh(`/${status}`)).toBeUndefined();
    }
  });
});

describe("an answer for one visitor", () => {
  const forOne = [
    ["cache-control", "private"],
    ["Cache-Control", "No-Store"],
    ["set-cookie", "sol_key=1"],
  ] as const;

  it.each(forOne)("is not kept when it says %s: %s", async (name, value) => {
    const cache = new PageCache();
    let rendered = 0;
    const render = async () => ({ ...page(`secret ${++rendered}`), headers: [[name, value] as const] });
    await cache.page("/es", render);
    expect(cache.fresh("/es")).toBeUndefined();
    expect((await cache.page("/es", render)).page.bodies.identity.toString()).toBe("secret 2");
  });

  it.each(forOne)("is not shared with those who ask at the same moment when it says %s: %s", async (name, value) => {
    const cache = new PageCache();
    let rendered = 0;
    const render = async () => {
      const body = `secret ${++rendered}`;
      await new Promise((resolve) => setTimeout(resolve, 10));
      return { ...page(body), headers: [[name, value] as const] };
    };
    const answers = await Promise.all(Array.from({ length: 5 }, () => cache.page("/es", render)));
    expect(new Set(answers.map((answer) => answer.page.bodies.identity.toString())).size).toBe(5);
  });
});

describe("what a page is kept under", () => {
  it("is the same for the same parameters in another order, with trackers or without", () => {
    const url = (text: string) => normaliseUrl(new URL(text, "http://localhost"));
    expect(url("/es/solutions?q=a&country=DO&utm_source=x&fbclid=1")).toBe(url("/es/solutions?country=DO&q=a"));
    expect(url("/es/solutions?country=DO&country=GT")).not.toBe(url("/es/solutions?country=GT&country=MX"));
    expect(url("/es?")).toBe("/es");
  });
});

describe("the encoding", () => {
  it.each([
    ["br, gzip", "br"],
    ["gzip, deflate", "gzip"],
    ["gzip;q=0, br;q=0", "identity"],
    ["gzip;q=1.0, br;q=0.5", "br"],
    ["*", "gzip"],
    ["", "identity"],
    [undefined, "identity"],
  ])("for %s is %s", (header, encoding) => {
    expect(chooseEncoding(header)).toBe(encoding);
  });
});
