import fs from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Site, startSite } from "#tests/setup/site";

const TOKEN = "a token that only Prometheus has";
let site: Site;
let without: Site;

beforeAll(async () => {
  [site, without] = await Promise.all([startSite({ env: { METRICS_TOKEN: TOKEN } }), startSite({ content: "empty" })]);
});
afterAll(() => Promise.all([site.stop(), without.stop()]));

const scrape = async (token = TOKEN) => {
  const answer = await site.get("/metrics", { headers: { authorization: `Bearer ${token}` } });
  return { status: answer.status, type: answer.headers.get("content-type"), text: await answer.text() };
};
const value = (text: string, series: string) => {
  const line = text.split("\n").find((each) => each.startsWith(`${series} `));
  return line === undefined ? undefined : Number(line.slice(series.length + 1));
};

describe("/metrics", () => {
  it("is not there without a token in the environment, and closed without the right one", async () => {
    expect((await without.get("/metrics")).status).toBe(404);
    expect((await site.get("/metrics")).status).toBe(401);
    expect((await scrape(`${TOKEN}.`)).status).toBe(401);
    expect((await site.get(`/metrics?token=${encodeURIComponent(TOKEN)}`)).status).toBe(401);
  });

  it("tells Prometheus about requests, jobs, workers, letters, submissions and the index", async () => {
    await site.get("/es");
    await site.get("/es");
    const { status, type, text } = await scrape();
    expect([status, type]).toEqual([200, expect.stringMatching(/^text\/plain;.*version=0\.0\.4/)]);
    expect(value(text, "solucionario_database_up")).toBe(1);
    expect(value(text, "solucionario_workers")).toBeGreaterThanOrEqual(1);
    expect(value(text, 'solucionario_submissions{state="accepted"}')).toBeGreaterThanOrEqual(91);
    expect(value(text, "solucionario_submissions_overdue")).toBeGreaterThanOrEqual(0);
    expect(value(text, 'solucionario_http_request_seconds_count{from="memory",status="2xx"}')).toBeGreaterThanOrEqual(1);
    expect(value(text, 'solucionario_jobs{state="failed"}')).toBe(0);
    expect(text).toMatch(/^solucionario_search_lag_seconds(\{[^}]*\})? \d/m);
    expect(text).toMatch(/^nodejs_eventloop_lag_p99_seconds /m);
  });

  it("has no figure of ours that docs/operations.md does not explain, and explains none that there is not", async () => {
    const { text } = await scrape();
    const told = new Set([...text.matchAll(/^# TYPE (solucionario_\w+) /gm)].map(([, name]) => name));
    const explained = new Set([...fs.readFileSync("docs/operations.md", "utf8").matchAll(/^\| `(solucionario_\w+)`/gm)].map(([, name]) => name));
    expect([...told].sort()).toEqual([...explained].sort());
    expect(told.size).toBeGreaterThan(8);
  });

  it("names nobody", async () => {
    const { text } = await scrape();
    expect(text).not.toMatch(/@|\.example|198\.51/);
  });
});
