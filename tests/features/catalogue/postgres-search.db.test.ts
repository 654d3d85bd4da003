import { postgresSearchEngine } from "~/features/catalogue/postgres-search.server";
import { sqlPool } from "~/platform/database/client.server";
import { describeEngineContract } from "./engine-contract";

describeEngineContract("postgres", async () => {
  await sqlPool().query("DELETE FROM search.document_text");
  await sqlPool().query("DELETE FROM search.document");
  return postgresSearchEngine();
});
