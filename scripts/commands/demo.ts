import { parseArgs } from "node:util";
import { loadTaxonomy } from "~/features/editions/service.server";
import { now } from "~/platform/clock";
import { OperatorError } from "~/platform/errors";
import { isEmptyInstallation, loadDemonstration } from "../demo/load";
import { removeDemonstration } from "../demo/remove";
import { type Command, parsing, withDatabase } from "./command";

export const demoLoadCommand: Command = {
  name: "demo load",
  summary: "Loads the demonstration edition.",
  usage: `
solucionario demo load [--beside-content]

  --beside-content  load it although this installation has content of its own; every page will say what is demonstration

\`npm start\` loads it by itself into an empty embedded database, unless SEED=none.
`,
  async run(args) {
    const { values } = parsing("demo load", () => parseArgs({ args, options: { "beside-content": { type: "boolean", default: false } } }));
    const loaded = await withDatabase(async () => {
      await loadTaxonomy({ now: now() });
      if (!values["beside-content"] && !(await isEmptyInstallation())) {
        throw new OperatorError("This installation has content of its own, or had its demonstration taken out: say --beside-content to load the demonstration all the same.");
      }
      return loadDemonstration({ now: now() });
    });
    process.stdout.write(`loaded ${inWords(loaded)}\n`);
  },
};

export const demoRemoveCommand: Command = {
  name: "demo remove",
  summary: "Takes the demonstration edition out, whole.",
  usage: `
solucionario demo remove

Everything that the demonstration brought goes, with what was done in it since: submissions to its edition, its people's
accounts and letters. Real records stay. It does not come back at the next start.
`,
  async run(args) {
    parsing("demo remove", () => parseArgs({ args, options: {} }));
    const removed = await withDatabase(() => removeDemonstration(now()));
    process.stdout.write(`removed ${inWords(removed)}\n`);
  },
};

function inWords(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .map(([what, count]) => `${what} ${count}`)
    .join(", ");
}
