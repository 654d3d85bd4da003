import type { RoutingWarning } from "~/features/editions/rules";
import { EditionFileSchema } from "~/features/editions/schema";
import { applyEdition, loadTaxonomy } from "~/features/editions/service.server";
import { now } from "~/platform/clock";
import { readJsonFile } from "../json-file";
import { type Command, withDatabase } from "./command";
import { oneFile } from "./institution";

export const editionApplyCommand: Command = {
  name: "edition apply",
  summary: "Makes an edition what a file says.",
  usage: `
solucionario edition apply FILE

  FILE  one edition as JSON: docs/edition-file.md

The institutions that it names must exist: \`solucionario institution apply FILE\` brings them. Applying the file again
changes nothing. A changed rubric becomes its next version: reviews that were begun stay on the version they began on.
What routing leaves to the programme manager is said as a warning.
`,
  async run(args) {
    const definition = readJsonFile(oneFile("edition apply", args), EditionFileSchema);
    const change = await withDatabase(async () => {
      await loadTaxonomy({ now: now() });
      return applyEdition(definition, now());
    });
    const fields = change.changed.length > 0 ? ` (${change.changed.join(", ")})` : "";
    process.stdout.write(`${change.outcome} ${change.key}${fields}, rubric version ${change.rubricVersion}\n`);
    for (const warning of change.warnings) process.stderr.write(`warning: ${warningText(warning)}\n`);
  },
};

function warningText(warning: RoutingWarning): string {
  const where = `${warning.country} × ${warning.category}`;
  if (warning.kind === "same-priority") return `${where}: ${warning.institutions.join(" and ")} have the same priority, the first in the alphabet receives`;
  const why = warning.reason === "asleep" ? "the institutions for it take no submissions for now" : "no institution receives it";
  return `${where}: ${why}, so it goes to the programme manager's queue`;
}
