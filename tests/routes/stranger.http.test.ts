import type { RouteConfigEntry } from "@remix-run/route-config";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Site, startSite } from "#tests/setup/site";
import routes from "../../app/routes";
import { ROUTE_LIST } from "./route-list";

let site: Site;

beforeAll(async () => {
  site = await startSite();
});
afterAll(() => site.stop());

/** The patterns that a browser can ask for, as app/routes.ts defines them. */
function patterns(entries: readonly RouteConfigEntry[], parent = ""): string[] {
  return entries.flatMap((entry) => {
    const path = entry.path ? `${parent}/${entry.path}` : parent;
    if (entry.children?.length) return patterns(entry.children, path);
    return [path === "" ? "/" : path];
  });
}

const defined = patterns(await routes);

describe("the route list", () => {
  it("names every route there is, and no other", () => {
    expect([...new Set(defined)].sort()).toEqual(Object.keys(ROUTE_LIST).sort());
  });
});

describe("a stranger", () => {
  it.each(Object.entries(ROUTE_LIST))("at %s gets what the list says", async (_pattern, { example, get, post }) => {
    const read = await site.get(example);
    expect(read.status, `GET ${example}`).toBe(get);
    const sent = await site.get(example, { method: "POST", headers: { origin: site.origin, "content-type": "application/x-www-form-urlencoded" }, body: "a=1" });
    expect(sent.status, `POST ${example}`).toBe(post);
    const foreign = await site.get(example, { method: "POST", headers: { origin: "https://elsewhere.example" }, body: "a=1" });
    expect(foreign.status, `POST ${example} from elsewhere`).toBe(403);
  });

  it.each(Object.entries(ROUTE_LIST))("at %s gets nothing more by asking for a loader's data alone", async (_pattern, { example }) => {
    const url = new URL(example, site.origin);
    for (const id of ["root", "routes/locale", "routes/home", "routes/solutions"]) {
      url.searchParams.set("_data", id);
      const answer = await site.get(url.pathname + url.search);
      expect(answer.status, url.href).toBeLessThan(500);
    }
  });
});
