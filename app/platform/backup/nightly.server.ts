import fs from "node:fs";
import path from "node:path";
import type { TaskList } from "graphile-worker";
import { now } from "../clock";
import { databaseUrl } from "../database/client.server";
import { type Environment, environment } from "../env.server";
import { OperatorError } from "../errors";
import { log } from "../log.server";
import { type BackupResult, backup } from "./backup.server";
import { verifyBackup } from "./restore.server";
import { backupsToDelete, nightlyName, nightlyTime } from "./retention";

const DAY_MS = 86_400_000;
/** Left free besides the backup itself: a database without room on its disk stops the site. */
const ROOM_LEFT_BYTES = 256 * 1024 * 1024;

export type NightlyOptions = { url: string; dataDir: string; folder: string; now: Date; signal?: AbortSignal };

export const backupJobs: TaskList = {
  backup: async (_payload, { abortSignal }) => {
    const env = environment();
    if (env.BACKUPS === "off") return;
    try {
      const { file, totals, fileBytes } = await backUpNightly({
        url: databaseUrl(),
        dataDir: env.dataDir,
        folder: env.backupDir,
        now: now(),
        ...(abortSignal && { signal: abortSignal }),
      });
      const { rows, jobs, files, missingFiles } = totals;
      (missingFiles > 0 ? log.warn : log.info).call(log, { file, fileBytes, rows, jobs, files, missingFiles }, "made the nightly backup");
    } catch (error) {
      log.error({ err: error, folder: env.backupDir }, "the nightly backup failed; the earlier ones are kept");
      throw error;
    }
  },
};

/**
 * In the small hours of the Americas. A start makes up for the last night that was missed, because a machine may be off
 * at night, and for none before it. The queue has one backup made at a time.
 */
export function backupSchedule(env: Environment): string {
  return env.BACKUPS === "off" ? "" : "43 6 * * * backup ?fill=1d&max=3&queue=backup&jobKey=backup";
}

/**
 * Writes a backup named after the moment, reads it back whole, then deletes those that the rule of retention gives up.
 * Throws an OperatorError, and deletes none of the earlier ones, when it can't be written or read back, or when the
 * disk would be left with too little room.
 */
export async function backUpNightly(options: NightlyOptions): Promise<BackupResult & { file: string }> {
  const { folder } = options;
  makeFolder(folder);
  removeLeftOvers(folder, options.now);
  refuseWithoutRoom(folder);
  const file = path.join(folder, nightlyName(options.now));
  const made = await backup({ ...options, file });
  try {
    await verifyBackup(file, options.signal);
  } catch (error) {
    fs.rmSync(file, { force: true });
    throw error;
  }
  for (const name of backupsToDelete(fs.readdirSync(folder))) fs.rmSync(path.join(folder, name), { force: true });
  return { ...made, file };
}

function makeFolder(folder: string): void {
  try {
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw new OperatorError(`The folder for backups, ${folder}, can't be made: ${(cause as Error).message}. Set BACKUP_DIR to another one.`, { cause });
  }
}

/** Half files of backups that were killed: none that runs now is a day old. */
function removeLeftOvers(folder: string, now: Date): void {
  for (const name of fs.readdirSync(folder)) {
    if (!name.endsWith(".partial") || !nightlyTime(name.slice(0, -".partial".length))) continue;
    const stats = fs.statSync(path.join(folder, name), { throwIfNoEntry: false });
    if (stats && now.getTime() - stats.mtimeMs > DAY_MS) fs.rmSync(path.join(folder, name), { force: true });
  }
}

/** The new one will be about as large as the last. */
function refuseWithoutRoom(folder: string): void {
  const last = fs.readdirSync(folder).filter(nightlyTime).sort().at(-1);
  const expected = (last && fs.statSync(path.join(folder, last), { throwIfNoEntry: false })?.size) || 0;
  const { bavail, bsize } = fs.statfsSync(folder);
  const wanted = expected * 1.5 + ROOM_LEFT_BYTES;
  if (bavail * bsize < wanted) {
    throw new OperatorError(
      `There is too little room for a backup in ${folder}: ${mebibytes(bavail * bsize)} MiB are free, ${mebibytes(wanted)} MiB are needed. Free some, or set BACKUP_DIR to a folder on another disk.`,
    );
  }
}

function mebibytes(bytes: number): number {
  return Math.ceil(bytes / 1_048_576);
}
