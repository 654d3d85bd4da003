import { describe, expect, it } from "vitest";
import { MADE_AT } from "#tests/factories/records";
import { createSubmission } from "#tests/factories/submissions";
import { SYSTEM } from "~/features/accounts/actor";
import { moveSubmission, noteOnSubmission } from "~/features/submissions/transition.server";
import { db, transaction } from "~/platform/database/client.server";

const DAY = 86_400_000;
const later = (days: number) => new Date(MADE_AT.getTime() + days * DAY);
const claim = (submissionId: string, seenVersion = 1) =>
  transaction((tx) => moveSubmission(tx, { submissionId, move: "claimed", to: "screening", actor: SYSTEM, as: "coordinator", seenVersion, now: later(1) }));

async function timeline(submissionId: string) {
  return db().submissionEvent.findMany({ where: { submissionId }, orderBy: { sequence: "asc" }, select: { sequence: true, kind: true, fromState: true, toState: true } });
}

describe("moving a submission", () => {
  it("writes the state, its time, the version and the timeline together", async () => {
    const { id } = await createSubmission();
    expect(await claim(id)).toEqual({ version: 2, sequence: 1 });
    expect(await db().submission.findUniqueOrThrow({ where: { id }, select: { state: true, stateSince: true, version: true } })).toEqual({
      state: "screening",
      stateSince: later(1),
      version: 2,
    });
    expect(await timeline(id)).toEqual([{ sequence: 1, kind: "claimed", fromState: "submitted", toState: "screening" }]);
  });

  it("leaves no trace when the table has no such move", async () => {
    const { id } = await createSubmission({ state: "draft" });
    await expect(claim(id)).rejects.toMatchObject({ code: "conflict", reason: "no-such-move" });
    expect(await timeline(id)).toEqual([]);
    expect((await db().submission.findUniqueOrThrow({ where: { id } })).version).toBe(1);
  });

  it("refuses what was decided on an older version", async () => {
    const { id } = await createSubmission();
    await claim(id);
    await expect(claim(id)).rejects.toMatchObject({ code: "conflict", reason: "changed-meanwhile" });
  });

  it("lets one of two people win who move it at once, and tells the other", async () => {
    const { id } = await createSubmission();
    const results = await Promise.allSettled([claim(id), claim(id)]);
    expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(await timeline(id)).toHaveLength(1);
  });

  it("numbers events without gaps when many are noted at once", async () => {
    const { id } = await createSubmission();
    await Promise.all(
      Array.from({ length: 4 }, () => transaction((tx) => noteOnSubmission(tx, { submissionId: id, kind: "reviewer_assigned", actor: SYSTEM, as: "coordinator", now: later(1) }))),
    );
    expect((await timeline(id)).map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4]);
  });

  it("keeps nothing of a move whose transaction fails after it", async () => {
    const { id } = await createSubmission();
    const failing = transaction(async (tx) => {
      await moveSubmission(tx, { submissionId: id, move: "claimed", to: "screening", actor: SYSTEM, as: "coordinator", now: later(1) });
      throw new Error("the letter could not be written");
    });
    await expect(failing).rejects.toThrow("letter");
    expect(await timeline(id)).toEqual([]);
    expect((await db().submission.findUniqueOrThrow({ where: { id } })).state).toBe("submitted");
  });
});

describe("the promised date", () => {
  it("moves by as long as the owner was asked for changes, and remembers where to return", async () => {
    const { id } = await createSubmission({ state: "in_review", dueAt: later(30) });
    await transaction((tx) => moveSubmission(tx, { submissionId: id, move: "changes_requested", to: "changes_requested", actor: SYSTEM, as: "coordinator", now: later(5) }));
    expect(await db().submission.findUniqueOrThrow({ where: { id }, select: { returnsTo: true, dueAt: true } })).toEqual({ returnsTo: "in_review", dueAt: later(30) });
    await transaction((tx) => moveSubmission(tx, { submissionId: id, move: "changes_answered", to: "in_review", actor: SYSTEM, as: "owner", now: later(12) }));
    expect(await db().submission.findUniqueOrThrow({ where: { id }, select: { returnsTo: true, dueAt: true } })).toEqual({ returnsTo: null, dueAt: later(37) });
  });

  it("stands still for no other reason", async () => {
    const { id } = await createSubmission({ dueAt: later(30) });
    await claim(id);
    expect((await db().submission.findUniqueOrThrow({ where: { id } })).dueAt).toEqual(later(30));
  });
});
