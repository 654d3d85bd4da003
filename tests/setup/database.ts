import { afterAll, beforeAll } from "vitest";
import { connectDatabase, disconnectDatabase } from "~/platform/database/client.server";
import { createDatabase } from "./databases";

// Tests of functions have no folder where a secret could have been made.
process.env.SESSION_SECRET ??= "a secret that only tests know, long enough";

// Pages search with PostgreSQL here, whose index is the database's own; what needs Meilisearch asks for it by name.
if (process.env.MEILISEARCH_URL) {
  process.env.LIVE_MEILISEARCH_URL = process.env.MEILISEARCH_URL;
  delete process.env.MEILISEARCH_URL;
}

/** Each test file of the database project works in a database of its own, already connected. */
let database: Awaited<ReturnType<typeof createDatabase>>;

beforeAll(async () => {
  database = await createDatabase();
  await connectDatabase(database.url, { max: 5 });
});

afterAll(async () => {
  await disconnectDatabase();
  await database.drop();
});
