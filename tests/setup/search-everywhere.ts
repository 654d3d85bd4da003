import fs from "node:fs";
import path from "node:path";
import { sqlPool } from "~/platform/database/client.server";

/**
 * Where each of these texts stands, upper or lower case: in any column of any table of any schema, whatever its type,
 * and in any file of a folder or its name. "public.Person: Ramona" or "mail/x.eml: Ramona".
 */
export async function findEverywhere(texts: readonly string[], folder: string): Promise<string[]> {
  return [...(await inDatabase(texts)), ...inFiles(texts, folder)].sort();
}

async function inDatabase(texts: readonly string[]): Promise<string[]> {
  const { rows: tables } = await sqlPool().query<{ name: string }>(
    `SELECT format('%I.%I', nspname, relname) AS name FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
     WHERE relkind = 'r' AND nspname NOT IN ('pg_catalog', 'information_schema') AND nspname NOT LIKE 'pg\\_toast%' ORDER BY 1`,
  );
  const found: string[] = [];
  for (const { name } of tables) {
    // A row as JSON shows bytes in hexadecimal, so each text is looked for in that spelling too.
    const { rows } = await sqlPool().query<{ text: string }>(
      `SELECT DISTINCT sought AS text FROM (SELECT lower(to_jsonb(stored)::text) AS json FROM ${name} AS stored) AS line, unnest($1::text[]) AS sought
       WHERE position(lower(sought) IN json) > 0 OR position(encode(convert_to(sought, 'UTF8'), 'hex') IN json) > 0`,
      [texts],
    );
    found.push(...rows.map(({ text }) => `${name}: ${text}`));
  }
  return found;
}

function inFiles(texts: readonly string[], folder: string): string[] {
  return fs.readdirSync(folder, { recursive: true, encoding: "utf8" }).flatMap((name) => {
    const file = path.join(folder, name);
    // A letter's lines are cut where its encoding wants it.
    const content = fs.statSync(file).isFile() ? fs.readFileSync(file, "utf8").replace(/=\r?\n/g, "") : "";
    return texts.filter((text) => `${name}\n${content}`.toLowerCase().includes(text.toLowerCase())).map((text) => `${name}: ${text}`);
  });
}
