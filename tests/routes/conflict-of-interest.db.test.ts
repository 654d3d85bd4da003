import { beforeAll, describe, expect, it } from "vitest";
import { createActor, createMember, createSubmission, lettersAsked } from "#tests/factories/desk";
import { addChannels } from "#tests/factories/letters";
import { MADE_AT } from "#tests/factories/records";
import { sessionOf } from "#tests/setup/ask";
import { definedRoutes, siteInProcess } from "#tests/setup/in-process";
import { makeFolder } from "#tests/setup/processes";
import { type PersonActor, SYSTEM } from "~/features/accounts/actor";
import type { ListingAction } from "~/features/catalogue/policy";
import { fileReport } from "~/features/catalogue/report.server";
import { changeListing, openListing } from "~/features/catalogue/service.server";
import { LetterJobSchema } from "~/features/notifications/schema";
import { deliverLetter } from "~/features/notifications/service.server";
import { announceDecision, decideSubmission, revokeDecision } from "~/features/review/decision.server";
import { PILES } from "~/features/review/queue";
import { answerInvitation, saveReviewDraft, submitReview } from "~/features/review/reviewing.server";
import { assignReviewers, claimSubmission, moveDate, requestChanges } from "~/features/review/screening.server";
import { SUBMISSION_STATES } from "~/features/submissions/status";
import { moveSubmission } from "~/features/submissions/transition.server";
import { db, transaction } from "~/platform/database/client.server";
import { parseEnvironment } from "~/platform/env.server";
import { PLAIN_DOORS } from "./doors";
import { type Cast, createCast } from "./matrix-cast";
import { makeSubmission } from "./matrix-records";

const DAY = 86_400_000;
const LONG = "Esto lo vi funcionar en dos colmados, y así se lo contamos.";

let site: Awaited<ReturnType<typeof siteInProcess>>;
let routeIds: Map<string, string>;
let cast: Cast;
/** What they are in conflict with, and what lies beside it on the same desks. */
let submissionId: string;
let beside: string[];
let runs: PersonActor;
let reviewers: PersonActor[];
/** By what ties them to it. */
const conflicted: Record<string, { person: PersonActor; cookie: string }> = {};

const env = parseEnvironment({ NODE_ENV: "test", PUBLIC_URL: "https://solucionario.example", DATA_DIR: makeFolder() });

beforeAll(async () => {
  [site, cast] = await Promise.all([siteInProcess(), createCast()]);
  routeIds = new Map((await definedRoutes()).map(({ id, pattern }) => [pattern, id]));
  const { north, south, players, edition } = cast;
  // Nobody of the firm has an e-mail, so that what is written to them waits at the desk.
  await db().channel.deleteMany();
  for (const [index, kind] of (["owner", "co-owner"] as const).entries()) {
    const { actor } = players[kind];
    if (actor.kind === "person") await addChannels(actor.personId, { whatsapp: `+99955560${10 + index}` });
  }
  submissionId = (await makeSubmission(cast, { state: "submitted", reviewer: "revoked" })).id;
  runs = players.deputy.actor as PersonActor;
  reviewers = [await createMember(north, "reviewer"), await createMember(north, "reviewer")];
  beside = [(await createSubmission({ edition, institutionId: north, state: "screening" })).id, (await createSubmission({ edition, institutionId: null, state: "screening" })).id];
  const add = async (name: string, person: PersonActor) => {
    conflicted[name] = { person, cookie: await sessionOf(person) };
  };
  const keptOut = await createActor([
    { organisationId: north, role: "deputy" },
    { organisationId: north, role: "reviewer" },
  ]);
  await db().keptOut.create({ data: { submissionId, kind: "person", subjectId: keptOut.personId, source: "owner", addedAt: MADE_AT } });
  const manager = await createMember(south, "programme-manager");
  await db().conflict.create({ data: { submissionId, personId: manager.personId, kind: "family", declaredAt: MADE_AT } });
  const member = await createActor([
    { organisationId: north, role: "coordinator" },
    { organisationId: cast.firm, role: "adviser" },
  ]);
  const former = await createActor([
    { organisationId: north, role: "coordinator" },
    { organisationId: north, role: "programme-manager" },
  ]);
  const left = { organisationId: cast.firm, role: "owner" as const, startsAt: new Date(MADE_AT.getTime() - DAY), endsAt: new Date(MADE_AT.getTime() + DAY) };
  await db().membership.create({ data: { id: former.personId, personId: former.personId, ...left } });
  await add("a coordinator who declared it", players["coordinator conflicted"].actor as PersonActor);
  await add("a reviewer who was recused", players["reviewer conflicted"].actor as PersonActor);
  await add("a deputy and reviewer whom the owner keeps out", keptOut);
  await add("a manager who declared it", manager);
  await add("a coordinator who advises the owner's firm", member);
  await add("a coordinator and manager who left the owner's firm", former);
});

const get = async (path: string, cookie: string, pattern?: string) => {
  const url = new URL(path, "http://localhost:3000");
  if (pattern) url.searchParams.set("_data", routeIds.get(pattern) ?? "");
  const response = await site(new Request(url, { headers: { cookie } }));
  return `${response.status} ${(await response.text()).replace(/\d{4}-\d{2}-\d{2}T[\d:.]+Z/g, "(a moment)").replace(/[\w-]{43}(?=")/g, "(a key)")}`;
};

const NO_LISTING = "019a0000-0000-7000-8000-00000000aaaa";

/** What tells of submissions and listings at every step; the rest of what is behind a sign-in is looked at before and after. */
function addresses(listingId: string | null, all: boolean): Array<{ path: string; pattern: string }> {
  return [
    ...PLAIN_DOORS.map(({ path, pattern }) => ({ path: path(null), pattern })).filter(({ path }) => all || !/account|numbers|erase|advise./.test(path)),
    ...(all ? Object.keys(PILES) : ["closed"]).map((pile) => ({ path: `/es/coordinate?pile=${pile}`, pattern: "/:locale/coordinate" })),
    { path: `/es/coordinate/announce?${new URLSearchParams({ id: submissionId })}`, pattern: "/:locale/coordinate/announce" },
    { path: "/es/moderate?pile=unconfirmed", pattern: "/:locale/moderate" },
    ...[submissionId, ...beside].map((id) => ({ path: `/es/coordinate/${id}`, pattern: "/:locale/coordinate/:id" })),
    { path: `/es/my/solutions/${submissionId}`, pattern: "/:locale/my/solutions/:id" },
    { path: `/es/my/listings/${listingId ?? NO_LISTING}`, pattern: "/:locale/my/listings/:id" },
  ];
}

/** Pages as they are read, which hold their data, and on request as a script of Remix asks for it. A listing is told from none by nothing but its id. */
async function everything(cookie: string, listingId: string | null, { all = false } = {}): Promise<Record<string, string>> {
  const pages: Record<string, string> = {};
  for (const { path, pattern } of addresses(listingId, all)) {
    for (const asked of all ? [undefined, pattern] : [undefined]) {
      const page = await get(path, cookie, asked);
      pages[`${asked ? "data of " : ""}${path.replace(listingId ?? NO_LISTING, "(listing)")}`] = listingId ? page.replaceAll(listingId, NO_LISTING) : page;
    }
  }
  return pages;
}

const version = async () => (await db().submission.findUniqueOrThrow({ where: { id: submissionId } })).version;
const desk = async () => ({ submissionId, version: await version() });
let listingId: string | null = null;
const list = async (action: ListingAction) => {
  const { version: seenVersion } = await db().listing.findUniqueOrThrow({ where: { id: listingId ?? "" } });
  await changeListing(runs, { listingId: listingId ?? "", action, seenVersion, reasonCode: "fraud" }, new Date());
};
const assignmentOf = (reviewer: PersonActor) => db().reviewAssignment.findUniqueOrThrow({ where: { submissionId_reviewerId: { submissionId, reviewerId: reviewer.personId } } });
const reviewing = async (work: (reviewer: PersonActor, request: { assignmentId: string; version: number }) => Promise<void>) => {
  for (const reviewer of reviewers) {
    const { id, version: seen } = await assignmentOf(reviewer);
    await work(reviewer, { assignmentId: id, version: seen });
  }
};
const review = () => ({ answers: Object.fromEntries(cast.edition.criterionIds.map((id) => [id, 4])), forAuthor: LONG, privateNote: "" });

/** The way of the submission to a listing and of that to its end, step by step; then every state it can have. */
const STEPS: ReadonlyArray<readonly [string, () => Promise<unknown>]> = [
  ["it is claimed", async () => claimSubmission(runs, await desk(), new Date())],
  ["reviewers are asked", async () => assignReviewers(runs, { ...(await desk()), reviewerIds: reviewers.map(({ personId }) => personId) }, new Date())],
  ["they accept", () => reviewing((reviewer, request) => answerInvitation(reviewer, { ...request, conflict: "none" }, new Date()))],
  ["they begin to write", () => reviewing((reviewer, request) => saveReviewDraft(reviewer, { ...request, ...review() }, new Date()))],
  ["its date moves", async () => moveDate(runs, { ...(await desk()), date: new Date(Date.now() + 40 * DAY).toISOString().slice(0, 10), reason: "workload" }, new Date())],
  ["changes are asked for", async () => requestChanges(runs, { ...(await desk()), notes: [{ section: "claims", note: "¿De qué fecha?" }] }, new Date())],
  ["they are answered", () => transaction((tx) => moveSubmission(tx, { submissionId, move: "changes_answered", to: "in_review", actor: SYSTEM, as: "system", now: new Date() }))],
  ["the reviews are handed in", () => reviewing((reviewer, request) => submitReview(reviewer, { ...request, ...review() }, new Date()))],
  ["it is decided", async () => decideSubmission(runs, { ...(await desk()), outcome: "declined", reasonCode: "not-ready", reason: LONG }, new Date())],
  ["the decision is taken back", async () => revokeDecision(runs, await desk(), new Date())],
  ["it is decided otherwise", async () => decideSubmission(runs, { ...(await desk()), outcome: "accepted", reasonCode: "meets-criteria", reason: LONG }, new Date())],
  ["the decision is announced", async () => announceDecision(runs, { ...(await desk()), letter: LONG }, new Date())],
  [
    "it has a listing",
    async () => {
      listingId = (await openListing(submissionId, new Date())).listingId;
    },
  ],
  ["its owner does not answer", () => db().listing.updateMany({ where: { submissionId }, data: { stateSince: new Date(Date.now() - 20 * DAY) } })],
  ["it is published for its owner", () => list("publish-on-behalf")],
  [
    "somebody reports it",
    () =>
      fileReport(
        { mark: "somebody" } as Parameters<typeof fileReport>[0],
        { listingId: listingId ?? "", report: { kind: "asked-money", text: "Me pidió dinero.", replyTo: null } },
        new Date(),
      ),
  ],
  ["it is suspended", () => list("suspend")],
  ["the suspension is lifted", () => list("lift")],
  ["it is removed", () => list("remove")],
  ...SUBMISSION_STATES.map((state) => [`it stands in ${state}`, () => db().submission.update({ where: { id: submissionId }, data: { state, stateSince: new Date() } })] as const),
];

let delivered = 0;
/** Writes the letters that were asked for since. */
async function deliverAll(): Promise<void> {
  const jobs = await lettersAsked();
  for (const [index, payload] of jobs.slice(delivered).entries()) {
    await deliverLetter({ job: LetterJobSchema.parse(payload), jobName: `${delivered + index}`, lastTry: true, now: new Date(), env });
  }
  delivered = jobs.length;
}

describe("to everybody who is in conflict with a submission, every page behind a sign-in stays the same to the byte", () => {
  it("whatever happens to it and to its listing, while it changes for whoever runs it", async () => {
    const people = Object.entries(conflicted);
    const before = new Map<string, Record<string, string>>();
    for (const [name, { cookie }] of people) before.set(name, await everything(cookie, null, { all: true }));
    const telling = ["/es/coordinate", `/es/coordinate/${beside[0]}`, "/es/coordinate/letters", "/es/moderate"];
    const own = cast.players.deputy.cookie;
    const ownBefore = new Map<string, string>();
    for (const page of telling) ownBefore.set(page, await get(page, own));
    const wrong: string[] = [];
    const changed = new Set<string>();
    for (const [step, act] of STEPS) {
      await act();
      await deliverAll();
      for (const [name, { cookie }] of people) {
        const pages = await everything(cookie, listingId, { all: step === "it is suspended" });
        for (const [page, text] of Object.entries(pages)) if (text !== before.get(name)?.[page]) wrong.push(`${name}, when ${step}: ${page}`);
      }
      for (const page of telling) if ((await get(page, own)) !== ownBefore.get(page)) changed.add(page);
    }
    expect(wrong).toEqual([]);
    // What could have told them was there: in the queue, in a reviewer's load, among the letters, among the reports.
    expect([...changed].sort()).toEqual([...telling].sort());
  }, 900_000);
});
