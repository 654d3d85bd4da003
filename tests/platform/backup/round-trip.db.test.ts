import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createDatabase } from "#tests/setup/databases";
import { FILLED_BY_STARTUP, LEFT_OUT } from "~/platform/backup/format";
import { verifyBackup } from "~/platform/backup/restore.server";
import { storedFilePath } from "~/platform/backup/stored-files.server";
import { backUp, fillDatabase, fingerprint, NOW, restoreInto, shape, temporaryFolder, withClient } from "./support";

type Database = Awaited<ReturnType<typeof createDatabase>>;

let folder: string;
const databases: Database[] = [];

async function freshDatabase(options?: Parameters<typeof createDatabase>[0]): Promise<Database> {
  const database = await createDatabase(options);
  databases.push(database);
  return database;
}

beforeEach(() => {
  folder = temporaryFolder();
});

afterEach(async () => {
  for (const database of databases.splice(0)) await database.drop();
  fs.rmSync(folder, { recursive: true, force: true });
});

async function twoDatabases(sql: string): Promise<[source: Database, target: Database]> {
  const two: [Database, Database] = [await freshDatabase(), await freshDatabase()];
  for (const { url } of two) await withClient(url, (client) => client.query(sql));
  return two;
}

/** Text that COPY, arrays or JSON could trip over; NUL and lone surrogates can't be stored by PostgreSQL at all. */
const hostile = fc.oneof(
  fc.constantFrom(
    "",
    "\\N",
    "\\.",
    "NULL",
    "null",
    "\\",
    "\\\\N",
    "\n\\.\n",
    "\t",
    "\r\n",
    '"',
    "'",
    "{}",
    '{"a,b"}',
    ",",
    "\u2028",
    "🌶️",
    "é",
    "e\u0301",
    "\u200f",
    "\u0001",
    "$$",
  ),
  fc.string({ unit: "grapheme", maxLength: 60 }).map((text) => text.replaceAll("\0", "")),
  fc.array(fc.constantFrom("\\", "N", "n", "\n", "\t", '"', "'", "{", "}", ",", "."), { maxLength: 12 }).map((parts) => parts.join("")),
);

describe("a restored database", () => {
  let source: Database;
  let target: Database;
  let made: Awaited<ReturnType<typeof backUp>>;

  beforeAll(async () => {
    const kept = temporaryFolder();
    [source, target] = [await createDatabase(), await createDatabase()];
    await fillDatabase(source.url, 30);
    await withClient(source.url, (client) => client.query("SELECT setval('search.outbox_sequence', 9007199254740993)"));
    // What start-up would have loaded, and a worker schema of its own to make.
    await withClient(target.url, (client) =>
      client.query(`
        INSERT INTO "Category" (key, position, icon) VALUES ('logistics', 9, 'other'), ('obsolete', 1, 'x');
        INSERT INTO "InstallationFact" VALUES ('taxonomy', '1', now());
        DROP SCHEMA graphile_worker CASCADE`),
    );
    made = await backUp(source.url, kept);
    await restoreInto(target.url, kept);
    fs.rmSync(kept, { recursive: true });
  });

  afterAll(async () => {
    await source.drop();
    await target.drop();
  });

  it("equals the one that was backed up, table by table, but for what must not be carried; taxonomy that start-up loaded is replaced", async () => {
    expect(await fingerprint(target.url, { except: LEFT_OUT })).toEqual(await fingerprint(source.url, { except: LEFT_OUT }));
    expect(await shape(target.url)).toEqual(await shape(source.url));
    expect(made.totals).toMatchObject({ jobs: 2, files: 0, missingFiles: 0 });
    expect(made.totals.rows).toBeGreaterThan(120);
  });

  it("carries no session, one-time token or heartbeat", async () => {
    const before = await fingerprint(source.url);
    const after = await fingerprint(target.url);
    for (const table of LEFT_OUT) {
      expect(before[table], table).not.toBe("0 ");
      expect(after[table], table).toBe("0 ");
    }
  });

  it("runs the jobs that waited or were running, and not those that had failed for good", async () => {
    const jobs = (url: string) =>
      withClient(url, async (client) => {
        const { rows } = await client.query(`
          SELECT task.identifier, payload::text, queue_name, run_at, max_attempts, key, priority, flags
          FROM graphile_worker._private_jobs AS job JOIN graphile_worker._private_tasks AS task ON task.id = task_id
          LEFT JOIN graphile_worker._private_job_queues AS queue ON queue.id = job_queue_id
          WHERE task.identifier <> 'dead' ORDER BY job.id`);
        return rows;
      });
    expect(await jobs(target.url)).toEqual(await jobs(source.url));
    await withClient(target.url, async (client) => {
      const { rows } = await client.query("SELECT count(*)::int AS n, count(locked_at)::int AS locked, max(attempts) AS attempts FROM graphile_worker._private_jobs");
      expect(rows).toEqual([{ n: 2, locked: 0, attempts: 0 }]);
    });
  });

  it("has every listing waiting to be indexed, and counts on from the backup's sequence", async () => {
    await withClient(target.url, async (client) => {
      const { rows } = await client.query(
        `SELECT count(*)::int AS listings, count(outbox.listing_id)::int AS noted, count(DISTINCT sequence)::int AS sequences, min(sequence) AS least FROM "Listing" LEFT JOIN search.outbox ON listing_id = id`,
      );
      expect(rows).toEqual([{ listings: 30, noted: 30, sequences: 30, least: "9007199254740994" }]);
      expect((await client.query("SELECT count(*)::int AS n FROM search.outbox")).rows).toEqual([{ n: 30 }]);
    });
  });
});

describe("a round trip", () => {
  it("keeps hostile content exactly", async () => {
    const [source, target] = await twoDatabases(
      `CREATE TABLE "Odd ""table" (id int PRIMARY KEY, "a ""b\\" text, nothing text, list text[], number numeric, double float8, bytes bytea, json json, jsonb jsonb, at timestamptz(3), upper text GENERATED ALWAYS AS (upper(nothing)) STORED)`,
    );
    const row = fc.record({
      text: hostile,
      nullable: fc.option(hostile),
      list: fc.option(fc.array(fc.option(hostile), { maxLength: 4 })),
      number: fc
        .tuple(fc.bigInt({ min: -(10n ** 120n), max: 10n ** 120n }), fc.integer({ min: 0, max: 999_999 }))
        .map(([whole, part]) => `${whole}.${String(part).padStart(6, "0")}`),
      double: fc.oneof(fc.double(), fc.constantFrom(-0, 5e-324, 0.1 + 0.2, Number.NaN, Number.POSITIVE_INFINITY)),
      bytes: fc.uint8Array({ maxLength: 40 }),
      json: fc.dictionary(hostile, fc.oneof(hostile, fc.integer(), fc.constant(null), fc.array(hostile, { maxLength: 3 })), { maxKeys: 4 }),
      at: fc.date({ min: new Date("0001-01-02T00:00:00Z"), max: new Date("9999-01-01T00:00:00Z"), noInvalidDate: true }),
    });
    const rows = fc.sample(row, 400);
    await withClient(source.url, async (client) => {
      for (const [id, { text, nullable, list, number, double, bytes, json, at }] of rows.entries()) {
        await client.query(`INSERT INTO "Odd ""table" VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`, [
          id,
          text,
          nullable,
          list,
          number,
          Object.is(double, -0) ? "-0" : String(double),
          Buffer.from(bytes),
          JSON.stringify(json),
          // jsonb refuses U+0000 only, which `hostile` never makes.
          JSON.stringify(json),
          at.toISOString(),
        ]);
        await client.query(
          `INSERT INTO "ImportedRecord" (source, "sourceId", target, "targetId", "contentHash", gaps, unmapped, "firstSeenAt", "updatedAt") VALUES ($1, $2, 'solution', gen_random_uuid(), $1, $3, $4, now(), now())`,
          [text, String(id), (list ?? []).filter((item) => item !== null), JSON.stringify(json)],
        );
      }
    });
    await backUp(source.url, folder);
    await restoreInto(target.url, folder);
    expect(await fingerprint(target.url)).toEqual(await fingerprint(source.url));
    expect((await fingerprint(target.url))[`Odd "table`]).toMatch(/^400 /);
  });

  it("keeps rows that refer to themselves and tables that refer to each other", async () => {
    const [source, target] = await twoDatabases(`
      CREATE TABLE "Aaa" (id int PRIMARY KEY, zzz int NOT NULL, parent int REFERENCES "Aaa");
      CREATE TABLE "Zzz" (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, aaa int REFERENCES "Aaa");
      ALTER TABLE "Aaa" ADD CONSTRAINT "circle" FOREIGN KEY (zzz) REFERENCES "Zzz" ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED`);
    await withClient(source.url, (client) =>
      client.query(`
        BEGIN;
        INSERT INTO "Aaa" SELECT n, n, NULLIF((n * 7) % 50, n) + 0 FROM generate_series(0, 49) AS n;
        INSERT INTO "Zzz" (id, aaa) OVERRIDING SYSTEM VALUE SELECT n, 49 - n FROM generate_series(0, 49) AS n;
        SELECT setval(pg_get_serial_sequence('"Zzz"', 'id'), 49);
        COMMIT`),
    );
    await backUp(source.url, folder);
    await restoreInto(target.url, folder);
    expect(await fingerprint(target.url)).toEqual(await fingerprint(source.url));
    expect(await shape(target.url)).toEqual(await shape(source.url));
    await withClient(target.url, async (client) => {
      await expect(client.query(`INSERT INTO "Aaa" VALUES (100, 9999, NULL)`)).rejects.toThrow(/circle/);
      expect((await client.query(`INSERT INTO "Zzz" (aaa) VALUES (1) RETURNING id`)).rows).toEqual([{ id: 50 }]);
    });
  });

  it("needs no superuser", async () => {
    const source = await freshDatabase();
    await fillDatabase(source.url, 5);
    await backUp(source.url, folder);
    const own = await createDatabase({ template: "nothing" });
    const role = `r_${path.basename(new URL(own.url).pathname)}`;
    const url = new URL(own.url);
    url.username = role;
    url.password = "secret";
    try {
      await withClient(own.url, (client) => client.query(`CREATE ROLE ${role} LOGIN PASSWORD 'secret'; ALTER DATABASE ${url.pathname.slice(1)} OWNER TO ${role}`));
      await restoreInto(url.href, folder);
      expect(await fingerprint(url.href, { except: LEFT_OUT })).toEqual(await fingerprint(source.url, { except: LEFT_OUT }));
      await backUp(url.href, folder, { file: path.join(folder, "again") });
    } finally {
      await own.drop();
      await withClient(source.url, (client) => client.query(`DROP ROLE ${role}`));
    }
  });
});

describe("a backup", () => {
  it("holds one moment, while writes go on", async () => {
    const [source, target] = await twoDatabases(`CREATE TABLE "Aaa" (n int); CREATE TABLE "Zzz" (n int)`);
    await withClient(source.url, (client) => client.query(`INSERT INTO "Aaa" SELECT generate_series(1, 20000); INSERT INTO "Zzz" SELECT generate_series(1, 20000)`));
    let stop = false;
    let written = 0;
    const writing = withClient(source.url, async (client) => {
      while (!stop) {
        await client.query(
          `BEGIN; INSERT INTO "Aaa" VALUES (0); INSERT INTO "Zzz" VALUES (0); DELETE FROM "Zzz" WHERE n = ${written + 1}; DELETE FROM "Aaa" WHERE n = ${written + 1}; COMMIT`,
        );
        written += 1;
      }
    });
    while (written < 5) await new Promise((resolve) => setTimeout(resolve, 5));
    await backUp(source.url, folder);
    const during = written;
    stop = true;
    await writing;
    expect(during).toBeGreaterThan(5);
    await restoreInto(target.url, folder);
    const { Aaa, Zzz } = await fingerprint(target.url);
    expect(Aaa).toBe(Zzz);
    expect(Aaa).toMatch(/^20000 /);
  });

  it("carries the stored files that the database names, and counts those that are missing or damaged", async () => {
    const [source, target] = [await freshDatabase(), await freshDatabase()];
    const contents = [Buffer.from("hola"), Buffer.alloc(3_000_000, 7), Buffer.alloc(0)];
    const names = contents.map((content) => createHash("sha256").update(content).digest("hex"));
    const [missing, damaged, stray] = ["b".repeat(64), "c".repeat(64), "d".repeat(64)] as const;
    for (const [index, name] of [...names, damaged, stray].entries()) {
      fs.mkdirSync(path.dirname(storedFilePath(folder, name)), { recursive: true });
      fs.writeFileSync(storedFilePath(folder, name), contents[index] ?? "other bytes");
    }
    await withClient(source.url, (client) => client.query(`INSERT INTO "File" SELECT unnest($1::text[]), 1, 'image/png', now()`, [[...names, missing, damaged]]));

    const { totals } = await backUp(source.url, folder);
    expect(totals).toMatchObject({ files: 3, missingFiles: 2 });
    await restoreInto(target.url, folder);
    const restored = path.join(folder, "restored");
    for (const [index, name] of names.entries()) expect(contents[index]?.equals(fs.readFileSync(storedFilePath(restored, name)))).toBe(true);
    for (const name of [missing, damaged, stray]) expect(fs.existsSync(storedFilePath(restored, name))).toBe(false);
  });

  it("is readable by its owner only, leaves no partial file, and does not replace a file unless told to", async () => {
    const source = await freshDatabase();
    const file = path.join(folder, "backup");
    fs.writeFileSync(file, "precious");
    fs.writeFileSync(`${file}.partial`, "left by a killed backup", { mode: 0o644 });
    await expect(backUp(source.url, folder)).rejects.toThrow(/exists already/);
    expect(fs.readFileSync(file, "utf8")).toBe("precious");
    await backUp(source.url, folder, { force: true });
    expect(fs.statSync(file).mode & 0o777).toBe(0o600);
    expect(fs.readdirSync(folder)).toEqual(["backup"]);
  });

  it("says where it can't write, and that a database was never used", async () => {
    const nothing = await freshDatabase({ template: "nothing" });
    await expect(backUp(nothing.url, folder)).rejects.toThrow(/nothing to back up/);
    await withClient(nothing.url, (client) =>
      client.query("CREATE TABLE \"_prisma_migrations\" (migration_name text, checksum text, rolled_back_at timestamptz); INSERT INTO \"_prisma_migrations\" VALUES ('first', '')"),
    );
    await expect(backUp(nothing.url, folder, { file: path.join(folder, "no", "folder") })).rejects.toThrow(/can't be written: ENOENT/);
    expect(fs.readdirSync(folder)).toEqual([]);
  });

  it("names the moment, the release and the migrations in its first line", async () => {
    const source = await freshDatabase();
    await backUp(source.url, folder);
    const { manifest } = await verifyBackup(path.join(folder, "backup"));
    expect(manifest).toMatchObject({ format: 1, version: JSON.parse(fs.readFileSync("package.json", "utf8")).version, createdAt: NOW.toISOString(), leftOut: LEFT_OUT });
    expect(manifest.migrations.map(({ name }) => name)).toEqual(fs.readdirSync("prisma/migrations").sort());
    const present = Object.keys(await fingerprint(source.url));
    expect([...manifest.tables.map(({ name }) => name), ...LEFT_OUT].sort()).toEqual(present.sort());
    expect(present).toEqual(expect.arrayContaining([...FILLED_BY_STARTUP]));
  });
});
