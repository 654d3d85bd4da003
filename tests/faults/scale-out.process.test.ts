import fs from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { demonstrationAccount, signInCookie } from "#tests/setup/accounts";
import { type Cluster, startCluster } from "#tests/setup/cluster";
import { MEILISEARCH_BINARY } from "#tests/setup/meilisearch-process";
import { eventually } from "#tests/setup/processes";
import type { Site } from "#tests/setup/site";

/** Two web processes and one worker on one database, with a Meilisearch where there is one, behind a balancer that repeats nothing. */
let cluster: Cluster;
let database: pg.Client;

beforeAll(async () => {
  cluster = await startCluster();
  database = new pg.Client({ connectionString: cluster.databaseUrl });
  await database.connect();
});
afterAll(async () => {
  await database?.end();
  await cluster?.stop();
});

const LISTING = "/es/solutions/hielo-de-turno-cava-compartida-para-pescadores";
let sender = 0;
/** Each request of a stranger comes from an address of its own, so that no limit is met. */
const aStranger = () => {
  sender += 1;
  return `198.51.${Math.floor(sender / 250)}.${(sender % 250) + 1}`;
};
const post = (url: string, form: Record<string, string>, headers: Record<string, string> = {}) =>
  fetch(url, {
    method: "POST",
    redirect: "manual",
    headers: { origin: cluster.origin, "content-type": "application/x-www-form-urlencoded", "x-forwarded-for": aStranger(), ...headers },
    body: new URLSearchParams(form).toString(),
  });
const at = (number: number) => cluster.webs[number]?.origin ?? "";
const rows = async <Row extends pg.QueryResultRow>(sql: string, values: unknown[] = []) => (await database.query<Row>(sql, values)).rows;
const draftKey = () => Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString("base64url");

describe("two web processes and one worker", () => {
  it("share sessions: begun at one, good at the other, and ended at both", async () => {
    const site = { get: (location: string, init?: RequestInit) => fetch(at(0) + location, { redirect: "manual", ...init }), origin: cluster.origin } as Site;
    const cookie = await signInCookie(site, demonstrationAccount("coordinator"));
    const open = (number: number) => fetch(`${at(number)}/es/coordinate`, { redirect: "manual", headers: { cookie } });
    expect([(await open(0)).status, (await open(1)).status]).toEqual([200, 200]);
    expect((await post(`${at(1)}/es/sign-out`, {}, { cookie })).status).toBe(302);
    expect([(await open(0)).status, (await open(1)).status]).toEqual([302, 302]);
  });

  it("share the limit on guessing a password: nobody has twice as many tries at two processes", async () => {
    const { email } = demonstrationAccount("reviewer");
    const statuses: number[] = [];
    for (let attempt = 0; attempt < 12; attempt += 1)
      statuses.push((await post(`${at(attempt % 2)}/es/sign-in`, { address: email, password: `guess number ${attempt} of many` })).status);
    expect(statuses.slice(0, 10)).toEqual(Array(10).fill(400));
    expect(statuses.slice(10)).toEqual([429, 429]);
  });

  it("show a listing that was hidden at one as hidden at the other within a second, though both had it in memory", async () => {
    for (const number of [0, 1]) {
      await fetch(at(number) + LISTING);
      expect((await fetch(at(number) + LISTING)).headers.get("x-cache")).toBe("memory");
    }
    const manager = await signInCookie({ get: cluster.get, origin: cluster.origin } as Site, demonstrationAccount("programme-manager"));
    const [listing] = await rows<{ id: string; version: number }>(`SELECT id, version FROM "Listing" WHERE slug = $1`, [LISTING.split("/").at(-1)]);
    const answer = await post(`${at(0)}/es/my/listings/${listing?.id}`, { action: "suspend", version: String(listing?.version), "reason-suspend": "fraud" }, { cookie: manager });
    expect(answer.status, await answer.text()).toBe(303);
    expect(await eventually(async () => (await fetch(at(1) + LISTING)).status === 404)).toBe(true);
    expect((await fetch(at(0) + LISTING)).status).toBe(404);
  });

  it("send each letter once, with two workers at it as with one", async () => {
    const second = await cluster.addWorker();
    const people = ["jorge.matus@aceleradora-maguey.example", "luz.marin@camara-otun.example", "sandra.coy@mipyme-altiplano.example", "noelia.kunz@cluster-pampa.example"];
    await Promise.all(people.map((address, number) => post(`${at(number % 2)}/es/sign-in/link`, { address })));
    const mail = path.join(cluster.dataDir, "mail");
    const arrived = () => (fs.existsSync(mail) ? fs.readdirSync(mail, { recursive: true }).filter((name) => String(name).endsWith(".eml")) : []);
    expect(await eventually(() => arrived().length >= people.length)).toBe(true);
    await sleep(1_000);
    expect(arrived()).toHaveLength(people.length);
    second.child.kill("SIGTERM");
    expect(await second.ended).toBe(0);
  });
});

describe("under load", () => {
  /** Saves drafts through the balancer until told to stop; what was answered with a redirect was promised to be kept. */
  function saveDrafts(writers: number) {
    const acknowledged = new Map<string, string>();
    const failures: string[] = [];
    let going = true;
    const writing = Array.from({ length: writers }, async (_, writer) => {
      for (let turn = 0; going; turn += 1) {
        const title = `Borrador ${writer}.${turn}`;
        const answer = await post(`${cluster.origin}/es/submit`, { key: draftKey(), version: "", intent: "save", language: "es", title }).catch((error: Error) => error);
        if (answer instanceof Response && answer.status === 302) {
          const id = new URL(answer.headers.get("location") ?? "", cluster.origin).searchParams.get("draft");
          if (id) acknowledged.set(id, title);
        } else failures.push(answer instanceof Response ? `${answer.status} ${(await answer.text()).slice(0, 60)}` : answer.message);
      }
    });
    return {
      acknowledged,
      failures,
      async end() {
        going = false;
        await Promise.all(writing);
      },
    };
  }
  /** Reads pages and the API until told to stop. */
  function read(readers: number) {
    const answers = new Map<number | string, number>();
    let going = true;
    const reading = Array.from({ length: readers }, async (_, reader) => {
      for (let turn = 0; going; turn += 1) {
        const status = await cluster.get(turn % 2 ? `/api/v1/solutions?q=agua&page=${(turn % 5) + 1}` : `/es/solutions?q=pago&turn=${reader}.${turn}`).then(
          async (answer) => {
            await answer.arrayBuffer();
            return answer.status;
          },
          (error: Error) => error.message,
        );
        answers.set(status, (answers.get(status) ?? 0) + 1);
      }
    });
    return {
      answers,
      async end() {
        going = false;
        await Promise.all(reading);
      },
    };
  }

  it("a rolling restart of every process drops no request", async () => {
    const [writing, reading] = [saveDrafts(2), read(2)];
    await sleep(500);
    const old = cluster.webs.map((web) => ({ ...web, before: web.stderr().length }));
    for (const web of [...cluster.webs]) {
      await cluster.addWeb();
      expect(await eventually(() => cluster.balancer.readyTargets().length >= 2)).toBe(true);
      web.child.kill("SIGTERM");
      expect(await web.ended).toBe(0);
      cluster.webs.splice(cluster.webs.indexOf(web), 1);
      cluster.balancer.replace(cluster.webs.map(({ origin }) => origin));
    }
    const [worker] = cluster.workers;
    await cluster.addWorker();
    worker?.child.kill("SIGTERM");
    expect(await worker?.ended).toBe(0);
    await Promise.all([writing.end(), reading.end()]);
    expect(writing.failures).toEqual([]);
    expect([...reading.answers.keys()]).toEqual([200]);
    expect(writing.acknowledged.size).toBeGreaterThan(5);
    expect(reading.answers.get(200)).toBeGreaterThan(20);
    expect(old.map(({ stderr, before }) => stderr().slice(before)).join("")).not.toMatch(/"level":"(error|fatal)"/);
  });

  it("a web process killed outright loses nothing that was acknowledged, and the other serves on", async () => {
    const writing = saveDrafts(4);
    expect(await eventually(() => writing.acknowledged.size > 10)).toBe(true);
    const [killed] = cluster.webs.splice(0, 1);
    killed?.child.kill("SIGKILL");
    const sofar = writing.acknowledged.size;
    expect(await eventually(() => writing.acknowledged.size > sofar + 10)).toBe(true);
    await writing.end();
    const kept = await rows<{ submissionId: string; title: string }>(
      `SELECT "submissionId", content->'values'->>'title' AS title FROM "SubmissionDraft" WHERE "submissionId" = ANY($1::uuid[])`,
      [[...writing.acknowledged.keys()]],
    );
    expect(new Map(kept.map(({ submissionId, title }) => [submissionId, title]))).toEqual(writing.acknowledged);
  });
});

describe.skipIf(!MEILISEARCH_BINARY)("with one Meilisearch beside them", () => {
  type Answered = { engine: string; total: number; items: Array<{ slug: string }> };
  const search = async (number: number, query: string) => {
    const began = performance.now();
    // With a cookie of ours it is not answered from memory.
    const answer = (await (await fetch(`${at(number)}/api/v1/solutions?q=${encodeURIComponent(query)}`, { headers: { cookie: "sol_x=1" } })).json()) as Answered;
    return { ...answer, milliseconds: performance.now() - began };
  };
  const everybodySays = (engine: string, query: string) =>
    eventually(async () => {
      const answers = await Promise.all(cluster.webs.map((_, number) => search(number, query)));
      return answers.every((answer) => answer.engine === engine);
    }, 60);

  it("both search with it; killed, both answer from PostgreSQL within a second; back and empty, it is filled and asked again by itself", async () => {
    expect(await everybodySays("meilisearch", "agua")).toBe(true);
    const before = (await search(0, "pagos móviles")).total;
    expect(before).toBeGreaterThan(0);

    await cluster.meilisearch?.kill("SIGKILL");
    fs.rmSync(path.join(cluster.dataDir, "data.ms"), { recursive: true, force: true });
    for (const [number] of cluster.webs.entries()) {
      const answer = await search(number, `pagos móviles ${number}`);
      expect(answer).toMatchObject({ engine: "postgres" });
      expect(answer.milliseconds).toBeLessThan(1_500);
    }
    await cluster.meilisearch?.start();
    expect(await everybodySays("meilisearch", "agua")).toBe(true);
    expect((await search(0, "pagos móviles")).total).toBe(before);
  });
});

it("two processes that start at once on an empty database fill it once", async () => {
  const empty = await startCluster({ content: "empty", workers: 1, env: { SEED: "demo" } });
  try {
    const client = new pg.Client({ connectionString: empty.databaseUrl });
    await client.connect();
    const { rows: found } = await client.query<{ solutions: string; editions: string }>(
      `SELECT (SELECT count(*) FROM "Solution") AS solutions, (SELECT count(*) FROM "Edition") AS editions`,
    );
    await client.end();
    expect(found[0]).toEqual({ solutions: "117", editions: "1" });
    expect((await empty.get("/es")).status).toBe(200);
  } finally {
    await empty.stop();
  }
});
