import { randomUUID } from "node:crypto";
import pg from "pg";
import { inject } from "vitest";

/**
 * A database of its own; drop it with `drop()`.
 *
 * @param options.template what it is a copy of: migrated and without rows unless another is named; "nothing" is not even migrated
 */
export async function createDatabase(options: { template?: string } = {}): Promise<{ url: string; drop(): Promise<void> }> {
  const name = `t_${randomUUID().replaceAll("-", "")}`;
  await administer(`CREATE DATABASE ${name}${options.template === "nothing" ? "" : ` TEMPLATE ${options.template ?? inject("templateName")}`}`);
  const url = new URL(inject("postgresUrl"));
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => administer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

async function administer(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: inject("postgresUrl") });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
