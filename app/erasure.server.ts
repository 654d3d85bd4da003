import type { TaskList } from "graphile-worker";
import { z } from "zod";
import { eraseInvitations, findErased, finishErasure } from "./features/accounts/erasure.server";
import { eraseFromAdoption } from "./features/adoption/erasure.server";
import { eraseFromCatalogue } from "./features/catalogue/erasure.server";
import { eraseFromNetwork } from "./features/network/erasure.server";
import { eraseFromLetters } from "./features/notifications/erasure.server";
import { eraseFromReview } from "./features/review/erasure.server";
import { eraseFromSubmissions } from "./features/submissions/erasure.server";
import { now as clock } from "./platform/clock";
import { transaction } from "./platform/database/client.server";
import { forgetDemonstrationAccounts } from "./platform/demonstration-accounts.server";
import { type Environment, environment } from "./platform/env.server";
import { forgetKeptMail } from "./platform/mail.server";

/** What the job carries that `eraseAccount` asks for. */
const EraseJobSchema = z.strictObject({ personId: z.uuid() });

export const erasureJobs: TaskList = {
  "erase-person": async (payload) => {
    await erasePerson(EraseJobSchema.parse(payload).personId, clock(), environment());
  },
};

/**
 * Takes a person, whose account is blank already, out of every feature in one transaction, then out of the files. What
 * they are found by is forgotten last, so that a run that was cut short is repeated whole. May run any number of times.
 */
export async function erasePerson(personId: string, now: Date, env: Environment): Promise<void> {
  const found = await transaction(async (tx) => {
    const erased = await findErased(tx, personId, now);
    if (!erased) return undefined;
    const { submissionIds } = await eraseFromSubmissions(tx, erased, now);
    await eraseFromCatalogue(tx, erased, now);
    await eraseFromReview(tx, erased, now);
    await eraseFromAdoption(tx, erased, now);
    const letters = await eraseFromLetters(tx, erased, submissionIds, now);
    await eraseInvitations(tx, erased);
    await eraseFromNetwork(tx, erased, now);
    return { letters, addresses: erased.addresses };
  });
  if (!found) return;
  await forgetKeptMail(found, env);
  forgetDemonstrationAccounts(found.addresses, env);
  await transaction((tx) => finishErasure(tx, personId, now));
}
