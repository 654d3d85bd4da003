import { beforeAll, describe, expect, it } from "vitest";
import { siteInProcess } from "#tests/setup/in-process";
import { translator } from "~/i18n/translator";
import { db } from "~/platform/database/client.server";
import { type Cast, createCast, type Kind } from "./matrix-cast";
import { makeListing, makeSubmission } from "./matrix-records";

const { t } = translator("es");
let ask: Awaited<ReturnType<typeof siteInProcess>>;
let cast: Cast;

beforeAll(async () => {
  [ask, cast] = await Promise.all([siteInProcess(), createCast()]);
});

async function send(kind: Kind, path: string, form: Record<string, string>): Promise<{ status: number; page: string }> {
  const request = new Request(`http://localhost:3000${path}`, {
    method: "POST",
    headers: { cookie: cast.players[kind].cookie },
    body: new URLSearchParams({ ...form, version: "1" }),
  });
  const answer = await ask(request);
  return { status: answer.status, page: (await answer.text()).replaceAll("<!-- -->", "") };
}

/** Two forms made from the same page, sent at the same moment. Returns the page of whoever was too late. */
async function sendBoth(path: string, forms: ReadonlyArray<[Kind, Record<string, string>]>): Promise<string> {
  const answers = await Promise.all(forms.map(([kind, form]) => send(kind, path, form)));
  expect(answers.map(({ status }) => (status < 400 ? "won" : status)).sort()).toEqual([409, "won"]);
  return answers.find(({ status }) => status === 409)?.page ?? "";
}

describe("of two at once one wins, and the other's page says what happened", () => {
  it("when two take the same submission", async () => {
    const { id } = await makeSubmission(cast, { state: "submitted" });
    const page = await sendBoth(`/es/coordinate/${id}`, [
      ["coordinator", { intent: "claim" }],
      ["deputy", { intent: "claim" }],
    ]);
    expect(page).toContain(t("desk.conflictedTitle"));
    expect(page).toContain(t("desk.event_claimed"));
    expect(await db().submissionEvent.count({ where: { submissionId: id, kind: "claimed" } })).toBe(1);
  });

  it("when one declines what another sends back", async () => {
    const { id } = await makeSubmission(cast, { state: "screening" });
    const reason = "Queda fuera de lo que la edición busca.";
    const page = await sendBoth(`/es/coordinate/${id}`, [
      ["coordinator", { intent: "decide", outcome: "declined", reasonCode: "out-of-scope", reason }],
      ["deputy", { intent: "requestChanges", note_claims: "¿De qué fecha son los cuadernos?" }],
    ]);
    expect(page).toContain(t("desk.conflictedTitle"));
    const { state } = await db().submission.findUniqueOrThrow({ where: { id } });
    expect(["decided", "changes_requested"]).toContain(state);
    expect(await db().decision.count({ where: { submissionId: id } })).toBe(state === "decided" ? 1 : 0);
    expect(await db().changeRequest.count({ where: { submissionId: id } })).toBe(state === "decided" ? 0 : 1);
  });

  it("when both owners take theirs back", async () => {
    const { id } = await makeSubmission(cast, { state: "in_review" });
    const page = await sendBoth(`/es/my/solutions/${id}`, [
      ["owner", { intent: "withdraw" }],
      ["co-owner", { intent: "withdraw" }],
    ]);
    expect(page).toContain(t("submission.movedTitle"));
    expect(page).toContain(t("submission.state_withdrawn"));
  });

  it("when an owner hides what a coordinator suspends", async () => {
    const { id } = await makeListing(cast, "published");
    const page = await sendBoth(`/es/my/listings/${id}`, [
      ["owner", { action: "hide" }],
      ["coordinator", { action: "suspend", "reason-suspend": "duplicate" }],
    ]);
    expect(page).toContain(t("workbench.alreadyDone"));
    const { state } = await db().listing.findUniqueOrThrow({ where: { id } });
    expect(page).toContain(t(`workbench.state_${state === "hidden" ? "hidden" : "suspended"}`));
  });
});
