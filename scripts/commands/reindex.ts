import { parseArgs } from "node:util";
import { reindexAll } from "~/features/catalogue/indexer.server";
import { searchEngine } from "~/features/catalogue/search.server";
import { now } from "~/platform/clock";
import { OperatorError } from "~/platform/errors";
import { type Command, parsing, withDatabase } from "./command";

export const reindexCommand: Command = {
  name: "reindex",
  summary: "Builds the search index anew from the database.",
  usage: `
solucionario reindex

Searching goes on meanwhile. An import or a change needs no reindex: the site indexes those by itself, at once or when it starts.
`,
  async run(args) {
    parsing("reindex", () => parseArgs({ args, options: {} }));
    const { written, removed, failed } = await withDatabase(() => reindexAll(searchEngine(), now()));
    process.stdout.write(`indexed ${written}, removed ${removed}, failed ${failed}\n`);
    if (failed > 0) throw new OperatorError(`${failed} listings could not be indexed: \`solucionario doctor\` says more.`);
  },
};
