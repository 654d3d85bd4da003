import fs from "node:fs";
import path from "node:path";
import type { Manifest } from "./format";
import { verifyBackup } from "./restore.server";

const HOUR_MS = 3_600_000;
/** A night, and half a day for a machine that was off. */
const OLD_HOURS = 36;

type Finding = { subject: "backup"; ok: boolean; detail: string };
type Examined = { file: string; manifest: Manifest; fileBytes: number } | { file: string; reason: string };

/**
 * Reads the newest backup in the folder from end to end and says how old it is, and what to do when there is none, or
 * an old or a damaged one.
 *
 * @param since when the database was first used: before its first night is over, none is missed
 */
export async function examineBackups({ folder, off, since, now }: { folder: string; off: boolean; since: Date | undefined; now: Date }): Promise<Finding> {
  if (off) return { subject: "backup", ok: true, detail: "BACKUPS=off: make and keep backups yourself (docs/backup.md)" };
  const finding = (ok: boolean, detail: string): Finding => ({ subject: "backup", ok, detail });
  const makeOne = `make one now: \`npm run -s solucionario -- backup ${path.join(folder, "now.backup")} --force\``;

  let files: string[];
  try {
    files = newestFirst(folder);
  } catch (error) {
    return finding(false, `the folder ${folder} can't be read: ${(error as Error).message}. Mend its rights, or set BACKUP_DIR to another one`);
  }
  const [newest, ...earlier] = files;
  if (newest === undefined) {
    const young = since !== undefined && hoursBetween(since, now) <= OLD_HOURS;
    return finding(young, young ? `none yet in ${folder}: the first is made at night` : `none in ${folder}: is a worker running, what does its log say? Meanwhile ${makeOne}`);
  }
  const examined = await examine(newest);
  if ("reason" in examined) return finding(false, `${examined.reason} ${await readableAmong(earlier, now)}. Move it away, look after the disk, and ${makeOne}`);
  const age = hoursBetween(new Date(examined.manifest.createdAt), now);
  const seen = `${newest}, ${Math.floor(Math.max(age, 0))} h old, ${examined.fileBytes} bytes, read whole`;
  if (age > OLD_HOURS) return finding(false, `${seen}. It should be one of last night: is a worker running, what does its log say? Meanwhile ${makeOne}`);
  if (age < -1) return finding(false, `${newest} is ${Math.floor(-age)} h younger than this moment: set the clock right, and ${makeOne}`);
  return finding(true, seen);
}

/** The nightly ones and those that somebody put there, without halves of them. */
function newestFirst(folder: string): string[] {
  if (!fs.existsSync(folder)) return [];
  return fs
    .readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".backup"))
    .map(({ name }) => path.join(folder, name))
    .map((file) => ({ file, at: fs.statSync(file).mtimeMs }))
    .sort((a, b) => b.at - a.at || (a.file < b.file ? 1 : -1))
    .map(({ file }) => file);
}

async function examine(file: string): Promise<Examined> {
  try {
    return { file, ...(await verifyBackup(file)) };
  } catch (error) {
    return { file, reason: (error as Error).message };
  }
}

async function readableAmong(files: readonly string[], now: Date): Promise<string> {
  for (const file of files) {
    const examined = await examine(file);
    if ("manifest" in examined) return `The newest that can be read is ${file}, ${Math.floor(hoursBetween(new Date(examined.manifest.createdAt), now))} h old`;
  }
  return "No other one there can be read";
}

function hoursBetween(from: Date, to: Date): number {
  return (to.getTime() - from.getTime()) / HOUR_MS;
}
