import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { MEILISEARCH_BINARY } from "#tests/setup/meilisearch-process";
import { eventually, start } from "#tests/setup/processes";
import { endProcess } from "#tests/setup/site";
import { isWrite, useIndexedSite } from "./indexed-site";

/** The keys are read from the environment, so a process learns of another one when it is started again. */
describe.skipIf(!MEILISEARCH_BINARY)("a key of Meilisearch that is deleted while it is in use", () => {
  const world = useIndexedSite();

  /** What the operator reads. */
  async function doctor(): Promise<string> {
    const run = start(process.execPath, ["build/server/command-line.js", "doctor"], { env: world.site().env });
    await run.ended;
    return run.stdout();
  }
  async function startWith(env: Record<string, string>): Promise<void> {
    await endProcess(world.site().process);
    await world.site().startAgain(env);
  }
  const comesFrom = (engine: string) => eventually(async () => (await world.search("agua")).engine === engine, 60);

  /** The key goes while a change is on its way to the engine, and other changes follow. */
  async function changeWhileDeleting(): Promise<string[]> {
    const [gone, back] = [await world.firstIn("published"), await world.firstIn("suspended")];
    let sent = 0;
    world.proxy().set({
      delay: (asked) => {
        if (!isWrite(asked)) return 0;
        sent += 1;
        return 2_000;
      },
    });
    await world.change(gone, "suspend");
    expect(await eventually(() => sent > 0)).toBe(true);
    await world.meilisearch().deleteKey("admin");
    await world.change(back, "lift");
    world.proxy().set({});
    return [gone.id, back.id];
  }

  async function expectThatItWaits(changed: readonly string[]): Promise<void> {
    expect(await eventually(async () => (await world.noted("postgres")).length === 0)).toBe(true);
    await sleep(3_000);
    expect(await world.noted("meilisearch")).toEqual(changed.map((id) => ({ id, attempts: 0, failure: null })));
    expect((await world.search("agua")).engine).toBe("meilisearch");
    expect(await doctor()).toMatch(/^FAIL MEILISEARCH_ADMIN_KEY +is refused: it is wrong, revoked or has expired$/m);
  }

  it("lets changes wait when it is the one that writes; searching goes on, the doctor says so, and with another one the index ends equal by itself", async () => {
    expect(await comesFrom("meilisearch")).toBe(true);
    await expectThatItWaits(await changeWhileDeleting());
    await startWith({ MEILISEARCH_ADMIN_KEY: await world.meilisearch().makeKey("admin", "another") });
    await world.becomesEqual();
    expect(await doctor()).not.toContain("FAIL");
  });

  it("is made again with its uid, and nothing has to be started again", async () => {
    await startWith({ MEILISEARCH_ADMIN_KEY: await world.meilisearch().makeKey("admin") });
    await expectThatItWaits(await changeWhileDeleting());
    await world.meilisearch().makeKey("admin");
    await world.becomesEqual();
  });

  it("lets PostgreSQL answer when it is the one that searches, within a second, and the index goes on following; with another one Meilisearch is asked again", async () => {
    expect(await comesFrom("meilisearch")).toBe(true);
    await world.meilisearch().deleteKey("search");
    for (let turn = 0; turn < 8; turn += 1) {
      const began = performance.now();
      const { engine, items } = await world.search("pagos móviles");
      expect([engine, items.length > 0, performance.now() - began < 1_000]).toEqual(["postgres", true, true]);
    }
    const page = await world.site().get("/es/solutions?q=agua", { headers: { cookie: "sol_x=1" } });
    expect(page.status).toBe(200);
    expect(await page.text()).toContain("/es/solutions/");
    await world.change(await world.firstIn("published"), "suspend");
    await world.becomesEqual();
    expect(await doctor()).toMatch(/^FAIL MEILISEARCH_SEARCH_KEY +is refused: it is wrong, revoked or has expired$/m);
    await startWith({ MEILISEARCH_SEARCH_KEY: await world.meilisearch().makeKey("search", "another") });
    expect(await comesFrom("meilisearch")).toBe(true);
  });
});
