import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createActor, createEdition, createMember, createSubmission } from "#tests/factories/desk";
import { lettersAskedFor } from "#tests/factories/listings";
import { createCategory, createOrganisation, MADE_AT } from "#tests/factories/records";
import type { PersonActor } from "~/features/accounts/actor";
import type { ListingAction } from "~/features/catalogue/policy";
import { fileReport } from "~/features/catalogue/report.server";
import { changeListing, dismissReport, openListing, openWorkListing } from "~/features/catalogue/service.server";
import type { ListingState } from "~/features/catalogue/status";
import { readModeration } from "~/features/catalogue/work-queries.server";
import { CONFLICT_KINDS } from "~/features/submissions/conflict-of-interest/schema";
import { db } from "~/platform/database/client.server";

const DAY = 86_400_000;
const NOW = new Date(MADE_AT.getTime() + 30 * DAY);
/** The owner has had two weeks alone with the public text. */
const LATER = new Date(NOW.getTime() + 20 * DAY);

let edition: Awaited<ReturnType<typeof createEdition>>;
let institution: { id: string };
let free: PersonActor;
let submission: Awaited<ReturnType<typeof createSubmission>>;
let listingId: string;
let senders = 0;

beforeAll(async () => {
  await createCategory();
  edition = await createEdition();
});

beforeEach(async () => {
  // Managers of one test would be written to in the next.
  await db().membership.updateMany({ where: { role: { in: ["programme_manager", "administrator"] } }, data: { endsAt: MADE_AT } });
  await db().listing.updateMany({ data: { state: "removed" } });
  institution = await createOrganisation();
  free = await createMember(institution.id, "coordinator");
  submission = await createSubmission({ edition, institutionId: institution.id, state: "accepted" });
  listingId = (await openListing(submission.id, NOW)).listingId;
});

/** By what ties somebody to what was submitted; each is a deputy of the accepting institution. */
const TIES: Record<string, () => Promise<PersonActor>> = {
  ...Object.fromEntries(
    CONFLICT_KINDS.map((kind) => [
      `who declared a conflict (${kind})`,
      async () => {
        const deputy = await createMember(institution.id, "deputy");
        await db().conflict.create({ data: { submissionId: submission.id, personId: deputy.personId, kind, declaredAt: MADE_AT } });
        return deputy;
      },
    ]),
  ),
  "who was recused as a reviewer": async () => {
    const deputy = await createMember(institution.id, "deputy");
    const row = { submissionId: submission.id, reviewerId: deputy.personId, createdAt: MADE_AT, updatedAt: MADE_AT };
    await db().reviewAssignment.create({ data: { ...row, id: deputy.personId, status: "recused", conflict: "financial" } });
    return deputy;
  },
  "whom the owner kept out": async () => {
    const deputy = await createMember(institution.id, "deputy");
    await db().keptOut.create({ data: { submissionId: submission.id, kind: "person", subjectId: deputy.personId, source: "owner", addedAt: MADE_AT } });
    return deputy;
  },
  "of an institution that the owner kept out": async () => {
    const other = await createOrganisation();
    await db().keptOut.create({ data: { submissionId: submission.id, kind: "organisation", subjectId: other.id, source: "owner", addedAt: MADE_AT } });
    return createActor([
      { organisationId: institution.id, role: "deputy" },
      { organisationId: other.id, role: "reviewer" },
    ]);
  },
  "who has another part in the owner's firm": () =>
    createActor([
      { organisationId: institution.id, role: "deputy" },
      { organisationId: submission.organisationId, role: "adviser" },
    ]),
  "who left the owner's firm yesterday": async () => {
    const deputy = await createActor([
      { organisationId: institution.id, role: "deputy" },
      { organisationId: submission.organisationId, role: "owner" },
    ]);
    await db().membership.updateMany({ where: { personId: deputy.personId, organisationId: submission.organisationId }, data: { endsAt: new Date(NOW.getTime() - DAY) } });
    return { ...deputy, memberships: deputy.memberships.filter(({ organisationId }) => organisationId === institution.id) };
  },
  "who typed it for the owner": async () => {
    const deputy = await createMember(institution.id, "deputy");
    await db().submission.update({ where: { id: submission.id }, data: { authorOnBehalfId: deputy.personId } });
    // Its colleagues would be in conflict as well, and nobody would be left.
    free = await createMember((await createOrganisation()).id, "programme-manager");
    return deputy;
  },
};

async function report(now = NOW): Promise<string> {
  senders += 1;
  const found = { kind: "asked-money" as const, text: `Me pidió dinero ${senders}.`, replyTo: null };
  await fileReport({ mark: `sender ${senders}` } as Parameters<typeof fileReport>[0], { listingId, report: found }, now);
  return (await db().listingReport.findFirstOrThrow({ where: { listingId }, orderBy: { id: "desc" } })).id;
}

const read = () => db().listing.findUniqueOrThrow({ where: { id: listingId } });
const put = (state: ListingState) =>
  db().listing.update({ where: { id: listingId }, data: { state, stateSince: NOW, stateBefore: state === "suspended" ? "published" : null, publishedAt: MADE_AT } });
const tell = async (actor: PersonActor, action: ListingAction, now: Date) =>
  changeListing(actor, { listingId, action, seenVersion: (await read()).version, reasonCode: "fraud" }, now).then(
    () => "done",
    ({ code }: { code: string }) => code,
  );
const queue = async (actor: PersonActor, now = LATER) => {
  const found = await readModeration(actor, { pile: "reports", page: 1, language: "es" }, now);
  return { ids: found?.items.map(({ id }) => id) ?? [], count: found?.counts.reports };
};

/** What a moderator may do, from where. */
const ACTS = [
  ["publish-on-behalf", "unpublished"],
  ["shelve", "unpublished"],
  ["suspend", "published"],
  ["lift", "suspended"],
  ["remove", "suspended"],
] as const satisfies ReadonlyArray<readonly [ListingAction, ListingState]>;

describe.each(Object.entries(TIES))("of the listing of an accepted submission, a deputy %s", (_who, tied) => {
  it("moderates nothing, opens no page of it and dismisses no report; others do", async () => {
    const deputy = await tied();
    for (const [action, state] of ACTS) {
      await put(state);
      expect(await tell(deputy, action, LATER), action).toBe("not_found");
      expect((await read()).state).toBe(state);
      expect(await tell(free, action, LATER), `${action}, by somebody without conflict`).toBe("done");
    }
    await put("published");
    const reportId = await report();
    await expect(dismissReport(deputy, { listingId, reportId }, LATER)).rejects.toMatchObject({ code: "not_found" });
    await expect(openWorkListing(deputy, listingId, LATER)).rejects.toMatchObject({ code: "not_found" });
    expect((await db().listingReport.findUniqueOrThrow({ where: { id: reportId } })).state).toBe("open");
    expect((await openWorkListing(free, listingId, LATER)).id).toBe(listingId);
  });

  it("has it in no queue and no count, and gets no letter about a report", async () => {
    const deputy = await tied();
    for (const state of ["unpublished", "suspended"] as const) {
      await put(state);
      expect(await queue(deputy)).toEqual({ ids: [], count: 0 });
      expect(await queue(free)).toEqual({ ids: [listingId], count: 1 });
    }
    await put("published");
    const reportId = await report();
    expect(await queue(deputy)).toEqual({ ids: [], count: 0 });
    expect(await queue(free)).toEqual({ ids: [listingId], count: 1 });
    expect((await lettersAskedFor()).filter(({ subjectId }) => subjectId === reportId)).toEqual([{ kind: "report.filed", recipientId: free.personId, subjectId: reportId }]);
  });
});

describe("a report that everybody at the institution is in conflict with", () => {
  const declare = ({ personId }: PersonActor) => db().conflict.create({ data: { submissionId: submission.id, personId, kind: "family", declaredAt: MADE_AT } });
  const lettersAbout = async (id: string) => (await lettersAskedFor()).filter(({ subjectId }) => subjectId === id).map(({ kind, recipientId }) => ({ kind, recipientId }));

  beforeEach(async () => {
    await declare(free);
    await put("published");
  });

  it("goes to the managers who are not", async () => {
    const [manager, conflicted] = [
      await createMember((await createOrganisation()).id, "programme-manager"),
      await createMember((await createOrganisation()).id, "programme-manager"),
    ];
    await declare(conflicted);
    expect(await lettersAbout(await report())).toEqual([{ kind: "report.filed", recipientId: manager.personId }]);
    expect((await queue(manager, NOW)).ids).toContain(listingId);
    expect((await queue(conflicted, NOW)).ids).not.toContain(listingId);
  });

  it("is told to an administrator without conflict when every manager is, who can name another", async () => {
    const manager = await createMember((await createOrganisation()).id, "programme-manager");
    const [administrator, relative] = [await createMember((await createOrganisation()).id, "administrator"), await createMember((await createOrganisation()).id, "administrator")];
    await declare(manager);
    await declare(relative);
    expect(await lettersAbout(await report())).toEqual([{ kind: "report.nobody-left", recipientId: administrator.personId }]);
    const named = await createMember((await createOrganisation()).id, "programme-manager");
    expect((await queue(named, NOW)).ids).toContain(listingId);
  });

  it("is kept for whoever comes, when there is nobody at all to tell", async () => {
    const reportId = await report();
    expect(await lettersAbout(reportId)).toEqual([]);
    const next = await createMember(institution.id, "coordinator");
    expect(await queue(next)).toEqual({ ids: [listingId], count: 1 });
  });
});
