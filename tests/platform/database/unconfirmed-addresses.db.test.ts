import fs from "node:fs";
import pg from "pg";
import { expect, it } from "vitest";
import { createDatabase } from "#tests/setup/databases";
import { makeFolder } from "#tests/setup/processes";
import { migrate, readMigrations } from "~/platform/database/migrate.server";
import { newId } from "~/platform/ids";

const FOLDER = "prisma/migrations";
const MIGRATION = "20261201010500_unconfirmed_addresses";

it("a database from before keeps a letter or code that its own person asked for, and no link that anybody may have asked for", async () => {
  const database = await createDatabase({ template: "nothing" });
  const before = makeFolder();
  for (const { name } of readMigrations(FOLDER)) if (name < MIGRATION) fs.cpSync(`${FOLDER}/${name}`, `${before}/${name}`, { recursive: true });
  await migrate(database.url, before);
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  try {
    const [signedUp, later] = [new Date("2026-06-01T12:00:00Z"), new Date("2026-06-02T12:00:00Z")];
    const add = async (kind: "email" | "whatsapp", address: string, verifiedAt: Date | null = null) => {
      const [personId, id] = [newId(signedUp), newId(signedUp)];
      await client.query(`INSERT INTO "Person" (id, locale, "createdAt") VALUES ($1, 'es', $2)`, [personId, signedUp]);
      await client.query(`INSERT INTO "Channel" (id, "personId", kind, address, "createdAt", "verifiedAt") VALUES ($1, $2, $3, $4, $5, $6)`, [
        id,
        personId,
        kind,
        address,
        signedUp,
        verifiedAt,
      ]);
      return { id, personId };
    };
    const token = (name: string, purpose: string, subjectId: string, createdAt: Date) =>
      client.query(`INSERT INTO "Token" (id, purpose, "subjectId", "tokenHash", "createdAt", "expiresAt") VALUES ($1, $2, $3, $4, $5, '2099-01-01')`, [
        newId(),
        purpose,
        subjectId,
        name,
        createdAt,
      ]);
    const own = await add("email", "propia@colmado.example");
    await token("own letter", "account.verify-email", own.id, signedUp);
    const others = await add("email", "victima@colmado.example");
    await token("letter that a second sign-up asked for", "account.verify-email", others.id, later);
    const number = await add("whatsapp", "+18095550100");
    await token("own code", "account.number-code", number.id, signedUp);
    await token("code that a second sign-up was shown", "account.number-code", number.id, later);
    const settled = await add("email", "confirmada@colmado.example", signedUp);
    await token("sign-in link", "account.sign-in-link", settled.personId, later);
    await token("reset", "account.reset-password", settled.personId, later);
    await token("invitation", "account.invitation", newId(), later);

    expect(await migrate(database.url)).toContain(MIGRATION);
    const { rows } = await client.query(`SELECT "tokenHash", address FROM "Token" ORDER BY "tokenHash"`);
    expect(rows).toEqual([
      { tokenHash: "invitation", address: null },
      { tokenHash: "own code", address: null },
      { tokenHash: "own letter", address: "propia@colmado.example" },
    ]);
    const type = (address: string, verifiedAt: Date | null) =>
      client.query(`INSERT INTO "Channel" (id, "personId", kind, address, "createdAt", "verifiedAt") VALUES ($1, $2, 'email', $3, $4, $5)`, [
        newId(),
        number.personId,
        address,
        later,
        verifiedAt,
      ]);
    await type("victima@colmado.example", null);
    await expect(type("confirmada@colmado.example", later)).rejects.toThrow("Channel_confirmed_key");
  } finally {
    await client.end();
    await database.drop();
  }
});
