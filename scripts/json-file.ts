import fs from "node:fs";
import type { z } from "zod";
import { OperatorError } from "~/platform/errors";

/** Faults listed in one message: enough to work on, few enough to read. */
const FAULTS_SHOWN = 10;

/**
 * Reads a JSON file and checks it. Throws an OperatorError that names the file and, for each fault, its path within
 * the file, such as `institutions[2].countries[0]`.
 */
export function readJsonFile<T extends z.ZodType>(file: string, schema: T): z.output<T> {
  let text: string;
  try {
    text = fs.readFileSync(file, "utf8").replace(/^\uFEFF/, "");
  } catch (cause) {
    const missing = (cause as NodeJS.ErrnoException).code === "ENOENT";
    throw new OperatorError(missing ? `There is no file ${file}.` : `${file} can't be read: ${(cause as Error).message}.`, { cause });
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new OperatorError(`${file} is not JSON: ${(cause as Error).message}.`, { cause });
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const faults = flatten(parsed.error.issues);
  const shown = faults.slice(0, FAULTS_SHOWN).map((fault) => `\n  ${fault}`);
  const rest = faults.length > FAULTS_SHOWN ? `\n  and ${faults.length - FAULTS_SHOWN} more` : "";
  throw new OperatorError(`${file} can't be used:${shown.join("")}${rest}`);
}

/** A union reports one list of faults for each of its branches: the branch that came closest says what is wrong. */
function flatten(issues: readonly z.core.$ZodIssue[], prefix: PropertyKey[] = []): string[] {
  return issues.flatMap((issue) => {
    const path = [...prefix, ...issue.path];
    if (issue.code === "invalid_union" && issue.errors.length > 0) {
      const depth = (branch: readonly z.core.$ZodIssue[]) => Math.max(0, ...branch.map((inner) => inner.path.length));
      const [closest = []] = [...issue.errors].sort((a, b) => depth(b) - depth(a) || a.length - b.length);
      return flatten(closest, path);
    }
    return [`${pathText(path)}: ${issue.message}`];
  });
}

function pathText(path: readonly PropertyKey[]): string {
  const text = path.map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`)).join("");
  return text.replace(/^\./, "") || "(the whole file)";
}
