import autocannon from "autocannon";
import { openBrowser } from "#tests/setup/browser";

/** A cookie of ours keeps a request away from the shared cache. */
export const UNCACHED = { cookie: "sol_bench=1", "accept-encoding": "br" };

export async function requestsPerSecond(url: string, headers: Record<string, string>, seconds = 5): Promise<number> {
  const result = await autocannon({ url, headers, connections: 20, duration: seconds });
  if (result.non2xx > 0 || result.errors > 0) throw new Error(`${url}: ${result.non2xx} answers were not 2xx, ${result.errors} failed`);
  return result.requests.average;
}

/** What a phone downloads at its first visit, as Chromium counts it on the wire. */
export async function firstVisit(url: string): Promise<{ requests: number; kB: number }> {
  const browser = await openBrowser();
  try {
    const page = await (await browser.newContext({ viewport: { width: 360, height: 740 } })).newPage();
    const session = await page.context().newCDPSession(page);
    await session.send("Network.enable");
    let bytes = 0;
    let requests = 0;
    session.on("Network.loadingFinished", ({ encodedDataLength }) => {
      bytes += encodedDataLength;
      requests += 1;
    });
    await page.goto(url, { waitUntil: "networkidle" });
    return { requests, kB: bytes / 1000 };
  } finally {
    await browser.close();
  }
}
