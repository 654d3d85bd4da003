import fs from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createDatabase } from "#tests/setup/databases";
import { eventually } from "#tests/setup/processes";
import { startJobs } from "~/jobs.server";
import { examineBackups } from "~/platform/backup/examine.server";
import { LEFT_OUT } from "~/platform/backup/format";
import { backUpNightly } from "~/platform/backup/nightly.server";
import { backupsToDelete, nightlyName } from "~/platform/backup/retention";
import { databaseUrl, sqlPool } from "~/platform/database/client.server";
import { environment } from "~/platform/env.server";
import { fingerprint, restoreInto, temporaryFolder } from "./support";

const HOUR_MS = 3_600_000;
const NOW = new Date("2026-12-01T06:43:00Z");
const hoursAgo = (hours: number) => new Date(NOW.getTime() - hours * HOUR_MS);

let folder: string;
beforeEach(() => {
  folder = path.join(temporaryFolder(), "backups");
});
afterEach(() => {
  fs.rmSync(path.dirname(folder), { recursive: true, force: true });
});

const make = (now: Date, signal?: AbortSignal) => backUpNightly({ url: databaseUrl(), dataDir: path.dirname(folder), folder, now, ...(signal && { signal }) });
const place = (name: string, content = "of an earlier night") => {
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, name), content);
};

describe("the nightly backup", () => {
  it("is one file that only its owner reads, and restores to equality", async () => {
    const { file } = await make(NOW);
    expect(fs.readdirSync(folder)).toEqual(["nightly-20261201T064300Z.backup"]);
    expect([fs.statSync(folder).mode & 0o777, fs.statSync(file).mode & 0o777]).toEqual([0o700, 0o600]);
    const target = await createDatabase({ template: "nothing" });
    try {
      await restoreInto(target.url, path.dirname(folder), { file });
      expect(await fingerprint(target.url, { except: LEFT_OUT })).toEqual(await fingerprint(databaseUrl(), { except: LEFT_OUT }));
    } finally {
      await target.drop();
    }
  });

  it("deletes earlier ones by the rule, and nothing that somebody else put there", async () => {
    const earlier = Array.from({ length: 40 }, (_, index) => nightlyName(hoursAgo(24 * (index + 1))));
    for (const name of [...earlier, "before-the-upgrade.backup"]) place(name);
    await make(NOW);
    const deleted = new Set(backupsToDelete([...earlier, nightlyName(NOW)]));
    expect(deleted.size).toBeGreaterThan(29);
    expect(fs.readdirSync(folder).sort()).toEqual([...earlier.filter((name) => !deleted.has(name)), nightlyName(NOW), "before-the-upgrade.backup"].sort());
  });

  it("keeps every earlier one when it fails or is interrupted, and leaves nothing of its own", async () => {
    const earlier = Array.from({ length: 20 }, (_, index) => nightlyName(hoursAgo(24 * (index + 1)))).sort();
    for (const name of earlier) place(name);
    await expect(make(NOW, AbortSignal.abort())).rejects.toThrow("The backup was interrupted: nothing was written.");
    await expect(backUpNightly({ url: "postgres://nobody@127.0.0.1:1/none", dataDir: folder, folder, now: NOW })).rejects.toThrow(/can't be reached/);
    expect(fs.readdirSync(folder).sort()).toEqual(earlier);
  });

  it("does not begin when the disk would be left with too little room for the database", async () => {
    place(nightlyName(hoursAgo(24)));
    const last = path.join(folder, nightlyName(hoursAgo(24)));
    const { bavail, bsize } = fs.statfsSync(folder);
    // A sparse file: as large as all that is free, and taking nothing of it.
    fs.truncateSync(last, bavail * bsize);
    await expect(make(NOW)).rejects.toThrow(/too little room for a backup in .*MiB are free, \d+ MiB are needed/);
    expect(fs.readdirSync(folder)).toEqual([nightlyName(hoursAgo(24))]);
    fs.truncateSync(last, 1_000);
    await make(NOW);
  });

  it("says that its folder can't be made", async () => {
    fs.writeFileSync(folder, "a file");
    await expect(make(NOW)).rejects.toThrow(/can't be made|can't be used/);
  });

  it("takes away the half file of one that was killed, once it can't be running any more", async () => {
    const [old, young] = [`${nightlyName(hoursAgo(48))}.partial`, `${nightlyName(hoursAgo(1))}.partial`];
    for (const [name, hours] of [
      [old, 48],
      [young, 1],
      ["mine.partial", 48],
    ] as const) {
      place(name);
      fs.utimesSync(path.join(folder, name), hoursAgo(hours), hoursAgo(hours));
    }
    await make(NOW);
    expect(fs.readdirSync(folder).sort()).toEqual(["mine.partial", nightlyName(NOW), young].sort());
  });
});

describe("the schedule", () => {
  const given = { ...environment() };
  afterEach(() => {
    Object.assign(environment(), given);
  });
  const missTheLastNights = () =>
    sqlPool().query(
      `INSERT INTO graphile_worker._private_known_crontabs (identifier, known_since, last_execution) VALUES ('backup', now() - interval '9 days', now() - interval '4 days')
       ON CONFLICT (identifier) DO UPDATE SET known_since = excluded.known_since, last_execution = excluded.last_execution`,
    );
  const waiting = async () => {
    const { rows } = await sqlPool().query<{ n: number }>("SELECT count(*)::int AS n FROM graphile_worker.jobs WHERE task_identifier = 'backup'");
    return rows[0]?.n;
  };

  it("makes one backup, not several, after nights that were missed, when several processes begin at once", async () => {
    Object.assign(environment(), { backupDir: folder, dataDir: path.dirname(folder) });
    await missTheLastNights();
    await sqlPool().query(`
      CREATE SCHEMA audit;
      CREATE TABLE audit.backup_jobs (queue text);
      CREATE FUNCTION audit.note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        INSERT INTO audit.backup_jobs SELECT queue_name FROM graphile_worker._private_job_queues WHERE id = new.job_queue_id AND new.key = 'backup';
        RETURN new;
      END $$;
      CREATE TRIGGER note AFTER INSERT ON graphile_worker._private_jobs FOR EACH ROW EXECUTE FUNCTION audit.note()`);
    const stops = await Promise.all([startJobs(), startJobs(), startJobs()]);
    try {
      expect(await eventually(async () => fs.existsSync(folder) && fs.readdirSync(folder).some((name) => name.endsWith(".backup")) && (await waiting()) === 0, 120)).toBe(true);
    } finally {
      await Promise.all(stops.map((stop) => stop()));
    }
    expect(fs.readdirSync(folder)).toEqual([expect.stringMatching(/^nightly-\d{8}T\d{6}Z\.backup$/)]);
    const { rows } = await sqlPool().query<{ queue: string }>("SELECT queue FROM audit.backup_jobs");
    // Two nights lie within the last day only in the very minute of the backup; they wait for each other in the queue.
    expect(rows.length).toBeLessThanOrEqual(2);
    expect(rows).toContainEqual({ queue: "backup" });
  }, 240_000);

  it("begins none when BACKUPS=off", async () => {
    Object.assign(environment(), { backupDir: folder, dataDir: path.dirname(folder), BACKUPS: "off" });
    await missTheLastNights();
    await sqlPool().query("SELECT graphile_worker.add_job('backup')");
    const stop = await startJobs();
    try {
      expect(await eventually(async () => (await waiting()) === 0, 60)).toBe(true);
    } finally {
      await stop();
    }
    expect(fs.existsSync(folder)).toBe(false);
  }, 240_000);
});

describe("the doctor, of backups", () => {
  const examine = (changes: Partial<Parameters<typeof examineBackups>[0]> = {}) => examineBackups({ folder, off: false, since: hoursAgo(400), now: NOW, ...changes });

  it("says the age of the last one and that it was read whole", async () => {
    await make(hoursAgo(5));
    expect(await examine()).toEqual({ subject: "backup", ok: true, detail: expect.stringMatching(/nightly-20261201T014300Z\.backup, 5 h old, \d+ bytes, read whole$/) });
  });

  it("is content with none on the first day, when they are switched off, and not after that", async () => {
    expect(await examine({ since: hoursAgo(20) })).toMatchObject({ ok: true, detail: expect.stringContaining("the first is made at night") });
    expect(await examine({ off: true })).toMatchObject({ ok: true, detail: expect.stringContaining("BACKUPS=off") });
    for (const since of [hoursAgo(37), undefined]) {
      expect(await examine({ since })).toMatchObject({ ok: false, detail: expect.stringMatching(/^none in .*make one now: `npm run -s solucionario -- backup /) });
    }
  });

  it("does not take half a file for a backup", async () => {
    place(`${nightlyName(hoursAgo(1))}.partial`);
    expect(await examine()).toMatchObject({ ok: false, detail: expect.stringMatching(/^none in /) });
  });

  it("fails when the last one is older than 36 hours, by what stands in it and not by the file's time", async () => {
    const { file } = await make(hoursAgo(37));
    fs.utimesSync(file, NOW, NOW);
    expect(await examine()).toMatchObject({ ok: false, detail: expect.stringMatching(/37 h old.*should be one of last night.*make one now/) });
    expect(await examine({ now: hoursAgo(2) })).toMatchObject({ ok: true });
  });

  it("fails when the last one is damaged, and names the newest that can be read", async () => {
    const good = await make(hoursAgo(29));
    const bad = await make(hoursAgo(5));
    fs.utimesSync(good.file, hoursAgo(29), hoursAgo(29));
    const bytes = fs.readFileSync(bad.file);
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
    fs.writeFileSync(bad.file, bytes);
    expect(await examine()).toMatchObject({
      ok: false,
      detail: expect.stringMatching(/is damaged or cut short.*newest that can be read is .*nightly-20261130T014300Z\.backup, 29 h old.*make one now/),
    });
  });
});
