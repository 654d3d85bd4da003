import fs from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createDatabase } from "#tests/setup/databases";
import { MARK, SEAL_BYTES } from "~/platform/backup/format";
import { verifyBackup } from "~/platform/backup/restore.server";
import { migrate } from "~/platform/database/migrate.server";
import { OperatorError } from "~/platform/errors";
import { sha256 } from "~/platform/hash.server";
import { backUp, fillDatabase, fingerprint, killRestoreNow, restoreInto, shape, storeContent, temporaryFolder, withClient } from "./support";

type Database = Awaited<ReturnType<typeof createDatabase>>;

const LATER = "29990101000000_later";
let folder: string;
let bytes: Buffer;
let stored: string;
let source: Database;
let target: Database;
let emptyBefore: unknown;

/** Everything that a refusal must leave alone. */
const state = async (url: string) => ({ rows: await fingerprint(url), shape: await shape(url) });

function written(name: string, content: Buffer): string {
  const file = path.join(folder, name);
  fs.writeFileSync(file, content);
  return file;
}

/** A file whose seal is right, around whatever frames. */
function sealed(frames: string): Buffer {
  const body = Buffer.concat([Buffer.from(MARK), gzipSync(frames)]);
  return Buffer.concat([body, Buffer.from(`${sha256(body)}\n`)]);
}

/** This release's migrations and one more: what a later release looks like. */
function laterMigrations(): string {
  const migrations = path.join(folder, "migrations");
  if (fs.existsSync(migrations)) return migrations;
  fs.cpSync("prisma/migrations", migrations, { recursive: true });
  fs.mkdirSync(path.join(migrations, LATER));
  fs.writeFileSync(
    path.join(migrations, LATER, "migration.sql"),
    `ALTER TYPE "NeedState" ADD VALUE 'parked';
     ALTER TABLE "Person" ADD COLUMN "nickname" TEXT NOT NULL DEFAULT 'none';
     UPDATE "Person" SET "nickname" = upper("displayName") WHERE "displayName" IS NOT NULL;
     CREATE TABLE "Badge" ("personId" UUID PRIMARY KEY REFERENCES "Person"(id));`,
  );
  return migrations;
}

beforeAll(async () => {
  folder = temporaryFolder();
  [source, target] = [await createDatabase(), await createDatabase()];
  await fillDatabase(source.url, 40);
  stored = await storeContent(source.url, folder, Buffer.from("a photo"));
  await backUp(source.url, folder);
  bytes = fs.readFileSync(path.join(folder, "backup"));
  emptyBefore = await state(target.url);
});

afterAll(async () => {
  await source.drop();
  await target.drop();
  fs.rmSync(folder, { recursive: true, force: true });
});

describe("a damaged file", () => {
  it("is refused whichever byte was altered", async () => {
    const place = fc.oneof(fc.nat(bytes.length - 1), fc.nat(60), fc.integer({ min: bytes.length - SEAL_BYTES - 12, max: bytes.length - 1 }));
    await fc.assert(
      fc.asyncProperty(place, fc.integer({ min: 1, max: 255 }), async (at, mask) => {
        const altered = Buffer.from(bytes);
        altered[at] = (altered[at] ?? 0) ^ mask;
        await expect(verifyBackup(written("altered", altered))).rejects.toThrow(OperatorError);
      }),
      { numRuns: 300 },
    );
  });

  it("is refused wherever it was cut, and when something was added", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), async (length) => {
        await expect(verifyBackup(written("cut", bytes.subarray(0, length)))).rejects.toThrow(OperatorError);
      }),
      { numRuns: 150 },
    );
    await expect(verifyBackup(written("longer", Buffer.concat([bytes, Buffer.from("\n")])))).rejects.toThrow(/damaged or cut short/);
    await expect(verifyBackup(written("twice", Buffer.concat([bytes, bytes])))).rejects.toThrow(/damaged or cut short/);
  });

  it("changes nothing when it is restored, and is told from a file of another kind", async () => {
    const altered = Buffer.from(bytes);
    altered[bytes.length >> 1] = (altered[bytes.length >> 1] ?? 0) ^ 1;
    await expect(restoreInto(target.url, folder, { file: written("altered", altered) })).rejects.toThrow(/damaged or cut short: its checksum does not match/);
    await expect(restoreInto(target.url, folder, { file: written("other", Buffer.from("PGDMP")) })).rejects.toThrow(/not a backup of Solucionario/);
    await expect(restoreInto(target.url, folder, { file: path.join(folder, "absent") })).rejects.toThrow(/can't be read: ENOENT/);
    await expect(restoreInto(target.url, folder, { file: folder })).rejects.toThrow(/is not a file|can't be read/);
    expect(await state(target.url)).toEqual(emptyBefore);
  });

  it("is refused when its seal is right and its content contradicts itself", async () => {
    const manifest = `${JSON.stringify({ kind: "manifest", format: 1, version: "0", createdAt: "2026-01-01T00:00:00Z", migrations: [{ name: "a", checksum: "a".repeat(64) }], tables: [], leftOut: [], sequences: [] })}\n`;
    const total = (rows: number) => `${JSON.stringify({ kind: "total", tables: 0, rows, jobs: 0, files: 0, missingFiles: 0, bytes: 0 })}\n`;
    const file = (name: string, content: string) =>
      `{"kind":"begin","section":"file","name":"${name}"}\n{"kind":"data","bytes":${content.length}}\n${content}{"kind":"end","rows":0,"bytes":${content.length},"sha256":"${sha256(content)}"}\n`;
    await expect(verifyBackup(written("fine", sealed(manifest + total(0))))).resolves.toBeTruthy();
    for (const [frames, reason] of [
      ["", /ends too soon/],
      ["{}\n", /a part of it can't be read/],
      [manifest, /ends too soon/],
      [manifest + total(1), /totals do not match/],
      [`${manifest + total(0)}x`, /something stands after its end/],
      [manifest.replace('"format":1', '"format":2') + total(0), /its part "manifest"/],
      [`${manifest}{"kind":"data","bytes":1}\n`, /its part "data"/],
      [`${manifest}{"kind":"begin","section":"table","name":"T"}\n{"kind":"data","bytes":9}\nabc`, /ends too soon/],
      [manifest + file(sha256("b"), "a") + total(0), /other bytes than its name says/],
      [manifest + file(sha256("a"), "a").replace('"rows":0', '"rows":1') + total(0), /not what was written/],
    ] as const) {
      await expect(verifyBackup(written("forged", sealed(frames))), frames.slice(-80)).rejects.toThrow(reason);
    }
    const notGzip = Buffer.from(`${MARK}not compressed at all`);
    await expect(verifyBackup(written("forged", Buffer.concat([notGzip, Buffer.from(`${sha256(notGzip)}\n`)])))).rejects.toThrow(/can't be unpacked/);
  });
});

describe("a file of another age", () => {
  const made: Database[] = [];
  afterEach(async () => {
    for (const database of made.splice(0)) await database.drop();
  });
  const database = async (options?: Parameters<typeof createDatabase>[0]) => {
    const fresh = await createDatabase(options);
    made.push(fresh);
    return fresh;
  };

  it("is refused when a newer release wrote it", async () => {
    const newer = await database();
    await migrate(newer.url, laterMigrations());
    await backUp(newer.url, folder, { file: path.join(folder, "newer") });
    await expect(restoreInto(target.url, folder, { file: path.join(folder, "newer") })).rejects.toThrow(/was written by a newer release.*29990101000000_later/);
    const format2 = Buffer.from(bytes);
    format2.write("2", MARK.length - 2);
    await expect(restoreInto(target.url, folder, { file: written("format-2", format2) })).rejects.toThrow(/backup format 2, which this release does not know/);
    expect(await state(target.url)).toEqual(emptyBefore);
  });

  it("is refused when its migrations are not the ones of this name here", async () => {
    const folderOfOthers = path.join(folder, "other-migrations");
    fs.cpSync("prisma/migrations", folderOfOthers, { recursive: true });
    const [first = ""] = fs.readdirSync(folderOfOthers).sort();
    fs.appendFileSync(path.join(folderOfOthers, first, "migration.sql"), "-- other\n");
    await expect(restoreInto(target.url, folder, { migrationsFolder: folderOfOthers })).rejects.toThrow(/another migration \d+_first/);
  });

  it.each(["migrated further", "not migrated at all", "migrated as far as the backup"])("is brought forward when it is older, into a database that is %s", async (how) => {
    const later = laterMigrations();
    const fresh = await database(how === "not migrated at all" ? { template: "nothing" } : {});
    if (how === "migrated further") await migrate(fresh.url, later);
    const { migratedForward } = await restoreInto(fresh.url, folder, { migrationsFolder: later });
    expect(migratedForward).toEqual([LATER]);

    const expected = await database();
    await migrate(expected.url, later);
    expect(await shape(fresh.url)).toEqual(await shape(expected.url));
    expect(await migrate(fresh.url, later)).toEqual([]);
    await withClient(fresh.url, async (client) => {
      expect((await client.query(`SELECT "nickname" FROM "Person" ORDER BY 1`)).rows).toEqual([{ nickname: "ANA NÚÑEZ" }, { nickname: "none" }]);
      expect((await client.query(`SELECT count(*)::int AS n FROM search.outbox`)).rows).toEqual([{ n: 40 }]);
    });
    const unchanged = ["Solution", "Revision", "RevisionText", "Listing", "Channel", "Category"];
    const [was, is] = [await fingerprint(source.url), await fingerprint(fresh.url)];
    for (const table of unchanged) expect(is[table], table).toBe(was[table]);
  });
});

describe("a database that is in use", () => {
  it("is refused when it has a person, an organisation or anything else that start-up does not load", async () => {
    const insert = `INSERT INTO "Person" (id, locale, "createdAt") VALUES (gen_random_uuid(), 'es', now())`;
    await withClient(target.url, (client) => client.query(insert));
    const before = await state(target.url);
    await expect(restoreInto(target.url, folder)).rejects.toThrow(/not empty, its table Person has rows/);
    expect(await state(target.url)).toEqual(before);
    await withClient(target.url, (client) => client.query(`DELETE FROM "Person"`));
    expect(await state(target.url)).toEqual(emptyBefore);
  });

  it("is refused when it belongs to another application", async () => {
    const foreign = await createDatabase({ template: "nothing" });
    await withClient(foreign.url, (client) => client.query("CREATE TABLE invoices (id int)"));
    await expect(restoreInto(foreign.url, folder)).rejects.toThrow(/tables of another application/);
    expect(Object.keys(await fingerprint(foreign.url))).toEqual(["invoices"]);
    await foreign.drop();
  });
});

describe("an interrupted restore", () => {
  const parts = ["checking the file", "Category", "Solution", "_prisma_migrations", "waiting jobs", "checking references"];
  let dataDir: string;
  beforeAll(() => {
    dataDir = path.join(folder, "data-of-the-target");
    fs.mkdirSync(dataDir);
  });
  const storedFiles = () =>
    fs
      .readdirSync(dataDir, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => name);

  const expectNothingLeft = async () => {
    expect(await state(target.url)).toEqual(emptyBefore);
    expect(storedFiles()).toEqual([]);
    await withClient(target.url, async (client) => {
      const { rows } = await client.query("SELECT (SELECT count(*) FROM graphile_worker._private_jobs)::int AS jobs, (SELECT count(*) FROM search.outbox)::int AS noted");
      expect(rows).toEqual([{ jobs: 0, noted: 0 }]);
    });
  };

  it.each(parts.slice(1))("leaves nothing when its connection dies at %s", async (part) => {
    const dying = restoreInto(target.url, folder, {
      dataDir,
      progress: (line) => {
        if (line === part) killRestoreNow(target.url);
      },
    });
    await expect(dying).rejects.toThrow(/the database is as it was/);
    await expectNothingLeft();
  });

  it.each(parts)("leaves nothing when it is told to stop at %s", async (part) => {
    const controller = new AbortController();
    const stopping = restoreInto(target.url, folder, {
      dataDir,
      signal: controller.signal,
      progress: (line) => {
        if (line === part) controller.abort();
      },
    });
    await expect(stopping).rejects.toThrow("The restore was interrupted: the database is as it was.");
    await expectNothingLeft();
  });

  it("can simply be repeated", async () => {
    await restoreInto(target.url, folder, { dataDir });
    expect(storedFiles()).toEqual([stored]);
    await expect(restoreInto(target.url, folder)).rejects.toThrow(/not empty/);
  });
});

describe("an interrupted backup", () => {
  it("leaves no file", async () => {
    const controller = new AbortController();
    const file = path.join(folder, "interrupted");
    const stopping = backUp(source.url, folder, {
      file,
      signal: controller.signal,
      progress: (line) => {
        if (line === "Solution") controller.abort();
      },
    });
    await expect(stopping).rejects.toThrow("The backup was interrupted: nothing was written.");
    expect(fs.readdirSync(folder).filter((name) => name.startsWith("interrupted"))).toEqual([]);
  });
});
