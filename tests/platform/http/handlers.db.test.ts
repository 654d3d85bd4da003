import fs from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { proxyTo } from "#tests/setup/database-proxy";
import { eventually } from "#tests/setup/processes";
import { connectDatabase, databaseUrl, disconnectDatabase, transaction } from "~/platform/database/client.server";
import { databaseAnswers, whileReachable } from "~/platform/database/reach.server";
import { PUBLIC_PAGE } from "~/platform/http/public-page";
import { createWebServer, type WebServerSettings } from "~/platform/http/web-server.server";
import { log, withRequest } from "~/platform/log.server";
import { type Measure, scrape, startMeasuring } from "~/platform/metrics.server";

const TOKEN = "a token that only Prometheus has";
// Every failure here is caused on purpose.
log.level = "silent";

const closes: Array<() => Promise<void>> = [];
afterEach(async () => {
  for (const close of closes.splice(0).reverse()) await close();
});

/** The site's own handlers over what is given; everything else of theirs throws. */
async function serve(settings: Partial<WebServerSettings>): Promise<string> {
  const clientFolder = fs.mkdtempSync(path.join(os.tmpdir(), "sol-client-"));
  fs.mkdirSync(path.join(clientFolder, "assets"));
  fs.writeFileSync(path.join(clientFolder, "assets", "site-Ab12Cd34.css"), "a{}");
  const server: Server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const throwing = () => {
    throw new Error("thrown on purpose");
  };
  const { handler } = createWebServer({
    render: throwing,
    routes: {
      root: { id: "root", path: "", module: { default: () => null } },
      any: { id: "any", parentId: "root", path: "*", module: { default: () => null, handle: PUBLIC_PAGE } },
    },
    clientFolder,
    keptAssets: path.join(clientFolder, "kept"),
    publicUrl: undefined,
    port,
    trustProxy: undefined,
    hasDemonstration: () => Promise.reject(new Error("rejected on purpose")),
    readsPerMinute: 1_000,
    metricsToken: TOKEN,
    ...settings,
  });
  server.on("request", handler);
  closes.push(
    () => new Promise<void>((resolve) => server.close(() => resolve())),
    async () => server.closeAllConnections(),
    async () => fs.rmSync(clientFolder, { recursive: true, force: true }),
  );
  return `http://localhost:${port}`;
}

const ADDRESSES = ["/", "/es", "/en/solutions?q=x", "/es/my/solutions", "/api/v1/solutions", "/data/solutions.csv", "/sitemap.xml", "/robots.txt", "/nowhere"];

describe("each handler answers for what it throws", () => {
  it.each([
    [
      "at once",
      (): never => {
        throw new Error("thrown on purpose");
      },
    ],
    ["later", () => Promise.reject(new Error("rejected on purpose"))],
    ["nothing that is an error", () => Promise.reject(undefined)],
    [
      "in the midst of its answer",
      async () =>
        new Response(
          new ReadableStream({
            pull(controller) {
              controller.error(new Error("broken on purpose"));
            },
          }),
        ),
    ],
  ])("when a page throws %s", async (_how, render) => {
    const origin = await serve({ render });
    for (const address of ADDRESSES) {
      const answer = await fetch(origin + address, { redirect: "manual" }).catch(() => undefined);
      // An answer that has begun can only be cut off.
      if (answer) expect(answer.status, address).toBe(answer.headers.has("x-request-id") && answer.status === 200 ? 200 : 500);
      await answer?.text().catch(() => {});
    }
    const form = await fetch(`${origin}/es/submit`, { method: "POST", headers: { origin }, body: new URLSearchParams({ title: "x" }) }).catch(() => undefined);
    await form?.text().catch(() => {});
    expect((await fetch(`${origin}/healthz`)).status).toBe(200);
  });

  it("when its files are gone", async () => {
    const gone = fs.mkdtempSync(path.join(os.tmpdir(), "sol-client-"));
    fs.mkdirSync(path.join(gone, "assets"));
    fs.writeFileSync(path.join(gone, "assets", "site-Ab12Cd34.css"), "a{}");
    const origin = await serve({ clientFolder: gone });
    fs.rmSync(gone, { recursive: true });
    expect((await fetch(`${origin}/assets/site-Ab12Cd34.css`)).status).toBe(404);
    expect((await fetch(`${origin}/favicon.svg`)).status).toBe(500);
    expect((await fetch(`${origin}/healthz`)).status).toBe(200);
  });

  it("when there is no database at all: it is alive, not ready, and tells its figures", async () => {
    const origin = await serve({});
    const url = databaseUrl();
    await disconnectDatabase();
    try {
      expect((await fetch(`${origin}/healthz`)).status).toBe(200);
      const ready = await fetch(`${origin}/readyz`);
      expect([ready.status, ready.headers.get("retry-after")]).toEqual([503, "30"]);
      expect((await fetch(`${origin}/metrics`, { headers: { authorization: `Bearer ${TOKEN}` } })).status).toBe(200);
    } finally {
      await connectDatabase(url, { max: 5 });
    }
    expect(await eventually(databaseAnswers)).toBe(true);
  });
});

describe("figures that can't be read", () => {
  const measure = (name: string, read: Measure["read"], labelNames?: string[]): Measure => ({ name, help: name, read, ...(labelNames && { labelNames }) });
  let faulty = false;
  const unless =
    (read: Measure["read"], fault: () => ReturnType<Measure["read"]>): Measure["read"] =>
    (now) =>
      faulty ? fault() : read(now);
  const good = async () => [{ value: 4 }];
  const labelled = async () => [{ value: 5, labels: { state: "due" } }];

  it("are absent and counted, whether their reading throws, rejects or hangs, with labels and without, and come back", async () => {
    const faults = {
      throwing: () => {
        throw new Error("thrown on purpose");
      },
      rejecting: () => Promise.reject(new Error("rejected on purpose")),
      hanging: () => new Promise<never>(() => {}),
    };
    const made = Object.entries(faults).flatMap(([how, fault]) => [
      measure(`test_${how}`, unless(good, fault)),
      measure(`test_${how}_labelled`, unless(labelled, fault), ["state"]),
    ]);
    startMeasuring(made, () => new Date());
    const tells = async () => {
      const { body } = await scrape();
      return { body, told: made.filter(({ name }) => new RegExp(`^${name}(\\{[^}]*\\})? `, "m").test(body)).length };
    };
    expect((await tells()).told).toBe(made.length);
    faulty = true;
    const { body, told } = await tells();
    expect(told).toBe(0);
    for (const { name } of made) expect(body).toContain(`solucionario_measures_unread_total{measure="${name}"} 1`);
    expect(body).toContain("solucionario_database_up 1");
    faulty = false;
    expect((await tells()).told).toBe(made.length);
  });

  it("are all of ours while the database hangs, and the answer comes all the same", async () => {
    const direct = databaseUrl();
    const proxy = await proxyTo(new URL(direct));
    await disconnectDatabase();
    await connectDatabase(proxy.url, { max: 5 });
    try {
      await scrape();
      proxy.hang(true);
      const { body } = await scrape();
      expect(body).toContain("solucionario_database_up 0");
      expect(body).not.toMatch(/^solucionario_(jobs|workers|jobs_oldest_due_seconds)[ {]/m);
      expect(body).toContain('solucionario_measures_unread_total{measure="solucionario_jobs"}');
      proxy.hang(false);
      expect(await eventually(databaseAnswers)).toBe(true);
    } finally {
      await disconnectDatabase();
      await proxy.close();
      await connectDatabase(direct, { max: 5 });
    }
  });
});

describe("work that hangs because the database does", () => {
  it("is given up, and slow work over a database that answers is not", async () => {
    const direct = databaseUrl();
    const proxy = await proxyTo(new URL(direct));
    await disconnectDatabase();
    await connectDatabase(proxy.url, { max: 2 });
    try {
      expect(await whileReachable(new Promise((resolve) => setTimeout(resolve, 4_000, "slow")))).toBe("slow");
      proxy.hang(true);
      await expect(whileReachable(new Promise(() => {}))).rejects.toMatchObject({ code: "unavailable" });
      proxy.hang(false);
      expect(await eventually(databaseAnswers)).toBe(true);
    } finally {
      await disconnectDatabase();
      await proxy.close();
      await connectDatabase(direct, { max: 5 });
    }
  });

  it("commits nothing once its request has been told to try again", async () => {
    const record = { requestId: "r", failures: [], givenUp: false };
    const key = { scope: "test", key: crypto.randomUUID(), result: {}, createdAt: new Date() };
    const writing = withRequest(record, () =>
      transaction(async (tx) => {
        await tx.idempotencyKey.create({ data: key });
        record.givenUp = true;
      }),
    );
    await expect(writing).rejects.toMatchObject({ code: "unavailable" });
    expect(await transaction((tx) => tx.idempotencyKey.count({ where: { key: key.key } }))).toBe(0);
  });
});
