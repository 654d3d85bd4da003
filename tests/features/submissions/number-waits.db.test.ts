import { beforeAll, describe, expect, it } from "vitest";
import { createDesk, createMember } from "#tests/factories/desk";
import { addChannels } from "#tests/factories/letters";
import { createOrganisation, MADE_AT } from "#tests/factories/records";
import type { PersonActor } from "~/features/accounts/actor";
import { askToConfirm, confirmNumber } from "~/features/accounts/registration.server";
import { findDeskPage } from "~/features/review/desk-queries.server";
import { listFreedByNumber, readQueue } from "~/features/review/queue-queries.server";
import { claimSubmission, handOver, moveDate } from "~/features/review/screening.server";
import { readOwnNumberWaiting } from "~/features/submissions/number-queries.server";
import { withdraw } from "~/features/submissions/owner-service.server";
import { db, transaction } from "~/platform/database/client.server";
import { AppError } from "~/platform/errors";
import { newId } from "~/platform/ids";

const DAY = 86_400_000;
const NOW = new Date(MADE_AT.getTime() + DAY);
let desk: Awaited<ReturnType<typeof createDesk>>;
let numbers = 0;

beforeAll(async () => {
  desk = await createDesk();
  await db().organisationContact.create({ data: { organisationId: desk.institution.id, whatsapp: "+18095550199" } });
});

/** A submission whose owner has a number that nobody has confirmed, and the code that was shown for it. */
async function byNumber() {
  const submission = await desk.submit();
  await db().submissionEvent.updateMany({ where: { submissionId: submission.id, kind: "submitted" }, data: { data: { waitsForNumber: true } } });
  numbers += 1;
  const channel = { id: newId(MADE_AT), personId: submission.owner.personId, kind: "whatsapp" as const, address: `+9995551${1000 + numbers}` };
  await db().channel.create({ data: { ...channel, createdAt: MADE_AT } });
  const code = (await transaction((tx) => askToConfirm(tx, channel, MADE_AT))) ?? "";
  return { ...submission, number: channel.address, code };
}

const claim = (actor: PersonActor, submissionId: string, version = 1) =>
  claimSubmission(actor, { submissionId, version }, NOW).then(
    () => "claimed",
    (error: unknown) => (error instanceof AppError ? `${error.code} ${error.reason}` : String(error)),
  );
const row = (id: string) => db().submission.findUniqueOrThrow({ where: { id } });

describe("a submission by number", () => {
  it("waits at the desk that received it until somebody there confirms the number; then it goes on, promised for the same day", async () => {
    const { id, number, code, owner } = await byNumber();
    const before = await row(id);
    expect(await claim(desk.coordinator, id)).toBe("conflict no-such-move");
    expect(await row(id)).toEqual(before);
    expect(await db().submissionEvent.count({ where: { submissionId: id } })).toBe(1);
    expect((await readQueue(desk.coordinator, { pile: "submitted", page: 1, language: "es" }, NOW)).rows.find((one) => one.id === id)).toMatchObject({ waitsForNumber: true });
    const page = await findDeskPage(desk.coordinator, id, "es", NOW);
    expect(page).toMatchObject({ awaitedNumber: number });
    expect(page?.allowed).not.toContain("claim");

    expect(await confirmNumber(desk.coordinator, { code, from: number }, NOW)).toEqual({ personId: owner.personId, number });
    expect(await findDeskPage(desk.coordinator, id, "es", NOW)).toMatchObject({ awaitedNumber: null });
    expect((await readQueue(desk.coordinator, { pile: "submitted", page: 1, language: "es" }, NOW)).rows.find((one) => one.id === id)).toMatchObject({ waitsForNumber: false });
    expect(await claim(desk.coordinator, id)).toBe("claimed");
    expect(await claim(desk.coordinator, id), "twice pressed").toBe("claimed");
    expect(await row(id)).toMatchObject({ state: "screening", dueAt: before.dueAt, version: 2 });
  });

  it("is named to whoever confirmed its number, when they may see it, until somebody takes it", async () => {
    const { id, reference, code, owner, number } = await byNumber();
    const other = await byNumber();
    const freedFor = async (actor: PersonActor) => (await listFreedByNumber(actor, owner.personId, "es", NOW)).map((one) => one.id);
    expect(await freedFor(desk.coordinator), "while it waits").toEqual([]);
    await confirmNumber(desk.coordinator, { code, from: number }, NOW);
    await confirmNumber(desk.coordinator, { code: other.code, from: other.number }, NOW);
    expect(await listFreedByNumber(desk.coordinator, owner.personId, "es", NOW)).toEqual([{ id, reference, title: expect.any(String), language: "es" }]);
    // A deputy in conflict confirms numbers too, and learns of nothing that is kept from them.
    const conflicted = await createMember(desk.institution.id, "deputy");
    expect(await freedFor(conflicted)).toEqual([id]);
    await db().conflict.create({ data: { submissionId: id, personId: conflicted.personId, kind: "family", declaredAt: NOW } });
    expect(await freedFor(conflicted)).toEqual([]);
    expect(await freedFor(await createMember((await createOrganisation()).id, "coordinator"))).toEqual([]);
    expect(await claim(desk.coordinator, id)).toBe("claimed");
    expect(await freedFor(desk.coordinator)).toEqual([]);
  });

  it("shows its owner the code that the desk confirms, and that desk's number; later a way to a new one", async () => {
    const { id, number, code, owner, organisationId } = await byNumber();
    expect(await readOwnNumberWaiting(owner, id, NOW)).toEqual({ own: { number, code }, desk: { name: expect.any(String), whatsapp: "+18095550199" } });
    expect(await readOwnNumberWaiting(owner, id, new Date(MADE_AT.getTime() + 15 * DAY))).toMatchObject({ own: { number, code: null } });
    // Another owner is told what is waited for, and never somebody else's code.
    expect(await readOwnNumberWaiting(await createMember(organisationId, "owner"), id, NOW)).toMatchObject({ own: null });
    await confirmNumber(desk.coordinator, { code, from: number }, NOW);
    expect(await readOwnNumberWaiting(owner, id, NOW)).toBeNull();
  });

  it("goes on as well when an owner can be reached in another way that is confirmed, not when that owner has left", async () => {
    const { id, organisationId } = await byNumber();
    const other = await createMember(organisationId, "owner");
    await addChannels(other.personId, { unconfirmedEmail: `${other.personId}@colmado.example` });
    expect(await claim(desk.coordinator, id)).toBe("conflict no-such-move");
    await db().channel.updateMany({ where: { personId: other.personId }, data: { verifiedAt: NOW } });
    await db().membership.updateMany({ where: { personId: other.personId }, data: { endsAt: NOW } });
    expect(await claim(desk.coordinator, id)).toBe("conflict no-such-move");
    await db().membership.updateMany({ where: { personId: other.personId }, data: { endsAt: null } });
    expect(await claim(desk.coordinator, id)).toBe("claimed");
  });

  it("can still be handed over, promised for another day and withdrawn", async () => {
    const { id, owner } = await byNumber();
    const other = await createOrganisation();
    await db().editionInstitution.create({ data: { editionId: desk.edition.id, organisationId: other.id, countries: ["DO"], categories: ["agile-payments"], priority: 9 } });
    const date = new Date(MADE_AT.getTime() + 40 * DAY).toISOString().slice(0, 10);
    await moveDate(desk.coordinator, { submissionId: id, version: 1, date, reason: "workload" }, NOW);
    await handOver(desk.coordinator, { submissionId: id, version: 2, institutionId: other.id, reason: "other-country" }, NOW);
    expect(await claim(await createMember(other.id, "coordinator"), id, 3)).toBe("conflict no-such-move");
    await withdraw({ actor: owner, submissionId: id, seenVersion: 3, now: NOW });
    expect((await row(id)).state).toBe("withdrawn");
  });

  it("stays an older version's when the form was read before the number was confirmed and somebody else took it", async () => {
    const { id, code, number } = await byNumber();
    const deputy = await createMember(desk.institution.id, "deputy");
    await confirmNumber(deputy, { code, from: number }, NOW);
    const answers = await Promise.all([claim(desk.coordinator, id), claim(deputy, id)]);
    expect(answers.sort()).toEqual(["claimed", "conflict changed-meanwhile"]);
  });

  it("of somebody who was confirmed from the first waits for nobody", async () => {
    const { id, owner } = await desk.submit();
    expect(await readOwnNumberWaiting(owner, id, NOW)).toBeNull();
    expect(await claim(desk.coordinator, id)).toBe("claimed");
  });
});
