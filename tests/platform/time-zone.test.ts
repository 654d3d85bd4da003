import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isTimeZone, momentInTimeZone } from "~/platform/time-zone";

describe("a local date and time", () => {
  it("is read on the clocks of its time zone", () => {
    expect(momentInTimeZone("2027-02-01T00:00", "America/Santo_Domingo").toISOString()).toBe("2027-02-01T04:00:00.000Z");
    expect(momentInTimeZone("2027-05-31T23:59:30", "America/Mexico_City").toISOString()).toBe("2027-06-01T05:59:30.000Z");
    expect(momentInTimeZone("2027-02-01T00:00", "UTC").toISOString()).toBe("2027-02-01T00:00:00.000Z");
  });

  it("follows a zone that changes its clocks: summer, winter, the skipped hour and the hour shown twice", () => {
    expect(momentInTimeZone("2026-07-01T12:00", "Europe/Madrid").toISOString()).toBe("2026-07-01T10:00:00.000Z");
    expect(momentInTimeZone("2026-12-01T12:00", "Europe/Madrid").toISOString()).toBe("2026-12-01T11:00:00.000Z");
    expect(momentInTimeZone("2026-03-29T02:30", "Europe/Madrid").toISOString()).toBe("2026-03-29T01:30:00.000Z");
    expect(momentInTimeZone("2026-10-25T02:30", "Europe/Madrid").toISOString()).toBe("2026-10-25T00:30:00.000Z");
  });

  it("shows again as it was written, in any zone without a change of clocks", () => {
    const zones = fc.constantFrom("America/Bogota", "America/Guatemala", "America/Argentina/Buenos_Aires", "Asia/Kolkata", "Pacific/Kiritimati");
    const moments = fc.date({ min: new Date("2020-01-01T00:00:00Z"), max: new Date("2040-01-01T00:00:00Z"), noInvalidDate: true });
    fc.assert(
      fc.property(zones, moments, (zone, moment) => {
        const minute = new Date(Math.floor(moment.getTime() / 60_000) * 60_000);
        const local = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "short" }).format(minute).replace(" ", "T");
        expect(momentInTimeZone(local, zone)).toEqual(minute);
      }),
    );
  });

  it("needs a zone that exists", () => {
    expect(isTimeZone("America/Managua")).toBe(true);
    expect(isTimeZone("America/Nowhere")).toBe(false);
  });
});
