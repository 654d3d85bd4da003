import pg from "pg";
import { connectDatabase, disconnectDatabase } from "~/platform/database/client.server";
import { SESSION_SECRET, type Site, startSite } from "./site";

export type OpenSite = {
  site: Site;
  database: pg.Client;
  close(): Promise<void>;
};

/** A site with its database open beside it: to tests, and to the functions of ours that they call, which make the same sessions and tokens. */
export async function openSite(options?: Parameters<typeof startSite>[0]): Promise<OpenSite> {
  process.env.SESSION_SECRET = SESSION_SECRET;
  const site = await startSite(options);
  await connectDatabase(site.databaseUrl, { max: 3 });
  const database = new pg.Client({ connectionString: site.databaseUrl });
  await database.connect();
  return {
    site,
    database,
    async close() {
      await database.end();
      await disconnectDatabase();
      await site.stop();
    },
  };
}
