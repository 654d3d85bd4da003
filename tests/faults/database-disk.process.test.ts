import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sessionOf } from "#tests/setup/ask";
import { formsIn } from "#tests/setup/html";
import { type OwnPostgres, ownPostgres } from "#tests/setup/own-postgres";
import { eventually, makeFolder } from "#tests/setup/processes";
import { endProcess, SESSION_SECRET, spawnServer } from "#tests/setup/site";
import { bodyOf } from "#tests/setup/walk";
import { connectDatabase, db, disconnectDatabase } from "~/platform/database/client.server";

/** Room for a small installation, and little more. */
const DISK = makeFolder("small disk");
const mounted = process.getuid?.() === 0 && spawnSync("mount", ["-t", "tmpfs", "-o", "size=400m,mode=711", "tmpfs", DISK]).status === 0;
if (!mounted) process.stderr.write("A full disk under PostgreSQL is not tried: mounting a small file system needs root.\n");

describe.skipIf(!mounted)("while PostgreSQL's disk is full", () => {
  const filler = path.join(DISK, "filler");
  let postgres: OwnPostgres;
  let server: Awaited<ReturnType<typeof spawnServer>>;
  let cookie = "";

  beforeAll(async () => {
    process.env.SESSION_SECRET = SESSION_SECRET;
    fs.mkdirSync(path.join(DISK, "data"), { mode: 0o711 });
    postgres = await ownPostgres(path.join(DISK, "data"));
    server = await spawnServer({ DATABASE_URL: postgres.url, DATA_DIR: makeFolder(), LOG_LEVEL: "warn" });
    await connectDatabase(postgres.url, { max: 2 });
    const owner = await db().membership.findFirstOrThrow({ where: { role: "owner" } });
    cookie = await sessionOf({ personId: owner.personId });
    // Long enough ago that the next use extends it, which is a write.
    await db().session.updateMany({ data: { expiresAt: new Date(Date.now() + 86_400_000) } });
  }, 600_000);
  afterAll(async () => {
    await disconnectDatabase();
    await endProcess(server.child, "SIGKILL");
    postgres.end();
    spawnSync("umount", ["-l", DISK]);
  });

  const get = (address: string, init: RequestInit = {}) => fetch(new URL(address, server.origin), { redirect: "manual", ...init });
  /** The browser's key, which its drafts are kept under. */
  let browserKey = "";
  const send = (body: URLSearchParams) => get("/es/submit", { method: "POST", headers: { origin: server.origin, cookie: browserKey }, body });

  it("what is sent comes back with 503, reading goes on, and with room again it is saved", async () => {
    const opened = await get("/es/submit");
    browserKey = (opened.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
    const [form] = formsIn(await opened.text(), `${server.origin}/es/submit`).filter(({ method }) => method === "post");
    if (!form) throw new Error("There is no form.");
    spawnSync("dd", ["if=/dev/zero", `of=${filler}`, "bs=8k"], { stdio: "ignore" });
    try {
      // What is larger than the room that is left in the table's last page needs a new one.
      const typed = {
        title: "Tablero de avisos",
        problem: Array.from({ length: 700 }, () => Math.random().toString(36))
          .join(" ")
          .slice(0, 4_900),
        intent: "save",
      };
      let refused: Response | undefined;
      for (let time = 0; time < 400 && !refused; time += 1) {
        const [another] = formsIn(await (await get("/es/submit")).text(), `${server.origin}/es/submit`).filter(({ method }) => method === "post");
        const answer = await send(bodyOf(another ?? form, typed));
        if (answer.status === 503) refused = answer;
        else expect([302, 429], "saved while there was room in the files").toContain(answer.status);
        if (answer.status === 429) await db().$executeRaw`TRUNCATE limits.tries`;
      }
      const html = (await refused?.text()) ?? "";
      expect(refused?.headers.get("retry-after")).toBe("30");
      const [again] = formsIn(html, `${server.origin}/es/submit`).filter(({ method }) => method === "post");
      expect(again?.fields.find(({ name }) => name === "problem")?.value).toBe(typed.problem);

      for (const address of ["/es/institutions", "/es/solutions?q=agua", "/api/v1/solutions", "/data/solutions.jsonl", "/sitemap.xml", "/readyz"]) {
        const answer = await get(`${address}`);
        await answer.arrayBuffer();
        expect(answer.status, address).toBe(200);
      }
      for (const address of ["/es/my/solutions", "/es/account", "/es/my/data"]) expect((await get(address, { headers: { cookie } })).status, address).toBe(200);
      expect(server.log()).toMatch(/"fault":"53100"/);
      expect(server.log()).not.toMatch(/nobody answered for|"level":"fatal"/);

      fs.rmSync(filler);
      expect(await eventually(async () => again !== undefined && (await send(bodyOf(again))).status === 302, 60)).toBe(true);
    } finally {
      fs.rmSync(filler, { force: true });
    }
  });
});
