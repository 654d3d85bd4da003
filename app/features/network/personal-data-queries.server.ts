import { db } from "~/platform/database/client.server";

/** What is kept about these organisations, their contact included: for those who own them. */
export async function readOrganisationData(organisationIds: readonly string[]) {
  return db().organisation.findMany({
    where: { id: { in: [...organisationIds] } },
    select: {
      name: true,
      shortName: true,
      aliases: true,
      kind: true,
      baseCountry: true,
      cityName: true,
      website: true,
      createdAt: true,
      texts: { select: { language: true, summary: true, about: true } },
      contact: { select: { email: true, whatsapp: true } },
    },
    orderBy: { name: "asc" },
  });
}
