import { describe, expect, it } from "vitest";
import { parseEnvironment, publicOrigin } from "~/platform/env.server";
import { OperatorError } from "~/platform/errors";

describe("the environment", () => {
  it("needs nothing", () => {
    const env = parseEnvironment({ NODE_ENV: "production" });
    expect([env.PORT, env.database, publicOrigin(env)]).toEqual([3000, "embedded", "http://localhost:3000"]);
  });

  it("keeps nightly backups in DATA_DIR unless BACKUP_DIR or BACKUPS=off say otherwise", () => {
    const parse = (variables: Record<string, string>) => parseEnvironment({ NODE_ENV: "production", DATA_DIR: "/data", ...variables });
    expect(parse({})).toMatchObject({ BACKUPS: "nightly", backupDir: "/data/backups" });
    expect(parse({ BACKUP_DIR: "/safe", BACKUPS: "off" })).toMatchObject({ BACKUPS: "off", backupDir: "/safe" });
  });

  it("takes an empty variable for an unset one, as compose files write them", () => {
    expect(parseEnvironment({ NODE_ENV: "production", DATABASE_URL: "", PUBLIC_URL: "" }).database).toBe("embedded");
  });

  it.each([
    ["PORT", "65536"],
    ["PORT", "http"],
    ["PUBLIC_URL", "ftp://registro.example"],
    ["DATABASE_URL", "localhost"],
    ["SEED", "yes"],
    ["METRICS_TOKEN", "short"],
    ["LOG_LEVEL", "loud"],
    ["BACKUPS", "no"],
  ])("names %s when it is %s", (name, value) => {
    const parse = () => parseEnvironment({ NODE_ENV: "production", SESSION_SECRET: "x".repeat(32), [name]: value });
    expect(parse).toThrow(OperatorError);
    expect(parse).toThrow(new RegExp(`\\b${name}\\b`));
  });

  it("demands a secret with a database of one's own, because several processes must share it", () => {
    expect(() => parseEnvironment({ NODE_ENV: "production", DATABASE_URL: "postgresql://localhost/x" })).toThrow(/SESSION_SECRET/);
  });

  it("gives the origin without path or trailing slash", () => {
    expect(publicOrigin(parseEnvironment({ NODE_ENV: "production", PUBLIC_URL: "https://registro.example/" }))).toBe("https://registro.example");
  });
});
