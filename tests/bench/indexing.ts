import fs from "node:fs";
import { connectDatabase, disconnectDatabase, sqlPool } from "~/platform/database/client.server";
import { openEmbeddedDatabase } from "~/platform/database/embedded.server";
import { measure, serve, temporaryFolder } from "./processes";
import { RECORDS } from "./queries";
import { type Figure, spread } from "./report";

const TOKEN = "a token that only this benchmark knows";

/** How well a site answers while the real records are imported beside it and it takes them into its search index. */
export async function measureIndexing(figures: Figure[], build: string, mapping: string): Promise<void> {
  const dataDir = temporaryFolder("indexing");
  const env = { DATA_DIR: dataDir, PORT: "0", SEED: "none" };
  const embedded = await openEmbeddedDatabase(dataDir);
  const stops: Array<() => Promise<void>> = [];
  try {
    const site = await serve(process.execPath, [`${build}/server.js`], { ...env, METRICS_TOKEN: TOKEN });
    stops.push(() => site.stop());
    await connectDatabase(embedded.url);
    // Each scrape forgets the delays before it.
    await scrape(site.origin);
    const waits: number[] = [];
    let indexed = false;
    const asking = (async () => {
      while (!indexed) {
        const began = performance.now();
        await (await fetch(`${site.origin}/healthz`)).arrayBuffer();
        waits.push(performance.now() - began);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    })();
    const began = performance.now();
    await measure(process.execPath, [`${build}/command-line.js`, "import", RECORDS, "--mapping", mapping, "--publish"], env);
    const imported = performance.now();
    while ((await sqlPool().query("SELECT FROM search.outbox LIMIT 1")).rows.length > 0) await new Promise((resolve) => setTimeout(resolve, 100));
    indexed = true;
    await asking;
    const lag = /^nodejs_eventloop_lag_p99_seconds (\S+)$/m.exec(await scrape(site.origin))?.[1];
    const { p95, max } = spread(waits);
    figures.push({ name: "event-loop delay while records are imported and indexed: p99", value: Number(lag) * 1_000, unit: "ms", aim: "≤ 100" });
    figures.push({ name: "/healthz meanwhile: p95", value: p95, unit: "ms", note: `longest ${max.toFixed(0)} ms, of ${waits.length}` });
    figures.push({
      name: "indexed after the import's end",
      value: (performance.now() - imported) / 1_000,
      unit: "s",
      note: `${((performance.now() - began) / 1_000).toFixed(0)} s with the import`,
    });
  } finally {
    for (const stop of stops) await stop();
    await disconnectDatabase();
    await embedded.release();
    fs.rmSync(dataDir, { recursive: true, force: true });
  }
}

async function scrape(origin: string): Promise<string> {
  const answer = await fetch(`${origin}/metrics`, { headers: { authorization: `Bearer ${TOKEN}` } });
  if (answer.status !== 200) throw new Error(`/metrics answered ${answer.status}`);
  return answer.text();
}
