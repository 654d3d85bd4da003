import { type ChildProcess, spawn } from "node:child_process";
import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** A folder of its own under the system's temporary folder, which another user may pass through. */
export function makeFolder(name = "solucionario data"): string {
  const folder = path.join(fs.mkdtempSync(path.join(os.tmpdir(), "sol-")), name);
  fs.mkdirSync(folder, { recursive: true });
  fs.chmodSync(path.dirname(folder), 0o711);
  fs.chmodSync(folder, 0o711);
  return folder;
}

export type Run = { child: ChildProcess; stdout(): string; stderr(): string; ended: Promise<number | null>; line(pattern: RegExp, seconds?: number): Promise<RegExpMatchArray> };

/** Starts a command in a process group of its own, as a terminal does. */
export function start(command: string, args: string[], options: { env?: Record<string, string>; cwd?: string; uid?: number; gid?: number } = {}): Run {
  const { env, ...rest } = options;
  const child = spawn(command, args, {
    ...rest,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
    env: { NODE_ENV: "production", PATH: process.env.PATH, HOME: process.env.HOME, LOG_LEVEL: "warn", ...env },
  });
  let stdout = "";
  let stderr = "";
  child.stdout?.on("data", (chunk) => {
    stdout += chunk;
  });
  child.stderr?.on("data", (chunk) => {
    stderr += chunk;
  });
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  return {
    child,
    stdout: () => stdout,
    stderr: () => stderr,
    ended,
    async line(pattern, seconds = 60) {
      for (const until = Date.now() + seconds * 1_000; Date.now() < until; await sleep(50)) {
        const found = pattern.exec(stdout);
        if (found) return found;
        if (child.exitCode !== null) break;
      }
      throw new Error(`No line ${pattern} came.\n${stdout}\n${stderr}`);
    },
  };
}

export async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as net.AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** The server's main process over this DATA_DIR, if one is alive. */
export function livePostmaster(dataDir: string): number | undefined {
  try {
    const pid = Number(fs.readFileSync(path.join(dataDir, "postgres", "postmaster.pid"), "utf8").split("\n")[0]);
    process.kill(pid, 0);
    return pid;
  } catch {
    return undefined;
  }
}

/** The same, for a test that kills it: never 0, which would be the test's own process group. */
export function postmasterOf(dataDir: string): number {
  const pid = livePostmaster(dataDir);
  if (!pid) throw new Error(`No PostgreSQL is alive over ${dataDir}.`);
  return pid;
}

export async function eventually(check: () => boolean | Promise<boolean>, seconds = 120): Promise<boolean> {
  for (const until = Date.now() + seconds * 1_000; Date.now() < until; await sleep(50)) if (await check()) return true;
  return false;
}
