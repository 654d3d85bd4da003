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
 * Which of the files in a folder go: of nightly backups, those that are neither the newest of one of the 7 latest days
 * that have one, nor the newest of one of the 4 latest weeks (UTC, from Monday). The newest backup always stays.
 */
export function backupsToDelete(names: readonly string[]): string[] {
  const newestFirst = names
    .flatMap((name) => {
      const time = nightlyTime(name);
      return time ? [{ name, day: Math.floor(time.getTime() / DAY_MS) }] : [];
    })
    .sort((a, b) => (a.name < b.name ? 1 : -1));
  const kept = new Set([
    ...newestOfEach(
      newestFirst.map(({ name, day }) => ({ name, period: day })),
      DAILY,
    ),
    ...newestOfEach(
      newestFirst.map(({ name, day }) => ({ name, period: Math.floor((day + DAYS_FROM_MONDAY) / 7) })),
      WEEKLY,
    ),
  ]);
  return newestFirst.map(({ name }) => name).filter((name) => !kept.has(name));
}

function newestOfEach(newestFirst: ReadonlyArray<{ name: string; period: number }>, periods: number): string[] {
  const newest = new Map<number, string>();
  for (const { name, period } of newestFirst) if (!newest.has(period) && newest.size < periods) newest.set(period, name);
  return [...newest.values()];
}
