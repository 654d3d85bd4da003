import type { Tx } from "~/platform/database/client.server";
import { isActiveOn } from "../accounts/memberships.server";
import type { FormEdition } from "../editions/form-queries.server";
import type { FormValues } from "./form-schema";
import { namedIn } from "./kept-out";

type ToRecord = { submissionId: string; words: string; organisationIds: readonly string[]; institutions: FormEdition["institutions"]; now: Date };

/**
 * Keeps whom the owner does not want to see it: the words for the desk, the institutions that were ticked, and whoever
 * the words name in full. What the desk has matched before stays.
 */
export async function recordKeptOut(tx: Tx, { submissionId, words, organisationIds, institutions, now }: ToRecord): Promise<void> {
  await tx.keptOut.deleteMany({ where: { submissionId, source: { in: ["owner", "name"] } } });
  await tx.keepOut.deleteMany({ where: { submissionId } });
  if (words !== "") await tx.keepOut.create({ data: { submissionId, words, writtenAt: now } });
  const named = namedIn(
    words,
    institutions.map(({ id, name, shortName, aliases }) => ({ id, names: [name, shortName, ...aliases] })),
  );
  const people = words === "" ? [] : namedIn(words, await listStaff(tx, now));
  await tx.keptOut.createMany({
    data: [
      ...organisationIds.map((subjectId) => ({ kind: "organisation", subjectId, source: "owner" })),
      ...named.map((subjectId) => ({ kind: "organisation", subjectId, source: "name" })),
      ...people.map((subjectId) => ({ kind: "person", subjectId, source: "name" })),
    ].map((row) => ({ ...row, submissionId, addedAt: now })),
    skipDuplicates: true,
  });
}

/** Everybody who may come to run or review a submission. A first name alone is nobody's in particular. */
async function listStaff(tx: Tx, now: Date): Promise<Array<{ id: string; names: string[] }>> {
  const people = await tx.person.findMany({
    where: {
      disabledAt: null,
      erasedAt: null,
      memberships: { some: { role: { in: ["reviewer", "coordinator", "deputy", "programme_manager"] }, ...isActiveOn(now) } },
    },
    select: { id: true, displayName: true },
  });
  return people.flatMap(({ id, displayName }) => (displayName?.trim().includes(" ") ? [{ id, names: [displayName] }] : []));
}

/** What the form asked, to be shown in it again. */
export async function readKeptFrom(tx: Tx, submissionId: string): Promise<Pick<FormValues, "keptFrom" | "keptFromInstitutions">> {
  const words = await tx.keepOut.findUnique({ where: { submissionId }, select: { words: true } });
  const ticked = await tx.keptOut.findMany({ where: { submissionId, kind: "organisation", source: "owner" }, select: { subjectId: true }, orderBy: { subjectId: "asc" } });
  return { keptFrom: words?.words ?? "", keptFromInstitutions: ticked.map(({ subjectId }) => subjectId) };
}
