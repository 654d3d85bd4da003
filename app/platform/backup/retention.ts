const DAILY = 7;
const WEEKLY = 4;
const DAY_MS = 86_400_000;
/** 1970-01-01 was a Thursday: three days later a week is counted from Monday. */
const DAYS_FROM_MONDAY = 3;

const NAME = /^nightly-(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z\.backup$/;

/** `nightly-20261201T064300Z.backup`: the moment stands in the name, because copying a file changes its times. */
export function nightlyName(now: Date): string {
  return `nightly-${now.toISOString().replaceAll(/[-:]|\.\d{3}/g, "")}.backup`;
}

/** The moment in the name of a nightly backup; undefined for every other name, which the rule leaves alone. */
export function nightlyTime(name: string): Date | undefined {
  const [, year, month, day, hour, minute, second] = NAME.exec(name) ?? [];
  if (year === undefined) return undefined;
  const time = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(time.getTime()) || nightlyName(time) !== name ? undefined : time;
}

/**
 * Which of the files in a folder go. Of nightly backups stay the newest of each of the 7 latest days that have one, and
 * of the older ones the newest of each of the 4 latest weeks (UTC, from Monday). So the newest backup always stays.
 */
export function backupsToDelete(names: readonly string[]): string[] {
  const newestFirst = names
    .flatMap((name) => {
      const time = nightlyTime(name);
      return time ? [{ name, day: Math.floor(time.getTime() / DAY_MS) }] : [];
    })
    .sort((a, b) => (a.name < b.name ? 1 : -1));
  const daily = newestOfEach(newestFirst, DAILY, ({ day }) => day);
  const firstDay = Math.min(...daily.map(({ day }) => day));
  const older = newestFirst.filter(({ day }) => day < firstDay);
  const weekly = newestOfEach(older, WEEKLY, ({ day }) => Math.floor((day + DAYS_FROM_MONDAY) / 7));
  const kept = new Set([...daily, ...weekly]);
  return newestFirst.filter((backup) => !kept.has(backup)).map(({ name }) => name);
}

function newestOfEach<T>(newestFirst: readonly T[], periods: number, periodOf: (backup: T) => number): T[] {
  const newest = new Map<number, T>();
  for (const backup of newestFirst) if (!newest.has(periodOf(backup)) && newest.size < periods) newest.set(periodOf(backup), backup);
  return [...newest.values()];
}
