import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createAssignment, createEdition, createMember, createSubmission, lettersAsked } from "#tests/factories/desk";
import { addChannels } from "#tests/factories/letters";
import { createCategory, createOrganisation, MADE_AT } from "#tests/factories/records";
import { makeFolder } from "#tests/setup/processes";
import type { PersonActor } from "~/features/accounts/actor";
import { openListing } from "~/features/catalogue/service.server";
import { listHeldLetters, markHeldSent } from "~/features/notifications/desk.server";
import { countLettersAtDesk, listFailedLetters } from "~/features/notifications/failed.server";
import { LETTER_AUDIENCES, LETTER_KINDS, type LetterKind } from "~/features/notifications/schema";
import { deliverLetter } from "~/features/notifications/service.server";
import { sweep } from "~/features/notifications/sweep.server";
import { CONFLICT_KINDS } from "~/features/submissions/conflict-of-interest/schema";
import { db } from "~/platform/database/client.server";
import { type Environment, parseEnvironment } from "~/platform/env.server";
import { newId } from "~/platform/ids";

const DAY = 86_400_000;
const NOW = new Date(MADE_AT.getTime() + 10 * DAY);
/** Letters to people with a part in the programme: those that a conflict keeps from somebody. */
const STAFF_KINDS = LETTER_KINDS.filter((kind) => LETTER_AUDIENCES[kind] !== "its-own");

let env: Environment;
let edition: Awaited<ReturnType<typeof createEdition>>;
let institution: { id: string };
let submission: Awaited<ReturnType<typeof createSubmission>>;
let addresses = 0;

beforeAll(async () => {
  await createCategory();
  edition = await createEdition();
  env = parseEnvironment({ NODE_ENV: "test", PUBLIC_URL: "https://solucionario.example", DATA_DIR: makeFolder() });
});

beforeEach(async () => {
  await db().membership.updateMany({ where: { role: { in: ["programme_manager", "administrator"] } }, data: { endsAt: MADE_AT } });
  await db().reminder.deleteMany();
  // A letter about what nobody has claimed speaks of all that waits, so nothing else does.
  await db().submission.updateMany({ data: { state: "withdrawn" } });
  institution = await createOrganisation();
  submission = await createSubmission({ edition, institutionId: institution.id });
});

async function staff(
  role: "coordinator" | "deputy" | "reviewer" | "programme-manager" | "administrator",
  by: "email" | "whatsapp" = "email",
  at = institution.id,
): Promise<PersonActor> {
  const person = await createMember(at, role);
  addresses += 1;
  await addChannels(person.personId, by === "email" ? { email: `staff-${addresses}@camara.example` } : { whatsapp: `+9995551${1000 + addresses}` });
  return person;
}

/** What each kind is about, of a submission with a listing and a report. */
async function subjectOf(kind: LetterKind, recipient: PersonActor): Promise<string> {
  if (LETTER_AUDIENCES[kind] === "reviewers") {
    const status = kind === "review.stale" ? "stale" : kind === "review.reminder" ? "accepted" : "invited";
    return createAssignment(submission, { reviewerId: recipient.personId, status, edition });
  }
  if (LETTER_AUDIENCES[kind] !== "moderators") return submission.id;
  await db().submission.update({ where: { id: submission.id }, data: { state: "accepted" } });
  const { listingId } = await openListing(submission.id, NOW);
  const id = newId(NOW);
  await db().listingReport.create({ data: { id, listingId, kind: "asked-money", text: "Me pidió dinero.", senderMark: "m", sentKey: id, state: "open", createdAt: NOW } });
  return id;
}

const deliver = (kind: LetterKind, { personId }: PersonActor, subjectId: string) =>
  deliverLetter({ job: { kind, recipientId: personId, subjectId, occasion: "one" }, jobName: "1", lastTry: true, now: NOW, env });
const lettersTo = ({ personId }: PersonActor) => db().letter.findMany({ where: { recipientId: personId }, select: { state: true, closedAs: true } });

const TIES: Record<string, (person: PersonActor) => Promise<unknown>> = {
  ...Object.fromEntries(
    CONFLICT_KINDS.map((kind) => [
      `declared (${kind})`,
      ({ personId }: PersonActor) => db().conflict.create({ data: { submissionId: submission.id, personId, kind, declaredAt: MADE_AT } }),
    ]),
  ),
  "kept out by name": ({ personId }) => db().keptOut.create({ data: { submissionId: submission.id, kind: "person", subjectId: personId, source: "owner", addedAt: MADE_AT } }),
  "kept out with their institution": async ({ personId }) => {
    const { id } = await createOrganisation();
    await db().keptOut.create({ data: { submissionId: submission.id, kind: "organisation", subjectId: id, source: "owner", addedAt: MADE_AT } });
    await db().membership.create({ data: { id: newId(MADE_AT), personId, organisationId: id, role: "adviser", startsAt: MADE_AT } });
  },
  "of the owner's firm": ({ personId }) =>
    db().membership.create({ data: { id: newId(MADE_AT), personId, organisationId: submission.organisationId, role: "adviser", startsAt: MADE_AT } }),
  "of the owner's firm until yesterday": ({ personId }) =>
    db().membership.create({
      data: { id: newId(MADE_AT), personId, organisationId: submission.organisationId, role: "owner", startsAt: MADE_AT, endsAt: new Date(NOW.getTime() - DAY) },
    }),
  "the author on the owner's behalf": ({ personId }) => db().submission.update({ where: { id: submission.id }, data: { authorOnBehalfId: personId } }),
};

describe.each(STAFF_KINDS)("a letter %s", (kind) => {
  it.each(Object.entries(TIES))("is written to nobody who is in conflict: %s", async (_name, tie) => {
    const [conflicted, free] = [await staff("deputy"), await staff("deputy", "email", (await createOrganisation()).id)];
    const subjects = [await subjectOf(kind, conflicted), await subjectOf(kind, free)];
    await tie(conflicted);
    await deliver(kind, conflicted, subjects[0] ?? "");
    await deliver(kind, free, subjects[1] ?? "");
    expect(await lettersTo(conflicted)).toEqual([]);
    expect(await lettersTo(free)).toHaveLength(1);
  });

  it("that waits at a desk is shown to nobody once its recipient, or whoever looks, came to be in conflict", async () => {
    const [recipient, looks, colleague] = [await staff("deputy", "whatsapp"), await staff("coordinator"), await staff("coordinator")];
    await deliver(kind, recipient, await subjectOf(kind, recipient));
    const [held] = await listHeldLetters(colleague, NOW);
    expect(held).toMatchObject({ kind });
    await TIES["declared (family)"]?.(looks);
    expect(await listHeldLetters(looks, NOW)).toEqual([]);
    expect((await countLettersAtDesk(looks, NOW)).held).toBe(0);
    expect(await listHeldLetters(colleague, NOW)).toHaveLength(1);
    await TIES["kept out by name"]?.(recipient);
    expect(await listHeldLetters(colleague, NOW)).toEqual([]);
    expect((await countLettersAtDesk(colleague, NOW)).held).toBe(0);
    await expect(markHeldSent(colleague, held?.id ?? "", NOW)).rejects.toMatchObject({ code: "not_found" });
  });

  it("that was written before the conflict was known never leaves, and is no failure that anybody sees", async () => {
    const [recipient, colleague] = [await staff("deputy"), await staff("coordinator")];
    const subject = await subjectOf(kind, recipient);
    await deliver(kind, recipient, subject);
    await db().letter.updateMany({ where: { recipientId: recipient.personId }, data: { state: "queued", sentAt: null, messageId: `<${newId(NOW)}>` } });
    await TIES["declared (family)"]?.(recipient);
    await deliver(kind, recipient, subject);
    expect(await lettersTo(recipient)).toEqual([{ state: "failed", closedAs: "given-up" }]);
    expect(await listFailedLetters(colleague, NOW)).toEqual([]);
  });
});

describe("who is asked for a letter", () => {
  const asked = async (kind: string, subjectId: string) =>
    (await lettersAsked()).filter((letter) => letter.kind === kind && letter.subjectId === subjectId).map(({ recipientId }) => recipientId);
  const dueSoon = () => db().submission.update({ where: { id: submission.id }, data: { state: "screening", dueAt: new Date(NOW.getTime() + 2 * DAY) } });

  it.each(Object.entries(TIES))("about a promise that ends: whoever has it, unless they are %s, then the others who may", async (_name, tie) => {
    const has = await staff("coordinator");
    const other = await staff("deputy");
    const manager = await staff("programme-manager", "email", (await createOrganisation()).id);
    await db().submission.update({ where: { id: submission.id }, data: { coordinatorId: has.personId } });
    await tie(has);
    await dueSoon();
    await sweep(NOW);
    const recipients = await asked("desk.due-soon", submission.id);
    // Whoever typed it takes their whole institution with them.
    expect(recipients).toEqual([_name === "the author on the owner's behalf" ? manager.personId : other.personId]);
  });

  it("when nobody may see to it: an administrator without conflict, to name somebody", async () => {
    const [coordinator, manager, administrator] = [
      await staff("coordinator"),
      await staff("programme-manager"),
      await staff("administrator", "email", (await createOrganisation()).id),
    ];
    for (const person of [coordinator, manager]) await TIES["declared (family)"]?.(person);
    await dueSoon();
    await sweep(NOW);
    expect(await asked("desk.due-soon", submission.id)).toEqual([]);
    expect(await asked("desk.nobody-left", submission.id)).toEqual([administrator.personId]);
  });

  it("about what nobody has claimed: each manager by one that they may see, with a count of those alone", async () => {
    const long = new Date(NOW.getTime() - 9 * DAY);
    await db().submission.updateMany({ data: { state: "withdrawn" } });
    const second = await createSubmission({ edition, institutionId: institution.id, stateSince: new Date(long.getTime() + DAY) });
    await db().submission.update({ where: { id: submission.id }, data: { state: "submitted", stateSince: long } });
    const elsewhere = (await createOrganisation()).id;
    const [conflicted, free] = [await staff("programme-manager", "email", elsewhere), await staff("programme-manager", "email", elsewhere)];
    await TIES["declared (family)"]?.(conflicted);
    await sweep(NOW);
    expect(await asked("desk.unclaimed", submission.id)).toEqual([free.personId]);
    expect(await asked("desk.unclaimed", second.id)).toEqual([conflicted.personId]);
    await deliver("desk.unclaimed", free, submission.id);
    await deliver("desk.unclaimed", conflicted, second.id);
    const subjects = async ({ personId }: PersonActor) => (await db().letter.findFirstOrThrow({ where: { recipientId: personId } })).subject;
    expect(await subjects(free)).toMatch(/^2 /);
    expect(await subjects(conflicted)).not.toMatch(/[2-9]/);
  });
});
