import { describe, expect, it } from "vitest";
import { everythingIn } from "#tests/setup/live-meilisearch";
import { MEILISEARCH_BINARY } from "#tests/setup/meilisearch-process";
import { eventually } from "#tests/setup/processes";
import { endProcess } from "#tests/setup/site";
import { isAboutTask, isWrite, type ListingRow, useIndexedSite } from "./indexed-site";

describe("a process that is killed after it has acknowledged a change and before an index took it in", () => {
  const world = useIndexedSite();

  /** One listing is taken from the public and another one given back; once `isHeld`, the process that did it is killed. */
  async function changeAndKill(isHeld: () => boolean | Promise<boolean>): Promise<{ gone: string; back: string }> {
    const [gone, back] = [await world.firstIn("published"), await world.firstIn("suspended")];
    expect(await isFound(gone)).toBe(true);
    await world.change(gone, "suspend");
    await world.change(back, "lift");
    expect(await eventually(isHeld)).toBe(true);
    expect(await isFound(gone)).toBe(false);
    const { process } = world.site();
    await endProcess(process, "SIGKILL");
    expect(process.signalCode).toBe("SIGKILL");
    return { gone: gone.id, back: back.id };
  }
  const isFound = async ({ slug }: ListingRow) => (await world.search(slug.replaceAll("-", " "))).items.some((item) => item.slug === slug);
  const noted = async (engine: string) => (await world.noted(engine)).map(({ id }) => id);

  it("leaves it noted, and the next start brings PostgreSQL's index in step by itself", async () => {
    await world.rows("BEGIN");
    await world.rows("LOCK TABLE search.document IN SHARE ROW EXCLUSIVE MODE");
    const waits = async () => (await world.rows("SELECT FROM pg_locks WHERE relation = 'search.document'::regclass AND NOT granted")).length > 0;
    const { gone, back } = await changeAndKill(waits);
    await world.rows("COMMIT");
    // The database notices the death only once its statement has ended.
    const atWork = "SELECT FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'solucionario%' AND state <> 'idle'";
    expect(await eventually(async () => (await world.rows(atWork)).length === 0)).toBe(true);
    expect(await noted("postgres")).toEqual([gone, back]);
    expect(await world.inPostgres()).toContain(gone);
    expect(await world.inPostgres()).not.toContain(back);
    await world.site().startAgain();
    await world.becomesEqual();
  });

  it.skipIf(!MEILISEARCH_BINARY).each([
    { when: "was sent anything", unanswered: isWrite, taken: false },
    { when: "said that it was done", unanswered: isAboutTask, taken: true },
  ])("leaves it noted, and the next start brings Meilisearch's index in step by itself: killed before it $when", async ({ unanswered, taken }) => {
    let held = 0;
    world.proxy().set({
      hang: (asked) => {
        if (unanswered(asked)) held += 1;
        return unanswered(asked);
      },
    });
    const { gone, back } = await changeAndKill(() => held > 0);
    expect(await noted("meilisearch")).toEqual([gone, back]);
    if (!taken) expect(JSON.stringify(await everythingIn(world.meilisearch().client))).toContain(gone);
    world.proxy().set({});
    await world.site().startAgain();
    await world.becomesEqual();
  });
});
