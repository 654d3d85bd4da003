import { createHash, randomUUID } from "node:crypto";
import pg from "pg";
import type { Site } from "#tests/setup/site";

const DAY = 86_400_000;

export type RightsWorld = {
  cookies: Readonly<Record<string, string>>;
  /** By what the rights call them: ids. */
  things: Readonly<Record<string, string>>;
  versionOf(table: "Submission" | "Listing" | "ReviewAssignment", id: string): Promise<number>;
  query(sql: string, values?: unknown[]): Promise<Array<Record<string, string>>>;
  close(): Promise<void>;
};

/** People of every kind around a few submissions and a listing of the demonstration, written into its tables by hand. */
export async function createRightsWorld(site: Pick<Site, "databaseUrl">): Promise<RightsWorld> {
  const database = new pg.Client({ connectionString: site.databaseUrl });
  await database.connect();
  const query = async (sql: string, values: unknown[] = []) => (await database.query<Record<string, string>>(sql, values)).rows;
  const one = async (sql: string, values: unknown[] = []) => (await query(sql, values))[0] ?? {};

  const listing = await one(
    `SELECT l.id, l.slug, l."institutionId", s."organisationId", l."solutionId" FROM "Listing" l JOIN "Solution" s ON s.id = l."solutionId"
     WHERE l.state = 'published' AND l."institutionId" IS NOT NULL ORDER BY l.id LIMIT 1`,
  );
  const { institutionId: here = "", organisationId: firm = "" } = listing;
  const { id: there = "" } = await one(`SELECT id FROM "Organisation" WHERE partner AND id <> $1 ORDER BY id LIMIT 1`, [here]);
  const { id: otherFirm = "" } = await one(`SELECT "organisationId" AS id FROM "Solution" WHERE "organisationId" <> $1 ORDER BY id LIMIT 1`, [firm]);
  const submissions = await query(`SELECT s.id FROM "Submission" s WHERE s.state IN ('submitted', 'screening', 'in_review', 'deliberation') ORDER BY s.id LIMIT 5`);
  const [reviewed = "", waiting = "", unattended = "", elsewhere = "", conflicting = ""] = submissions.map(({ id }) => id);
  const put = (id: string, state: string, institution: string | null) =>
    query(`UPDATE "Submission" SET state = $2::"SubmissionState", "institutionId" = $3, "dueAt" = now() + interval '20 days' WHERE id = $1`, [id, state, institution]);
  await put(reviewed, "in_review", here);
  await put(waiting, "submitted", here);
  await put(unattended, "submitted", null);
  await put(elsewhere, "screening", there);
  await put(conflicting, "screening", here);
  await query(`UPDATE "Solution" SET "organisationId" = $2 WHERE id IN (SELECT "solutionId" FROM "Submission" WHERE id = ANY($1))`, [[reviewed, waiting], firm]);
  await query(`DELETE FROM "ReviewAssignment" WHERE "submissionId" = $1`, [reviewed]);

  const cookies: Record<string, string> = { visitor: "" };
  const people: Record<string, string> = {};
  const add = async (name: string, organisationId: string | null, role = "owner", { until = null }: { until?: Date | null } = {}) => {
    const [id, token] = [randomUUID(), `token-of-${name.replaceAll(" ", "-")}`.padEnd(40, "x")];
    const began = new Date(Date.now() - 30 * DAY);
    await query(`INSERT INTO "Person" (id, "displayName", locale, "createdAt") VALUES ($1, $2, 'es', $3)`, [id, name, began]);
    if (organisationId)
      await query(`INSERT INTO "Membership" (id, "personId", "organisationId", role, "startsAt", "endsAt") VALUES ($1, $2, $3, $4::"MembershipRole", $5, $6)`, [
        randomUUID(),
        id,
        organisationId,
        role,
        began,
        until,
      ]);
    const ends = new Date(Date.now() + DAY / 4);
    await query(`INSERT INTO "Session" (id, "personId", "createdAt", "expiresAt", "absoluteAt") VALUES ($1, $2, now(), $3, $3)`, [
      createHash("sha256").update(token).digest("hex"),
      id,
      ends,
    ]);
    people[name] = id;
    cookies[name] = `sol_session=${token}`;
  };
  await add("coordinator", here, "coordinator");
  await add("deputy", here, "deputy");
  await add("coordinator of another institution", there, "coordinator");
  await add("coordinator in conflict", here, "coordinator");
  await add("reviewer", here, "reviewer");
  await add("another reviewer", here, "reviewer");
  await add("reviewer who was taken off", there, "reviewer");
  await add("reviewer in conflict", there, "reviewer");
  await add("adviser", here, "adviser");
  await add("manager", there, "programme_manager");
  await add("administrator", here, "administrator");
  await add("owner", firm);
  await add("co-owner", firm);
  await add("other entrepreneur", otherFirm);
  await add("disabled coordinator", here, "coordinator");
  await add("former coordinator", here, "coordinator", { until: new Date(Date.now() - DAY) });
  await add("person without a part", null);
  await query(`UPDATE "Person" SET "disabledAt" = now() WHERE id = $1`, [people["disabled coordinator"]]);
  for (const id of [reviewed, waiting, conflicting])
    await query(`INSERT INTO "Conflict" ("submissionId", "personId", kind, "declaredAt") VALUES ($1, $2, 'family', now())`, [id, people["coordinator in conflict"]]);

  const assign = async (name: string, status: string, conflict: string | null = null) => {
    const id = randomUUID();
    await query(
      `INSERT INTO "ReviewAssignment" (id, "submissionId", "reviewerId", status, conflict, "createdAt", "updatedAt") VALUES ($1, $2, $3, $4::"AssignmentStatus", $5, now(), now())`,
      [id, reviewed, people[name], status, conflict],
    );
    return id;
  };
  const things = {
    "a submission of the institution": waiting,
    "a submission under review": reviewed,
    "a submission with a conflict": conflicting,
    "a submission of another institution": elsewhere,
    "a submission that nobody is left for": unattended,
    "the review": await assign("reviewer", "accepted"),
    "the review of whoever was taken off": await assign("reviewer who was taken off", "revoked"),
    "the review of whoever is in conflict": await assign("reviewer in conflict", "recused", "family"),
    "the listing": listing.id ?? "",
    "the listing's address": listing.slug ?? "",
  };
  return {
    cookies,
    things,
    query,
    versionOf: async (table, id) => Number((await one(`SELECT version::text FROM "${table}" WHERE id = $1`, [id])).version),
    close: () => database.end(),
  };
}
