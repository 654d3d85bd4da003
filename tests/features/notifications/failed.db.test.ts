import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createActor, createDesk, createMember, lettersAsked } from "#tests/factories/desk";
import { addChannels } from "#tests/factories/letters";
import { createOrganisation } from "#tests/factories/records";
import { makeFolder } from "#tests/setup/processes";
import { type MailServer, startMailServer } from "#tests/setup/smtp";
import { type Actor, VISITOR } from "~/features/accounts/actor";
import { closeFailedLetter, countLettersAtDesk, listFailedLetters, retryFailed } from "~/features/notifications/failed.server";
import type { LetterJob } from "~/features/notifications/schema";
import { deliverLetter } from "~/features/notifications/service.server";
import { db, sqlPool, transaction } from "~/platform/database/client.server";
import { type Environment, parseEnvironment } from "~/platform/env.server";
import { AppError } from "~/platform/errors";
import { makeToken, tokenOf } from "~/platform/tokens.server";

const NOW = new Date("2026-05-20T15:00:00Z");
let server: MailServer;
let env: Environment;
let desk: Awaited<ReturnType<typeof createDesk>>;
let people = 0;

beforeAll(async () => {
  desk = await createDesk();
  server = await startMailServer();
  env = parseEnvironment({ NODE_ENV: "test", PUBLIC_URL: "https://solucionario.example", DATA_DIR: makeFolder(), SMTP_URL: server.url });
});
afterEach(() => server.behave({}));
afterAll(() => server.stop());

const deliver = (job: LetterJob) => deliverLetter({ job, jobName: "1", lastTry: false, now: NOW, env });

/** A receipt to an owner whose e-mail the server knows nothing of. */
async function failedReceipt() {
  const submission = await desk.submit();
  people += 1;
  const email = `nadie-${people}@colmado.example`;
  await addChannels(submission.owner.personId, { email });
  server.behave({ knowsNobodyWith: 550 });
  await deliver({ kind: "submission.received", recipientId: submission.owner.personId, subjectId: submission.id });
  server.behave({});
  const letter = await db().letter.findFirstOrThrow({ where: { recipientId: submission.owner.personId } });
  return { submission, email, letter, request: { letterId: letter.id, version: letter.version } };
}

const idsFor = async (actor: Actor) => (await listFailedLetters(actor, NOW)).map(({ id }) => id);
const refusal = (work: Promise<unknown>) =>
  work.then(
    () => "done",
    (error: unknown) => (error instanceof AppError ? `${error.code} ${error.reason}` : String(error)),
  );
const rowOf = (id: string) => db().letter.findUniqueOrThrow({ where: { id } });

describe("a letter that failed for good", () => {
  it("is shown at the desk that runs what it is about: why, to whom, and what it says; and counted there", async () => {
    const before = await countLettersAtDesk(desk.coordinator, NOW);
    const { submission, email, letter } = await failedReceipt();
    const shown = (await listFailedLetters(desk.coordinator, NOW)).find(({ id }) => id === letter.id);
    expect(shown).toMatchObject({ failure: "refused", email, number: null, text: expect.stringContaining(submission.reference) });
    expect(Object.keys(shown ?? {}).sort()).toEqual(["createdAt", "email", "failure", "id", "number", "recipientName", "subject", "text", "version"]);
    expect(await countLettersAtDesk(desk.coordinator, NOW)).toEqual({ held: before.held, failed: before.failed + 1 });
  });

  it("is nobody else's: not another desk's, a reviewer's, its recipient's, an administrator's or a visitor's", async () => {
    const { submission, letter, request } = await failedReceipt();
    const elsewhere = await createOrganisation();
    const others = [
      await createMember(elsewhere.id, "coordinator"),
      await createMember(elsewhere.id, "programme-manager"),
      await createMember(desk.institution.id, "administrator"),
      desk.reviewers[0],
      submission.owner,
      VISITOR,
    ];
    for (const actor of others) {
      expect(await idsFor(actor)).not.toContain(letter.id);
      expect(await refusal(retryFailed(actor, request, NOW))).toBe("not_found letter");
      expect(await refusal(closeFailedLetter(actor, { ...request, as: "told" }, NOW))).toBe("not_found letter");
    }
    expect(await rowOf(letter.id)).toEqual(letter);
  });

  it("is hidden from a coordinator in conflict, in list and count, and reaches the manager when nobody else is left", async () => {
    const { coordinator, edition } = await createDesk();
    const { submission, letter, request } = await failedReceipt();
    await db().submission.update({ where: { id: submission.id }, data: { institutionId: coordinator.memberships[0]?.organisationId ?? null, editionId: edition.id } });
    const manager = await createMember((await createOrganisation()).id, "programme-manager");
    expect(await idsFor(coordinator)).toEqual([letter.id]);
    expect(await idsFor(manager)).not.toContain(letter.id);
    await db().conflict.create({ data: { submissionId: submission.id, personId: coordinator.personId, kind: "family", declaredAt: NOW } });
    expect(await idsFor(coordinator)).toEqual([]);
    expect(await countLettersAtDesk(coordinator, NOW)).toEqual({ held: 0, failed: 0 });
    expect(await refusal(closeFailedLetter(coordinator, { ...request, as: "told" }, NOW))).toBe("not_found letter");
    expect(await idsFor(manager)).toContain(letter.id);
  });

  it("is sent again once, however often the button is pressed, to the address that its person has today", async () => {
    const { submission, letter, request } = await failedReceipt();
    await db().channel.updateMany({ where: { personId: submission.owner.personId }, data: { address: `de-verdad-${people}@colmado.example` } });
    await sqlPool().query("DELETE FROM graphile_worker._private_jobs");
    const colleague = await createMember(desk.institution.id, "deputy");
    const answers = await Promise.all([desk.coordinator, desk.coordinator, colleague].map((actor) => refusal(retryFailed(actor, request, NOW))));
    expect(answers.sort()).toEqual(["conflict changed-meanwhile", "conflict changed-meanwhile", "done"]);
    expect(await rowOf(letter.id)).toMatchObject({ state: "queued", failure: null });
    expect(await idsFor(desk.coordinator)).not.toContain(letter.id);
    const [job, ...more] = await lettersAsked();
    expect(more).toEqual([]);
    await deliver(job as LetterJob);
    expect(await rowOf(letter.id)).toMatchObject({ state: "sent", messageId: letter.messageId });
    expect(server.received.filter(({ to }) => to.includes(`de-verdad-${people}@colmado.example`))).toHaveLength(1);
    expect(await db().letter.count({ where: { recipientId: submission.owner.personId } })).toBe(1);
  });

  it.each(["told", "given-up"] as const)("is put away as %s, with who did it and when, and is never sent after that", async (as) => {
    const { letter, request, submission } = await failedReceipt();
    expect(await refusal(closeFailedLetter(desk.coordinator, { ...request, version: request.version - 1, as }, NOW)), "an older version").toBe("conflict changed-meanwhile");
    await closeFailedLetter(desk.coordinator, { ...request, as }, NOW);
    expect(await rowOf(letter.id)).toMatchObject({ state: "failed", closedAs: as, closedAt: NOW, closedById: desk.coordinator.personId, sentAt: null });
    expect(await refusal(closeFailedLetter(desk.coordinator, { ...request, as }, NOW)), "twice pressed").toBe("conflict changed-meanwhile");
    expect(await refusal(retryFailed(desk.coordinator, { ...request, version: request.version + 1 }, NOW))).toBe("conflict changed-meanwhile");
    expect(await idsFor(desk.coordinator)).not.toContain(letter.id);
    const [before, put] = [server.received.length, await rowOf(letter.id)];
    await deliver({ kind: "submission.received", recipientId: submission.owner.personId, subjectId: submission.id, occasion: letter.occasion });
    expect(server.received).toHaveLength(before);
    expect(await rowOf(letter.id)).toEqual(put);
  });

  it("is put away by one of two who see to it at once; the other hears of it", async () => {
    const { letter, request } = await failedReceipt();
    const colleague = await createMember(desk.institution.id, "deputy");
    const answers = await Promise.all([
      refusal(closeFailedLetter(desk.coordinator, { ...request, as: "told" }, NOW)),
      refusal(closeFailedLetter(colleague, { ...request, as: "given-up" }, NOW)),
      refusal(retryFailed(colleague, request, NOW)),
    ]);
    expect(answers.sort()).toEqual(["conflict changed-meanwhile", "conflict changed-meanwhile", "done"]);
    expect((await rowOf(letter.id)).version).toBe(request.version + 1);
  });

  it("that would open an account shows no link and no words, and is gone when the link has run out", async () => {
    const manager = await createMember((await createOrganisation()).id, "programme-manager");
    const person = await createActor();
    await addChannels(person.personId, { email: "sin-buzon@colmado.example" });
    const tokenId = await transaction((tx) =>
      makeToken(tx, {
        purpose: "account.reset-password",
        subjectId: person.personId,
        livesMs: 3_600_000,
        now: NOW,
        address: { kind: "email", address: "sin-buzon@colmado.example" },
      }),
    );
    server.behave({ knowsNobodyWith: 550 });
    await deliver({ kind: "account.reset-password", recipientId: person.personId, subjectId: tokenId });
    const shown = (await listFailedLetters(manager, NOW)).find(({ email }) => email === "sin-buzon@colmado.example");
    expect(shown).toMatchObject({ failure: "refused", text: null });
    expect(JSON.stringify(shown)).not.toContain(tokenOf(tokenId));
    expect((await listFailedLetters(manager, new Date(NOW.getTime() + 3_600_000))).map(({ id }) => id)).not.toContain(shown?.id);
  });
});
