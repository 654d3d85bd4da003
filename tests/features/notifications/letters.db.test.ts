import fs from "node:fs";
import path from "node:path";
import PostalMime from "postal-mime";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createEdition, createMember, createSubmission } from "#tests/factories/desk";
import { addChannels, createCorrespondent } from "#tests/factories/letters";
import { createCategory, createListing, createOrganisation } from "#tests/factories/records";
import { makeFolder } from "#tests/setup/processes";
import { type MailServer, startMailServer } from "#tests/setup/smtp";
import { listHeldLetters } from "~/features/notifications/desk.server";
import type { LetterJob } from "~/features/notifications/schema";
import { deliverLetter } from "~/features/notifications/service.server";
import { db, transaction } from "~/platform/database/client.server";
import { type Environment, parseEnvironment } from "~/platform/env.server";
import { newId } from "~/platform/ids";
import { makeToken, tokenOf } from "~/platform/tokens.server";

const NOW = new Date("2026-05-20T15:00:00Z");
let server: MailServer;
let bySmtp: Environment;
let byFile: Environment;

beforeAll(async () => {
  process.env.SESSION_SECRET ??= "a secret that only tests know, long enough";
  await createCategory();
  server = await startMailServer();
  bySmtp = parseEnvironment({
    NODE_ENV: "test",
    PUBLIC_URL: "https://solucionario.example",
    SMTP_URL: server.url,
    MAIL_FROM: "Solucionario <cartas@solucionario.example>",
    DATA_DIR: makeFolder(),
  });
  byFile = parseEnvironment({ NODE_ENV: "test", PUBLIC_URL: "https://solucionario.example", DATA_DIR: makeFolder() });
});
afterAll(() => server.stop());
beforeEach(() => {
  server.received.splice(0);
  server.behave({});
});

let jobs = 0;
function deliver(job: LetterJob, options: { env?: Environment; jobName?: string; now?: Date; lastTry?: boolean } = {}): Promise<void> {
  jobs += 1;
  return deliverLetter({ job, jobName: `${jobs}`, lastTry: false, now: NOW, env: bySmtp, ...options });
}

async function submitted(overrides: { state?: "submitted" | "changes_requested" } = {}) {
  const institution = await createOrganisation({ name: "Cámara del Yaque" });
  const coordinator = await createMember(institution.id, "coordinator");
  const edition = await createEdition();
  const submission = await createSubmission({ edition, institutionId: institution.id, ...overrides });
  return { ...submission, institution, coordinator };
}

async function lettersTo(recipientId: string) {
  return db().letter.findMany({ where: { recipientId }, orderBy: [{ createdAt: "asc" }, { channel: "asc" }] });
}

describe("a letter by e-mail", () => {
  it("arrives in plain text, in its person's language, from the site, with the way back to the page", async () => {
    const { id, reference, owner } = await submitted();
    await db().person.update({ where: { id: owner.personId }, data: { displayName: "Ana Núñez", locale: "pt" } });
    await addChannels(owner.personId, { email: "ana@colmado.example" });

    await deliver({ kind: "submission.received", recipientId: owner.personId, subjectId: id });

    const [letter] = server.received;
    expect(letter?.to).toEqual(["ana@colmado.example"]);
    expect(letter?.from).toBe("cartas@solucionario.example");
    expect(letter?.mail.subject).toContain(`(${reference})`);
    expect(letter?.mail.html).toBeUndefined();
    expect(letter?.mail.text).toContain("Olá, Ana Núñez:");
    expect(letter?.mail.text).toContain("Responderemos até 11 de junho de 2026.");
    expect(letter?.mail.text).toContain(`https://solucionario.example/pt/my/solutions/${id}`);
    expect(letter?.mail.text).toContain("Cámara del Yaque");
    const header = (name: string) => letter?.mail.headers.find(({ key }) => key === name)?.value;
    expect(header("content-type")).toBe("text/plain; charset=utf-8");
    expect(header("auto-submitted")).toBe("auto-generated");
    expect(header("list-id")).toContain("<letters.solucionario.example>");
    expect(header("content-language")).toBe("pt");
    const [row] = await lettersTo(owner.personId);
    expect(letter?.mail.messageId).toBe(row?.messageId);
    expect([row?.state, row?.attempts, row?.sentAt]).toEqual(["sent", 1, NOW]);
  });

  it("goes once, however often its job runs, and again only for another occasion", async () => {
    const { id, owner } = await submitted({ state: "changes_requested" });
    await addChannels(owner.personId, { email: "una-vez@colmado.example" });
    await db().changeRequest.create({ data: { id: newId(NOW), submissionId: id, section: "cost", note: "Diga cuánto cuesta.", createdAt: NOW } });
    const job: LetterJob = { kind: "submission.changes-requested", recipientId: owner.personId, subjectId: id };

    await deliver(job, { jobName: "first" });
    await deliver(job, { jobName: "first" });
    await Promise.all([deliver(job, { jobName: "first" }), deliver(job, { jobName: "first" })]);
    expect(server.received).toHaveLength(1);
    expect(server.received[0]?.mail.text).toContain("- Diga cuánto cuesta.");

    await deliver(job, { jobName: "second" });
    expect(server.received).toHaveLength(2);
  });

  it("goes once when two workers have the same job at the same moment", async () => {
    const { id, owner } = await submitted();
    await addChannels(owner.personId, { email: "dos@colmado.example" });
    server.behave({ slowMs: 300 });
    const job: LetterJob = { kind: "submission.withdrawn", recipientId: owner.personId, subjectId: id, occasion: "one" };
    const results = await Promise.allSettled([deliver(job), deliver(job), deliver(job)]);
    expect(server.received).toHaveLength(1);
    expect(results.filter(({ status }) => status === "fulfilled").length).toBeGreaterThanOrEqual(1);
    await deliver(job);
    expect(server.received).toHaveLength(1);
  });

  it("goes again under the same name when the process died after the server took it", async () => {
    const { id, owner } = await submitted();
    await addChannels(owner.personId, { email: "otra-vez@colmado.example" });
    const job: LetterJob = { kind: "submission.received", recipientId: owner.personId, subjectId: id, occasion: "one" };
    await deliver(job);
    // What a process that died between the server's 250 and its own commit leaves behind.
    await db().letter.updateMany({ where: { recipientId: owner.personId }, data: { state: "queued", sendingSince: NOW, sentAt: null } });

    await expect(deliver(job, { now: new Date(NOW.getTime() + 30_000) })).rejects.toThrow("in hand");
    await deliver(job, { now: new Date(NOW.getTime() + 180_000) });

    expect(server.received).toHaveLength(2);
    expect(server.received[1]?.mail.messageId).toBe(server.received[0]?.mail.messageId);
    expect(server.received[1]?.mail.text).toBe(server.received[0]?.mail.text);
  });

  it("lets nobody put a header or another recipient into it", async () => {
    const { id, owner, revisionId } = await submitted();
    await db().revisionText.updateMany({ where: { revisionId }, data: { title: "Vale\r\nBcc: victima@otra.example\r\n\r\nCompre" } });
    await db().person.update({ where: { id: owner.personId }, data: { displayName: "Ana\r\nBcc: victima@otra.example" } });
    await addChannels(owner.personId, { email: "inyeccion@colmado.example, victima@otra.example" });
    await deliver({ kind: "submission.received", recipientId: owner.personId, subjectId: id }).catch(() => {});
    await db().channel.updateMany({ where: { personId: owner.personId }, data: { address: "inyeccion@colmado.example" } });
    await deliver({ kind: "submission.withdrawn", recipientId: owner.personId, subjectId: id });

    for (const { to, raw } of server.received) {
      expect(to).not.toContain("victima@otra.example");
      expect(raw.split("\r\n\r\n")[0]).not.toMatch(/^bcc:/im);
    }
    expect(server.received.at(-1)?.to).toEqual(["inyeccion@colmado.example"]);
  });

  it("is not written for somebody who was erased or disabled, nor about what is gone", async () => {
    const { id, owner } = await submitted();
    await addChannels(owner.personId, { email: "nadie@colmado.example" });
    await deliver({ kind: "submission.received", recipientId: owner.personId, subjectId: newId(NOW) });
    await db().person.update({ where: { id: owner.personId }, data: { disabledAt: NOW } });
    await deliver({ kind: "submission.received", recipientId: owner.personId, subjectId: id });
    expect(server.received).toEqual([]);
    expect(await lettersTo(owner.personId)).toEqual([]);
  });
});

describe("the link in a letter", () => {
  it("opens an account, and stands in the letter but in no table", async () => {
    const personId = await createCorrespondent({ email: "entrar@colmado.example" });
    const tokenId = await transaction((tx) =>
      makeToken(tx, { purpose: "sign-in", subjectId: personId, livesMs: 1_800_000, now: NOW, address: { kind: "email", address: "entrar@colmado.example" } }),
    );
    await deliver({ kind: "account.sign-in-link", recipientId: personId, subjectId: tokenId });

    expect(server.received[0]?.mail.text).toContain(`https://solucionario.example/es/sign-in/link/${tokenOf(tokenId)}`);
    expect(server.received[0]?.mail.text).toContain("30 minutos");
    const [row] = await lettersTo(personId);
    expect(row?.body).toContain("{link}");
    expect(JSON.stringify(row)).not.toContain(tokenOf(tokenId));
  });

  it("is not sent once it has run out, or was used", async () => {
    const personId = await createCorrespondent({ email: "tarde@colmado.example" });
    const tokenId = await transaction((tx) =>
      makeToken(tx, { purpose: "sign-in", subjectId: personId, livesMs: 60_000, now: NOW, address: { kind: "email", address: "tarde@colmado.example" } }),
    );
    await deliver({ kind: "account.sign-in-link", recipientId: personId, subjectId: tokenId }, { now: new Date(NOW.getTime() + 60_000) });
    expect(server.received).toEqual([]);
  });

  it("goes to the address that was typed for it, whichever others its person has, and to nobody without one", async () => {
    const personId = await createCorrespondent({ email: "primera@colmado.example", unconfirmedEmail: "sin-confirmar@colmado.example" });
    await db().channel.create({ data: { id: newId(NOW), personId, kind: "email", address: "mas-nueva@colmado.example", createdAt: NOW, verifiedAt: NOW } });
    const kinds = ["account.verify-email", "account.sign-in-link", "account.reset-password"] as const;
    for (const address of ["primera@colmado.example", "sin-confirmar@colmado.example", "mas-nueva@colmado.example", undefined]) {
      server.received.length = 0;
      for (const kind of kinds) {
        const token = { purpose: kind, subjectId: newId(NOW), livesMs: 86_400_000, now: NOW, ...(address && { address: { kind: "email" as const, address } }) };
        await deliver({ kind, recipientId: personId, subjectId: await transaction((tx) => makeToken(tx, token)) });
      }
      expect(server.received.map(({ to }) => to)).toEqual(address ? [[address], [address], [address]] : []);
    }
  });

  it("invites somebody who has no account yet, in the language of whoever invites", async () => {
    const { institution, coordinator } = await submitted();
    await db().person.update({ where: { id: coordinator.personId }, data: { locale: "en" } });
    const invitationId = newId(NOW);
    await db().invitation.create({
      data: { id: invitationId, organisationId: institution.id, role: "reviewer", invitedById: coordinator.personId, email: "invitada@camara.example", createdAt: NOW },
    });
    const tokenId = await transaction((tx) => makeToken(tx, { purpose: "invitation", subjectId: invitationId, livesMs: 7 * 86_400_000, now: NOW }));
    await deliver({ kind: "account.invitation", recipientId: coordinator.personId, subjectId: tokenId });
    expect(server.received[0]?.to).toEqual(["invitada@camara.example"]);
    expect(server.received[0]?.mail.text).toContain("for 7 days");
    expect(server.received[0]?.mail.text).toContain(tokenOf(tokenId));
  });
});

describe("every kind of letter", () => {
  it("finds its words for what the registry holds, and leaves none of its placeholders", async () => {
    const { id, owner, coordinator, institution } = await submitted({ state: "changes_requested" });
    for (const [index, personId] of [owner.personId, coordinator.personId].entries()) await addChannels(personId, { email: `cada-${index}@colmado.example` });
    await db().channel.create({ data: { id: newId(NOW), personId: owner.personId, kind: "email", address: "cada-nueva@colmado.example", createdAt: NOW, verifiedAt: NOW } });
    const listing = await createListing({ institutionId: institution.id, state: "needs_confirmation", confirmBy: NOW });
    const decisionId = newId(NOW);
    await db().decision.create({
      data: {
        id: decisionId,
        submissionId: id,
        outcome: "accepted",
        reasonCode: "meets-criteria",
        reason: "Funciona.",
        letter: "Aceptamos su solución.",
        decidedAt: NOW,
        announcedAt: NOW,
      },
    });
    const assignmentId = newId(NOW);
    await db().reviewAssignment.create({ data: { id: assignmentId, submissionId: id, reviewerId: coordinator.personId, status: "invited", createdAt: NOW, updatedAt: NOW } });
    const staleId = newId(NOW);
    const reviewer = await createMember(institution.id, "reviewer");
    await addChannels(reviewer.personId, { email: "cada-evaluadora@camara.example" });
    await db().reviewAssignment.create({ data: { id: staleId, submissionId: id, reviewerId: reviewer.personId, status: "stale", createdAt: NOW, updatedAt: NOW } });
    const contactId = newId(NOW);
    await db().contactRequest.create({
      data: {
        id: contactId,
        listingId: listing.id,
        language: "es",
        senderName: "Berta Luz",
        message: "Me interesa mucho",
        senderMark: "m",
        sentKey: "k",
        consentedAt: NOW,
        createdAt: NOW,
      },
    });
    const reportId = newId(NOW);
    await db().listingReport.create({
      data: { id: reportId, listingId: listing.id, kind: "asked-money", text: "Me pidió dinero", senderMark: "m", sentKey: "k", state: "open", createdAt: NOW },
    });
    await db().submissionEvent.create({
      data: { submissionId: id, sequence: 9, kind: "due_date_moved", actorRole: "system", at: NOW, data: { from: "2026-06-11T15:00:00.000Z", to: "2026-06-18T15:00:00.000Z" } },
    });

    const subjects: Array<[LetterJob["kind"], string, string]> = [
      ["account.address-changed", owner.personId, owner.personId],
      ["account.password-changed", owner.personId, owner.personId],
      ["submission.received", owner.personId, id],
      ["submission.changes-requested", owner.personId, id],
      ["submission.changes-reminder", owner.personId, id],
      ["submission.date-moved", owner.personId, id],
      ["submission.expired", owner.personId, id],
      ["submission.withdrawn", coordinator.personId, id],
      ["desk.unclaimed", coordinator.personId, id],
      ["desk.due-soon", coordinator.personId, id],
      ["desk.nobody-left", coordinator.personId, id],
      ["reviewer.left", coordinator.personId, id],
      ["review.invited", coordinator.personId, assignmentId],
      ["review.reminder", coordinator.personId, assignmentId],
      ["review.stale", reviewer.personId, staleId],
      ["decision.announced", owner.personId, decisionId],
      ["listing.confirm-text", owner.personId, listing.id],
      ["listing.needs-confirmation", owner.personId, listing.id],
      ["contact.request", owner.personId, contactId],
      ["report.filed", coordinator.personId, reportId],
      ["report.nobody-left", coordinator.personId, reportId],
    ];
    for (const [kind, recipientId, subjectId] of subjects) await deliver({ kind, recipientId, subjectId });

    expect(server.received).toHaveLength(subjects.length);
    for (const { mail } of server.received) {
      expect(`${mail.subject}\n${mail.text}`).not.toMatch(/[{}]/);
      expect(mail.text).toMatch(/https:\/\/solucionario\.example\/es\//);
    }
    const textOf = (kind: LetterJob["kind"]) => server.received[subjects.findIndex(([candidate]) => candidate === kind)]?.mail.text;
    expect(textOf("decision.announced")).toContain("Aceptamos su solución.");
    expect(textOf("submission.date-moved")).toContain("para el 11 de junio de 2026");
    expect(textOf("listing.needs-confirmation"), "sixty days after it was due").toContain("antes del 19 de julio de 2026");
    expect(textOf("submission.withdrawn")).toContain(`/es/coordinate/${id}`);
    expect(server.received[0]?.to, "that an address changed is told to the old one").toEqual(["cada-0@colmado.example"]);
    expect(server.received[1]?.to).toEqual(["cada-nueva@colmado.example"]);
    // Who writes to an owner stays on the owner's page: a letter may be read at a desk.
    expect(textOf("contact.request")).not.toMatch(/Berta|Me interesa/);
  });
});

describe("without a mail server", () => {
  it("a letter is a file that only this user may read, one however often it is written", async () => {
    const personId = await createCorrespondent({ email: "archivo@colmado.example" }, { displayName: "Íñigo Peña" });
    const job: LetterJob = { kind: "account.password-changed", recipientId: personId, subjectId: personId, occasion: "one" };
    await deliver(job, { env: byFile });
    await db().letter.updateMany({ where: { recipientId: personId }, data: { state: "queued", sentAt: null } });
    await deliver(job, { env: byFile });

    const folder = path.join(byFile.dataDir, "mail");
    const files = fs.readdirSync(folder);
    expect(files).toHaveLength(1);
    const [file = ""] = files;
    expect(file).toMatch(/^20260520T150000Z-[0-9a-f-]{36}\.eml$/);
    expect(fs.statSync(path.join(folder, file)).mode & 0o777).toBe(0o600);
    expect(fs.statSync(folder).mode & 0o777).toBe(0o700);
    const mail = await PostalMime.parse(fs.readFileSync(path.join(folder, file)));
    expect(mail.to?.[0]?.address).toBe("archivo@colmado.example");
    expect(mail.text).toContain("Hola, Íñigo Peña:");
  });
});

describe("a link that was asked for by number", () => {
  it("waits at the desk for that very number, whatever else its person has", async () => {
    const personId = await createCorrespondent({ email: "tiene-correo@colmado.example", whatsapp: "+99955500020" });
    await db().channel.create({ data: { id: newId(NOW), personId, kind: "whatsapp", address: "+99955500021", createdAt: NOW, verifiedAt: NOW } });
    const address = { kind: "whatsapp" as const, address: "+99955500020" };
    const tokenId = await transaction((tx) => makeToken(tx, { purpose: "account.reset-password", subjectId: personId, livesMs: 3_600_000, now: NOW, address }));
    await deliver({ kind: "account.reset-password", recipientId: personId, subjectId: tokenId });
    expect(server.received).toEqual([]);
    expect((await lettersTo(personId)).map(({ channel, state }) => [channel, state])).toEqual([["whatsapp", "held"]]);
    const manager = await createMember((await createOrganisation()).id, "programme-manager");
    expect((await listHeldLetters(manager, NOW)).filter(({ text }) => text.includes(tokenOf(tokenId))).map(({ number }) => number)).toEqual(["+99955500020"]);
  });
});

describe("somebody without an e-mail", () => {
  it("has their letter held, and a reminder that something ends reaches both channels", async () => {
    const { id, owner, institution } = await submitted({ state: "changes_requested" });
    await addChannels(owner.personId, { whatsapp: "+99955500010" });
    await deliver({ kind: "submission.received", recipientId: owner.personId, subjectId: id });
    const [held] = await lettersTo(owner.personId);
    expect([held?.state, held?.channel, held?.deskId, held?.submissionId]).toEqual(["held", "whatsapp", institution.id, id]);

    await addChannels(owner.personId, { email: "ambos@colmado.example" });
    await deliver({ kind: "submission.changes-reminder", recipientId: owner.personId, subjectId: id });
    expect(server.received.map(({ to }) => to)).toEqual([["ambos@colmado.example"]]);
    const reminders = (await lettersTo(owner.personId)).filter(({ kind }) => kind === "submission.changes-reminder");
    expect(reminders.map(({ channel, state }) => [channel, state])).toEqual([
      ["email", "sent"],
      ["whatsapp", "held"],
    ]);
    expect(new Set(reminders.map(({ messageId }) => messageId)).size).toBe(2);
  });
});
