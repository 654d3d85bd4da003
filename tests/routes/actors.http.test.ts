import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { demonstrationAccount, signInCookie } from "#tests/setup/accounts";
import { type Site, startSite } from "#tests/setup/site";
import { ROUTE_LIST } from "./route-list";

/** One account of each kind, as the demonstration has them. */
const ROLES = ["owner", "reviewer", "coordinator", "adviser", "programme-manager", "administrator"] as const;
type Role = (typeof ROLES)[number];

/** Written by hand from DESIGN.md sections 1 and 5, and not from the policies: who finds a page at these addresses. All others get 404. */
const WHO_MAY_OPEN: Readonly<Record<string, readonly Role[]>> = {
  "/:locale/coordinate": ["coordinator", "programme-manager"],
  "/:locale/coordinate/announce": ["coordinator", "programme-manager"],
  "/:locale/coordinate/letters": ["coordinator", "programme-manager"],
  "/:locale/coordinate/letters/failed": ["coordinator", "programme-manager"],
  "/:locale/coordinate/numbers": ["coordinator", "programme-manager"],
  "/:locale/review": ["reviewer"],
  "/:locale/moderate": ["coordinator", "programme-manager"],
  "/:locale/advise": ["coordinator", "adviser"],
  "/:locale/manage": ["coordinator", "programme-manager"],
};

type Person = { role: Role; personId: string; cookie: string };

let site: Site;
let database: pg.Client;
let people: Person[];

beforeAll(async () => {
  site = await startSite();
  database = new pg.Client({ connectionString: site.databaseUrl });
  await database.connect();
  people = [];
  for (const role of ROLES) {
    const account = demonstrationAccount(role);
    const { rows } = await database.query<{ personId: string }>(`SELECT "personId" FROM "Channel" WHERE address = $1`, [account.email]);
    people.push({ role, personId: rows[0]?.personId ?? "", cookie: await signInCookie(site, account) });
  }
});
afterAll(async () => {
  await database.end();
  await site.stop();
});

async function open(path: string, person: Person): Promise<number> {
  const answer = await site.get(path, { headers: { cookie: person.cookie } });
  await answer.arrayBuffer();
  return answer.status;
}

async function ids(sql: string, values: unknown[] = []): Promise<string[]> {
  const { rows } = await database.query<{ id: string }>(sql, values);
  return rows.map(({ id }) => id);
}

describe("a person who is signed in", () => {
  it.each(Object.entries(WHO_MAY_OPEN))("finds %s only in a role that it is for", async (pattern, roles) => {
    const { example } = ROUTE_LIST[pattern] ?? { example: "" };
    const found = await Promise.all(people.map(async (person) => [person.role, await open(example, person)] as const));
    expect(Object.fromEntries(found)).toEqual(Object.fromEntries(ROLES.map((role) => [role, roles.includes(role) ? 200 : 404])));
  });

  it("gets no answer above 499 anywhere, and nothing that a cache may keep", async () => {
    for (const person of people) {
      for (const { example } of Object.values(ROUTE_LIST)) {
        const answer = await site.get(example, { headers: { cookie: person.cookie } });
        await answer.arrayBuffer();
        expect(answer.status, `${person.role} at ${example}`).toBeLessThan(500);
        if (!example.startsWith("/data/") && answer.status === 200) expect(answer.headers.get("cache-control"), example).toContain("no-store");
      }
    }
  });

  it("opens at the desk what their own institution has received, and nobody else's", async () => {
    const submissions = await ids(`SELECT id FROM "Submission" WHERE state NOT IN ('draft') ORDER BY id`);
    for (const person of people.filter(({ role }) => role !== "programme-manager")) {
      const own = await ids(
        `SELECT s.id FROM "Submission" s JOIN "Membership" m ON m."organisationId" = s."institutionId" AND m.role IN ('coordinator', 'deputy') WHERE m."personId" = $1 AND s.state NOT IN ('draft') ORDER BY s.id`,
        [person.personId],
      );
      const sample = [...own.slice(0, 3), ...submissions.filter((id) => !own.includes(id)).slice(0, 12)];
      for (const id of sample) expect(await open(`/es/coordinate/${id}`, person), `${person.role} at ${id}`).toBe(own.includes(id) ? 200 : 404);
    }
  });

  it("opens as a reviewer what was assigned to them, and nobody else's", async () => {
    const all = await ids(`SELECT id FROM "ReviewAssignment" WHERE status NOT IN ('revoked') ORDER BY id`);
    for (const person of people) {
      const own = await ids(`SELECT id FROM "ReviewAssignment" WHERE "reviewerId" = $1 AND status NOT IN ('revoked') ORDER BY id`, [person.personId]);
      const sample = [...own.slice(0, 3), ...all.filter((id) => !own.includes(id)).slice(0, 8)];
      for (const id of sample) expect(await open(`/es/review/${id}`, person), `${person.role} at ${id}`).toBe(own.includes(id) ? 200 : 404);
    }
  });

  it("follows as an owner what is theirs, and nobody else's", async () => {
    const all = await ids(`SELECT id FROM "Submission" ORDER BY id`);
    for (const person of people) {
      const own = await ids(
        `SELECT s.id FROM "Submission" s JOIN "Solution" o ON o.id = s."solutionId" JOIN "Membership" m ON m."organisationId" = o."organisationId" AND m.role = 'owner' WHERE m."personId" = $1 ORDER BY s.id`,
        [person.personId],
      );
      const sample = [...own.slice(0, 3), ...all.filter((id) => !own.includes(id)).slice(0, 8)];
      for (const id of sample) expect((await open(`/es/my/solutions/${id}`, person)) === 404, `${person.role} at ${id}`).toBe(!own.includes(id));
    }
  });
});
