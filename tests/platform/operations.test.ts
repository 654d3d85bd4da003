import fs from "node:fs";
import path from "node:path";
import { parseEnv } from "node:util";
import { describe, expect, it } from "vitest";
import { ENVIRONMENT_VARIABLES, parseEnvironment } from "~/platform/env.server";

const read = (file: string) => fs.readFileSync(path.resolve(file), "utf8");
const UPPER = /\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b|\bPORT\b|\bHOST\b|\bJOBS\b|\bSEED\b/g;
/** Names of other programs' variables in the examples. */
const OTHERS = /^(MEILI_|POSTGRES_)|^CMD$/;

describe("what is written for operators", () => {
  it("names every variable that is read", () => {
    const text = `${read("README.md")}${read("docs/operations.md")}`;
    const named = (variable: string) => text.includes(variable) || [...text.matchAll(/`([A-Z0-9_]+_)\*`/g)].some(([, prefix]) => variable.startsWith(prefix ?? "\0"));
    expect(ENVIRONMENT_VARIABLES.filter((variable) => !named(variable))).toEqual(["NODE_ENV"]);
  });

  it.each(["docs/examples/systemd/solucionario-web@.service", "docs/examples/systemd/solucionario-worker.service", "docs/examples/compose/compose.yaml"])(
    "%s sets only variables that there are",
    (file) => {
      const names = new Set([...read(file).replaceAll(/^#.*$/gm, "").matchAll(UPPER)].map(([name]) => name));
      expect([...names].filter((name) => !ENVIRONMENT_VARIABLES.includes(name) && !OTHERS.test(name))).toEqual([]);
    },
  );

  it("gives an example of variables that a start accepts", () => {
    const variables = { NODE_ENV: "production" as const, ...parseEnv(read("docs/examples/systemd/solucionario.env")) };
    expect(Object.keys(variables).filter((name) => !ENVIRONMENT_VARIABLES.includes(name))).toEqual([]);
    expect(parseEnvironment(variables)).toMatchObject({ database: "external", JOBS: "here" });
  });

  it("names the files that the examples start", () => {
    const entries = /input: \{ (.*) \}/.exec(read("vite.config.ts"))?.[1] ?? "";
    for (const file of ["systemd/solucionario-web@.service", "systemd/solucionario-worker.service", "compose/compose.yaml", "compose/Dockerfile"])
      for (const [, name] of read(`docs/examples/${file}`).matchAll(/build\/server\/([\w-]+)\.js/g)) expect(entries, file).toContain(`${name}`);
  });
});
