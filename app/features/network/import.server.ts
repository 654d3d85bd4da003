import type { Tx } from "~/platform/database/client.server";
import { newId } from "~/platform/ids";
import { gatherDecimals } from "~/platform/records/decimals.server";
import type { ImportReport } from "~/platform/records/report";
import { type ImportTarget, type Outcome, runImport } from "~/platform/records/run.server";
import { examineFile } from "~/platform/records/source-file.server";
import { amountColumns, type OrganisationContent, type OrganisationMapping, organisationMapper } from "./import-rules";
import { findImportedOrganisations, insertImportedOrganisations, updateImportedOrganisations } from "./repository.server";

export type OrganisationImport = {
  file: string;
  mapping: OrganisationMapping;
  dryRun: boolean;
  now: Date;
  signal?: AbortSignal;
  onProgress?(report: ImportReport): void;
};

/**
 * Brings a file's records in as organisations; none of them becomes a partner by it. Throws an OperatorError when the
 * file or the mapping can't be used; records that can't go in are in the report.
 */
export async function importOrganisations({ file, mapping, ...run }: OrganisationImport): Promise<ImportReport> {
  const source = examineFile(file, mapping);
  const decimals = await gatherDecimals(source, amountColumns(mapping), mapping, run.signal);
  return runImport({ ...run, file: source, mapping, map: organisationMapper(mapping, decimals), target: ORGANISATIONS });
}

const ORGANISATIONS: ImportTarget<OrganisationContent> = {
  name: "organisation",

  async create(tx: Tx, contents, now) {
    const organisations = contents.map((content) => ({ id: newId(now), content }));
    await insertImportedOrganisations(tx, organisations, now);
    return organisations.map(({ id }) => id);
  },

  async change(tx: Tx, items, now) {
    const known = await findImportedOrganisations(
      tx,
      items.map(({ id }) => id),
    );
    const outcomes = items.map(({ id }): Outcome => {
      const organisation = known.get(id);
      if (!organisation) return "missing";
      return organisation.changeable ? "changed" : "left";
    });
    await updateImportedOrganisations(
      tx,
      items.filter((_, index) => outcomes[index] === "changed"),
      now,
    );
    return outcomes;
  },
};
