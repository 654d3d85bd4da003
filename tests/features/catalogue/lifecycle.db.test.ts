import { beforeAll, describe, expect, it } from "vitest";
import { createOwnedListing, createPersonAt, lettersAskedFor } from "#tests/factories/listings";
import { createBusinessType, createCategory, createListing, createOrganisation, MADE_AT } from "#tests/factories/records";
import { eventually } from "#tests/setup/processes";
import { dump } from "~/api/v1/dump.server";
import { type Actor, SYSTEM, VISITOR } from "~/features/accounts/actor";
import { sweepListings } from "~/features/catalogue/confirmation.server";
import { startSearchIndexer } from "~/features/catalogue/indexer.server";
import { findListing } from "~/features/catalogue/listing-queries.server";
import type { ListingAction } from "~/features/catalogue/policy";
import { postgresSearchEngine } from "~/features/catalogue/postgres-search.server";
import { findCards } from "~/features/catalogue/queries.server";
import { changeListing, openListing, openWorkListing } from "~/features/catalogue/service.server";
import { LISTING_MOVES, LISTING_STATES, type ListingMove } from "~/features/catalogue/status";
import { moveListing } from "~/features/catalogue/transition.server";
import { db, sqlPool, transaction } from "~/platform/database/client.server";
import { AppError } from "~/platform/errors";
import { newId } from "~/platform/ids";

const NOW = new Date("2026-06-01T12:00:00Z");
const DAY = 86_400_000;
const days = (number: number) => new Date(NOW.getTime() + number * DAY);

beforeAll(async () => {
  await createCategory();
  await createBusinessType();
});

const read = (id: string) => db().listing.findUniqueOrThrow({ where: { id } });
const events = (listingId: string) => db().listingEvent.findMany({ where: { listingId }, orderBy: { sequence: "asc" } });
async function act(actor: Actor, listingId: string, action: ListingAction, overrides: { seenVersion?: number; reasonCode?: "fraud"; now?: Date } = {}) {
  const { version } = await read(listingId);
  const { now = NOW, ...rest } = overrides;
  return changeListing(actor, { listingId, action, seenVersion: version, ...rest }, now);
}
const refusal = (work: Promise<unknown>) =>
  work.then(
    () => "done",
    (error: unknown) => (error instanceof AppError ? `${error.code} ${error.reason}` : String(error)),
  );

describe("a listing that its owner confirms", () => {
  const engine = postgresSearchEngine();
  const total = async (query: string) => (await engine.search({ language: "es", query, filters: {}, sort: "relevance", page: 1, perPage: 5 })).total;

  it("is found soon after, and nowhere at once when it is hidden", async () => {
    const stop = await startSearchIndexer(engine, () => NOW, { pollMs: 3_600_000 });
    try {
      const title = "Trapiche zumbador de Bonao";
      const { id, slug, owner } = await createOwnedListing({ state: "unpublished", publishedAt: null, content: { texts: { es: { title } } } });
      const found = async () => ({
        page: (await findListing(slug))?.kind,
        card: (await findCards([id], "es")).size,
        dump: (await allOf("jsonl")).includes(title),
      });
      expect(await found()).toEqual({ page: undefined, card: 0, dump: false });
      expect(await total("zumbador")).toBe(0);

      await act(owner, id, "publish");
      expect(await eventually(async () => (await total("zumbador")) === 1)).toBe(true);
      expect(await found()).toEqual({ page: "listing", card: 1, dump: true });

      await act(owner, id, "hide");
      // Search shows what the database lets through (findCards), whatever the index still holds.
      expect(await found()).toEqual({ page: undefined, card: 0, dump: false });
      expect(await eventually(async () => (await total("zumbador")) === 0)).toBe(true);
    } finally {
      await stop();
    }
  });

  it("makes pages in memory stale with the change itself", async () => {
    const { id, owner } = await createOwnedListing();
    const client = await sqlPool().connect();
    const heard: string[] = [];
    client.on("notification", ({ channel }) => heard.push(channel));
    await client.query("LISTEN catalogue_changed");
    await act(owner, id, "hide");
    await client.query("SELECT 1");
    expect(heard).toEqual(["catalogue_changed"]);
    await client.query("UNLISTEN catalogue_changed");
    client.release();
  });

  it("carries the dates that follow, and its timeline", async () => {
    const { id, owner } = await createOwnedListing({ state: "unpublished", publishedAt: null });
    await act(owner, id, "publish");
    expect(await read(id)).toMatchObject({ state: "published", publishedAt: NOW, confirmedAt: NOW, confirmBy: new Date("2026-12-01T12:00:00Z"), version: 2, stateBefore: null });
    expect(await events(id)).toMatchObject([
      { sequence: 1, kind: "published", fromState: "unpublished", toState: "published", actorId: owner.personId, actorRole: "owner", at: NOW },
    ]);
  });
});

describe("an owner who does not answer", () => {
  it("is asked on the days of the list, once each, and then the coordinator may agree on their behalf", async () => {
    const { id, owner, coordinator } = await createOwnedListing({ state: "unpublished", publishedAt: null, stateSince: NOW });
    const letters = async () => (await lettersAskedFor()).filter(({ subjectId }) => subjectId === id);
    await db().listingEvent.create({ data: { listingId: id, sequence: 1, kind: "confirmation_asked", actorRole: "system", at: NOW } });
    const seen: number[] = [];
    for (let day = 0; day <= 20; day += 1) {
      await sweepListings(days(day));
      await sweepListings(days(day));
      seen.push((await letters()).length);
    }
    expect(seen.flatMap((count, day) => (count > (seen[day - 1] ?? 0) ? [day] : []))).toEqual([3, 7, 14]);
    expect(await letters()).toContainEqual({ kind: "listing.confirm-text", recipientId: owner.personId, subjectId: id });

    expect(await refusal(act(coordinator, id, "publish-on-behalf", { now: days(13) }))).toBe("not_found listing-action");
    await act(coordinator, id, "publish-on-behalf", { now: days(14) });
    // Public, but nothing says that its owner confirmed it.
    expect(await read(id)).toMatchObject({ state: "published", confirmedAt: null, publishedAt: days(14) });
  });

  it("can take up again what the coordinator put aside", async () => {
    const { id, owner, coordinator } = await createOwnedListing({ state: "unpublished", publishedAt: null, stateSince: NOW });
    await act(coordinator, id, "shelve", { now: days(15) });
    expect(await read(id)).toMatchObject({ state: "hidden", stateBefore: "unpublished" });
    await act(owner, id, "show", { now: days(16) });
    expect((await read(id)).state).toBe("unpublished");
    await act(owner, id, "publish", { now: days(16) });
    expect((await read(id)).state).toBe("published");
  });
});

describe("time", () => {
  it("asks for a confirmation, then archives, and the owner brings it back", async () => {
    const { id, owner } = await createOwnedListing({ confirmBy: days(10) });
    await sweepListings(days(9));
    expect((await read(id)).state).toBe("published");
    await sweepListings(days(10));
    expect((await read(id)).state).toBe("needs_confirmation");
    await sweepListings(days(69));
    expect((await read(id)).state).toBe("needs_confirmation");
    await sweepListings(days(70));
    expect((await read(id)).state).toBe("archived");
    await act(owner, id, "republish", { now: days(80) });
    expect(await read(id)).toMatchObject({ state: "published", confirmedAt: days(80) });
    expect((await events(id)).flatMap(({ kind, toState }) => (toState ? [kind] : []))).toEqual(["confirmation_due", "archived", "republished"]);
  });

  it("has each owner asked on the day itself and twice more before it archives; one button ends that, twice pressed is once", async () => {
    const { id, owner, firm } = await createOwnedListing({ confirmBy: days(10), stateSince: days(-300) });
    const other = await createPersonAt(firm.id, "owner");
    const letters = async () => (await lettersAskedFor()).filter(({ subjectId }) => subjectId === id);
    const seen: number[] = [];
    for (let day = 0; day <= 65; day += 1) {
      await sweepListings(days(day));
      await sweepListings(days(day));
      seen.push((await letters()).length);
    }
    expect(seen.flatMap((count, day) => (count > (seen[day - 1] ?? 0) ? [day] : []))).toEqual([10, 40, 63]);
    const asked = (recipientId: string) => ({ kind: "listing.needs-confirmation", recipientId, subjectId: id });
    expect((await letters()).filter(({ recipientId }) => recipientId === owner.personId)).toEqual(Array(3).fill(asked(owner.personId)));
    expect((await letters()).filter(({ recipientId }) => recipientId === other.personId)).toEqual(Array(3).fill(asked(other.personId)));

    const { version } = await read(id);
    expect(await refusal(act(other, id, "confirm", { seenVersion: version - 1, now: days(66) }))).toBe("conflict changed-meanwhile");
    expect(await Promise.all([1, 2].map(() => refusal(act(owner, id, "confirm", { seenVersion: version, now: days(66) }))))).toEqual(["done", "done"]);
    expect(await read(id)).toMatchObject({ state: "published", confirmedAt: days(66), version: version + 1 });
    await sweepListings(days(100));
    expect(await letters()).toHaveLength(6);
  });

  it("asks once for what was missed while nobody swept, and nobody about an import that has no owner", async () => {
    const late = await createOwnedListing({ confirmBy: days(10) });
    const import_ = await createListing({ origin: "import", confirmBy: days(10) });
    for (const hour of [0, 1, 2]) await sweepListings(days(45 + hour / 24));
    const letters = await lettersAskedFor();
    expect(letters.filter(({ subjectId }) => subjectId === late.id)).toHaveLength(1);
    expect(letters.filter(({ subjectId }) => subjectId === import_.id)).toEqual([]);
    expect((await read(import_.id)).state).toBe("needs_confirmation");
  });

  it("goes on asking from the day it was due when the listing was hidden in between", async () => {
    const { id, owner } = await createOwnedListing({ confirmBy: days(10) });
    await sweepListings(days(10));
    await act(owner, id, "hide", { now: days(12) });
    await act(owner, id, "show", { now: days(20) });
    await sweepListings(days(21));
    expect((await lettersAskedFor()).filter(({ subjectId }) => subjectId === id)).toHaveLength(1);
  });

  it("counts on while a listing is hidden or suspended", async () => {
    const { id, owner, coordinator } = await createOwnedListing({ confirmBy: days(10) });
    await act(owner, id, "hide");
    await act(coordinator, id, "suspend", { reasonCode: "fraud", now: days(1) });
    await act(coordinator, id, "lift", { now: days(2) });
    expect(await read(id)).toMatchObject({ state: "hidden", stateBefore: "published" });
    await act(owner, id, "show", { now: days(100) });
    expect((await read(id)).state).toBe("archived");
  });
});

describe("a moderator", () => {
  it("suspends, lifts and removes; the tombstone names a reason and no person", async () => {
    const { id, slug, owner, coordinator } = await createOwnedListing();
    expect(await refusal(act(coordinator, id, "suspend"))).toBe("bad_input reason-missing");
    await act(coordinator, id, "suspend", { reasonCode: "fraud" });
    expect(await findListing(slug)).toBeNull();
    expect(await refusal(act(owner, id, "lift"))).toBe("not_found listing-action");
    expect(await refusal(act(owner, id, "show"))).toBe("conflict no-such-move");
    await act(coordinator, id, "lift");
    expect((await findListing(slug))?.kind).toBe("listing");
    await act(coordinator, id, "remove", { reasonCode: "fraud" });
    expect(await findListing(slug)).toEqual({ kind: "removed", reason: "fraud", since: NOW });
    expect(await refusal(act(coordinator, id, "lift"))).toBe("conflict no-such-move");
  });

  it("is of the accepting institution, or manages the programme", async () => {
    const { id, owner } = await createOwnedListing();
    const elsewhere = await createOwnedListing();
    for (const stranger of [elsewhere.owner, elsewhere.coordinator, await createPersonAt((await createOrganisation()).id, "administrator"), VISITOR, SYSTEM]) {
      expect(await refusal(act(stranger, id, "suspend", { reasonCode: "fraud" }))).toBe("not_found listing");
      expect(await refusal(act(stranger, id, "hide"))).toBe("not_found listing");
      expect(await refusal(openWorkListing(stranger, id, NOW))).toBe("not_found listing");
    }
    expect(await refusal(openWorkListing(owner, "no-id", NOW))).toBe("not_found listing");
    const manager = await createPersonAt((await createOrganisation()).id, "programme-manager");
    await act(manager, id, "suspend", { reasonCode: "fraud" });
    expect((await events(id)).map(({ kind, actorRole, reasonCode }) => [kind, actorRole, reasonCode])).toEqual([["suspended", "programme-manager", "fraud"]]);
  });
});

describe("a move", () => {
  it("is refused from every state that the table does not name, and leaves no trace", async () => {
    for (const from of LISTING_STATES) {
      const { id } = await createListing({ state: from });
      const before = await read(id);
      for (const [move, { from: sources, to }] of Object.entries(LISTING_MOVES) as Array<
        [ListingMove, { from: readonly string[]; to: readonly (typeof LISTING_STATES)[number][] }]
      >) {
        if (sources.includes(from)) continue;
        const [target = "published"] = to;
        expect(await refusal(transaction((tx) => moveListing(tx, { listingId: id, move, to: target, actor: SYSTEM, as: "system", now: NOW })))).toBe("conflict no-such-move");
      }
      expect(await read(id)).toEqual(before);
      expect(await events(id)).toEqual([]);
    }
  });

  it("of two people at once is one's; the other hears of it; the same button pressed twice is one move", async () => {
    const { id, owner, coordinator } = await createOwnedListing();
    const results = await Promise.all([refusal(act(owner, id, "hide", { seenVersion: 1 })), refusal(act(coordinator, id, "remove", { seenVersion: 1, reasonCode: "fraud" }))]);
    expect(results.sort()).toEqual(["conflict changed-meanwhile", "done"]);

    const twice = await createOwnedListing();
    const answers = await Promise.all(Array.from({ length: 5 }, () => refusal(act(twice.owner, twice.id, "hide", { seenVersion: 1 }))));
    expect(answers).toEqual(Array(5).fill("done"));
    expect(await events(twice.id)).toHaveLength(1);
    expect((await read(twice.id)).version).toBe(2);
  });

  it("of something that is not there finds nothing", async () => {
    expect(await refusal(transaction((tx) => moveListing(tx, { listingId: newId(NOW), move: "hidden", to: "hidden", actor: SYSTEM, as: "system", now: NOW })))).toBe(
      "not_found listing",
    );
  });
});

describe("an accepted submission", () => {
  async function accepted(state: "accepted" | "decided") {
    const { solutionId, revisionId, id, institution, firm, owner } = await createOwnedListing({ content: { texts: { es: { title: "Ñame & Co. ¡ya!" } } } });
    await db().listing.delete({ where: { id } });
    const [editionId, submissionId] = [newId(MADE_AT), newId(MADE_AT)];
    await db().edition.create({
      data: {
        id: editionId,
        key: editionId,
        kind: "rolling",
        timeZone: "America/Santo_Domingo",
        opensAt: MADE_AT,
        graceMinutes: 0,
        serviceLevelDays: 30,
        reviewersPerSubmission: 1,
        blind: false,
        createdAt: MADE_AT,
        updatedAt: MADE_AT,
      },
    });
    await db().submission.create({
      data: { id: submissionId, solutionId, editionId, institutionId: institution.id, currentRevisionId: revisionId, state, stateSince: MADE_AT, createdAt: MADE_AT },
    });
    return { submissionId, institution, firm, owner };
  }

  it("gets an unpublished page once, and its owner a letter", async () => {
    const { submissionId, institution, owner } = await accepted("accepted");
    const opened = await Promise.all([openListing(submissionId, NOW), openListing(submissionId, NOW)]);
    const [{ listingId }] = opened;
    expect(opened[1]).toEqual({ listingId });
    expect(await read(listingId)).toMatchObject({ state: "unpublished", institutionId: institution.id, publishedAt: null, slug: expect.stringMatching(/^name-co-ya(-\d+)?$/) });
    expect((await lettersAskedFor()).filter(({ subjectId }) => subjectId === listingId)).toEqual([
      { kind: "listing.confirm-text", recipientId: owner.personId, subjectId: listingId },
    ]);
    expect((await events(listingId)).map(({ kind }) => kind)).toEqual(["created", "confirmation_asked"]);
  });

  it("is the only one that gets a page", async () => {
    const { submissionId } = await accepted("decided");
    expect(await refusal(openListing(submissionId, NOW))).toBe("not_found accepted-submission");
  });
});

async function allOf(format: Parameters<typeof dump>[0]): Promise<string> {
  let text = "";
  for await (const part of dump(format)) text += part;
  return text;
}
