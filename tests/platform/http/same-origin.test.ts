import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { acceptedOrigins, checkOrigin } from "~/platform/http/same-origin";

const accepted = acceptedOrigins({ publicUrl: "https://registro.example/path", port: 3000 });
const check = (method: string, origin?: string, fetchSite?: string) => checkOrigin(method, { origin, fetchSite }, accepted);

describe("the same-origin check", () => {
  it("lets reading through, whatever it says of itself", () => {
    for (const method of ["GET", "HEAD", "OPTIONS"]) expect(check(method, "https://elsewhere.example", "cross-site")).toEqual({ ok: true });
  });

  it("takes forms from the public origin, with or without Sec-Fetch-Site", () => {
    expect(check("POST", "https://registro.example")).toEqual({ ok: true });
    expect(check("POST", "https://registro.example", "same-origin")).toEqual({ ok: true });
    expect(check("DELETE", "https://registro.example", "none")).toEqual({ ok: true });
  });

  it.each([
    [undefined, undefined, "origin-missing"],
    ["null", undefined, "origin-missing"],
    ["http://registro.example", undefined, "origin-other"],
    ["https://registro.example:8443", undefined, "origin-other"],
    ["https://registro.example.evil.example", undefined, "origin-other"],
    ["https://registro.example", "cross-site", "fetch-site-other"],
    ["https://registro.example", "same-site", "fetch-site-other"],
  ])("refuses Origin %s with Sec-Fetch-Site %s: %s", (origin, fetchSite, reason) => {
    expect(check("POST", origin, fetchSite)).toEqual({ ok: false, reason });
  });

  it("knows this machine's names at our port when there is no PUBLIC_URL, and no other port", () => {
    const local = acceptedOrigins({ publicUrl: undefined, port: 3000 });
    for (const host of ["localhost", "127.0.0.1", "[::1]"]) {
      expect(checkOrigin("POST", { origin: `http://${host}:3000`, fetchSite: undefined }, local).ok).toBe(true);
      expect(checkOrigin("POST", { origin: `http://${host}:3001`, fetchSite: undefined }, local).ok).toBe(false);
    }
  });

  it("accepts no unsafe request from any origin but its own", () => {
    fc.assert(
      fc.property(fc.webUrl(), fc.constantFrom("POST", "PUT", "PATCH", "DELETE", "post", "QUERY"), (url, method) => {
        const { origin } = new URL(url);
        fc.pre(!accepted.has(origin));
        expect(check(method, origin).ok).toBe(false);
      }),
    );
  });
});
