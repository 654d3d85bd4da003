import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createAssignment, createEdition, createMember } from "#tests/factories/desk";
import { createDesk, createMarkedFirm, createMarkedOwner, createMarkedSubmission, createTraces, markedForm, markers, PASSWORD } from "#tests/factories/person-everywhere";
import { createBusinessType, createCategory, createOrganisation, MADE_AT } from "#tests/factories/records";
import { sessionOf } from "#tests/setup/ask";
import { eventually } from "#tests/setup/processes";
import { findEverywhere } from "#tests/setup/search-everywhere";
import { erasePerson } from "~/erasure.server";
import { eraseAccount } from "~/features/accounts/erasure.server";
import { invite } from "~/features/accounts/invitations.server";
import { readSession, type SignedIn } from "~/features/accounts/session.server";
import { sendContact } from "~/features/adoption/contact.server";
import { startSearchIndexer } from "~/features/catalogue/indexer.server";
import { postgresSearchEngine } from "~/features/catalogue/postgres-search.server";
import { LISTING_STATES } from "~/features/catalogue/status";
import { saveDraft } from "~/features/submissions/draft-service.server";
import type { FormValues } from "~/features/submissions/form-schema";
import { SUBMISSION_STATES } from "~/features/submissions/status";
import { startJobs } from "~/jobs.server";
import { db, sqlPool, transaction } from "~/platform/database/client.server";
import { environment } from "~/platform/env.server";
import { newId } from "~/platform/ids";
import { enqueueJob, noteListingChange } from "~/platform/outbox.server";

const NOW = new Date();
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "solucionario-erasure-"));
process.env.DATA_DIR = folder;

let stopIndexer: () => Promise<void>;
beforeAll(async () => {
  await createCategory();
  await createBusinessType();
  stopIndexer = await startSearchIndexer(postgresSearchEngine(), () => new Date());
});
afterAll(async () => {
  await stopIndexer();
  fs.rmSync(folder, { recursive: true, force: true });
});

const readAs = (cookie: string) => readSession(new Request("http://localhost:3000/es", { headers: { cookie } }));

async function signedInAs(personId: string): Promise<{ signedIn: SignedIn; cookie: string }> {
  const cookie = await sessionOf({ personId });
  const signedIn = await readAs(cookie);
  if (!signedIn) throw new Error("nobody is signed in");
  return { signedIn, cookie };
}

/** Runs every job that is due. */
async function drain(): Promise<void> {
  const stop = await startJobs();
  const due = async () => (await sqlPool().query("SELECT FROM graphile_worker._private_jobs WHERE run_at <= now() AND attempts < max_attempts")).rowCount === 0;
  const done = await eventually(due, 60);
  await stop();
  expect(done, "jobs were left over").toBe(true);
}

const indexed = async (listingId: string) => (await sqlPool().query("SELECT FROM search.document_text WHERE listing_id = $1", [listingId])).rowCount;
const letter = (kind: string, recipientId: string, subjectId: string) => transaction((tx) => enqueueJob(tx, "letter", { kind, recipientId, subjectId }));

/** What the timelines tell, in their order. */
async function skeleton(submissionIds: readonly string[], listingIds: readonly string[]) {
  return {
    submissions: await db().submissionEvent.findMany({ where: { submissionId: { in: [...submissionIds] } }, orderBy: [{ submissionId: "asc" }, { sequence: "asc" }] }),
    listings: await db().listingEvent.findMany({ where: { listingId: { in: [...listingIds] } }, orderBy: [{ listingId: "asc" }, { sequence: "asc" }] }),
  };
}

describe("a person who has left something everywhere", () => {
  it("is found nowhere once they are erased, in no row, index or file, while the skeleton of what happened stays", async () => {
    const marks = markers();
    const { mark } = marks;
    const { institution, coordinator } = await createDesk();
    const edition = await createEdition({ closesAt: null });
    const firm = await createMarkedFirm(marks);
    const ramona = await createMarkedOwner(firm.id, (await createOrganisation()).id, marks, NOW);
    const { personId, actor, email, name } = ramona;
    const traces = await createTraces(actor, ramona, edition, marks, NOW);

    const base = { edition, organisationId: firm.id, institutionId: institution.id, at: MADE_AT, marks };
    const inReview = await createMarkedSubmission({ ...base, state: "in_review", coordinatorId: coordinator.personId });
    const asked = await createMarkedSubmission({ ...base, state: "changes_requested", returnsTo: "screening" });
    const accepted = await createMarkedSubmission({ ...base, state: "accepted" });
    const declined = await createMarkedSubmission({ ...base, state: "declined" });
    const submissionIds = [inReview, asked, accepted, declined].map(({ id }) => id);
    await db().submissionDraft.create({ data: { submissionId: asked.id, content: { values: markedForm(marks) }, ownerId: personId, updatedAt: NOW } });
    await db().keepOut.create({ data: { submissionId: inReview.id, words: mark(), writtenAt: NOW } });
    const note = await db().changeRequest.create({ data: { id: newId(), submissionId: asked.id, section: "cost", note: "Falta el precio de un mes.", createdAt: NOW } });
    const decision = { submissionId: accepted.id, outcome: "accepted", reasonCode: "fits", reason: "Funciona en tres colmados.", decidedAt: NOW, announcedAt: NOW };
    await db().decision.create({ data: { ...decision, id: newId(), letter: `Estimada ${name}: la aceptamos. ${mark()}` } });
    const other = await createMember(institution.id, "reviewer");
    const panel = await createAssignment(inReview, { reviewerId: other.personId, status: "submitted", scores: [3, 4], edition });
    await db().blindName.create({ data: { assignmentId: panel, position: 1, kind: "person", subjectId: personId, name, isTheirs: true } });

    const listing = { solutionId: accepted.solutionId, revisionId: accepted.revisionId, submissionId: accepted.id, institutionId: institution.id, origin: "submission" as const };
    const dates = { stateSince: MADE_AT, publishedAt: MADE_AT, createdAt: MADE_AT, updatedAt: MADE_AT };
    const [live, suspended] = [newId(MADE_AT), newId(MADE_AT)];
    const slug = mark();
    await db().listing.create({ data: { ...listing, ...dates, id: live, slug, state: "published", oldSlugs: { create: { slug: mark(), createdAt: NOW } } } });
    await db().listing.create({
      data: {
        ...listing,
        ...dates,
        id: suspended,
        slug: mark(),
        state: "suspended",
        stateBefore: "published",
        solutionId: declined.solutionId,
        revisionId: declined.revisionId,
        submissionId: null,
      },
    });
    await db().listingEvent.create({ data: { listingId: live, sequence: 1, kind: "published", toState: "published", actorId: personId, actorRole: "owner", at: MADE_AT } });
    await transaction((tx) => noteListingChange(tx, [live], NOW));
    const received = {
      name: mark(),
      businessType: "corner-shop",
      place: mark(),
      message: `Quiero saber más, ${mark()}`,
      replyKind: "email" as const,
      replyAddress: `${mark()}@vecino.example`,
    };
    await sendContact({ kind: "visitor" }, { mark: mark() }, { slug, contact: received, language: "es" }, NOW);

    fs.writeFileSync(path.join(folder, "demo-accounts.json"), JSON.stringify([{ email, role: "owner" }, { email: "otra@correo.example" }]));
    await invite(coordinator, { organisationId: institution.id, role: "reviewer", email }, NOW);
    await letter("account.password-changed", personId, personId);
    await letter("submission.received", personId, inReview.id);
    await letter("submission.changes-reminder", personId, asked.id);
    await letter("reviewer.left", coordinator.personId, inReview.id);
    await drain();
    expect(await eventually(async () => (await indexed(live)) === 3)).toBe(true);

    const { signedIn, cookie } = await signedInAs(personId);
    const sought = [...marks.given, ...ramona.secrets, signedIn.sessionId];
    const where = await findEverywhere(sought, folder);
    expect(sought.filter((text) => !where.some((found) => found.endsWith(`: ${text}`)))).toEqual([]);
    expect(fs.readdirSync(path.join(folder, "mail")).length).toBeGreaterThanOrEqual(5);
    const before = await skeleton(submissionIds, [live, suspended]);
    const counts = async () => [await db().letter.count(), await db().contactRequest.count(), await db().listingReport.count(), await db().need.count()];
    const [letters = 0, ...rows] = await counts();

    // Asked for before, and written only after they went.
    const erasedAt = new Date();
    await eraseAccount(signedIn, PASSWORD, erasedAt);
    await letter("account.password-changed", personId, personId);
    await drain();
    expect(await eventually(async () => (await indexed(live)) === 0)).toBe(true);

    expect(await findEverywhere(sought, folder)).toEqual([]);

    // The coordinator is told that it was withdrawn; nobody else got a letter.
    expect(await counts()).toEqual([letters + 1, ...rows]);
    const after = await skeleton(submissionIds, [live, suspended]);
    const isNew = ({ at }: { at: Date }) => at >= erasedAt;
    expect(after.submissions.filter((event) => !isNew(event))).toEqual(before.submissions);
    expect(Object.fromEntries(after.submissions.filter(isNew).map((event) => [event.submissionId, [event.kind, event.actorId, event.actorRole]]))).toEqual({
      [inReview.id]: ["withdrawn", personId, "owner"],
      [asked.id]: ["withdrawn", personId, "owner"],
    });
    expect(after.listings.filter((event) => !isNew(event))).toEqual(before.listings);
    expect(Object.fromEntries(after.listings.filter(isNew).map(({ listingId, kind }) => [listingId, kind]))).toEqual({ [live]: "hidden", [suspended]: "removed" });
    expect((await db().review.findUniqueOrThrow({ where: { assignmentId: panel } })).forAuthor).toBe("Lo vi funcionar en dos colmados.");
    expect((await db().review.findUniqueOrThrow({ where: { assignmentId: traces.given } })).privateNote).toBe("Nota privada de la evaluación.");
    expect((await db().changeRequest.findUniqueOrThrow({ where: { id: note.id } })).note).toBe("Falta el precio de un mes.");
    expect((await db().decision.findFirstOrThrow({ where: { submissionId: accepted.id } })).reason).toBe("Funciona en tres colmados.");
    const mine = await db().reviewAssignment.findMany({ where: { reviewerId: personId }, orderBy: { status: "asc" }, select: { status: true } });
    expect(mine.map(({ status }) => status).sort()).toEqual(["abstained", "declined", "submitted"]);
    expect(fs.readFileSync(path.join(folder, "demo-accounts.json"), "utf8")).toContain("otra@correo.example");
    expect(await db().erasure.findUniqueOrThrow({ where: { personId } })).toMatchObject({ names: [], addresses: [] });
    expect(await readAs(cookie)).toBeNull();
  }, 300_000);
});

describe("what has another owner", () => {
  /** Every row of every table, but for what an erased person's account and the work that is asked for are kept in. */
  async function content(): Promise<Map<string, string[]>> {
    const { rows } = await sqlPool().query<{ name: string }>(
      `SELECT quote_ident(table_name) AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_name NOT IN ('Erasure', 'WorkerHeartbeat', '_prisma_migrations')`,
    );
    const tables = new Map<string, string[]>();
    for (const { name } of rows) {
      const stored = await sqlPool().query<{ row: string }>(`SELECT to_jsonb(t)::text AS row FROM ${name} AS t ORDER BY 1`);
      tables.set(
        name,
        stored.rows.map(({ row }) => row),
      );
    }
    return tables;
  }
  const TOUCHED = ['"Person"', '"Channel"', '"Credential"', '"SecondFactor"', '"RecoveryCode"', '"Session"', '"Token"', '"IdempotencyKey"', '"Membership"'];

  it("stays whole, whatever it is, when one of two owners goes", async () => {
    const { institution, coordinator } = await createDesk();
    const edition = await createEdition({ closesAt: null });
    const scene = fc.record({
      states: fc.uniqueArray(fc.constantFrom(...SUBMISSION_STATES.filter((state) => state !== "draft")), { minLength: 1, maxLength: 3 }),
      listing: fc.option(fc.constantFrom(...LISTING_STATES)),
      draftBy: fc.constantFrom("leaves", "stays"),
      contactIs: fc.constantFrom("leaves", "leaves-by-name", "stays"),
      order: fc.constantFrom("first", "last"),
    });
    await fc.assert(
      fc.asyncProperty(scene, async ({ states, listing, draftBy, contactIs, order }) => {
        const marks = markers();
        const firm = await createMarkedFirm(marks);
        const early = order === "first" ? await createMarkedOwner(firm.id, institution.id, marks, NOW) : undefined;
        const stays = await createMember(firm.id, "owner");
        const leaves = early ?? (await createMarkedOwner(firm.id, institution.id, marks, NOW));
        const base = { edition, organisationId: firm.id, institutionId: institution.id, at: MADE_AT, marks, coordinatorId: coordinator.personId };
        const submissions = [];
        for (const state of states) submissions.push(await createMarkedSubmission({ ...base, state }));
        const [first] = submissions;
        if (!first) return;
        const typist = draftBy === "leaves" ? leaves.personId : stays.personId;
        const names = contactIs !== "stays";
        const form = { ...markedForm(marks), ...(names && { contactEmail: ` ${leaves.email.toUpperCase()}` }) };
        await db().submissionDraft.create({ data: { submissionId: first.id, content: { values: form }, ownerId: typist, updatedAt: NOW } });
        const letterText = names ? `Estimada ${leaves.name}: la aceptamos.` : "La aceptamos.";
        const decision = { submissionId: first.id, outcome: "accepted", reasonCode: "fits", reason: "Funciona.", decidedAt: NOW, announcedAt: NOW };
        await db().decision.create({ data: { ...decision, id: newId(), letter: letterText } });
        const contact = contactIs === "leaves" ? { email: leaves.email } : contactIs === "leaves-by-name" ? { personName: leaves.name.toUpperCase() } : {};
        await db().solutionContact.update({ where: { solutionId: first.solutionId }, data: contact });
        if (listing) {
          const dates = { stateSince: MADE_AT, publishedAt: MADE_AT, createdAt: MADE_AT, updatedAt: MADE_AT };
          const { solutionId, revisionId } = first;
          await db().listing.create({
            data: { ...dates, id: newId(MADE_AT), solutionId, revisionId, institutionId: institution.id, slug: marks.mark(), origin: "submission", state: listing },
          });
        }
        const before = await content();
        await eraseAccount((await signedInAs(leaves.personId)).signedIn, PASSWORD, new Date());
        await erasePerson(leaves.personId, new Date(), environment());
        await erasePerson(leaves.personId, new Date(), environment());
        const after = await content();
        const changed = [...before.keys()].filter((table) => !TOUCHED.includes(table) && before.get(table)?.join() !== after.get(table)?.join());
        expect(changed.sort()).toEqual(names ? ['"Decision"', '"SolutionContact"', '"SubmissionDraft"'] : []);
        expect((await db().decision.findFirstOrThrow({ where: { submissionId: first.id } })).letter).toBe(names ? "Estimada –: la aceptamos." : letterText);
        const kept = (await db().submissionDraft.findUniqueOrThrow({ where: { submissionId: first.id } })).content as { values: FormValues };
        expect(kept.values).toEqual(names ? { ...form, contactPerson: "", contactRole: "", contactEmail: "", contactWhatsapp: "", contactAgreed: "" } : form);
        const contacts = (rows: Map<string, string[]>) => rows.get('"SolutionContact"')?.filter((row) => !row.includes(first.solutionId));
        expect(contacts(after)).toEqual(contacts(before));
        for (const table of TOUCHED)
          expect(after.get(table)?.filter((row) => row.includes(stays.personId))).toEqual(before.get(table)?.filter((row) => row.includes(stays.personId)));
      }),
      { numRuns: 8 },
    );
  }, 300_000);
});

describe("an erasure that was cut short", () => {
  it("is repeated whole, and looks once more for what was being written meanwhile", async () => {
    const marks = markers();
    const firm = await createMarkedFirm(marks);
    const { institution } = await createDesk();
    const ramona = await createMarkedOwner(firm.id, institution.id, marks, NOW);
    const edition = await createEdition({ closesAt: null });
    const submission = await createMarkedSubmission({ edition, organisationId: firm.id, institutionId: institution.id, state: "screening", at: MADE_AT, marks });
    await letter("submission.received", ramona.personId, submission.id);
    await drain();
    const mail = path.join(folder, "mail");
    const kept = fs.readdirSync(mail);
    await eraseAccount((await signedInAs(ramona.personId)).signedIn, PASSWORD, new Date());

    // The files can't be reached: what is needed to go on is still there.
    fs.renameSync(mail, `${mail}.away`);
    fs.writeFileSync(mail, "not a folder");
    await expect(erasePerson(ramona.personId, new Date(), environment())).rejects.toThrow(/ENOTDIR/);
    expect((await db().erasure.findUniqueOrThrow({ where: { personId: ramona.personId } })).addresses).toHaveLength(2);
    fs.rmSync(mail);
    fs.renameSync(`${mail}.away`, mail);
    await erasePerson(ramona.personId, new Date(), environment());
    expect(await findEverywhere(marks.given, folder)).toEqual([]);
    expect(await db().submissionEvent.count({ where: { submissionId: submission.id, kind: "withdrawn" } })).toBe(1);

    // A worker had the letter in hand, and a form was on its way.
    await drain();
    const own = await db().letter.findFirstOrThrow({ where: { recipientId: ramona.personId } });
    const file = kept.find((name) => name.includes(own.id)) ?? "";
    fs.writeFileSync(path.join(mail, file), `To: ${ramona.email}\r\n\r\n${marks.mark()}`);
    await saveDraft({ actor: ramona.actor, submissionId: null, formKey: "s".repeat(43), values: markedForm(marks), seenVersion: null, now: new Date() });
    expect((await findEverywhere(marks.given, folder)).length).toBeGreaterThan(5);
    await sqlPool().query("UPDATE graphile_worker._private_jobs SET run_at = now() WHERE key = $1", [`erase again ${ramona.personId}`]);
    await drain();
    expect(await findEverywhere(marks.given, folder)).toEqual([]);
  }, 300_000);
});
