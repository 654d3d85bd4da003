import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { assetsToForget, isHashedName, keepAssets } from "~/platform/http/kept-assets.server";

const DAY_MS = 86_400_000;
const NOW = new Date("2026-12-01T03:00:00Z");
const daysAgo = (days: number) => new Date(NOW.getTime() - days * DAY_MS);

describe("the name of a hashed file", () => {
  it.each(["root-D1e_5Zn-.css", "my.$id-l0sNRNKZ.js", "a-b-c-DE5Za-n5.js", "_index-AAAAAAAA.woff2"])("is taken: %s", (name) => {
    expect(isHashedName(name)).toBe(true);
  });

  it.each([
    "",
    ".",
    "..",
    "root.css",
    "session-secret",
    "../a-AAAAAAAA.js",
    "..-AAAAAAAA.js",
    "a/b-AAAAAAAA.js",
    "a\\b-AAAAAAAA.js",
    "a%2fb-AAAAAAAA.js",
    ".a-AAAAAAAA.js.partial",
    "a-AAAAAAAA",
    "a-AAAAAAAA.js\n",
  ])("is refused: %j", (name) => {
    expect(isHashedName(name)).toBe(false);
  });
});

describe("which kept files are forgotten", () => {
  const file = fc.record({ name: fc.integer({ min: 0, max: 30 }).map((n) => `a-${String(n).padStart(8, "0")}.js`), days: fc.integer({ min: 0, max: 200 }) });

  it("never one of this build, never one used within 90 days, and always the others", () => {
    fc.assert(
      fc.property(fc.uniqueArray(file, { selector: ({ name }) => name }), fc.array(file), (kept, built) => {
        const own = new Set(built.map(({ name }) => name));
        const forgotten = assetsToForget(
          kept.map(({ name, days }) => ({ name, lastUsedAt: daysAgo(days) })),
          own,
          NOW,
        );
        for (const { name, days } of kept) expect(forgotten.includes(name)).toBe(!own.has(name) && days > 90);
      }),
    );
  });
});

describe("keeping this build's files", () => {
  let folder: string;
  let built: string;
  let kept: string;
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "solucionario-assets-"));
    [built, kept] = [path.join(folder, "built"), path.join(folder, "data", "assets")];
    fs.mkdirSync(built);
    fs.writeFileSync(path.join(built, "root-AAAAAAAA.css"), "a {}");
    fs.writeFileSync(path.join(built, "notes.txt"), "not hashed");
  });
  afterEach(() => {
    fs.rmSync(folder, { recursive: true, force: true });
  });
  const keep = async (now = NOW) => (await keepAssets(built, kept, () => now))();

  it("copies hashed names only, and mends a copy that a power cut has emptied", async () => {
    await keep();
    expect(fs.readdirSync(kept)).toEqual(["root-AAAAAAAA.css"]);
    fs.writeFileSync(path.join(kept, "root-AAAAAAAA.css"), "");
    await keep();
    expect(fs.readFileSync(path.join(kept, "root-AAAAAAAA.css"), "utf8")).toBe("a {}");
  });

  it("keeps files of earlier builds for 90 days after their last use, however long that build ran", async () => {
    await keep(daysAgo(200));
    await keep(daysAgo(60));
    fs.renameSync(path.join(built, "root-AAAAAAAA.css"), path.join(built, "root-BBBBBBBB.css"));
    await keep();
    expect(fs.readdirSync(kept).sort()).toEqual(["root-AAAAAAAA.css", "root-BBBBBBBB.css"]);
    await keep(new Date(NOW.getTime() + 31 * DAY_MS));
    expect(fs.readdirSync(kept)).toEqual(["root-BBBBBBBB.css"]);
  });

  it("removes what a killed copy has left, and nothing that is not its own", async () => {
    fs.mkdirSync(kept, { recursive: true });
    for (const name of [".old.partial", ".young.partial", "somebody's note"]) fs.writeFileSync(path.join(kept, name), "");
    fs.utimesSync(path.join(kept, ".old.partial"), daysAgo(2), daysAgo(2));
    fs.utimesSync(path.join(kept, ".young.partial"), NOW, NOW);
    fs.utimesSync(path.join(kept, "somebody's note"), daysAgo(900), daysAgo(900));
    await keep();
    expect(fs.readdirSync(kept).sort()).toEqual([".young.partial", "root-AAAAAAAA.css", "somebody's note"]);
  });

  it("goes on when the folder can't be written", async () => {
    fs.writeFileSync(path.join(folder, "data"), "a file where the folder should be");
    await expect(keep()).resolves.toBeUndefined();
  });
});
