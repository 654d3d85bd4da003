import { describe, expect, it } from "vitest";
import { databaseFault } from "~/platform/database/fault";
import { AppError, asAppError } from "~/platform/errors";

const withCode = (code: string) => Object.assign(new Error("said by the server"), { code, severity: "FATAL" });

describe("what counts as a database that can't answer", () => {
  it.each([
    ...["08000", "08003", "08006", "08001", "08P01", "57P01", "57P02", "57P03", "57P05", "57014", "53000", "53100", "53200", "53300", "25006"],
    ...["28000", "28P01", "3D000", "55000", "55P03", "58000", "58030", "58P01"],
    ...["ECONNREFUSED", "ECONNRESET", "EPIPE", "ETIMEDOUT", "EHOSTUNREACH", "ENETUNREACH", "ENOTFOUND", "EAI_AGAIN", "EMFILE"],
    ...["P1000", "P1001", "P1002", "P1003", "P1008", "P1010", "P1011", "P1017", "P2024", "P2028", "P2037"],
  ])("is code %s, bare, as a cause, in an aggregate and in what Prisma's adapter wraps", (code) => {
    expect(databaseFault(withCode(code))).toBe(code);
    expect(databaseFault(new Error("outer", { cause: new Error("middle", { cause: withCode(code) }) }))).toBe(code);
    expect(databaseFault(new AggregateError([new Error("first"), withCode(code)]))).toBe(code);
    expect(databaseFault(Object.assign(new Error("Prisma"), { code: "P2010", meta: { driverAdapterError: { cause: { originalCode: code } } } }))).toBe(code);
  });

  it.each([
    "Connection terminated unexpectedly",
    "Connection terminated due to connection timeout",
    "timeout exceeded when trying to connect",
    "Query read timeout",
    "Client has encountered a connection error and is not queryable",
  ])("is a failure without a code that says: %s", (message) => {
    expect(databaseFault(new Error(message))).toBeDefined();
  });

  it("is none of the errors that are answers, or faults of ours", () => {
    for (const code of ["23505", "22P02", "42P01", "42601", "40001", "40P01", "XX000", "P2002", "P2025", "P2034", "ENOENT", "EACCES", "ERR_INVALID_ARG_TYPE"])
      expect(databaseFault(withCode(code)), code).toBeUndefined();
    const cycle = new Error("cycle");
    cycle.cause = cycle;
    for (const nothing of [cycle, new TypeError("x is not a function"), null, undefined, "ECONNREFUSED", 57]) expect(databaseFault(nothing)).toBeUndefined();
  });
});

describe("an error as people are told of it", () => {
  it("is unavailable for a database fault, itself when it means something already, and nothing when nobody meant it", () => {
    const cause = withCode("57P01");
    expect(asAppError(cause)).toMatchObject({ code: "unavailable", reason: "database", cause });
    const meant = new AppError("conflict", "moved");
    expect(asAppError(meant)).toBe(meant);
    expect(asAppError(new TypeError("x is not a function"))).toBeUndefined();
  });
});
