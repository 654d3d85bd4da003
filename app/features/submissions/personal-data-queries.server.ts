import { db } from "~/platform/database/client.server";
import type { PersonActor } from "../accounts/actor";
import { findOwnSubmissionPage, listOwnSubmissions, readOwnHistory } from "./owner-queries.server";
import { readContact, readRevisionContent } from "./revision-queries.server";
import { OPEN_STATES } from "./status";

/** What the actor submitted or is writing, in every version, with what they were told about it: as much as their own pages show. */
export async function readSubmissionData(actor: PersonActor) {
  const submissions = [];
  for (const { id, reference, state, institution, dueAt } of await listOwnSubmissions(actor)) {
    const page = await findOwnSubmissionPage(actor, id);
    if (!page) continue;
    const { events, notes, letter } = await readOwnHistory(id);
    submissions.push({ reference, state, institution, dueAt, draft: page.draft?.values ?? null, ...(await readWritten(id)), events, notes, letter });
  }
  return submissions;
}

/** The editions that the actor has a submission in, or a draft. */
export async function listOwnEditionIds(actor: PersonActor): Promise<string[]> {
  const submissions = await db().submission.findMany({
    where: { id: { in: (await listOwnSubmissions(actor)).map(({ id }) => id) } },
    select: { editionId: true },
    distinct: ["editionId"],
  });
  return submissions.map(({ editionId }) => editionId);
}

async function readWritten(submissionId: string) {
  const { solution, keepOut } = await db().submission.findUniqueOrThrow({
    where: { id: submissionId },
    select: {
      keepOut: { select: { words: true } },
      solution: { select: { id: true, womenLed: true, revisions: { select: { id: true, createdAt: true }, orderBy: { number: "asc" } } } },
    },
  });
  const versions = [];
  for (const { id, createdAt } of solution.revisions) versions.push({ createdAt, ...(await readRevisionContent(id)) });
  return { womenLed: solution.womenLed, keptFrom: keepOut?.words ?? null, contact: await readContact(solution.id), versions };
}

/** How many submissions of these organisations somebody has in hand. */
export async function countInHand(organisationIds: readonly string[]): Promise<number> {
  return db().submission.count({ where: { state: { in: [...OPEN_STATES, "changes_requested"] }, solution: { organisationId: { in: [...organisationIds] } } } });
}
