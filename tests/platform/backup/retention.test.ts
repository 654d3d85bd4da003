import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { backupsToDelete, nightlyName, nightlyTime } from "~/platform/backup/retention";

const DAY_MS = 86_400_000;
const START = Date.UTC(2026, 10, 2, 6, 43);

const moments = fc.uniqueArray(
  fc.integer({ min: 0, max: 120 * 24 * 60 }).map((minutes) => new Date(START + minutes * 60_000)),
  { selector: (moment) => moment.getTime(), maxLength: 60 },
);
const names = moments.map((all) => all.map(nightlyName));
const keep = (all: readonly string[]) => {
  const deleted = new Set(backupsToDelete(all));
  return all.filter((name) => !deleted.has(name));
};
const dayOf = (name: string) => name.slice("nightly-".length, "nightly-".length + 8);

describe("the rule of retention", () => {
  it("never gives up the newest backup", () => {
    fc.assert(
      fc.property(names, (all) => {
        expect(backupsToDelete(all)).not.toContain([...all].sort().at(-1));
      }),
    );
  });

  it("keeps at most 7 daily and 4 weekly ones, and the newest of each of the 7 latest days", () => {
    fc.assert(
      fc.property(names, (all) => {
        const kept = keep(all);
        expect(kept.length).toBeLessThanOrEqual(11);
        const days = [...new Set(all.map(dayOf))].sort().slice(-7);
        for (const day of days) {
          const ofDay = all.filter((name) => dayOf(name) === day).sort();
          expect(kept.filter((name) => dayOf(name) === day)).toEqual(ofDay.slice(-1));
        }
      }),
    );
  });

  it("gives up nothing more when it is applied again, whatever the order of the names", () => {
    fc.assert(
      fc.property(names, fc.integer(), (all, seed) => {
        const kept = keep(all);
        expect(backupsToDelete(kept)).toEqual([]);
        const shuffled = [...all].sort((a, b) => (((a + seed).length * 31 + a.charCodeAt(15) + seed) % 7) - (b.charCodeAt(15) % 7));
        expect(keep(shuffled).sort()).toEqual([...kept].sort());
      }),
    );
  });

  it("reaches back about four weeks when it is applied each night, through which it keeps one of every week", () => {
    let kept: string[] = [];
    for (let night = 0; night < 200; night += 1) {
      kept = keep([...kept, nightlyName(new Date(START + night * DAY_MS))]);
      if (night < 35) continue;
      const ages = kept.map((name) => night - ((nightlyTime(name)?.getTime() ?? 0) - START) / DAY_MS).sort((a, b) => a - b);
      expect(ages.slice(0, 7)).toEqual([0, 1, 2, 3, 4, 5, 6]);
      expect(ages).toHaveLength(11);
      expect(ages.at(-1)).toBeGreaterThanOrEqual(22);
      expect(ages.at(-1)).toBeLessThanOrEqual(28);
      for (const [index, age] of ages.entries()) expect(age - (ages[index - 1] ?? 0)).toBeLessThanOrEqual(7);
    }
  });

  it("leaves every other file alone", () => {
    const others = [
      "before-the-upgrade.backup",
      "nightly-20260101T000000Z.backup.partial",
      "nightly-20261399T000000Z.backup",
      "nightly-.backup",
      "nightly-20260101T000000Z.backup.gz",
    ];
    expect(backupsToDelete([...others, ...Array.from({ length: 40 }, (_, day) => nightlyName(new Date(START + day * DAY_MS)))])).not.toEqual(
      expect.arrayContaining(others.slice(0, 1)),
    );
    expect(others.map(nightlyTime)).toEqual(others.map(() => undefined));
  });

  it("reads back the moment that it writes into a name", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 253_402_300_799 }), (seconds) => {
        expect(nightlyTime(nightlyName(new Date(seconds * 1_000)))?.getTime()).toBe(seconds * 1_000);
      }),
    );
  });
});
