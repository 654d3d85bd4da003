import { describe, expect, it } from "vitest";
import { read } from "~/features/catalogue/postgres-search-reading.server";
import { sqlPool } from "~/platform/database/client.server";

const setting = (name: string) => ({ text: "SELECT current_setting($1) AS value", values: [name] });

describe("the connections that search", () => {
  it("have settings of their own, which others never see", async () => {
    expect(await read(setting("enable_seqscan"))).toEqual([{ value: "off" }]);
    expect((await sqlPool().query(setting("enable_seqscan"))).rows).toEqual([{ value: "on" }]);
  });

  it("read only", async () => {
    await expect(read({ text: "DELETE FROM search.engine", values: [] })).rejects.toThrow("read-only");
    expect((await sqlPool().query("SELECT FROM search.engine")).rowCount).toBeGreaterThan(0);
  });

  it("keep the plans of the statements that came first, and not of ever more", async () => {
    for (let number = 0; number < 80; number += 1) expect(await read({ text: `SELECT $1::integer + ${number} AS sum`, values: [1] })).toEqual([{ sum: 1 + number }]);
    const [kept] = await read<{ plans: number }>({ text: "SELECT count(*)::integer AS plans FROM pg_prepared_statements", values: [] });
    expect(kept?.plans).toBeGreaterThan(40);
    expect(kept?.plans).toBeLessThanOrEqual(60);
  });
});
