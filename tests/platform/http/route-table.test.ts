import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PUBLIC_PAGE } from "~/platform/http/public-page";
import type { ServerBuild } from "~/platform/http/remix.server";
import { routeTable } from "~/platform/http/route-table.server";

const route = (id: string, parentId: string | undefined, path: string | undefined, handle?: unknown) =>
  [id, { id, parentId, path, module: { default: () => null, handle } }] as const;
const routes = Object.fromEntries([
  route("root", undefined, ""),
  route("robots", "root", "robots.txt", PUBLIC_PAGE),
  route("locale", "root", ":locale"),
  ["home", { id: "home", parentId: "locale", index: true, module: { default: () => null, handle: PUBLIC_PAGE } }] as const,
  route("solution", "locale", "solutions/:slug", PUBLIC_PAGE),
  route("contact", "locale", "solutions/:slug/contact"),
  route("submit", "locale", "submit"),
  route("link", "locale", "sign-in/link/:token", { isPublic: "yes" }),
  route("nothing", "locale", "*", PUBLIC_PAGE),
  route("nowhere", "root", "*", PUBLIC_PAGE),
]) as ServerBuild["routes"];
const match = routeTable(routes);

describe("the route of a request target", () => {
  it.each([
    ["/es/submit", "/es/submit"],
    ["/es/Submit", "/es/submit"],
    ["/ES/SUBMIT", "/es/submit"],
    ["/es/sub%6Dit", "/es/submit"],
    ["/es/%73%75bmit/", "/es/submit"],
    ["/es/./submit", "/es/submit"],
    ["/es/x/../submit", "/es/submit"],
    ["/es/%2e/submit", "/es/submit"],
    ["/es//submit", "/es/submit"],
    ["/es\\submit", "/es/submit"],
    ["/es/submit/", "/es/submit"],
    ["//x.example/es/submit", "/x.example/es/submit"],
    ["http://x.example/es/Submit?a=1", "/es/submit"],
    ["/es/solutions/Pan%20Duro", "/es/solutions/Pan%20Duro"],
    ["/es/solutions/a%2fb", "/es/solutions/a%2Fb"],
    ["/es/SIGN-IN/link/AbC", "/es/sign-in/link/AbC"],
    ["/Robots.TXT", "/robots.txt"],
    ["/es/No/Where", "/es/No/Where"],
    ["/", "/"],
  ])("spells %s as %s", (target, path) => {
    expect(match(target)?.path).toBe(path);
  });

  it.each([["*"], ["/es/%E0%A4%A"], ["no scheme"]])("is none for %s, which is no path", (target) => {
    expect(match(target)).toBeNull();
  });

  it("is public only where the route declares it", () => {
    const isPublic = (target: string) => match(target)?.isPublic;
    expect(["/es", "/robots.txt", "/es/solutions/x", "/es/none/at/all", "/none/at"].map(isPublic)).toEqual([true, true, true, true, true]);
    expect(["/es/submit", "/es/Submit", "/es/sub%6Dit", "/es/solutions/x/contact", "/es/sign-in/link/x"].map(isPublic)).toEqual([false, false, false, false, false]);
  });

  it("is spelled in one way whatever is sent, and never as another host", { timeout: 300_000 }, () => {
    const segment = fc.oneof(fc.constantFrom("es", "ES", "submit", "SUBMIT", "sub%6Dit", ".", "..", "%2e%2E", "", "x.example", "@", "\\", ";a", "solutions"), fc.webSegment());
    fc.assert(
      fc.property(fc.array(segment, { maxLength: 6 }), (segments) => {
        const path = match(`/${segments.join("/")}`)?.path;
        if (path === undefined) return;
        expect(path).not.toMatch(/^\/[/\\]/);
        expect(new URL(path, "http://here.example").host).toBe("here.example");
        expect(match(path)?.path).toBe(path);
      }),
    );
  });
});
