import type { PersonActor } from "./features/accounts/actor";
import { listConfirmedAddresses, ownedOrganisationIds, readAccountData } from "./features/accounts/personal-data-queries.server";
import { readAdoptionData } from "./features/adoption/personal-data-queries.server";
import { readListingData, readReportData } from "./features/catalogue/personal-data-queries.server";
import { readOrganisationData } from "./features/network/personal-data-queries.server";
import { readLetterData } from "./features/notifications/personal-data-queries.server";
import { readReviewData } from "./features/review/personal-data-queries.server";
import { readSubmissionData } from "./features/submissions/personal-data-queries.server";

/** Everything that the registry keeps about a person and what they own, feature by feature; nothing about anybody else. */
export async function readPersonalData(actor: PersonActor) {
  const owned = ownedOrganisationIds(actor);
  const addresses = await listConfirmedAddresses(actor.personId);
  return {
    account: await readAccountData(actor),
    organisations: await readOrganisationData(owned),
    submissions: await readSubmissionData(actor),
    listings: await readListingData(owned),
    reports: await readReportData(addresses),
    ...(await readAdoptionData(actor, addresses)),
    ...(await readReviewData(actor)),
    letters: await readLetterData(actor),
  };
}
