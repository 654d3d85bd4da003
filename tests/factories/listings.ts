import type { PersonActor } from "~/features/accounts/actor";
import { type Role, storedRole } from "~/features/accounts/schema";
import { db } from "~/platform/database/client.server";
import { newId } from "~/platform/ids";
import { createListing, createOrganisation, MADE_AT } from "./records";

/** A person with one part in one organisation, as services know them. */
export async function createPersonAt(organisationId: string, role: Role): Promise<PersonActor> {
  const personId = newId(MADE_AT);
  await db().person.create({
    data: {
      id: personId,
      displayName: `Persona ${personId.slice(-6)}`,
      locale: "es",
      createdAt: MADE_AT,
      memberships: { create: { id: newId(MADE_AT), organisationId, role: storedRole(role), startsAt: MADE_AT } },
    },
  });
  return { kind: "person", personId, memberships: [{ organisationId, role }], submissionIds: [] };
}

/** A listing with its firm, an owner, and the institution that accepted it with a coordinator. */
export async function createOwnedListing(overrides: Parameters<typeof createListing>[0] = {}) {
  const firm = await createOrganisation({ kind: "firm", partner: false });
  const institution = await createOrganisation();
  const listing = await createListing({
    organisationId: firm.id,
    institutionId: institution.id,
    contact: { personName: "Ramona Contacto", email: "ramona@contacto.example", whatsapp: "+18095550100", whatsappAgreed: true },
    ...overrides,
  });
  return { ...listing, firm, institution, owner: await createPersonAt(firm.id, "owner"), coordinator: await createPersonAt(institution.id, "coordinator") };
}

type Letter = { kind: string; recipientId: string; subjectId: string };

/** The letters asked for so far, in order; ids only, as the outbox holds them. */
export async function lettersAskedFor(): Promise<Letter[]> {
  const rows = await db().$queryRaw<Array<{ payload: Letter }>>`
    SELECT job.payload FROM graphile_worker._private_jobs AS job JOIN graphile_worker._private_tasks AS task ON task.id = job.task_id
    WHERE task.identifier = 'letter' ORDER BY job.id`;
  return rows.map(({ payload }) => payload);
}
