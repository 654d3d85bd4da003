import fs from "node:fs";
import { createAssignment, createDesk } from "#tests/factories/desk";
import { filledForm, formBody } from "#tests/factories/submission-form";
import { sessionOf } from "#tests/setup/ask";
import type { PersonActor } from "~/features/accounts/actor";
import { requestChanges } from "~/features/review/screening.server";
import { connectDatabase, disconnectDatabase, transaction } from "~/platform/database/client.server";
import { openEmbeddedDatabase } from "~/platform/database/embedded.server";
import { serve, temporaryFolder } from "./processes";
import { type Figure, spread, timeEach } from "./report";

/** Submissions at one desk: far more than an institution has open at once. */
const AT_DESK = 300;
const TIMES = 100;

/**
 * What people wait for at work, one after the other on one connection: a desk's queue, a draft that is saved, a
 * submission that is taken. Each beside an empty page or an empty action of the same build in the same run; the
 * transaction of a move beside a transaction that asks nothing.
 */
export async function measureWork(figures: Figure[], build: string): Promise<void> {
  const dataDir = temporaryFolder("work");
  const env = { DATA_DIR: dataDir, PORT: "0" };
  // A first start loads the demonstration, whose edition drafts belong to.
  await (await serve(process.execPath, [`${build}/server.js`], env)).stop();
  const embedded = await openEmbeddedDatabase(dataDir);
  const stops: Array<() => Promise<void>> = [];
  try {
    const site = await serve(process.execPath, [`${build}/server.js`], env);
    stops.push(() => site.stop());
    await connectDatabase(embedded.url);
    const desk = await fillDesk();
    const cookie = await sessionOf(desk.coordinator);

    const get = (path: string) => expectStatus(site.origin, path, { headers: { cookie } }, 200);
    const post = (path: string, body: URLSearchParams) => expectStatus(site.origin, path, { method: "POST", body, headers: { cookie, origin: site.origin } }, 302);
    const emptyPage = await samplesOf(() => get("/bench/empty"));
    const emptyAction = await samplesOf(() => post("/bench/empty", new URLSearchParams({ intent: "nothing" })));
    tell(figures, `queue page, ${AT_DESK} submissions`, await samplesOf(() => get("/es/coordinate")), { name: "an empty page", samples: emptyPage });
    tell(figures, "saving a draft", await saveDrafts(site.origin, cookie), { name: "an empty action", samples: emptyAction });
    const claims = await samplesOf((index) => post(`/es/coordinate/${desk.submissionIds[index]}`, new URLSearchParams({ intent: "claim", version: "1" })));
    tell(figures, "taking a submission", claims, { name: "an empty action", samples: emptyAction });

    const emptyTransaction = await samplesOf(() => transaction((tx) => tx.$queryRaw`SELECT 1`));
    tell(figures, "a transition's transaction", await askForChanges(desk), { name: "an empty transaction", samples: emptyTransaction });
  } finally {
    for (const stop of stops) await stop();
    await disconnectDatabase();
    await embedded.release();
    fs.rmSync(dataDir, { recursive: true, force: true });
  }
}

type Desk = { coordinator: PersonActor; submissionIds: string[] };

/** A third is still to be taken, the rest is in review with two reviewers each. */
async function fillDesk(): Promise<Desk> {
  const { submit, edition, reviewers, coordinator } = await createDesk();
  const submissionIds: string[] = [];
  for (let made = 0; made < AT_DESK; made += 1) {
    const submission = await submit(made < TIMES ? "submitted" : "in_review");
    submissionIds.push(submission.id);
    if (made >= TIMES) for (const { personId } of reviewers) await createAssignment(submission, { reviewerId: personId, edition });
  }
  return { coordinator, submissionIds };
}

/** One draft, saved again and again, each time with other words. */
async function saveDrafts(origin: string, cookie: string): Promise<number[]> {
  const form = await (await fetch(`${origin}/es/submit`, { headers: { cookie } })).text();
  const key = /name="key" value="([\w-]+)"/.exec(form)?.[1] ?? "";
  let path = "/es/submit";
  return samplesOf(async (index) => {
    const hidden = index === 0 ? { intent: "save", key, version: "" } : { intent: "save", key: "", version: String(index) };
    const body = formBody(filledForm({ title: `Vale de la esquina, versión ${index}` }), hidden);
    const location = await expectStatus(origin, path, { method: "POST", body, headers: { cookie, origin } }, 302);
    if (index === 0) path = `/es/submit?draft=${new URL(location, origin).searchParams.get("draft")}`;
  });
}

/** State, clock, timeline, notes and letters: what a move at the desk writes at once. */
function askForChanges({ coordinator, submissionIds }: Desk): Promise<number[]> {
  const notes = [{ section: "cost", note: "¿Con impuestos?" }] as const;
  return samplesOf((index) => requestChanges(coordinator, { submissionId: submissionIds[TIMES + index] ?? "", version: 1, notes }, new Date()));
}

function samplesOf(run: (index: number) => Promise<unknown>): Promise<number[]> {
  return timeEach(
    Array.from({ length: TIMES }, (_, index) => index),
    run,
  );
}

/** Returns where the answer leads, if anywhere. */
async function expectStatus(origin: string, path: string, init: RequestInit, status: number): Promise<string> {
  const answer = await fetch(origin + path, { redirect: "manual", ...init });
  await answer.arrayBuffer();
  if (answer.status !== status) throw new Error(`${init.method ?? "GET"} ${path} answered ${answer.status}.`);
  return answer.headers.get("location") ?? "";
}

function tell(figures: Figure[], name: string, samples: readonly number[], empty: { name: string; samples: readonly number[] }): void {
  const [own, base] = [spread(samples), spread(empty.samples)];
  figures.push({ name: `${name}: p95`, value: own.p95, unit: "ms", note: `p50 ${own.p50.toFixed(1)} ms, of ${samples.length}` });
  figures.push({
    name: `${name} : ${empty.name}, p95`,
    value: own.p95 / base.p95,
    unit: "×",
    note: `p50 ${(own.p50 / base.p50).toFixed(1)} ×; ${empty.name} p95 ${base.p95.toFixed(1)} ms`,
  });
}
