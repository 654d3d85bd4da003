import { type ChildProcess, spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

export function temporaryFolder(name: string): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), `solucionario-bench-${name}-`));
  fs.chmodSync(folder, 0o711);
  return folder;
}

export type Measured = { seconds: number; peakMiB: number; stdout: string };

/** Runs a command to its end; its memory is the kernel's own high-water mark of the Node process. */
export async function measure(command: string, args: string[], env: Record<string, string>): Promise<Measured> {
  const began = performance.now();
  const child = launch(command, args, env);
  let stdout = "";
  child.stdout?.on("data", (chunk) => {
    stdout += chunk;
  });
  let peakMiB = 0;
  const timer = setInterval(() => {
    peakMiB = Math.max(peakMiB, highWater(child.pid));
  }, 20);
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  clearInterval(timer);
  if (code !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${code}`);
  return { seconds: (performance.now() - began) / 1000, peakMiB, stdout };
}

/** Starts a server and waits for its `ready` line. */
export async function serve(
  command: string,
  args: string[],
  env: Record<string, string>,
  cwd = process.cwd(),
): Promise<{ origin: string; seconds: number; memoryMiB(): number; stop(): Promise<void> }> {
  const began = performance.now();
  const child = launch(command, args, env, cwd);
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const origin = await new Promise<string>((resolve, reject) => {
    let output = "";
    child.stdout?.on("data", (chunk) => {
      output += chunk;
      const ready = /^ready (\S+) /m.exec(output)?.[1];
      if (ready) resolve(ready);
    });
    child.once("close", () => reject(new Error("The server ended before it was ready.")));
  });
  return {
    origin,
    seconds: (performance.now() - began) / 1000,
    memoryMiB: () => highWater(child.pid),
    async stop() {
      if (child.pid) process.kill(-child.pid, "SIGTERM");
      await ended;
    },
  };
}

function launch(command: string, args: string[], env: Record<string, string>, cwd = process.cwd()): ChildProcess {
  return spawn(command, args, {
    cwd,
    detached: true,
    env: { ...process.env, NODE_ENV: "production", LOG_LEVEL: "warn", READS_PER_MINUTE: "10000000", ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
}

function highWater(pid: number | undefined): number {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(fs.readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}
