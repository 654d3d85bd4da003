/** True for an IANA time zone that this platform knows. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/**
 * The moment at which clocks in `timeZone` show `local` ("2026-03-01T00:00" or with seconds). An hour that the clocks
 * skip counts from before the change; one that they show twice is the first.
 */
export function momentInTimeZone(local: string, timeZone: string): Date {
  const asUtc = Date.parse(`${local}Z`);
  const before = asUtc - offsetAt(asUtc - DAY, timeZone);
  const after = asUtc - offsetAt(asUtc + DAY, timeZone);
  const fits = [before, after].filter((moment) => moment + offsetAt(moment, timeZone) === asUtc);
  return new Date(fits.length > 0 ? Math.min(...fits) : before);
}

const DAY = 86_400_000;

/** How far clocks in `timeZone` are ahead of UTC at this moment, in milliseconds. */
function offsetAt(moment: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat("en", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  }).formatToParts(moment);
  const part = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((candidate) => candidate.type === type)?.value);
  return Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second")) - Math.floor(moment / 1_000) * 1_000;
}
