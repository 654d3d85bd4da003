import fs from "node:fs";
import path from "node:path";
import { searchEngine } from "~/features/catalogue/search.server";
import type { SearchRequest } from "~/features/catalogue/search-engine";
import { connectDatabase, disconnectDatabase, sqlPool } from "~/platform/database/client.server";

const EXPLAINING = [
  "session_preload_libraries=auto_explain",
  "auto_explain.log_min_duration=0",
  "auto_explain.log_analyze=on",
  "auto_explain.log_buffers=on",
  "auto_explain.log_level=notice",
  "client_min_messages=notice",
];

/**
 * What PostgreSQL did for a query: the plan of its longest statement, as PostgreSQL itself explains it while the engine
 * runs. Written beside the figures; returns its milliseconds and the file. Leaves the plain connection behind.
 */
export async function explainSlowest(url: string, request: SearchRequest): Promise<{ ms: number; file: string }> {
  await disconnectDatabase();
  const explaining = new URL(url);
  explaining.searchParams.set("options", EXPLAINING.map((setting) => `-c ${setting}`).join(" "));
  await connectDatabase(explaining.href, { max: 1 });
  const plans: Array<{ ms: number; text: string }> = [];
  sqlPool().on("acquire", (client) => {
    client.removeAllListeners("notice");
    client.on("notice", ({ message }) => {
      const ms = Number(/^duration: ([\d.]+) ms/.exec(message ?? "")?.[1]);
      if (Number.isFinite(ms)) plans.push({ ms, text: message ?? "" });
    });
  });
  // Twice: the first run also fills caches.
  await searchEngine().search(request);
  plans.length = 0;
  await searchEngine().search(request);
  await disconnectDatabase();
  await connectDatabase(url);

  const slowest = plans.reduce((a, b) => (b.ms > a.ms ? b : a), { ms: 0, text: "no plan was told" });
  const file = "tests/.output/slowest-plan.txt";
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, `«${request.query}»\n${slowest.text}\n`);
  return { ms: slowest.ms, file };
}
