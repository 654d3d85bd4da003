import { OperatorError } from "../errors";
import { type AmountColumn, DecimalEvidence } from "./decimals";
import type { MappingHead } from "./mapping";
import { readRecords } from "./readers.server";
import type { SourceFile } from "./source-file.server";

/**
 * Reads a file once before it is imported, for what its numbers show of their decimals: the last line may say what the
 * first one means. Ends where the file can't be read on; the import itself says why.
 */
export async function gatherDecimals(
  file: SourceFile,
  columns: readonly AmountColumn[],
  { decimal }: Pick<MappingHead, "decimal">,
  signal?: AbortSignal,
): Promise<DecimalEvidence> {
  const evidence = new DecimalEvidence(columns, decimal ?? null);
  if (columns.length === 0) return evidence;
  try {
    for await (const read of readRecords(file)) {
      if (signal?.aborted) break;
      if ("record" in read) evidence.note(read.record);
    }
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error;
  }
  return evidence;
}
