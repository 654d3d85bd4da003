import http from "node:http";
import type { AddressInfo } from "node:net";

const HEALTH_EVERY_MS = 100;

export type Balancer = { origin: string; readyTargets(): string[]; replace(origins: readonly string[]): void; stop(): Promise<void> };

/**
 * A balancer as plain as they come: it asks `/readyz`, goes round those that are ready, adds the client's address, and
 * repeats nothing. So a request that a process drops is seen as 502.
 */
export async function startBalancer(targets: readonly string[], options: { port?: number } = {}): Promise<Balancer> {
  let known = [...targets];
  const ready = new Set<string>();
  const agent = new http.Agent({ keepAlive: true });
  let next = 0;

  async function ask(target: string): Promise<void> {
    const answers = await fetch(`${target}/readyz`, { signal: AbortSignal.timeout(1_000) }).then(
      ({ ok }) => ok,
      () => false,
    );
    if (answers && known.includes(target)) ready.add(target);
    else ready.delete(target);
  }
  const askAll = () => Promise.all(known.map(ask));
  await askAll();
  const timer = setInterval(askAll, HEALTH_EVERY_MS);

  const server = http.createServer((request, response) => {
    const targets = [...ready];
    const target = targets[next++ % targets.length];
    if (!target) {
      response.writeHead(503).end("no process is ready\n");
      return;
    }
    const forwarded = [request.headers["x-forwarded-for"], request.socket.remoteAddress].flat().filter(Boolean).join(", ");
    const onward = http.request(`${target}${request.url}`, { method: request.method, agent, headers: { ...request.headers, "x-forwarded-for": forwarded } }, (answer) => {
      const { connection, "keep-alive": _, ...headers } = answer.headers;
      response.writeHead(answer.statusCode ?? 502, { ...headers, "x-answered-by": target });
      answer.pipe(response);
      answer.on("error", () => response.destroy());
    });
    onward.on("error", () => {
      if (response.headersSent) response.destroy();
      else response.writeHead(502).end("the process dropped the request\n");
    });
    request.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, "127.0.0.1", resolve));
  return {
    origin: `http://localhost:${(server.address() as AddressInfo).port}`,
    readyTargets: () => [...ready],
    replace(origins) {
      known = [...origins];
      for (const target of ready) if (!known.includes(target)) ready.delete(target);
    },
    async stop() {
      clearInterval(timer);
      agent.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
