import { parseArgs } from "node:util";
import { type Rebuilt, rebuild } from "~/features/catalogue/indexer.server";
import { searchIndexes } from "~/features/catalogue/search-indexes.server";
import { now } from "~/platform/clock";
import { OperatorError } from "~/platform/errors";
import { type Command, parsing, withDatabase } from "./command";

export const reindexCommand: Command = {
  name: "reindex",
  summary: "Builds the search index anew from the database.",
  usage: `
solucionario reindex

Searching goes on meanwhile. Says for each index what differed from the database before. An import or a change needs no
reindex: the site indexes those by itself, at once or when it starts; it compares its indexes with the database every night.
`,
  async run(args) {
    parsing("reindex", () => parseArgs({ args, options: {} }));
    const failed = await withDatabase(async () => {
      let failures = 0;
      for (const index of searchIndexes()) {
        const rebuilt = await rebuild(index, now);
        process.stdout.write(`${index.name}: ${inWords(rebuilt)}\n`);
        failures += rebuilt.failed;
      }
      return failures;
    });
    if (failed > 0) throw new OperatorError(`${failed} listings could not be indexed: \`solucionario doctor\` says more.`);
  },
};

function inWords({ differed, failed }: Rebuilt): string {
  if (!differed) return `built, ${failed} failed`;
  const { searchable, missing, outdated, orphans, ahead } = differed;
  return `${searchable} listings; before, ${missing} were missing, ${outdated + ahead} in another version, ${orphans} too many; ${failed} failed`;
}
