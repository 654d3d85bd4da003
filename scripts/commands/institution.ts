import { parseArgs } from "node:util";
import { InstitutionsFileSchema } from "~/features/network/schema";
import { applyInstitutions } from "~/features/network/service.server";
import { now } from "~/platform/clock";
import { OperatorError } from "~/platform/errors";
import { readJsonFile } from "../json-file";
import { type Command, parsing, withDatabase } from "./command";

export const institutionApplyCommand: Command = {
  name: "institution apply",
  summary: "Makes institutions what a file says.",
  usage: `
solucionario institution apply FILE

  FILE  one institution or a list of them, as JSON: docs/institution-file.md

All of the file is applied, or nothing of it. Applying it again changes nothing. An institution that is missing from the
file stays as it is; one that takes no submissions for now gets \`"sleeping": true\`.
`,
  async run(args) {
    const file = oneFile("institution apply", args);
    const institutions = readJsonFile(file, InstitutionsFileSchema);
    const changes = await withDatabase(() => applyInstitutions(institutions, now()));
    for (const { key, outcome, changed } of changes) process.stdout.write(`${outcome} ${key}${changed.length > 0 ? ` (${changed.join(", ")})` : ""}\n`);
  },
};

/** The one FILE of an `apply` command. */
export function oneFile(command: string, args: string[]): string {
  const { positionals } = parsing(command, () => parseArgs({ args, allowPositionals: true, options: {} }));
  const [file, ...rest] = positionals;
  if (file === undefined || rest.length > 0) throw new OperatorError(`Name one file: see \`solucionario ${command} --help\`.`);
  return file;
}
