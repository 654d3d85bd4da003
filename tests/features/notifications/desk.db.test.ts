import { beforeAll, describe, expect, it } from "vitest";
import { createActor, createEdition, createMember, createSubmission } from "#tests/factories/desk";
import { addChannels } from "#tests/factories/letters";
import { createCategory, createOrganisation } from "#tests/factories/records";
import { makeFolder } from "#tests/setup/processes";
import { VISITOR } from "~/features/accounts/actor";
import { listHeldLetters, markHeldSent } from "~/features/notifications/desk.server";
import { deliverLetter } from "~/features/notifications/service.server";
import { db, transaction } from "~/platform/database/client.server";
import { type Environment, parseEnvironment } from "~/platform/env.server";
import { newId } from "~/platform/ids";
import { makeToken, tokenOf } from "~/platform/tokens.server";

const NOW = new Date("2026-05-20T15:00:00Z");
let env: Environment;
let numbers = 0;

beforeAll(async () => {
  process.env.SESSION_SECRET ??= "a secret that only tests know, long enough";
  await createCategory();
  env = parseEnvironment({ NODE_ENV: "test", PUBLIC_URL: "https://solucionario.example", DATA_DIR: makeFolder() });
});

/** A submission whose owner has a number only, with its receipt waiting. */
async function heldReceipt() {
  const institution = await createOrganisation();
  const coordinator = await createMember(institution.id, "coordinator");
  const edition = await createEdition();
  const submission = await createSubmission({ edition, institutionId: institution.id });
  numbers += 1;
  const number = `+9995550${1000 + numbers}`;
  await addChannels(submission.owner.personId, { whatsapp: number });
  await deliverLetter({ job: { kind: "submission.received", recipientId: submission.owner.personId, subjectId: submission.id }, jobName: "1", lastTry: false, now: NOW, env });
  return { submission, institution, coordinator, number };
}

describe("a held letter", () => {
  it("waits at the desk of its institution as a WhatsApp message that is typed already", async () => {
    const { coordinator, number, submission } = await heldReceipt();
    const [letter, ...others] = await listHeldLetters(coordinator, NOW);
    expect(others).toEqual([]);
    expect(letter).toMatchObject({ kind: "submission.received", number, createdAt: NOW });
    const url = new URL(letter?.whatsappUrl ?? "");
    expect(url.pathname).toBe(`/${number.slice(1)}`);
    expect(url.searchParams.get("text")).toContain(submission.reference);
    expect(url.searchParams.get("text")).toContain(`/es/my/solutions/${submission.id}`);
  });

  it("is recorded as sent, by whom and when, once", async () => {
    const { coordinator, institution } = await heldReceipt();
    const colleague = await createMember(institution.id, "deputy");
    const [letter] = await listHeldLetters(coordinator, NOW);
    const results = await Promise.allSettled([markHeldSent(coordinator, letter?.id ?? "", NOW), markHeldSent(colleague, letter?.id ?? "", NOW)]);
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    const row = await db().letter.findUniqueOrThrow({ where: { id: letter?.id ?? "" } });
    expect([row.state, row.sentAt]).toEqual(["sent", NOW]);
    expect([coordinator.personId, colleague.personId]).toContain(row.sentById);
    expect(await listHeldLetters(coordinator, NOW)).toEqual([]);
  });

  it("is nobody else's: not another desk's, a reviewer's, its recipient's or a visitor's", async () => {
    const { coordinator, institution, submission } = await heldReceipt();
    const [letter] = await listHeldLetters(coordinator, NOW);
    const elsewhere = await createMember((await createOrganisation()).id, "coordinator");
    const reviewer = await createMember(institution.id, "reviewer");
    const manager = await createMember((await createOrganisation()).id, "programme-manager");
    for (const actor of [elsewhere, reviewer, manager, submission.owner, VISITOR]) {
      expect((await listHeldLetters(actor, NOW)).map(({ id }) => id)).not.toContain(letter?.id);
      await expect(markHeldSent(actor, letter?.id ?? "", NOW)).rejects.toMatchObject({ code: "not_found" });
    }
  });

  it("is not shown to a coordinator in conflict, and reaches the manager when nobody else is at the desk", async () => {
    const { coordinator, submission } = await heldReceipt();
    const manager = await createMember((await createOrganisation()).id, "programme-manager");
    await db().conflict.create({ data: { submissionId: submission.id, personId: coordinator.personId, kind: "family", declaredAt: NOW } });
    expect(await listHeldLetters(coordinator, NOW)).toEqual([]);
    expect((await listHeldLetters(manager, NOW)).map(({ kind }) => kind)).toEqual(["submission.received"]);
  });

  it("follows its submission to the institution that it is handed over to", async () => {
    const { coordinator, submission } = await heldReceipt();
    const other = await createOrganisation();
    const next = await createMember(other.id, "coordinator");
    await db().submission.update({ where: { id: submission.id }, data: { institutionId: other.id } });
    expect(await listHeldLetters(coordinator, NOW)).toEqual([]);
    expect(await listHeldLetters(next, NOW)).toHaveLength(1);
  });

  it("about an account waits at the institution of its country, with a link that works until it runs out", async () => {
    const institution = await createOrganisation({ baseCountry: "GT" });
    const coordinator = await createMember(institution.id, "coordinator");
    const { id: editionId } = await createEdition();
    await db().editionInstitution.create({ data: { editionId, organisationId: institution.id, countries: ["GT"], categories: ["agile-payments"], priority: 1 } });
    const firm = await createOrganisation({ kind: "firm", partner: false, baseCountry: "GT" });
    const person = await createActor([{ organisationId: firm.id, role: "owner" }]);
    await addChannels(person.personId, { whatsapp: "+99955502001" });
    const tokenId = await transaction((tx) =>
      makeToken(tx, { purpose: "reset", subjectId: person.personId, livesMs: 3_600_000, now: NOW, address: { kind: "whatsapp", address: "+99955502001" } }),
    );
    await deliverLetter({ job: { kind: "account.reset-password", recipientId: person.personId, subjectId: tokenId }, jobName: "1", lastTry: false, now: NOW, env });

    const [letter] = await listHeldLetters(coordinator, NOW);
    expect(letter?.text).toContain(tokenOf(tokenId));
    expect(await listHeldLetters(coordinator, new Date(NOW.getTime() + 3_600_000))).toEqual([]);
  });

  it("about the account of somebody whose country nobody serves waits at the manager's", async () => {
    const manager = await createMember((await createOrganisation()).id, "programme-manager");
    const person = await createActor();
    await addChannels(person.personId, { whatsapp: "+99955502002" });
    await deliverLetter({
      job: { kind: "account.password-changed", recipientId: person.personId, subjectId: person.personId },
      jobName: newId(NOW),
      lastTry: false,
      now: NOW,
      env,
    });
    expect((await listHeldLetters(manager, NOW)).map(({ kind }) => kind)).toContain("account.password-changed");
  });
});
