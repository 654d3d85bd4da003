import { type ChildProcess, spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { inject } from "vitest";
import { createDatabase } from "./databases";

/** The same in every start, and in tests that make tickets and tokens themselves. */
export const SESSION_SECRET = "a secret that only tests know, long enough";

export type Site = {
  /** Another one after every start. */
  origin: string;
  databaseUrl: string;
  dataDir: string;
  process: ChildProcess;
  /** What the server has written to stderr so far. */
  log(): string;
  get(path: string, init?: RequestInit): Promise<Response>;
  /** What its process was started with. */
  env: Readonly<Record<string, string>>;
  /** Once its process has ended: another one over the same database and folder, and with these changes to its environment from now on. */
  startAgain(changes?: Record<string, string>): Promise<void>;
  stop(): Promise<void>;
};

/**
 * The built server, started as its own process over a database of its own.
 *
 * @param options.content "demonstration": a copy of the loaded demonstration edition; "empty": the taxonomy only
 */
export async function startSite(options: { content?: "demonstration" | "empty"; env?: Record<string, string> } = {}): Promise<Site> {
  const template = options.content === "empty" ? undefined : inject("demonstrationTemplate");
  const database = await createDatabase(template ? { template } : {});
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), "solucionario-site-"));
  const start = async (env: Record<string, string>) => {
    const { child, ...server } = await spawnServer(env);
    return { ...server, process: child, env };
  };
  const site: Site = {
    ...(await start({ DATABASE_URL: database.url, DATA_DIR: dataDir, SESSION_SECRET, ...options.env })),
    databaseUrl: database.url,
    dataDir,
    get: (location, init) => fetch(new URL(location, site.origin), { redirect: "manual", ...init }),
    async startAgain(changes) {
      Object.assign(site, await start({ ...site.env, ...changes }));
    },
    async stop() {
      await endProcess(site.process);
      await database.drop();
      fs.rmSync(dataDir, { recursive: true, force: true });
    },
  };
  return site;
}

/** @param options.stderr a file that the log goes to, which `log()` then knows nothing of */
export async function spawnServer(env: Record<string, string>, options: { stderr?: number } = {}): Promise<{ child: ChildProcess; origin: string; log(): string }> {
  const child = spawn(process.execPath, ["build/server/server.js"], {
    env: {
      NODE_ENV: "production",
      PATH: process.env.PATH,
      PORT: "0",
      SESSION_SECRET,
      LOG_LEVEL: "warn",
      READS_PER_MINUTE: "100000",
      ...env,
    },
    stdio: ["ignore", "pipe", options.stderr ?? "pipe"],
  });
  let errors = "";
  child.stderr?.on("data", (chunk) => {
    errors += chunk;
  });
  const origin = await new Promise<string>((resolve, reject) => {
    let output = "";
    child.stdout?.on("data", (chunk) => {
      output += chunk;
      const ready = /^ready (\S+) /m.exec(output);
      if (ready?.[1]) resolve(ready[1]);
    });
    child.once("exit", (code) => reject(new Error(`The server ended with ${code} before it was ready:\n${errors}`)));
  });
  return { child, origin, log: () => errors };
}

export async function endProcess(child: ChildProcess, signal: NodeJS.Signals = "SIGTERM"): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
  child.kill(signal);
  return ended;
}
