import fs from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually, makeFolder, start } from "#tests/setup/processes";
import { type EmbeddedDatabase, openEmbeddedDatabase } from "~/platform/database/embedded.server";

/** What an operator types to open a first edition where SEED=none, one command after the other. */
const dataDir = makeFolder();
const env = { DATA_DIR: dataDir, SEED: "none", PORT: "0" };

async function solucionario(...args: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const run = start(process.execPath, ["build/server/command-line.js", ...args], { env });
  const code = await run.ended;
  return { code, stdout: run.stdout(), stderr: run.stderr() };
}

function file(name: string, content: string): string {
  const written = path.join(path.dirname(dataDir), name);
  fs.writeFileSync(written, content);
  return written;
}

let database: EmbeddedDatabase;

beforeAll(async () => {
  // Held open, so that each command finds the server running instead of starting and stopping it.
  database = await openEmbeddedDatabase(dataDir);
  file("solutions.csv", "id,title,text,country\n7,Carretilla con freno,Un freno de bicicleta evita que la carretilla se vaya cuesta abajo.,DO\n");
  file(
    "mapping.json",
    JSON.stringify({
      target: "solutions",
      source: "example",
      name: "An example",
      id: "id",
      fields: { language: { constant: "es" }, availableIn: "country", texts: { own: { title: "title", problem: "text" } } },
    }),
  );
});

afterAll(async () => {
  await database.release();
  fs.rmSync(path.dirname(dataDir), { recursive: true, force: true });
});

describe("an installation without demonstration data", () => {
  it("refuses an edition whose institutions nobody has brought, in one sentence", async () => {
    expect(await solucionario("edition", "apply", "docs/examples/edition.json")).toEqual({
      code: 1,
      stdout: "",
      stderr: "institutions[0].institution: nobody has the key camara-del-valle. Apply its file first: `solucionario institution apply FILE`.\n",
    });
  });

  it("takes institutions and an edition from files, and says what changed", async () => {
    expect(await solucionario("institution", "apply", "docs/examples/institutions.json")).toMatchObject({
      code: 0,
      stdout: "created camara-del-valle\ncreated instituto-de-salud-laboral\n",
    });
    expect(await solucionario("edition", "apply", "docs/examples/edition.json")).toMatchObject({ code: 0, stdout: "created segunda-edicion-2027, rubric version 1\n", stderr: "" });
    expect(await solucionario("edition", "apply", "docs/examples/edition.json")).toMatchObject({ code: 0, stdout: "unchanged segunda-edicion-2027, rubric version 1\n" });
  });

  it("takes a changed edition, and warns of what nobody receives", async () => {
    const edition = JSON.parse(fs.readFileSync("docs/examples/edition.json", "utf8")) as { institutions: unknown[] };
    const changed = file("edition.json", JSON.stringify({ ...edition, graceMinutes: 30, institutions: edition.institutions.slice(0, 1) }));
    expect(await solucionario("edition", "apply", changed)).toEqual({
      code: 0,
      stdout: "updated segunda-edicion-2027 (graceMinutes, institutions), rubric version 1\n",
      stderr: "warning: DO × occupational-safety: no institution receives it, so it goes to the programme manager's queue\n",
    });
  });

  it("gets its first account, whose password is told once", async () => {
    const account = ["--email", "Ana@Camara-del-Valle.example", "--name", "Ana Peña", "--role", "coordinator", "--institution", "camara-del-valle"];
    const created = await solucionario("user", "create", ...account);
    expect(created.stdout).toMatch(/^created [0-9a-f-]{36} ana@camara-del-valle\.example as coordinator of camara-del-valle\npassword ([a-z2-9]{4}-){4}[a-z2-9]{4}\n$/);
    expect(await solucionario("user", "create", ...account)).toMatchObject({ code: 1, stdout: "", stderr: "This address belongs to an account already.\n" });
    expect(await solucionario("user", "role", "add", "--email", "ana@camara-del-valle.example", "--role", "programme-manager", "--institution", "camara-del-valle")).toMatchObject({
      stdout: "added programme-manager of camara-del-valle for ana@camara-del-valle.example\n",
    });
    expect(await solucionario("user", "disable", "--email", "ana@camara-del-valle.example")).toMatchObject({ stdout: "disabled ana@camara-del-valle.example, 0 sessions ended\n" });
  });

  it("publishes what it imports, and shows it", async () => {
    const folder = path.dirname(dataDir);
    const imported = await solucionario("import", path.join(folder, "solutions.csv"), "--mapping", path.join(folder, "mapping.json"), "--publish");
    expect(imported.stderr).not.toMatch(/can't be used/);
    expect(imported.stdout).toMatch(/^read 1, created 1, .*published 1, refused 0$/m);

    const site = start(process.execPath, ["build/server/server.js"], { env });
    const [, origin] = await site.line(/^ready (\S+)/m);
    try {
      const found = async () =>
        (await (await fetch(`${origin}/api/v1/solutions?q=carretilla`)).json()) as { total: number; items: Array<{ title: string; demonstration: boolean }> };
      expect(await eventually(async () => (await found()).total === 1)).toBe(true);
      expect((await found()).items).toMatchObject([{ title: "Carretilla con freno", demonstration: false }]);
    } finally {
      site.child.kill("SIGTERM");
      await site.ended;
    }
  });

  it("is found well by its doctor, who has nothing to remove", async () => {
    const { code, stdout } = await solucionario("doctor");
    expect(stdout).toMatch(/^ok {3}migrations/m);
    expect(stdout).toMatch(/^ok {3}search index 1 of 1 published listings indexed$/m);
    expect(code).toBe(0);
    expect(await solucionario("demo", "remove")).toMatchObject({ code: 1, stderr: "There is no demonstration in this installation.\n" });
    expect(await solucionario("demo", "load")).toMatchObject({ code: 1, stdout: "" });
  });

  it("names what is wrong with a command that was typed wrongly", async () => {
    for (const [args, sentence] of [
      [["institution", "apply"], "Name one file: see `solucionario institution apply --help`.\n"],
      [["institution", "apply", "nowhere.json"], "There is no file nowhere.json.\n"],
      [["user", "create", "--email", "ana"], '--email "ana" is no e-mail address.\n'],
      [["user", "create", "--email", "b@c.example", "--name", "Bo", "--role", "boss", "--institution", "x"], /^--role "boss" is none of owner, /],
      [["user", "role", "give"], /^Say `user role add` or `user role end`/],
    ] as const) {
      const { code, stdout, stderr } = await solucionario(...args);
      expect(stderr).toMatch(sentence);
      expect([code, stdout]).toEqual([1, ""]);
    }
  });
});
